//! The use of records (利用): asking to read one, the reader's own uses, the register, and the page on which one is read.

pub mod image;
pub mod reading;
pub mod register;
pub mod statistics;

use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::privacy::named::Behind;
use crate::routes;
use crate::view::{Field, FieldKind, Section, UseRow, UsesPage};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::usage::{AskUse, SUBJECT_KIND, Use};
use guildhall_archive::{ArchiveError, Record};
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use guildhall_store::Connection;
use guildhall_workflow::{FactValue, Facts, NewRun, Run, Subject};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Uses on a page.
pub const PAGE: u32 = 50;
/// The definition by which a use is decided.
const DEFINITION: &str = "use";
/// Days that the form proposes.
const DAYS: &str = "7";

/// What the form of a request sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct UseForm {
    csrf: String,
    code: String,
    purpose: String,
    days: String,
}

/// `GET /uses`
pub async fn list(
    member: Member,
    Query(behind): Query<Behind>,
    Query(form): Query<UseForm>,
) -> Result<Response, Fault> {
    page(&member, &behind, (&form, None)).await
}

async fn page(
    member: &Member,
    behind: &Behind,
    (form, fault): (&UseForm, Option<&Fault>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut uses = app.archive.own_uses(&mut connection, actor, page).await?;
    let is_more = uses.len() > PAGE as usize;
    uses.truncate(PAGE as usize);
    let mut rows = Vec::new();
    for line in &uses {
        rows.push(row(member, &mut connection, line).await?);
    }
    let ui = member.frame(Section::Records);
    let days = if form.days.is_empty() { DAYS } else { &form.days };
    let fields = vec![
        Field::new("code", ui.t("use-code"), FieldKind::Text)
            .value(&form.code)
            .hint(ui.t("use-code-hint")),
        Field::new("purpose", ui.t("use-purpose"), FieldKind::Long)
            .value(&form.purpose)
            .hint(ui.t("use-purpose-hint")),
        Field::new("days", ui.t("use-days"), FieldKind::Number)
            .value(days)
            .hint(ui.t("use-days-hint")),
    ];
    let page = UsesPage {
        rows,
        fields: app
            .archive
            .may_ask_use(&mut connection, actor)
            .await?
            .then_some(fields),
        register: app
            .archive
            .keeps_use(actor)
            .then(|| routes::USE_REGISTER.to_owned()),
        fault: fault.map(|fault| locale::explain(ui.locale, fault).sentence()),
        previous: behind.key().is_some().then(|| routes::USES.to_owned()),
        next: uses
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::USES, last)),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// Returns the address of the page behind a use.
pub fn next_link(path: &str, last: &Use) -> String {
    let key = [
        ("at", last.asked_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

/// Returns how a use stands, in words: one whose time is over is told apart from an open one.
pub fn standing(member: &Member, line: &Use) -> String {
    let now = member.app().database.clock().now();
    let code = match line.state {
        guildhall_archive::usage::UseState::Open if !line.is_open(now) => "over",
        state => state.code(),
    };
    locale::t(member.visit.locale, &format!("use-is-{code}"), &Args::none())
}

/// Returns one of the reader's own uses as the list shows it.
async fn row(member: &Member, connection: &mut Connection, line: &Use) -> Result<UseRow, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let now = app.database.clock().now();
    let code = match app.archive.one_use(connection, actor, line.id).await {
        Ok((_, record)) => record.archival_code.unwrap_or_default(),
        // The record was destroyed; the line of the register stays.
        Err(ArchiveError::NoSuchRecord) => locale::t(member.visit.locale, "stub-destroyed", &Args::none()),
        Err(error) => return Err(error.into()),
    };
    let run = app.workflow.of_subject(connection, line.id).await?;
    Ok(UseRow {
        code,
        purpose: line.purpose.clone(),
        standing: standing(member, line),
        asked: moment(line.asked_at),
        until: line.until.map(moment),
        read: line.is_open(now).then(|| routes::use_of(&line.id.to_string())),
        run: run.map(|run| routes::workflow_run(&run.id.to_string())),
    })
}

/// `POST /uses`
pub async fn ask(member: Member, Form(form): Form<UseForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let ask = AskUse {
        archival_code: form.code.clone(),
        purpose: form.purpose.clone(),
        // What is no number is no count of days.
        days: form.days.trim().parse().unwrap_or(0),
    };
    match ask_for(&member, ask).await {
        Ok((_, run)) => Ok(Redirect::to(&routes::workflow_run(&run.id.to_string())).into_response()),
        Err(fault) => match fault.kind() {
            ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::NotFound => {
                page(&member, &Behind::default(), (&form, Some(&fault))).await
            }
            _ => Err(fault),
        },
    }
}

/// Asks for the use of a record, and starts the run in which it is decided, in one unit of work.
///
/// # Errors
/// As [`guildhall_archive::Archive::ask_use`] and [`guildhall_workflow::Workflow::start`].
pub async fn ask_for(member: &Member, ask: AskUse) -> Result<(Use, Run), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let (line, record) = app.archive.ask_use(&mut work, actor, ask).await?;
    let run = app
        .workflow
        .start(&mut work, actor, new_run(&line, &record))
        .await?;
    work.commit().await?;
    Ok((line, run))
}

/// Returns the run that decides about a use. Everybody who is asked may read its facts, so the record is named by its
/// number alone.
fn new_run(line: &Use, record: &Record) -> NewRun {
    NewRun {
        definition: DEFINITION,
        subject: Subject {
            kind: SUBJECT_KIND.to_owned(),
            id: line.id,
            name: record.archival_code.clone().unwrap_or_default(),
        },
        org_path: record.org_path.clone(),
        secrecy: record.secrecy,
        about: line.purpose.clone(),
        facts: Facts::from([
            ("secrecy".to_owned(), FactValue::Int(record.secrecy)),
            ("type".to_owned(), FactValue::Text(record.type_code.clone())),
            ("days".to_owned(), FactValue::Int(i64::from(line.days))),
        ]),
    }
}

/// Ends a use before its time, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Archive::revoke_use`].
pub async fn revoke_use(member: &Member, id: Uuid) -> Result<Use, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let line = app.archive.revoke_use(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(line)
}
