//! Asking for another secrecy level of a filed record (密级变更); who decides about it says the workflow of that name.

use crate::address::PathOf;
use crate::archive::sight::see;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::routes;
use crate::view::{Choice, Field, FieldKind, ReclassificationPage, Section};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::reclassification::{AskReclassification, RECLASSIFICATION, Reclassification};
use guildhall_archive::record::SECRECY_MAX;
use guildhall_archive::{ArchiveError, Record};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, RecordId};
use guildhall_workflow::{FactValue, Facts, NewRun, Run, Subject};
use http::StatusCode;
use serde::Deserialize;

/// The definition by which a change is decided.
const DEFINITION: &str = "reclassification";

/// What the form sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ReclassificationForm {
    csrf: String,
    security_level: String,
    basis: String,
}

/// `GET /records/{id}/secrecy`
pub async fn show(member: Member, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    page(&member, id, (&ReclassificationForm::default(), None)).await
}

async fn page(
    member: &Member,
    id: RecordId,
    (form, fault): (&ReclassificationForm, Option<&Fault>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let record = app.archive.record(&mut connection, actor, id).await?;
    app.rights
        .require(actor, "fileRecord", &record.as_resource())
        .map_err(ArchiveError::from)?;
    let seen = see(member, &mut connection, &record).await?;
    let asked = app
        .archive
        .open_reclassification(&mut connection, actor, id)
        .await?;
    let run = match &asked {
        Some(change) => app.workflow.of_subject(&mut connection, change.id).await?,
        None => None,
    };
    let page = ReclassificationPage {
        id: id.to_string(),
        title: seen.record.title.clone(),
        number: record.archival_code.clone().unwrap_or_default(),
        level: level(member, record.secrecy),
        asked: asked.as_ref().map(|change| level(member, change.after)),
        run: run.map(|run| routes::workflow_run(&run.id.to_string())),
        fields: fields(member, &record, form),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui: member.frame(Section::Records),
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// Returns what a level is called.
fn level(member: &Member, level: i64) -> String {
    let codes = &member.app().archive.codes;
    let found = codes.find("HOUSE_SECURITY_LEVEL", &level.to_string());
    crate::archive::shown::code_name(member.visit.locale, found).unwrap_or_else(|| level.to_string())
}

fn fields(member: &Member, record: &Record, form: &ReclassificationForm) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    let others = (0..=SECRECY_MAX).filter(|level| *level != record.secrecy);
    let choices = others.map(|other| Choice {
        value: other.to_string(),
        label: level(member, other),
        chosen: form.security_level == other.to_string(),
    });
    vec![
        Field::new(
            "security_level",
            ui.t("secrecy-after"),
            FieldKind::Select(choices.collect()),
        ),
        Field::new("basis", ui.t("secrecy-basis"), FieldKind::Long)
            .value(&form.basis)
            .hint(ui.t("secrecy-basis-hint")),
    ]
}

/// `POST /records/{id}/secrecy`
pub async fn ask(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<ReclassificationForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let ask = AskReclassification {
        record: id,
        // What is no number is no level.
        level: form.security_level.parse().unwrap_or(-1),
        basis: form.basis.clone(),
    };
    match ask_for(&member, ask).await {
        Ok((_, run)) => Ok(Redirect::to(&routes::workflow_run(&run.id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(&member, id, (&form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Asks for another level, and starts the run in which it is decided, in one unit of work.
///
/// # Errors
/// As [`guildhall_archive::Archive::ask_reclassification`] and [`guildhall_workflow::Workflow::start`].
pub async fn ask_for(member: &Member, ask: AskReclassification) -> Result<(Reclassification, Run), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let (change, record) = app.archive.ask_reclassification(&mut work, actor, ask).await?;
    let run = app
        .workflow
        .start(&mut work, actor, new_run(&change, &record))
        .await?;
    work.commit().await?;
    Ok((change, run))
}

/// Returns the run that decides. Whoever is asked is cleared for both levels; the record is named by its number alone.
fn new_run(change: &Reclassification, record: &Record) -> NewRun {
    NewRun {
        definition: DEFINITION,
        subject: Subject {
            kind: RECLASSIFICATION.to_owned(),
            id: change.id,
            name: record.archival_code.clone().unwrap_or_default(),
        },
        org_path: record.org_path.clone(),
        secrecy: change.before.max(change.after),
        about: change.basis.clone(),
        facts: Facts::from([
            ("before".to_owned(), FactValue::Int(change.before)),
            ("after".to_owned(), FactValue::Int(change.after)),
            ("type".to_owned(), FactValue::Text(record.type_code.clone())),
        ]),
    }
}
