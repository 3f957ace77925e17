//! The ledger: its last entries, its signed checkpoint, a verification on demand, and the export for an outsider.

use super::actors;
use super::jobs::{running_of, start};
use crate::app::VERIFY_LEDGER;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{
    CheckpointSheet, Frame, LeafRow, LedgerPage, PageFault, QrCode, Section, Verification, WitnessRow,
    WitnessedRow,
};
use axum::Form;
use axum::body::Body;
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_identity::organisation;
use guildhall_ledger::report::VERIFIED;
use guildhall_ledger::trail::{self, Act, TrailQuery};
use guildhall_ledger::witness::WitnessState;
use guildhall_ledger::{NewEntry, append, log, seal, witness, witnessed};
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
        witnesses: witnesses(&member, &mut connection).await?,
        witnessed: witnessed(&mut connection).await?,
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

/// Returns how it stands with each witness.
async fn witnesses(member: &Member, connection: &mut Connection) -> Result<Vec<WitnessRow>, Fault> {
    let ui = member.frame(Section::System);
    let mut rows = Vec::new();
    for witness in member.app().ledger.witnesses.iter() {
        let state = witness::state(connection, &witness.name).await?;
        rows.push(WitnessRow {
            name: witness.name.clone(),
            size: state.as_ref().map_or(0, |state| state.size),
            sent: state.as_ref().and_then(|state| state.sent_at).map(moment),
            problem: state.as_ref().and_then(|state| problem_of(&ui, state)),
        });
    }
    Ok(rows)
}

/// Returns what went wrong with the last attempt, for people.
pub fn problem_of(ui: &Frame, state: &WitnessState) -> Option<String> {
    Some(match state.problem.as_deref()? {
        "unreachable" => ui.with("witness-unreachable", "detail", state.detail.as_str()),
        "fork" => ui.t("witness-fork"),
        "ahead" => ui.t("witness-ahead"),
        "unsigned" => ui.t("witness-unsigned"),
        _ => ui.with("witness-refused", "detail", state.detail.as_str()),
    })
}

async fn witnessed(connection: &mut Connection) -> Result<Vec<WitnessedRow>, Fault> {
    let logs = witnessed::witnessed_logs(connection).await?;
    let row = |log: witnessed::WitnessedLog| WitnessedRow {
        origin: log.origin,
        size: log.size,
        seen: moment(log.cosigned_at),
        refused: log.refused_at.map(moment),
    };
    Ok(logs.into_iter().map(row).collect())
}

/// `GET /system/ledger/checkpoint/print`
pub async fn sheet(member: Member) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    if !may(&member, &mut connection, "verify").await? && !may(&member, &mut connection, "viewLedger").await?
    {
        return Err(PageFault::Forbidden.into());
    }
    let newest = log::last_checkpoint(&mut connection)
        .await?
        .ok_or(PageFault::NotFound)?;
    let stated = app.signing_key.verifying_key()?.open(&newest.note)?;
    let page = CheckpointSheet {
        ui: member.frame(Section::System),
        origin: stated.origin,
        size: stated.size,
        root: stated.root.to_string(),
        signed: moment(newest.signed_at),
        key: app.signing_key.vkey().to_owned(),
        qr: QrCode::of(&newest.note),
        note: newest.note,
    };
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
    let asked = TrailQuery {
        action: Some(VERIFIED.to_owned()),
        ..TrailQuery::default()
    };
    let last = trail::page(connection, &asked, 1).await?;
    Ok(last.first().and_then(|Act { entry, .. }| {
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
    note_export(&member).await?;
    seal(&app.database, realm, &app.signing_key).await?;
    let file = tempfile::tempfile_in(&app.scratch).map_err(|_| PageFault::Unavailable)?;
    let mut out = std::io::BufWriter::new(file);
    guildhall_ledger::export(&mut connection, &app.signing_key, &mut out).await?;
    let mut file = out.into_inner().map_err(|_| PageFault::Unavailable)?;
    std::io::Seek::rewind(&mut file).map_err(|_| PageFault::Unavailable)?;
    let stream = ReaderStream::new(tokio::fs::File::from_std(file));
    Ok(download("guildhall-ledger.txt", Body::from_stream(stream)))
}

/// Whoever takes the ledger away is in it.
async fn note_export(member: &Member) -> Result<(), Fault> {
    let realm = member.actor().realm;
    let entry = NewEntry {
        action: "ledger.exported",
        subject_kind: LEDGER_SUBJECT,
        subject_id: realm.uuid(),
        digest: None,
        details: serde_json::json!({}),
    };
    let mut work = member.app().database.begin(realm).await?;
    append(&mut work, member.actor(), entry).await?;
    Ok(work.commit().await?)
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
