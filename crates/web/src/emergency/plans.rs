//! The emergency plans (应急预案): how they stand, each with its steps, printed for the wall, begun.

use super::runs::row;
use super::sheets;
use super::told::{code, in_english, union_name};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::pdf;
use crate::privacy::named::{Behind, names, said};
use crate::routes;
use crate::view::{PageFault, PlanPage, PlanRow, PlanStepRow, PlansPage, RunRow, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_emergency::run::{NewRun, Standing};
use guildhall_emergency::{EmergencyError, Plan, Run, RunKind};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Runs on a page.
pub const PAGE: u32 = 50;

/// `GET /emergency`
pub async fn list(member: Member, Query(behind): Query<Behind>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let now = app.database.clock().now();
    let mut connection = app.database.read(actor.realm).await?;
    let standings = app.emergency.standings(&mut connection, actor, now).await?;
    let open = app.emergency.open_runs(&mut connection, actor).await?;
    let mut runs = app
        .emergency
        .runs(&mut connection, actor, (behind.key(), PAGE + 1))
        .await?;
    let is_more = runs.len() > PAGE as usize;
    runs.truncate(PAGE as usize);
    let starters = open.iter().chain(&runs).map(|run| run.started_by);
    let names = names(&mut connection, starters).await?;
    let rows = |runs: &[Run]| -> Vec<RunRow> { runs.iter().map(|run| row(&member, run, &names)).collect() };
    let page = PlansPage {
        plans: standings
            .iter()
            .map(|standing| plan_row(&member, standing))
            .collect(),
        overdue: standings.iter().filter(|standing| standing.is_overdue).count(),
        open: rows(&open),
        previous: behind.key().is_some().then(|| routes::EMERGENCY.to_owned()),
        next: runs
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::EMERGENCY, last)),
        runs: rows(&runs),
        ui: member.frame(Section::System),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns the address of the page behind a run.
pub fn next_link(path: &str, last: &Run) -> String {
    let key = [
        ("at", last.started_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

fn plan_row(member: &Member, standing: &Standing) -> PlanRow {
    let plan = &standing.plan;
    PlanRow {
        link: routes::plan(&plan.code),
        title: said(member, &plan.title),
        applies: said(member, &plan.applies),
        last: standing.last.map(moment),
        due: standing.last.map(|last| moment(plan.due_after(last))),
        is_overdue: standing.is_overdue,
    }
}

/// `GET /emergency/plans/{code}`
pub async fn show(member: Member, PathOf(code): PathOf<String>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let plan = app.emergency.plan(&mut connection, actor, &code).await?;
    let may_lead = app.emergency.may_lead(&mut connection, actor, plan).await?;
    let page = PlanPage {
        code: plan.code.clone(),
        title: said(&member, &plan.title),
        applies: said(&member, &plan.applies),
        lead: lead(&member, plan),
        days: plan.rehearse_days,
        source: said(&member, &plan.source),
        is_sure: plan.sure,
        steps: plan.steps.iter().map(|step| step_row(&member, step)).collect(),
        may_lead,
        ui: member.frame(Section::System),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns the right that a leader of a plan holds, in words.
pub fn lead(member: &Member, plan: &Plan) -> String {
    let locale = member.visit.locale;
    locale::t(locale, &format!("may-{}", plan.lead), &Args::none())
}

/// Returns a step of a plan as pages show it.
pub fn step_row(member: &Member, step: &guildhall_emergency::rules::Step) -> PlanStepRow {
    PlanStepRow {
        title: said(member, &step.title),
        does: said(member, &step.does),
        minutes: step.minutes,
        page: step.page.clone(),
        evidence: said(member, &step.evidence),
    }
}

/// `GET /emergency/plans/{code}/print`
pub async fn print(member: Member, PathOf(code): PathOf<String>) -> Result<Response, Fault> {
    let bytes = plan_sheet(&member, &code).await?;
    Ok(pdf::file(bytes, "attachment; filename=\"guildhall-plan.pdf\""))
}

/// Prints a plan for the wall: the server may be the very thing that is down.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::plan`]; when there is no font, or another report is being printed.
pub async fn plan_sheet(member: &Member, code: &str) -> Result<Vec<u8>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let plan = app.emergency.plan(&mut connection, actor, code).await?;
    let union = union_name(&mut connection).await?;
    let report = sheets::plan(member, plan, &union);
    drop(connection);
    pdf::print(app.font.clone(), report).await
}

/// What the form sends that begins a run.
#[derive(Deserialize)]
pub struct BeginForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    kind: String,
}

/// `POST /emergency/plans/{code}/runs`
pub async fn begin(
    member: Member,
    PathOf(code): PathOf<String>,
    Form(form): Form<BeginForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let kind = RunKind::from_code(&form.kind).ok_or(PageFault::BadRequest)?;
    let run = begin_run(&member, code, kind).await?;
    Ok(Redirect::to(&routes::run(&run.id.to_string())).into_response())
}

/// Begins a run in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::begin`].
pub async fn begin_run(member: &Member, plan: String, kind: RunKind) -> Result<Run, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let new = NewRun {
        plan,
        kind,
        incident: None,
    };
    let run = app.emergency.begin(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(run)
}

/// Returns what a run is called: its plan, and whether it is in earnest.
pub fn run_title(member: &Member, run: &Run) -> String {
    let locale = member.visit.locale;
    let title = run.plan.title.said(in_english(locale));
    format!("{title} · {}", code(locale, run.kind.code()))
}

/// Returns the address of a run.
pub fn run_link(id: Uuid) -> String {
    routes::run(&id.to_string())
}
