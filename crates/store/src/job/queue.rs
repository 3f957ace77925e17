//! The queue as rows.

use crate::{Connection, Database, Dialect, Row, StoreError, Work, args};
use guildhall_kernel::{JobId, RealmId, Timestamp};
use uuid::Uuid;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waits for its turn or its time.
    Queued,
    /// Under way.
    Running,
    /// Done.
    Done,
    /// Given up after the last attempt.
    Failed,
    /// Stopped by a person.
    Cancelled,
}

impl JobState {
    /// Returns the code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    fn parse(code: &str) -> Result<Self, StoreError> {
        Ok(match code {
            "queued" => Self::Queued,
            "running" => Self::Running,
            "done" => Self::Done,
            "failed" => Self::Failed,
            "cancelled" => Self::Cancelled,
            _ => return Err(StoreError::inconsistent("job.state", code)),
        })
    }
}

/// A job as it stands.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Job {
    /// Its lane.
    pub lane: i64,
    /// Its id.
    pub id: JobId,
    /// Its realm.
    pub realm: RealmId,
    /// Its kind.
    pub kind: String,
    /// What it works on.
    pub subject: Uuid,
    /// Its parameters.
    pub payload: serde_json::Value,
    /// Where it stands.
    pub state: JobState,
    /// Attempts begun so far.
    pub attempts: i64,
    /// Most attempts.
    pub attempts_max: i64,
    /// Steps done.
    pub progress_done: i64,
    /// Steps in all; 0 while unknown.
    pub progress_total: i64,
    /// Whether somebody asked it to stop.
    pub cancel_requested: bool,
    /// Code of the last problem.
    pub problem: Option<String>,
    /// Not before this time.
    pub run_at: Timestamp,
    /// When it was put in line.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// A job to be put in line.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Lane, see [`super::LANE_QUICK`] and [`super::LANE_HEAVY`].
    pub lane: i64,
    /// Kind, `room.verb-noun`.
    pub kind: &'static str,
    /// What it works on.
    pub subject: Uuid,
    /// Parameters: ids, not data.
    pub payload: serde_json::Value,
    /// Most attempts.
    pub attempts_max: u32,
    /// Not before this time; at once when absent.
    pub run_at: Option<Timestamp>,
}

const COLUMNS: &str = "lane, id, realm_id, kind, subject_id, payload, state, attempts, attempts_max, progress_done, \
                       progress_total, cancel_requested, problem, run_at, created_at, finished_at";

fn from_row(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        lane: row.get("lane")?,
        id: row.get("id")?,
        realm: row.get("realm_id")?,
        kind: row.get("kind")?,
        subject: row.get("subject_id")?,
        payload: row.get("payload")?,
        state: JobState::parse(&row.get::<String>("state")?)?,
        attempts: row.get("attempts")?,
        attempts_max: row.get("attempts_max")?,
        progress_done: row.get("progress_done")?,
        progress_total: row.get("progress_total")?,
        cancel_requested: row.get("cancel_requested")?,
        problem: row.get("problem")?,
        run_at: row.get("run_at")?,
        created_at: row.get("created_at")?,
        finished_at: row.get("finished_at")?,
    })
}

const INSERT: &str =
    "INSERT INTO job (lane, id, realm_id, kind, subject_id, payload, state, run_at, attempts,
    attempts_max, lease_until, progress_done, progress_total, cancel_requested, created_at) VALUES";

/// Puts a job in line, in the transaction of the change that wants it.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn enqueue(work: &mut Work, job: NewJob) -> Result<JobId, StoreError> {
    let ids = enqueue_many(work, vec![job]).await?;
    ids.into_iter()
        .next()
        .ok_or_else(|| StoreError::inconsistent("job", "a job got no id"))
}

/// Puts several jobs in line with few statements and returns their ids in order.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn enqueue_many(work: &mut Work, jobs: Vec<NewJob>) -> Result<Vec<JobId>, StoreError> {
    work.announce();
    let (realm, now) = (work.realm(), work.now());
    let (mut rows, mut ids) = (Vec::with_capacity(jobs.len()), Vec::with_capacity(jobs.len()));
    for job in jobs {
        let id: JobId = work.new_id();
        ids.push(id);
        rows.push(args![
            job.lane,
            id,
            realm,
            job.kind,
            job.subject,
            &job.payload,
            JobState::Queued.code(),
            job.run_at.unwrap_or(now),
            0i64,
            job.attempts_max,
            0i64,
            0i64,
            0i64,
            false,
            now
        ]);
    }
    work.insert_many(INSERT, rows, "").await?;
    Ok(ids)
}

/// Takes at most `limit` jobs whose time has come, or whose former runner died, under a lease.
pub(super) async fn claim(
    database: &Database,
    lane: i64,
    owner: &str,
    lease_until: Timestamp,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    let mut work = database.begin_outside_realms().await?;
    let now = work.now();
    let skip = match work.dialect() {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let sql = format!(
        "UPDATE job SET state = 'running', owner = $1, lease_until = $2, attempts = attempts + 1
         WHERE lane = $3 AND id IN (
            SELECT id FROM job WHERE lane = $3 AND (
                (state = 'queued' AND run_at <= $4) OR (state = 'running' AND lease_until < $4))
            ORDER BY run_at, id LIMIT $5 {skip})
         RETURNING {COLUMNS}"
    );
    let rows = work
        .fetch_all(sql, args![owner, lease_until, lane, now, limit])
        .await?;
    let jobs = rows.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    work.commit().await?;
    Ok(jobs)
}

const RENEW: &str = "UPDATE job SET lease_until = $1, progress_done = $2, progress_total = $3
    WHERE lane = $4 AND id = $5 AND owner = $6 AND state = 'running' RETURNING cancel_requested";

/// Renews the lease and notes progress. Returns whether somebody asked the job to stop; nothing when the job is
/// no longer this owner's.
pub(super) async fn renew(
    database: &Database,
    job: &Job,
    owner: &str,
    lease_until: Timestamp,
    progress: (i64, i64),
) -> Result<Option<bool>, StoreError> {
    let mut work = database.begin_outside_realms().await?;
    let values = args![lease_until, progress.0, progress.1, job.lane, job.id, owner];
    let row = work.fetch_optional(RENEW, values).await?;
    work.commit().await?;
    row.map(|row| row.get("cancel_requested")).transpose()
}

const FINISH: &str = "UPDATE job SET state = $1, problem = $2, run_at = $3, finished_at = $4, owner = $5
    WHERE lane = $6 AND id = $7 AND owner = $8 AND state = 'running'";

/// Ends an attempt: done, failed, cancelled, or queued again for later.
pub(super) async fn finish(
    database: &Database,
    job: &Job,
    owner: &str,
    end: (JobState, Option<String>, Timestamp),
) -> Result<(), StoreError> {
    let (state, problem, run_at) = end;
    let mut work = database.begin_outside_realms().await?;
    let finished = (state != JobState::Queued).then(|| work.now());
    let values = args![
        state.code(),
        problem,
        run_at,
        finished,
        None::<String>,
        job.lane,
        job.id,
        owner.to_owned()
    ];
    work.execute(FINISH, values).await?;
    work.commit().await
}

const GET: &str =
    "SELECT lane, id, realm_id, kind, subject_id, payload, state, attempts, attempts_max, progress_done,
    progress_total, cancel_requested, problem, run_at, created_at, finished_at
    FROM job WHERE realm_id = $1 AND id = $2";

/// Returns a job of the connection's realm.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn get(connection: &mut Connection, id: JobId) -> Result<Option<Job>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_optional(GET, args![realm, id])
        .await?
        .as_ref()
        .map(from_row)
        .transpose()
}

const LIST: &str =
    "SELECT lane, id, realm_id, kind, subject_id, payload, state, attempts, attempts_max, progress_done,
    progress_total, cancel_requested, problem, run_at, created_at, finished_at
    FROM job WHERE realm_id = $1 AND state = $2 AND (created_at, id) < ($3, $4)
    ORDER BY created_at DESC, id DESC LIMIT $5";

/// Returns the newest jobs of the connection's realm in one state.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn list(connection: &mut Connection, state: JobState, limit: u32) -> Result<Vec<Job>, StoreError> {
    list_after(
        connection,
        state,
        (Timestamp::from_micros(i64::MAX), JobId::from_uuid(Uuid::max())),
        limit,
    )
    .await
}

/// Returns the jobs behind a key `(created_at, id)`, newest first.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn list_after(
    connection: &mut Connection,
    state: JobState,
    after: (Timestamp, JobId),
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    let realm = connection.realm();
    let values = args![realm, state.code(), after.0, after.1, limit];
    connection
        .fetch_all(LIST, values)
        .await?
        .iter()
        .map(from_row)
        .collect()
}

const FOR_SUBJECT: &str =
    "SELECT lane, id, realm_id, kind, subject_id, payload, state, attempts, attempts_max,
    progress_done, progress_total, cancel_requested, problem, run_at, created_at, finished_at
    FROM job WHERE realm_id = $1 AND subject_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1";

/// Returns the newest job that works on something.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn for_subject(connection: &mut Connection, subject: Uuid) -> Result<Option<Job>, StoreError> {
    let realm = connection.realm();
    connection
        .fetch_optional(FOR_SUBJECT, args![realm, subject])
        .await?
        .as_ref()
        .map(from_row)
        .transpose()
}

const COUNTS: &str = "SELECT state, COUNT(id) AS jobs FROM job WHERE realm_id = $1 GROUP BY state";

/// Returns how many jobs of the connection's realm stand in each state.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn counts(connection: &mut Connection) -> Result<Vec<(JobState, i64)>, StoreError> {
    let realm = connection.realm();
    let rows = connection.fetch_all(COUNTS, args![realm]).await?;
    rows.iter()
        .map(|row| Ok((JobState::parse(&row.get::<String>("state")?)?, row.get("jobs")?)))
        .collect()
}

const PROGRESS: &str = "SELECT CAST(COALESCE(SUM(progress_done), 0) AS BIGINT) AS done,
    CAST(COALESCE(SUM(progress_total), 0) AS BIGINT) AS total
    FROM job WHERE realm_id = $1 AND state IN ('queued', 'running')";

/// Returns steps done and steps in all over the open jobs of the connection's realm.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn progress_total(connection: &mut Connection) -> Result<(i64, i64), StoreError> {
    let realm = connection.realm();
    let row = connection.fetch_one(PROGRESS, args![realm]).await?;
    Ok((row.get("done")?, row.get("total")?))
}

const CANCEL_QUEUED: &str = "UPDATE job SET state = 'cancelled', cancel_requested = 1, finished_at = $1
    WHERE realm_id = $2 AND id = $3 AND state = 'queued'";
const ASK_TO_STOP: &str =
    "UPDATE job SET cancel_requested = 1 WHERE realm_id = $1 AND id = $2 AND state = 'running'";

/// Stops a job: at once when it waits, at its next step when it runs. Returns whether there was one to stop.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn cancel(work: &mut Work, id: JobId) -> Result<bool, StoreError> {
    let realm = work.realm();
    let now = work.now();
    let stopped = work.execute(CANCEL_QUEUED, args![now, realm, id]).await?;
    let asked = work.execute(ASK_TO_STOP, args![realm, id]).await?;
    Ok(stopped + asked > 0)
}

const RETRY: &str = "UPDATE job SET state = 'queued', run_at = $1, attempts = 0, cancel_requested = 0
    WHERE realm_id = $2 AND id = $3 AND state IN ('failed', 'cancelled')";

/// Puts a failed or stopped job in line again. Returns whether there was one.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn retry(work: &mut Work, id: JobId) -> Result<bool, StoreError> {
    work.announce();
    let values = args![work.now(), work.realm(), id];
    Ok(work.execute(RETRY, values).await? > 0)
}
