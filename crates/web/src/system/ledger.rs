//! The ledger: its last entries, its signed checkpoint, a verification on demand, and the export for an outsider.

use super::actors;
use super::jobs::{PlainForm, running_of, start};
use crate::app::VERIFY_LEDGER;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::routes;
use crate::view::{LeafRow, LedgerPage, PageFault, Section, Verification};
use axum::Form;
use axum::body::Body;
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_identity::organisation;
use guildhall_ledger::log;
use guildhall_store::Connection;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use tokio_util::io::ReaderStream;

/// Entries on a page.
const LEAVES: u32 = 50;
/// The kind of thing that a verification is written down about: the ledger of a realm.
pub const LEDGER_SUBJECT: &str = "ledger";

/// Where the list goes on.
#[derive(Deserialize)]
pub struct LedgerQuery {
    before: Option<u64>,
}

/// What the job wrote into the ledger.
#[derive(Deserialize)]
struct Verified {
    entries: u64,
    problems: Vec<String>,
}

/// Says whether a member may do this to the ledger of the realm: `viewLedger` or `verify`.
///
/// # Errors
/// When the database refuses.
pub async fn may(member: &Member, connection: &mut Connection, action: &str) -> Result<bool, Fault> {
    let top = organisation::service::top(connection, member.actor().realm).await?;
    Ok(member.app().rights.allows_in(member.actor(), action, &top.path))
}

/// `GET /system/ledger`
pub async fn show(
    member: Member,
    headers: HeaderMap,
    Query(query): Query<LedgerQuery>,
) -> Result<Response, Fault> {
    let app = member.app();
    let realm = member.actor().realm;
    let mut connection = app.database.read(realm).await?;
    let (may_view, may_verify) = (
        may(&member, &mut connection, "viewLedger").await?,
        may(&member, &mut connection, "verify").await?,
    );
    if !may_view && !may_verify {
        return Err(PageFault::Forbidden.into());
    }
    let checkpoint = log::last_checkpoint(&mut connection).await?;
    let leaves = if may_view {
        leaves(&member, &mut connection, query.before).await?
    } else {
        Vec::new()
    };
    let oldest = leaves.last().map(|leaf| leaf.number).filter(|number| *number > 0);
    let page = LedgerPage {
        ui: member.frame(Section::System),
        size: log::head(&mut connection).await?.size,
        signed: checkpoint.as_ref().map(|checkpoint| moment(checkpoint.signed_at)),
        checkpoint: checkpoint.map(|checkpoint| checkpoint.note),
        key: app.signing_key.vkey().to_owned(),
        running: running_of(&member, &mut connection, VERIFY_LEDGER).await?,
        last: last_verification(&mut connection).await?,
        may_verify,
        may_export: may_view,
        next: oldest
            .filter(|_| leaves.len() as u32 == LEAVES)
            .map(|number| routes::with_query(routes::LEDGER, [("before", number)])),
        leaves,
    };
    if wants_part(&headers) {
        let text = askama::Template::render(&page.as_verification()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

async fn leaves(
    member: &Member,
    connection: &mut Connection,
    before: Option<u64>,
) -> Result<Vec<LeafRow>, Fault> {
    let entries = guildhall_ledger::history::before(connection, before, LEAVES).await?;
    let names = actors::names(connection, &entries).await?;
    let locale = member.visit.locale;
    Ok(entries
        .iter()
        .map(|(entry, leaf)| LeafRow {
            number: leaf.unwrap_or(0),
            when: moment(entry.recorded_at),
            who: actors::name(locale, &names, &entry.actor),
            what: actors::action(locale, &entry.action),
            subject: format!("{} {}", entry.subject_kind, &entry.subject_id.to_string()[24..]),
            link: (entry.subject_kind == "record").then(|| routes::record(&entry.subject_id.to_string())),
        })
        .collect())
}

async fn last_verification(connection: &mut Connection) -> Result<Option<Verification>, Fault> {
    let realm = connection.realm();
    let entries = guildhall_ledger::history::of_subject(connection, LEDGER_SUBJECT, realm.uuid(), 1).await?;
    Ok(entries.first().and_then(|(entry, _)| {
        let report: Verified = serde_json::from_str(&entry.details).ok()?;
        Some(Verification {
            ended: moment(entry.recorded_at),
            checked: report.entries,
            faults: report.problems,
        })
    }))
}

/// `POST /system/ledger/verify`
pub async fn verify(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    if !may(&member, &mut connection, "verify").await? {
        return Err(PageFault::Forbidden.into());
    }
    drop(connection);
    start(&member, VERIFY_LEDGER).await?;
    Ok(Redirect::to(routes::LEDGER).into_response())
}

/// `GET /system/ledger/checkpoint`
pub async fn checkpoint(member: Member) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    if !may(&member, &mut connection, "verify").await? {
        return Err(PageFault::Forbidden.into());
    }
    let checkpoint = log::last_checkpoint(&mut connection)
        .await?
        .ok_or(PageFault::NotFound)?;
    Ok(download("checkpoint.txt", Body::from(checkpoint.note)))
}

/// `GET /system/ledger/export`
pub async fn export(member: Member) -> Result<Response, Fault> {
    let app = member.app();
    let realm = member.actor().realm;
    let mut connection = app.database.read(realm).await?;
    if !may(&member, &mut connection, "viewLedger").await? {
        return Err(PageFault::Forbidden.into());
    }
    let mut work = app.database.begin(realm).await?;
    guildhall_ledger::checkpoint_now(&mut work, &app.signing_key).await?;
    work.commit().await?;
    let file = tempfile::tempfile_in(&app.scratch).map_err(|_| PageFault::Unavailable)?;
    let mut out = std::io::BufWriter::new(file);
    guildhall_ledger::export(&mut connection, &app.signing_key, &mut out).await?;
    let mut file = out.into_inner().map_err(|_| PageFault::Unavailable)?;
    std::io::Seek::rewind(&mut file).map_err(|_| PageFault::Unavailable)?;
    let stream = ReaderStream::new(tokio::fs::File::from_std(file));
    Ok(download("guildhall-ledger.txt", Body::from_stream(stream)))
}

fn download(name: &'static str, body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
