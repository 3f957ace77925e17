//! Work that starts by the clock.

use super::queue::{NewJob, enqueue};
use super::runner::JobHandler;
use crate::{Connection, Database, StoreError, args};
use croner::Cron;
use guildhall_kernel::{RealmId, Timestamp};
use std::str::FromStr;
use std::sync::Arc;

/// Something to be done again and again.
#[derive(Debug, Clone)]
pub struct Schedule<'a> {
    /// Name, unique in its realm.
    pub name: &'static str,
    /// When, as five cron fields in UTC.
    pub cron: &'a str,
    /// The job's lane.
    pub lane: i64,
    /// The job's kind.
    pub kind: &'static str,
}

const ENSURE: &str = "INSERT INTO schedule (lane, name, realm_id, cron, kind, payload, next_at)
    VALUES ($1, $2, $3, $4, $5, '{}', $6)
    ON CONFLICT (lane, realm_id, name) DO UPDATE
    SET cron = excluded.cron, kind = excluded.kind, next_at = excluded.next_at
    WHERE schedule.cron <> excluded.cron OR schedule.kind <> excluded.kind";
const NEXT: &str = "SELECT next_at FROM schedule WHERE lane = $1 AND realm_id = $2 AND name = $3";
const DUE: &str = "SELECT name, realm_id, cron, kind FROM schedule WHERE lane = $1 AND next_at <= $2
    ORDER BY next_at LIMIT 100";
const MOVE_ON: &str = "UPDATE schedule SET next_at = $1
    WHERE lane = $2 AND realm_id = $3 AND name = $4 AND next_at <= $5";

/// Makes sure that a schedule exists in a realm; its next time is kept when it is the same as before.
///
/// # Errors
/// [`StoreError::Schema`] when the cron text is wrong.
pub async fn ensure(database: &Database, realm: RealmId, schedule: &Schedule<'_>) -> Result<(), StoreError> {
    let mut work = database.begin(realm).await?;
    let next = next_after(schedule.cron, work.now())?;
    let values = args![
        schedule.lane,
        schedule.name,
        realm,
        schedule.cron,
        schedule.kind,
        next
    ];
    work.execute(ENSURE, values).await?;
    work.commit().await
}

/// Puts the jobs of all schedules in line whose time has come and returns how many.
///
/// A schedule that was missed, because the program did not run, is made up for once.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn across_realms_start_due(
    database: &Database,
    lane: i64,
    handlers: &[Arc<dyn JobHandler>],
) -> Result<usize, StoreError> {
    let now = database.clock().now();
    let due = database
        .read_across_realms()
        .await?
        .fetch_all(DUE, args![lane, now])
        .await?;
    let mut started = 0;
    for row in due {
        let (name, realm): (String, RealmId) = (row.get("name")?, row.get("realm_id")?);
        let (cron, kind): (String, String) = (row.get("cron")?, row.get("kind")?);
        let Some(handler) = handlers.iter().find(|handler| handler.kind() == kind) else {
            continue;
        };
        let mut work = database.begin(realm).await?;
        let next = next_after(&cron, now)?;
        // Only the one who moves the time on may start the job: two programs share one schedule.
        if work
            .execute(MOVE_ON, args![next, lane, realm, &name, now])
            .await?
            == 1
        {
            let job = NewJob {
                lane,
                kind: handler.kind(),
                subject: realm.uuid(),
                payload: serde_json::json!({ "schedule": name }),
                attempts_max: 3,
                run_at: None,
            };
            enqueue(&mut work, job).await?;
            started += 1;
        }
        work.commit().await?;
    }
    Ok(started)
}

/// Returns when a schedule of the connection's realm is due next; nothing when there is no such schedule.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn due_at(
    connection: &mut Connection,
    lane: i64,
    name: &str,
) -> Result<Option<Timestamp>, StoreError> {
    let realm = connection.realm();
    let row = connection.fetch_optional(NEXT, args![lane, realm, name]).await?;
    row.map(|row| row.get("next_at")).transpose()
}

/// Returns the first time behind an instant that five cron fields in UTC name.
///
/// # Errors
/// [`StoreError::Schema`] when the cron text is wrong or names no time.
pub fn next_after(cron: &str, now: Timestamp) -> Result<Timestamp, StoreError> {
    let wrong = |error: String| StoreError::Schema(format!("schedule {cron}: {error}"));
    let cron = Cron::from_str(cron).map_err(|error| wrong(error.to_string()))?;
    let seconds = now.as_micros().div_euclid(1_000_000);
    let instant =
        chrono::DateTime::from_timestamp(seconds, 0).ok_or_else(|| wrong("time out of range".to_owned()))?;
    let next = cron
        .find_next_occurrence(&instant, false)
        .map_err(|error| wrong(error.to_string()))?;
    Ok(Timestamp::from_micros(next.timestamp().saturating_mul(1_000_000)))
}
