//! Emergency plans and their runs.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use super::inspection::PdfBytes;
use crate::address::PathOf;
use crate::context::Member;
use crate::emergency::plans::{PAGE, begin_run, next_link, plan_sheet};
use crate::emergency::runs::{conclude, run_sheet, take};
use crate::fault::Fault;
use crate::pdf;
use crate::privacy::named::{Behind, said};
use axum::Json;
use axum::response::Response;
use guildhall_emergency::run::{Standing, StepOutcome};
use guildhall_emergency::{Plan, Run, RunKind, RunState};
use guildhall_kernel::{AccountId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The address of the runs.
const RUNS: &str = "/api/v1/emergency/runs";

/// A step of a plan, in the language of the request.
#[derive(Serialize, ToSchema)]
pub struct PlanStepView {
    /// What it is called.
    title: String,
    /// What is done.
    does: String,
    /// Minutes after the start within which it should be done.
    minutes: u32,
    /// The page that helps.
    page: Option<String>,
    /// What is noted as evidence.
    evidence: String,
}

/// An emergency plan (应急预案), in the language of the request.
#[derive(Serialize, ToSchema)]
pub struct PlanView {
    /// Its code.
    code: String,
    /// Its name.
    title: String,
    /// When it applies.
    applies: String,
    /// The action that its leader must be allowed.
    lead: String,
    /// Days within which it is rehearsed again.
    rehearse_days: u32,
    /// Whether an official text names that number.
    sure: bool,
    /// Its steps.
    steps: Vec<PlanStepView>,
}

impl PlanView {
    fn of(member: &Member, plan: &Plan) -> Self {
        let step = |step: &guildhall_emergency::rules::Step| PlanStepView {
            title: said(member, &step.title),
            does: said(member, &step.does),
            minutes: step.minutes,
            page: step.page.clone(),
            evidence: said(member, &step.evidence),
        };
        Self {
            code: plan.code.clone(),
            title: said(member, &plan.title),
            applies: said(member, &plan.applies),
            lead: plan.lead.clone(),
            rehearse_days: plan.rehearse_days,
            sure: plan.sure,
            steps: plan.steps.iter().map(step).collect(),
        }
    }
}

/// How a plan stands with its rehearsals.
#[derive(Serialize, ToSchema)]
pub struct PlanStandingView {
    /// The plan.
    plan: PlanView,
    /// When it was last carried out to the end.
    last: Option<String>,
    /// Whether it should have been rehearsed by now.
    overdue: bool,
}

/// The plans.
#[derive(Serialize, ToSchema)]
pub struct PlansView {
    /// The plans, by code.
    plans: Vec<PlanStandingView>,
}

/// A step that was taken.
#[derive(Serialize, ToSchema)]
pub struct TakenView {
    /// Its place in the plan, from 1.
    number: usize,
    /// `done` or `skipped`.
    outcome: &'static str,
    /// When.
    at: String,
    /// Minutes after the start.
    minutes: u64,
    /// Whether that is later than the plan wants.
    late: bool,
    /// Whose hand.
    #[schema(value_type = uuid::Uuid)]
    by: AccountId,
    /// The evidence; of a step left out, the reason.
    note: String,
}

/// A run of a plan: a rehearsal (演练), or in earnest (实战).
#[derive(Serialize, ToSchema)]
pub struct RunView {
    /// Its id.
    id: Uuid,
    /// The plan as it was when the run began.
    plan: PlanView,
    /// `rehearsal` or `real`.
    kind: &'static str,
    /// The case file for which it is run.
    incident: Option<Uuid>,
    /// `open` or `closed`.
    state: &'static str,
    /// Who began it.
    #[schema(value_type = uuid::Uuid)]
    started_by: AccountId,
    /// When.
    started_at: String,
    /// The steps that were taken, in the order of time.
    taken: Vec<TakenView>,
    /// When it was closed.
    closed_at: Option<String>,
    /// What was found.
    findings: String,
    /// What is to be done better.
    improvements: String,
}

impl RunView {
    /// Returns a run in the language of the request.
    pub fn of(member: &Member, run: &Run) -> Self {
        let taken = run.steps.iter().map(|taken| TakenView {
            number: taken.number,
            outcome: taken.outcome.code(),
            at: taken.at.to_rfc3339(),
            minutes: run.minutes_to(taken.at),
            late: run.is_late(taken),
            by: taken.by,
            note: taken.note.clone(),
        });
        Self {
            id: run.id,
            plan: PlanView::of(member, &run.plan),
            kind: run.kind.code(),
            incident: run.incident,
            state: RunState::code(run.state),
            started_by: run.started_by,
            started_at: run.started_at.to_rfc3339(),
            taken: taken.collect(),
            closed_at: run.closed.map(|(_, when)| Timestamp::to_rfc3339(when)),
            findings: run.findings.clone(),
            improvements: run.improvements.clone(),
        }
    }
}

/// A page of runs.
#[derive(Serialize, ToSchema)]
pub struct RunsView {
    /// The runs, the newest first.
    runs: Vec<RunView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the emergency plans with how they stand.
#[utoipa::path(
    get, path = "/api/v1/emergency/plans", operation_id = "listEmergencyPlans", tag = "emergency",
    responses((status = 200, description = "The plans.", body = PlansView))
)]
pub async fn plans(Caller(member): Caller) -> Result<Json<PlansView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let now = app.database.clock().now();
    let mut connection = app.database.read(actor.realm).await?;
    let standings = app.emergency.standings(&mut connection, actor, now).await?;
    let view = |standing: &Standing| PlanStandingView {
        plan: PlanView::of(&member, &standing.plan),
        last: standing.last.map(Timestamp::to_rfc3339),
        overdue: standing.is_overdue,
    };
    let plans = standings.iter().map(view).collect();
    Ok(Json(PlansView { plans }))
}

/// Prints a plan for the wall, as PDF in the language of the request.
#[utoipa::path(
    get, path = "/api/v1/emergency/plans/{code}/sheet", operation_id = "printEmergencyPlan", tag = "emergency",
    params(("code" = String, Path, description = "The plan.")),
    responses((status = 200, description = "The plan.", body = PdfBytes, content_type = "application/pdf"))
)]
pub async fn sheet(Caller(member): Caller, PathOf(code): PathOf<String>) -> Result<Response, Fault> {
    let bytes = plan_sheet(&member, &code).await?;
    Ok(pdf::file(bytes, "attachment; filename=\"guildhall-plan.pdf\""))
}

/// How a run is begun.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRunBody {
    /// The code of the plan.
    plan: String,
    /// `rehearsal` or `real`.
    #[schema(value_type = String)]
    kind: RunKind,
}

/// Begins a run of a plan.
#[utoipa::path(
    post, path = "/api/v1/emergency/runs", operation_id = "beginEmergencyRun", tag = "emergency",
    request_body = NewRunBody, responses((status = 201, description = "The run.", body = RunView))
)]
pub async fn begin(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewRunBody>,
) -> Result<(StatusCode, Json<RunView>), Fault> {
    let run = begin_run(&member, body.plan, body.kind).await?;
    Ok((StatusCode::CREATED, Json(RunView::of(&member, &run))))
}

/// Lists runs, the newest first.
#[utoipa::path(
    get, path = "/api/v1/emergency/runs", operation_id = "listEmergencyRuns", tag = "emergency", params(Behind),
    responses((status = 200, description = "Runs.", body = RunsView))
)]
pub async fn runs(Caller(member): Caller, QueryOf(behind): QueryOf<Behind>) -> Result<Json<RunsView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut found = app.emergency.runs(&mut connection, actor, page).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| is_more).map(|last| next_link(RUNS, last));
    let runs = found.iter().map(|run| RunView::of(&member, run)).collect();
    Ok(Json(RunsView { runs, next }))
}

/// Returns a run.
#[utoipa::path(
    get, path = "/api/v1/emergency/runs/{id}", operation_id = "emergencyRun", tag = "emergency",
    params(("id" = uuid::Uuid, Path, description = "The run.")),
    responses((status = 200, description = "The run.", body = RunView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<RunView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (run, _) = app.emergency.run(&mut connection, actor, id).await?;
    Ok(Json(RunView::of(&member, &run)))
}

/// What came of a step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// `done` or `skipped`.
    #[schema(value_type = String)]
    outcome: StepOutcome,
    /// The evidence; of a step left out, the reason.
    #[serde(default)]
    note: String,
}

/// Takes a step of a run.
#[utoipa::path(
    post, path = "/api/v1/emergency/runs/{id}/steps/{number}", operation_id = "takeEmergencyStep", tag = "emergency",
    params(
        ("id" = uuid::Uuid, Path, description = "The run."),
        ("number" = usize, Path, description = "The place of the step in the plan, from 1."),
    ),
    request_body = StepBody, responses((status = 200, description = "The run.", body = RunView))
)]
pub async fn step(
    Caller(member): Caller,
    PathOf((id, number)): PathOf<(Uuid, usize)>,
    JsonOf(body): JsonOf<StepBody>,
) -> Result<Json<RunView>, Fault> {
    let run = take(&member, id, (number, body.outcome, &body.note)).await?;
    Ok(Json(RunView::of(&member, &run)))
}

/// How a run ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRunBody {
    /// What was found.
    findings: String,
    /// What is to be done better.
    improvements: String,
}

/// Closes a run whose steps were all taken.
#[utoipa::path(
    post, path = "/api/v1/emergency/runs/{id}/close", operation_id = "closeEmergencyRun", tag = "emergency",
    params(("id" = uuid::Uuid, Path, description = "The run.")), request_body = CloseRunBody,
    responses((status = 200, description = "The run.", body = RunView))
)]
pub async fn close(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<CloseRunBody>,
) -> Result<Json<RunView>, Fault> {
    let run = conclude(&member, id, (&body.findings, &body.improvements)).await?;
    Ok(Json(RunView::of(&member, &run)))
}

/// Prints the log of a run, as PDF in the language of the request.
#[utoipa::path(
    get, path = "/api/v1/emergency/runs/{id}/sheet", operation_id = "printEmergencyRun", tag = "emergency",
    params(("id" = uuid::Uuid, Path, description = "The run.")),
    responses((status = 200, description = "The log.", body = PdfBytes, content_type = "application/pdf"))
)]
pub async fn log(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let bytes = run_sheet(&member, id).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-rehearsal.pdf\"",
    ))
}
