//! The audit trail (审计): who did what, when, from where and on what, with filters, and as a file.
//!
//! Only for who may look at the ledger. Addresses are masked; a file is written down before it is given out.

use super::ledger::may;
use super::{actors, csv};
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::routes;
use crate::view::{ActRow, AuditPage, Choice, Field, FieldKind, PageFault, Section};
use axum::body::Body;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Response};
use guildhall_kernel::{Date, LedgerEntryId, Timestamp};
use guildhall_ledger::trail::{self, Act, TrailQuery};
use guildhall_ledger::{NewEntry, append};
use guildhall_store::Connection;
use http::{HeaderValue, StatusCode, header};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::io::Write as _;
use tokio_util::io::ReaderStream;

/// Acts on a page.
pub const PAGE: u32 = 50;
/// Acts read at once for a file.
const FILE_PAGE: u32 = 1_000;
/// Most acts in a file; a spreadsheet program takes a million lines.
const FILE_ACTS_MAX: usize = 500_000;
/// Values offered by a filter.
const CHOICES_MAX: u32 = 300;
/// The zone of the days in the filter.
const ZONE: &str = "Asia/Shanghai";

/// The filter as it stands in the address; empty values do not count.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// Who acted: `account:<id>` or `program:<name>`.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What kind of thing it was done to.
    pub kind: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// When the last act of the page before was, in microseconds since 1970.
    pub at: Option<i64>,
    /// Its id.
    pub id: Option<LedgerEntryId>,
}

impl AuditQuery {
    /// Returns the question to the ledger.
    ///
    /// # Errors
    /// [`PageFault::BadRequest`] when a day is none.
    pub fn read(&self) -> Result<TrailQuery, Fault> {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Ok(TrailQuery {
            actor: text(&self.actor),
            action: text(&self.action),
            subject_kind: text(&self.kind),
            from: day(&self.from, 0)?,
            until: day(&self.until, 1)?,
            after: self.at.map(Timestamp::from_micros).zip(self.id),
        })
    }

    /// Returns the address of a page with this filter, going on behind an act.
    pub fn link(&self, path: &str, after: Option<&Act>) -> String {
        let (at, id) = after.map_or_else(Default::default, |act| {
            (
                act.entry.recorded_at.as_micros().to_string(),
                act.entry.id.to_string(),
            )
        });
        let pairs = [
            ("actor", &self.actor),
            ("action", &self.action),
            ("kind", &self.kind),
            ("from", &self.from),
            ("until", &self.until),
            ("at", &at),
            ("id", &id),
        ];
        routes::with_query(path, pairs)
    }
}

/// Returns the beginning of a day, or of the day after it.
fn day(text: &str, days_later: i64) -> Result<Option<Timestamp>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Fault::from(PageFault::BadRequest);
    let date: Date = text.parse().map_err(|_| wrong())?;
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let start = jiff::civil::date(date.year(), date.month(), date.day())
        .to_zoned(zone)
        .map_err(|_| wrong())?;
    let start = Timestamp::from_micros(start.timestamp().as_microsecond());
    Ok(Some(start.plus_secs(days_later * 24 * 3_600)))
}

/// Refuses who may not look at the ledger.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub async fn require_auditor(member: &Member, connection: &mut Connection) -> Result<(), Fault> {
    match may(member, connection, "viewLedger").await? {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// `GET /system/audit`
pub async fn show(member: Member, Query(query): Query<AuditQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    require_auditor(&member, &mut connection).await?;
    let acts = trail::page(&mut connection, &query.read()?, PAGE + 1).await?;
    let has_more = acts.len() > PAGE as usize;
    let acts = &acts[..acts.len().min(PAGE as usize)];
    let next = acts
        .last()
        .filter(|_| has_more)
        .map(|last| query.link(routes::AUDIT, Some(last)));
    let page = AuditPage {
        ui: member.frame(Section::System),
        fields: fields(&member, &mut connection, &query).await?,
        acts: rows(&member, &mut connection, acts).await?,
        export: query.link(routes::AUDIT_EXPORT, None),
        previous: None,
        next,
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns acts as people read them.
///
/// # Errors
/// When the database refuses.
async fn rows(member: &Member, connection: &mut Connection, acts: &[Act]) -> Result<Vec<ActRow>, Fault> {
    let entries: Vec<_> = acts.iter().map(|act| (act.entry.clone(), None)).collect();
    let names = actors::names(connection, &entries).await?;
    let locale = member.visit.locale;
    let row = |act: &Act| ActRow {
        when: moment(act.entry.recorded_at),
        who: actors::name(locale, &names, &act.entry.actor),
        what: actors::action(locale, &act.entry.action),
        subject: format!("{} {}", act.entry.subject_kind, act.entry.subject_id),
        details: Some(act.entry.details.clone()).filter(|details| details != "{}"),
        address: act.address.as_deref().map(masked),
    };
    Ok(acts.iter().map(row).collect())
}

/// Returns an address without the part that tells one machine from its neighbours.
pub fn masked(address: &str) -> String {
    match address.rsplit_once('.') {
        Some((network, _)) => format!("{network}.*"),
        None => {
            let network = address.split("::").next().unwrap_or_default();
            let groups: Vec<&str> = network.split(':').take(4).collect();
            format!("{}::*", groups.join(":"))
        }
    }
}

async fn fields(
    member: &Member,
    connection: &mut Connection,
    query: &AuditQuery,
) -> Result<Vec<Field>, Fault> {
    let ui = member.frame(Section::System);
    let locale = member.visit.locale;
    let offered = trail::values(connection, trail::Column::Actor, CHOICES_MAX).await?;
    let names = actors::names_of(connection, &offered).await?;
    let choices = |values: Vec<String>, chosen: &str, label: &dyn Fn(&str) -> String| {
        let every = Choice {
            value: String::new(),
            label: ui.t("audit-every"),
            chosen: chosen.is_empty(),
        };
        let choice = |value: String| Choice {
            label: label(&value),
            chosen: value == chosen,
            value,
        };
        FieldKind::Select(
            std::iter::once(every)
                .chain(values.into_iter().map(choice))
                .collect(),
        )
    };
    let who = choices(offered, &query.actor, &|actor| {
        actors::name(locale, &names, actor)
    });
    let actions = trail::values(connection, trail::Column::Action, CHOICES_MAX).await?;
    let what = choices(actions, &query.action, &|action| actors::action(locale, action));
    let kinds = trail::values(connection, trail::Column::SubjectKind, CHOICES_MAX).await?;
    let kind = choices(kinds, &query.kind, &str::to_owned);
    Ok(vec![
        Field::new("actor", ui.t("leaf-who"), who).optional(),
        Field::new("action", ui.t("leaf-what"), what).optional(),
        Field::new("kind", ui.t("audit-kind"), kind).optional(),
        Field::new("from", ui.t("audit-from"), FieldKind::Date)
            .value(&query.from)
            .optional(),
        Field::new("until", ui.t("audit-until"), FieldKind::Date)
            .value(&query.until)
            .optional(),
    ])
}

/// `GET /system/audit/export`
pub async fn export(member: Member, Query(query): Query<AuditQuery>) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    require_auditor(&member, &mut connection).await?;
    let mut asked = query.read()?;
    let file = tempfile::tempfile_in(&app.scratch).map_err(|_| PageFault::Unavailable)?;
    let mut out = std::io::BufWriter::new(file);
    let unavailable = |_| Fault::from(PageFault::Unavailable);
    out.write_all(heading(&member).as_bytes()).map_err(unavailable)?;
    let mut written = 0;
    while written < FILE_ACTS_MAX {
        let acts = trail::page(&mut connection, &asked, FILE_PAGE).await?;
        let Some(last) = acts.last() else { break };
        asked.after = Some((last.entry.recorded_at, last.entry.id));
        for (row, act) in rows(&member, &mut connection, &acts).await?.iter().zip(&acts) {
            out.write_all(line(row, act).as_bytes()).map_err(unavailable)?;
        }
        written += acts.len();
    }
    drop(connection);
    note_export(&member, &query, written).await?;
    let mut file = out.into_inner().map_err(|_| PageFault::Unavailable)?;
    std::io::Seek::rewind(&mut file).map_err(unavailable)?;
    Ok(as_file(Body::from_stream(ReaderStream::new(
        tokio::fs::File::from_std(file),
    ))))
}

fn heading(member: &Member) -> String {
    let ui = member.frame(Section::System);
    let keys = [
        "leaf-when",
        "leaf-who",
        "leaf-what",
        "audit-kind",
        "leaf-subject",
        "audit-where",
        "audit-details",
    ];
    let names: Vec<String> = keys.iter().map(|key| ui.t(key)).collect();
    format!(
        "{}{}",
        csv::BYTE_ORDER_MARK,
        csv::line(names.iter().map(String::as_str))
    )
}

fn line(row: &ActRow, act: &Act) -> String {
    let (when, subject) = (
        act.entry.recorded_at.to_rfc3339(),
        act.entry.subject_id.to_string(),
    );
    let address = row.address.as_deref().unwrap_or_default();
    let details = row.details.as_deref().unwrap_or_default();
    csv::line([
        &when,
        row.who.as_str(),
        &row.what,
        &act.entry.subject_kind,
        &subject,
        address,
        details,
    ])
}

/// The file of the audit trail is an act like any other.
async fn note_export(member: &Member, query: &AuditQuery, acts: usize) -> Result<(), Fault> {
    let realm = member.actor().realm;
    let filter = query.link("", None);
    let entry = NewEntry {
        action: "ledger.trail-exported",
        subject_kind: super::ledger::LEDGER_SUBJECT,
        subject_id: realm.uuid(),
        digest: None,
        details: serde_json::json!({ "filter": filter, "acts": acts }),
    };
    let mut work = member.app().database.begin(realm).await?;
    append(&mut work, member.actor(), entry).await?;
    Ok(work.commit().await?)
}

fn as_file(body: Body) -> Response {
    let mut response = body.into_response();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_keeps_its_network_alone() {
        assert_eq!(masked("203.0.113.77"), "203.0.113.*");
        assert_eq!(masked("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::*");
        assert_eq!(masked("::1"), "::*");
    }
}
