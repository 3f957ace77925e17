//! A plan being carried out: its steps, ticked on any screen, its end, its log on paper.

use super::plans::{lead, run_link, run_title, step_row};
use super::sheets;
use super::told::{code, union_name};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::pdf;
use crate::privacy::named::{name, names, on_form};
use crate::routes;
use crate::view::{Field, FieldKind, PageFault, RunPage, RunRow, RunStepRow, Section, TakenRow};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_emergency::run::{StepOutcome, Taken};
use guildhall_emergency::{EmergencyError, Run, RunState};
use guildhall_kernel::AccountId;
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Returns a run as lists show it.
pub fn row(member: &Member, run: &Run, names: &HashMap<AccountId, String>) -> RunRow {
    RunRow {
        link: run_link(run.id),
        title: run_title(member, run),
        who: name(names, run.started_by),
        started: moment(run.started_at),
        minutes: run.closed.map(|(_, when)| run.minutes_to(when)),
        taken: run.steps.len(),
        steps: run.plan.steps.len(),
        late: run.steps.iter().filter(|taken| run.is_late(taken)).count(),
    }
}

/// `GET /emergency/runs/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, None).await
}

async fn page(member: &Member, id: Uuid, fault: Option<&EmergencyError>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (run, may_lead) = app.emergency.run(&mut connection, actor, id).await?;
    let names = names(&mut connection, hands(&run)).await?;
    let ui = member.frame(Section::System);
    let next = run.plan.steps.iter().enumerate();
    let next = next
        .map(|(place, _)| place + 1)
        .find(|number| run.taken(*number).is_none());
    let steps = run.plan.steps.iter().enumerate().map(|(place, step)| RunStepRow {
        number: place + 1,
        step: step_row(member, step),
        is_next: next == Some(place + 1),
        taken: run
            .taken(place + 1)
            .map(|taken| taken_row(member, &run, (taken, &names))),
    });
    let page = RunPage {
        id: id.to_string(),
        row: row(member, &run, &names),
        state: code(ui.locale, run.state.code()),
        is_open: run.state == RunState::Open,
        applies: run
            .plan
            .applies
            .said(super::told::in_english(ui.locale))
            .to_owned(),
        lead: lead(member, &run.plan),
        incident: run
            .incident
            .filter(|_| ui.menu.incidents)
            .map(|incident| routes::incident(&incident.to_string())),
        steps: steps.collect(),
        closed: run.closed.map(|(who, when)| (name(&names, who), moment(when))),
        findings: run.findings.clone(),
        improvements: run.improvements.clone(),
        may_lead,
        fields: (may_lead && run.open_steps() == 0).then(|| {
            vec![
                Field::new("findings", ui.t("run-findings"), FieldKind::Long).hint(ui.t("run-findings-hint")),
                Field::new("improvements", ui.t("run-improvements"), FieldKind::Long)
                    .hint(ui.t("run-improvements-hint")),
            ]
        }),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

/// Returns the accounts that had a hand in a run.
pub fn hands(run: &Run) -> impl Iterator<Item = AccountId> {
    let steps = run.steps.iter().map(|taken| taken.by);
    let closed = run.closed.map(|(who, _)| who);
    steps.chain([run.started_by]).chain(closed)
}

fn taken_row(member: &Member, run: &Run, (taken, names): (&Taken, &HashMap<AccountId, String>)) -> TakenRow {
    TakenRow {
        outcome: code(member.visit.locale, taken.outcome.code()),
        is_skipped: taken.outcome == StepOutcome::Skipped,
        at: moment(taken.at),
        minutes: run.minutes_to(taken.at),
        is_late: run.is_late(taken),
        who: name(names, taken.by),
        note: taken.note.clone(),
    }
}

/// What the form of a step sends.
#[derive(Deserialize)]
pub struct StepForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    note: String,
}

/// `POST /emergency/runs/{id}/steps/{number}`
pub async fn step(
    member: Member,
    PathOf((id, number)): PathOf<(Uuid, usize)>,
    Form(form): Form<StepForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let outcome = StepOutcome::from_code(&form.outcome).ok_or(PageFault::BadRequest)?;
    let taken = take(&member, id, (number, outcome, &form.note)).await;
    answer(&member, id, taken).await
}

/// Takes a step in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::take_step`].
pub async fn take(
    member: &Member,
    id: Uuid,
    step: (usize, StepOutcome, &str),
) -> Result<Run, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let run = app.emergency.take_step(&mut work, actor, id, step).await?;
    work.commit().await?;
    Ok(run)
}

/// What the form sends that closes a run.
#[derive(Deserialize)]
pub struct CloseForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    findings: String,
    #[serde(default)]
    improvements: String,
}

/// `POST /emergency/runs/{id}/close`
pub async fn close(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<CloseForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let closed = conclude(&member, id, (&form.findings, &form.improvements)).await;
    answer(&member, id, closed).await
}

/// Closes a run in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::close_run`].
pub async fn conclude(member: &Member, id: Uuid, said: (&str, &str)) -> Result<Run, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let run = app.emergency.close_run(&mut work, actor, id, said).await?;
    work.commit().await?;
    Ok(run)
}

async fn answer(member: &Member, id: Uuid, done: Result<Run, EmergencyError>) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(Redirect::to(&run_link(id)).into_response()),
        Err(error) => page(member, id, Some(&on_form(error)?)).await,
    }
}

/// `GET /emergency/runs/{id}/print`
pub async fn print(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let bytes = run_sheet(&member, id).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-rehearsal.pdf\"",
    ))
}

/// Prints the log of a run.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::run`]; when there is no font, or another report is being printed.
pub async fn run_sheet(member: &Member, id: Uuid) -> Result<Vec<u8>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (run, _) = app.emergency.run(&mut connection, actor, id).await?;
    let names = names(&mut connection, hands(&run)).await?;
    let union = union_name(&mut connection).await?;
    drop(connection);
    let report = sheets::run(member, &run, &names, &union);
    pdf::print(app.font.clone(), report).await
}
