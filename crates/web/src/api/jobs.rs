//! Work in the background.

use super::body::QueryOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::routes;
use crate::system::jobs::{cancel_as, require_keeper, require_witness, retry_as};
use crate::view::PageFault;
use axum::Json;
use guildhall_kernel::{JobId, Timestamp};
use guildhall_store::job::{self, Job, JobState};
use guildhall_store::{Connection, Work};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Jobs on a page.
const PAGE: u32 = 50;

/// A job.
#[derive(Serialize, ToSchema)]
pub struct JobView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: JobId,
    /// What it does, such as `paper.read`.
    kind: String,
    /// What it works on.
    subject: uuid::Uuid,
    /// `queued`, `running`, `done`, `failed` or `cancelled`.
    #[schema(value_type = String)]
    state: JobState,
    /// Steps done.
    done: i64,
    /// Steps in all; 0 while unknown.
    of: i64,
    /// Attempts begun.
    attempts: i64,
    /// Most attempts.
    attempts_max: i64,
    /// Code of the last problem.
    problem: Option<String>,
    /// When it was put in line.
    created_at: String,
    /// Not before this time.
    run_at: String,
    /// When it ended.
    finished_at: Option<String>,
}

impl JobView {
    fn of(job: &Job) -> Self {
        Self {
            id: job.id,
            kind: job.kind.clone(),
            subject: job.subject,
            state: job.state,
            done: job.progress_done,
            of: job.progress_total,
            attempts: job.attempts,
            attempts_max: job.attempts_max,
            problem: job.problem.clone(),
            created_at: job.created_at.to_rfc3339(),
            run_at: job.run_at.to_rfc3339(),
            finished_at: job.finished_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// Which jobs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobsQuery {
    /// `queued`, `running`, which is the default, `done`, `failed` or `cancelled`.
    #[param(value_type = Option<String>)]
    state: Option<JobState>,
    /// When the last job shown was put in line, in microseconds since 1970.
    at: Option<i64>,
    /// Its id.
    #[param(value_type = Option<uuid::Uuid>)]
    id: Option<JobId>,
}

/// A page of jobs.
#[derive(Serialize, ToSchema)]
pub struct JobsView {
    /// The jobs, the newest first.
    jobs: Vec<JobView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists jobs in one state.
#[utoipa::path(
    get, path = "/api/v1/jobs", operation_id = "listJobs", tag = "jobs", params(JobsQuery),
    responses((status = 200, description = "Jobs.", body = JobsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<JobsQuery>,
) -> Result<Json<JobsView>, Fault> {
    require_witness(&member)?;
    let state = query.state.unwrap_or(JobState::Running);
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let mut jobs = match query.at.map(Timestamp::from_micros).zip(query.id) {
        Some(after) => job::list_after(&mut connection, state, after, PAGE + 1).await?,
        None => job::list(&mut connection, state, PAGE + 1).await?,
    };
    let is_more = jobs.len() > PAGE as usize;
    jobs.truncate(PAGE as usize);
    let next = jobs.last().filter(|_| is_more).map(|last| {
        let at = last.created_at.as_micros().to_string();
        let pairs = [
            ("state", state.code().to_owned()),
            ("at", at),
            ("id", last.id.to_string()),
        ];
        routes::with_query("/api/v1/jobs", pairs)
    });
    Ok(Json(JobsView {
        jobs: jobs.iter().map(JobView::of).collect(),
        next,
    }))
}

/// Opens a unit of work on a job that exists.
async fn begin(member: &Member, id: JobId) -> Result<Work, Fault> {
    require_keeper(member)?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    job::get(&mut work, id).await?.ok_or(PageFault::NotFound)?;
    Ok(work)
}

async fn state_of(connection: &mut Connection, id: JobId) -> Result<Json<JobView>, Fault> {
    let job = job::get(connection, id).await?.ok_or(PageFault::NotFound)?;
    Ok(Json(JobView::of(&job)))
}

/// Stops a job: at once when it waits, at its next step when it runs; one that has ended stays as it is.
#[utoipa::path(
    post, path = "/api/v1/jobs/{id}/cancel", operation_id = "cancelJob", tag = "jobs",
    params(("id" = uuid::Uuid, Path, description = "The job.")),
    responses((status = 202, description = "The job as it is now.", body = JobView))
)]
pub async fn cancel(
    Caller(member): Caller,
    PathOf(id): PathOf<JobId>,
) -> Result<(StatusCode, Json<JobView>), Fault> {
    let mut work = begin(&member, id).await?;
    cancel_as(&mut work, &member, id).await?;
    let view = state_of(&mut work, id).await?;
    work.commit().await?;
    Ok((StatusCode::ACCEPTED, view))
}

/// Puts a failed or stopped job in line again; any other stays as it is.
#[utoipa::path(
    post, path = "/api/v1/jobs/{id}/retry", operation_id = "retryJob", tag = "jobs",
    params(("id" = uuid::Uuid, Path, description = "The job.")),
    responses((status = 202, description = "The job as it is now.", body = JobView))
)]
pub async fn retry(
    Caller(member): Caller,
    PathOf(id): PathOf<JobId>,
) -> Result<(StatusCode, Json<JobView>), Fault> {
    let mut work = begin(&member, id).await?;
    retry_as(&mut work, &member, id).await?;
    let view = state_of(&mut work, id).await?;
    work.commit().await?;
    Ok((StatusCode::ACCEPTED, view))
}
