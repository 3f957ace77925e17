//! Tasks, runs, definitions and absences.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::privacy::named::{Behind, said};
use crate::view::PageFault;
use crate::workflow::absence::{be_absent, end_absence};
use crate::workflow::run::{hand_on, take, take_back};
use crate::workflow::tasks::{PAGE, TaskBehind, next_link, next_run};
use axum::Json;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_workflow::definition::Target;
use guildhall_workflow::{Absence, Decided, Definition, FactValue, NewAbsence, Run, Said, Task, Verdict};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

const TASKS: &str = "/api/v1/workflow/tasks";
const RUNS: &str = "/api/v1/workflow/runs";

/// A decision (办理意见).
#[derive(Serialize, ToSchema)]
pub struct DecidedView {
    /// At which step, by its code.
    step: String,
    /// `approve`, `refuse`, `return`, `delegate` or `withdraw`.
    what: String,
    /// To which step it was sent back.
    to: Option<String>,
    /// Whose seat it was.
    #[schema(value_type = uuid::Uuid)]
    seat: AccountId,
    /// Who decided.
    #[schema(value_type = uuid::Uuid)]
    by: AccountId,
    /// Her name at that time.
    by_name: String,
    /// Her opinion.
    opinion: String,
    /// When.
    at: String,
}

impl From<&Decided> for DecidedView {
    fn from(decided: &Decided) -> Self {
        Self {
            step: decided.step.clone(),
            what: decided.what.clone(),
            to: decided.to.clone(),
            seat: decided.seat,
            by: decided.by,
            by_name: decided.by_name.clone(),
            opinion: decided.opinion.clone(),
            at: decided.at.to_rfc3339(),
        }
    }
}

/// A run of a workflow (流程实例).
#[derive(Serialize, ToSchema)]
pub struct WorkflowRunView {
    /// Its id.
    id: Uuid,
    /// The code of its definition.
    definition: String,
    /// The edition of the definition that it follows.
    edition: u32,
    /// The kind of the thing that it is about.
    subject_kind: String,
    /// The id of that thing.
    subject: Uuid,
    /// What that thing is called.
    subject_name: String,
    /// Why it was started.
    about: String,
    /// The facts.
    #[schema(value_type = Object)]
    facts: BTreeMap<String, FactValue>,
    /// `running`, `approved`, `refused` or `withdrawn`.
    status: &'static str,
    /// The step at which it stands.
    step: Option<String>,
    /// Who has not decided yet.
    #[schema(value_type = Vec<uuid::Uuid>)]
    waits_for: Vec<AccountId>,
    /// Counts its changes; a decision names the one that was seen.
    revision: u32,
    /// Who started it.
    #[schema(value_type = uuid::Uuid)]
    started_by: AccountId,
    /// When.
    started_at: String,
    /// When the present step should be decided.
    due_at: Option<String>,
}

impl From<&Run> for WorkflowRunView {
    fn from(run: &Run) -> Self {
        Self {
            id: run.id,
            definition: run.definition.code.clone(),
            edition: run.definition.edition,
            subject_kind: run.subject.kind.clone(),
            subject: run.subject.id,
            subject_name: run.subject.name.clone(),
            about: run.about.clone(),
            facts: run.facts.clone(),
            status: run.state.status.code(),
            step: run.state.step.clone(),
            waits_for: run.state.open_seats().collect(),
            revision: run.revision,
            started_by: run.started_by,
            started_at: run.started_at.to_rfc3339(),
            due_at: run.due_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// A task (待办).
#[derive(Serialize, ToSchema)]
pub struct TaskView {
    /// Whose seat it is: the caller's, or that of somebody absent.
    #[schema(value_type = uuid::Uuid)]
    seat: AccountId,
    /// The run.
    run: WorkflowRunView,
}

/// A page of tasks.
#[derive(Serialize, ToSchema)]
pub struct TasksView {
    /// The tasks, the first due first.
    tasks: Vec<TaskView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the tasks of the caller, and of those for whom she stands in.
#[utoipa::path(
    get, path = "/api/v1/workflow/tasks", operation_id = "listTasks", tag = "workflow", params(TaskBehind),
    responses((status = 200, description = "Tasks.", body = TasksView))
)]
pub async fn tasks(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<TaskBehind>,
) -> Result<Json<TasksView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut found = app.workflow.tasks(&mut connection, actor, page).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let view = |task: &Task| TaskView {
        seat: task.seat,
        run: WorkflowRunView::from(&task.run),
    };
    Ok(Json(TasksView {
        tasks: found.iter().map(view).collect(),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(TASKS, last)),
    }))
}

/// A page of runs.
#[derive(Serialize, ToSchema)]
pub struct WorkflowRunsView {
    /// The runs, the newest first.
    runs: Vec<WorkflowRunView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists what the caller has started.
#[utoipa::path(
    get, path = "/api/v1/workflow/runs", operation_id = "listStartedRuns", tag = "workflow", params(Behind),
    responses((status = 200, description = "Runs.", body = WorkflowRunsView))
)]
pub async fn runs(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<WorkflowRunsView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut found = app.workflow.started(&mut connection, actor, page).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok(Json(WorkflowRunsView {
        runs: found.iter().map(WorkflowRunView::from).collect(),
        next: found.last().filter(|_| is_more).map(|last| next_run(RUNS, last)),
    }))
}

/// A run with what was decided in it.
#[derive(Serialize, ToSchema)]
pub struct DecidedRunView {
    /// The run.
    run: WorkflowRunView,
    /// What was decided, in the order of time.
    decided: Vec<DecidedView>,
}

/// Returns a run, for whoever started it and whoever has or had a task in it.
#[utoipa::path(
    get, path = "/api/v1/workflow/runs/{id}", operation_id = "workflowRun", tag = "workflow",
    params(("id" = uuid::Uuid, Path, description = "The run.")),
    responses((status = 200, description = "The run.", body = DecidedRunView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<DecidedRunView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (run, decided) = app.workflow.run(&mut connection, actor, id).await?;
    Ok(Json(DecidedRunView {
        run: WorkflowRunView::from(&run),
        decided: decided.iter().map(DecidedView::from).collect(),
    }))
}

/// What is decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// Whose seat; the caller's own when it is left out.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    seat: Option<AccountId>,
    /// The revision of the run that was seen.
    revision: u32,
    /// `approve`, `refuse` or `return`.
    verdict: String,
    /// The step to which it is sent back.
    #[serde(default)]
    to: String,
    /// The opinion; a no and sending back need it.
    #[serde(default)]
    opinion: String,
}

/// Decides a task.
#[utoipa::path(
    post, path = "/api/v1/workflow/runs/{id}/decision", operation_id = "decideTask", tag = "workflow",
    params(("id" = uuid::Uuid, Path, description = "The run.")), request_body = DecisionBody,
    responses((status = 200, description = "The run.", body = WorkflowRunView))
)]
pub async fn decide(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<DecisionBody>,
) -> Result<Json<WorkflowRunView>, Fault> {
    let seat = seat(&member, body.seat)?;
    let verdict = Verdict::from_code(&body.verdict, &body.to).ok_or(PageFault::BadRequest)?;
    let said = Said {
        revision: body.revision,
        verdict,
        opinion: body.opinion,
    };
    let run = take(&member, (id, seat), said).await?;
    Ok(Json(WorkflowRunView::from(&run)))
}

fn seat(member: &Member, seat: Option<AccountId>) -> Result<AccountId, Fault> {
    let own = member.actor().account();
    Ok(seat.or(own).ok_or(PageFault::NotFound)?)
}

/// To whom a task is handed on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DelegationBody {
    /// Whose seat; the caller's own when it is left out.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    seat: Option<AccountId>,
    /// The revision of the run that was seen.
    revision: u32,
    /// To whom.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// Hands a task on to somebody else who may decide it.
#[utoipa::path(
    post, path = "/api/v1/workflow/runs/{id}/delegation", operation_id = "delegateTask", tag = "workflow",
    params(("id" = uuid::Uuid, Path, description = "The run.")), request_body = DelegationBody,
    responses((status = 200, description = "The run.", body = WorkflowRunView))
)]
pub async fn delegate(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<DelegationBody>,
) -> Result<Json<WorkflowRunView>, Fault> {
    let seat = seat(&member, body.seat)?;
    let handed = (body.revision, body.account, body.reason.as_str());
    let run = hand_on(&member, (id, seat), handed).await?;
    Ok(Json(WorkflowRunView::from(&run)))
}

/// Why a run is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalBody {
    /// The revision of the run that was seen.
    revision: u32,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// Takes back a run that the caller has started.
#[utoipa::path(
    post, path = "/api/v1/workflow/runs/{id}/withdrawal", operation_id = "withdrawRun", tag = "workflow",
    params(("id" = uuid::Uuid, Path, description = "The run.")), request_body = WithdrawalBody,
    responses((status = 200, description = "The run.", body = WorkflowRunView))
)]
pub async fn withdraw(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<WithdrawalBody>,
) -> Result<Json<WorkflowRunView>, Fault> {
    let run = take_back(&member, (id, body.revision), &body.reason).await?;
    Ok(Json(WorkflowRunView::from(&run)))
}

/// A way out of a step.
#[derive(Serialize, ToSchema)]
pub struct WorkflowWayView {
    /// When it is taken, in CEL; absent in the last way.
    when: Option<String>,
    /// Where it leads: the code of a step, `approved` or `refused`.
    to: String,
}

/// A step of a definition, in the language of the request.
#[derive(Serialize, ToSchema)]
pub struct WorkflowStepView {
    /// Its code.
    code: String,
    /// What it is called.
    title: String,
    /// What is asked.
    asks: String,
    /// The action that whoever decides must be allowed; absent for a gate.
    right: Option<String>,
    /// Codes of the posts to which it goes.
    posts: Vec<String>,
    /// `single` or `joint`.
    mode: &'static str,
    /// Working days within which it should be decided.
    days: u32,
    /// The action of those who are asked when the time is over.
    escalate: Option<String>,
    /// Where it goes on.
    next: Vec<WorkflowWayView>,
}

/// A definition of a workflow (流程定义), in the language of the request.
#[derive(Serialize, ToSchema)]
pub struct WorkflowDefinitionView {
    /// Its code.
    code: String,
    /// Its edition.
    edition: u32,
    /// What it is called.
    title: String,
    /// What it is for.
    about: String,
    /// The step with which it begins.
    start: String,
    /// Its steps.
    steps: Vec<WorkflowStepView>,
}

/// The definitions.
#[derive(Serialize, ToSchema)]
pub struct WorkflowDefinitionsView {
    /// The definitions, by code.
    definitions: Vec<WorkflowDefinitionView>,
}

/// Lists the definitions of workflows.
#[utoipa::path(
    get, path = "/api/v1/workflow/definitions", operation_id = "listWorkflows", tag = "workflow",
    responses((status = 200, description = "The definitions.", body = WorkflowDefinitionsView))
)]
pub async fn definitions(Caller(member): Caller) -> Json<WorkflowDefinitionsView> {
    let view = |definition: &Definition| WorkflowDefinitionView {
        code: definition.code.clone(),
        edition: definition.edition,
        title: said(&member, &definition.title),
        about: said(&member, &definition.about),
        start: definition.start.clone(),
        steps: steps(&member, definition),
    };
    let definitions = member.app().workflow.rules.definitions();
    Json(WorkflowDefinitionsView {
        definitions: definitions.iter().map(view).collect(),
    })
}

fn steps(member: &Member, definition: &Definition) -> Vec<WorkflowStepView> {
    let way = |way: &guildhall_workflow::definition::Way| WorkflowWayView {
        when: way.when.as_ref().map(|when| when.0.clone()),
        to: String::from(Target::clone(&way.to)),
    };
    let steps = definition.steps.iter().map(|step| WorkflowStepView {
        code: step.code.clone(),
        title: said(member, &step.title),
        asks: said(member, &step.asks),
        right: step.right.clone(),
        posts: step.posts.clone(),
        mode: step.mode.code(),
        days: step.days,
        escalate: step.escalate.clone(),
        next: step.next.iter().map(way).collect(),
    });
    steps.collect()
}

/// An absence (外出).
#[derive(Serialize, ToSchema)]
pub struct AbsenceView {
    /// Its id.
    id: Uuid,
    /// Who stands in.
    #[schema(value_type = uuid::Uuid)]
    substitute: AccountId,
    /// Its first instant.
    from: String,
    /// The first instant after it.
    until: String,
    /// When it was ended before its time.
    ended_at: Option<String>,
}

impl From<&Absence> for AbsenceView {
    fn from(absence: &Absence) -> Self {
        Self {
            id: absence.id,
            substitute: absence.substitute,
            from: absence.from.to_rfc3339(),
            until: absence.until.to_rfc3339(),
            ended_at: absence.ended_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// The absences of the caller.
#[derive(Serialize, ToSchema)]
pub struct AbsencesView {
    /// Those that are not over.
    absences: Vec<AbsenceView>,
}

/// Lists the absences of the caller that are not over.
#[utoipa::path(
    get, path = "/api/v1/workflow/absences", operation_id = "listAbsences", tag = "workflow",
    responses((status = 200, description = "The absences.", body = AbsencesView))
)]
pub async fn absences(Caller(member): Caller) -> Result<Json<AbsencesView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let found = app.workflow.absences(&mut connection, actor).await?;
    let absences = found.iter().map(AbsenceView::from).collect();
    Ok(Json(AbsencesView { absences }))
}

/// An absence to be told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceBody {
    /// Who stands in.
    #[schema(value_type = uuid::Uuid)]
    substitute: AccountId,
    /// Its first instant (RFC 3339).
    #[schema(value_type = String)]
    from: jiff::Timestamp,
    /// The first instant after it (RFC 3339).
    #[schema(value_type = String)]
    until: jiff::Timestamp,
}

/// Tells an absence of the caller.
#[utoipa::path(
    post, path = "/api/v1/workflow/absences", operation_id = "tellAbsence", tag = "workflow", request_body = AbsenceBody,
    responses((status = 201, description = "The absence.", body = AbsenceView))
)]
pub async fn tell_absence(
    Caller(member): Caller,
    JsonOf(body): JsonOf<AbsenceBody>,
) -> Result<(StatusCode, Json<AbsenceView>), Fault> {
    let instant = |at: jiff::Timestamp| Timestamp::from_micros(at.as_microsecond());
    let new = NewAbsence {
        substitute: body.substitute,
        from: instant(body.from),
        until: instant(body.until),
    };
    let absence = be_absent(&member, new).await?;
    Ok((StatusCode::CREATED, Json(AbsenceView::from(&absence))))
}

/// Ends an absence of the caller before its time.
#[utoipa::path(
    post, path = "/api/v1/workflow/absences/{id}/end", operation_id = "endAbsence", tag = "workflow",
    params(("id" = uuid::Uuid, Path, description = "The absence.")),
    responses((status = 200, description = "The absence.", body = AbsenceView))
)]
pub async fn end(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<AbsenceView>, Fault> {
    let absence = end_absence(&member, id).await?;
    Ok(Json(AbsenceView::from(&absence)))
}
