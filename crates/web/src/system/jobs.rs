//! Jobs: what runs in the background, with progress, stopping and another try.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{Args, t};
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{Job as ShownJob, JobState as Shown, JobsPage, PageFault, Section};
use axum::Form;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_kernel::JobId;
use guildhall_ledger::{NewEntry, append};
use guildhall_store::job::{self, Job, JobState};
use guildhall_store::{Connection, Work};
use http::{HeaderMap, StatusCode};

/// Jobs shown in each state.
const JOBS: u32 = 25;

/// Refuses who may neither look after the house nor verify it.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_witness(member: &Member) -> Result<(), Fault> {
    allowed(member.visit.menu().works)
}

/// Refuses who may not look after the house.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_keeper(member: &Member) -> Result<(), Fault> {
    allowed(member.visit.menu().upkeep)
}

fn allowed(may: bool) -> Result<(), Fault> {
    match may {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// `GET /system/jobs`
pub async fn list(member: Member, headers: HeaderMap) -> Result<Response, Fault> {
    require_witness(&member)?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let mut jobs = Vec::new();
    for state in [
        JobState::Running,
        JobState::Queued,
        JobState::Failed,
        JobState::Cancelled,
        JobState::Done,
    ] {
        jobs.extend(job::list(&mut connection, state, JOBS).await?);
    }
    let counts = job::counts(&mut connection).await?;
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let is_open = |(state, count): &(JobState, i64)| {
        matches!(state, JobState::Queued | JobState::Running) && *count > 0
    };
    let page = JobsPage {
        ui: member.frame(Section::System),
        more: u64::try_from(total)
            .unwrap_or(0)
            .saturating_sub(jobs.len() as u64),
        moving: counts.iter().any(is_open),
        jobs: jobs.iter().map(|job| shown(&member, job)).collect(),
    };
    if wants_part(&headers) {
        let text = askama::Template::render(&page.as_jobs()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

/// Returns a job as the pages show it.
pub fn shown(member: &Member, job: &Job) -> ShownJob {
    let locale = member.visit.locale;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let is_keeper = member.visit.menu().upkeep;
    let name = t(
        locale,
        &format!("job-{}", job.kind.replace('.', "-")),
        &Args::none(),
    );
    ShownJob {
        id: job.id.to_string(),
        name,
        subject: None,
        state: match job.state {
            JobState::Queued if job.attempts > 0 => Shown::Retrying(moment(job.run_at)),
            JobState::Queued => Shown::Waiting,
            JobState::Running => Shown::Running,
            JobState::Done => Shown::Done,
            JobState::Cancelled => Shown::Cancelled,
            JobState::Failed => Shown::Failed(problem(member, job)),
        },
        done: count(job.progress_done),
        of: count(job.progress_total),
        queued: moment(job.created_at),
        attempts: u32::try_from(job.attempts).unwrap_or(0),
        may_cancel: is_keeper && matches!(job.state, JobState::Queued | JobState::Running),
        may_retry: is_keeper && matches!(job.state, JobState::Failed | JobState::Cancelled),
    }
}

/// Problems of reading have a sentence of their own; others are named by their code.
fn problem(member: &Member, job: &Job) -> String {
    let code = job.problem.clone().unwrap_or_default();
    let key = format!("unreadable-{}", code.replace('_', "-"));
    let known = crate::locale::has(member.visit.locale, &key);
    if known {
        t(member.visit.locale, &key, &Args::none())
    } else {
        code
    }
}

/// Returns the newest job of a kind that is open, as the pages show it.
///
/// # Errors
/// When the database refuses.
pub async fn running_of(
    member: &Member,
    connection: &mut Connection,
    kind: &str,
) -> Result<Option<ShownJob>, Fault> {
    for state in [JobState::Running, JobState::Queued] {
        let jobs = job::list(connection, state, 200).await?;
        if let Some(found) = jobs.iter().find(|job| job.kind == kind) {
            return Ok(Some(shown(member, found)));
        }
    }
    Ok(None)
}

/// `POST /system/jobs/{id}/cancel`
pub async fn cancel(
    member: Member,
    PathOf(id): PathOf<JobId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    require_keeper(&member)?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    cancel_as(&mut work, &member, id).await?;
    work.commit().await?;
    Ok(Redirect::to(routes::JOBS).into_response())
}

/// `POST /system/jobs/{id}/retry`
pub async fn retry(
    member: Member,
    PathOf(id): PathOf<JobId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    require_keeper(&member)?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    retry_as(&mut work, &member, id).await?;
    work.commit().await?;
    Ok(Redirect::to(routes::JOBS).into_response())
}

/// Stops a job and writes down who did.
///
/// # Errors
/// When the database refuses.
pub async fn cancel_as(work: &mut Work, member: &Member, id: JobId) -> Result<(), Fault> {
    job::cancel(work, id).await?;
    note(work, member, "job.cancelled", id).await
}

/// Puts a job in line again and writes down who did.
///
/// # Errors
/// When the database refuses.
pub async fn retry_as(work: &mut Work, member: &Member, id: JobId) -> Result<(), Fault> {
    job::retry(work, id).await?;
    note(work, member, "job.retried", id).await
}

async fn note(work: &mut Work, member: &Member, action: &'static str, id: JobId) -> Result<(), Fault> {
    let kind = job::get(work, id).await?.map(|job| job.kind);
    let entry = NewEntry {
        action,
        subject_kind: "job",
        subject_id: id.uuid(),
        digest: None,
        details: serde_json::json!({ "kind": kind }),
    };
    append(work, member.actor(), entry).await?;
    Ok(())
}

/// Puts a job of the house in line, unless one of its kind is open.
///
/// # Errors
/// When the database refuses.
pub async fn start(member: &Member, kind: &'static str) -> Result<(), Fault> {
    let realm = member.actor().realm;
    let mut work = member.app().database.begin(realm).await?;
    for state in [JobState::Running, JobState::Queued] {
        if job::list(&mut work, state, 200)
            .await?
            .iter()
            .any(|job| job.kind == kind)
        {
            return Ok(());
        }
    }
    let new = job::NewJob {
        lane: job::LANE_QUICK,
        kind,
        subject: realm.uuid(),
        payload: serde_json::json!({}),
        attempts_max: 3,
        run_at: None,
    };
    let id = job::enqueue(&mut work, new).await?;
    note(&mut work, member, "job.started", id).await?;
    work.commit().await?;
    Ok(())
}
