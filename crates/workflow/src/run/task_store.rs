//! All SQL of tasks.

use super::model::Run;
use super::store;
use super::task::{Task, TaskKey};
use guildhall_identity::ListQuery;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_store::{Connection, IntoValue as _, StoreError, Value, Work, args};
use uuid::Uuid;

const CLOSE: &str =
    "UPDATE workflow_task SET state = 'closed' WHERE realm_id = $1 AND run_id = $2 AND state = 'open'";
const INSERT: &str = "INSERT INTO workflow_task (realm_id, run_id, round, account_id, state, due_at) VALUES";
const REOPEN: &str = "ON CONFLICT (realm_id, run_id, round, account_id)
    DO UPDATE SET state = excluded.state, due_at = excluded.due_at";
const LIST: &str = "SELECT t.account_id, t.due_at AS task_due, r.id, r.definition_text, r.subject_kind, r.subject_id,
    r.subject_name, r.org_path, r.secrecy, r.about, r.facts, r.started_by, r.started_at, r.revision, r.state, r.due_at, r.next_at,
    r.reminders, r.ended_at, t.run_id FROM workflow_task t
    JOIN workflow_run r ON r.realm_id = t.realm_id AND r.id = t.run_id
    WHERE t.realm_id = ? AND t.state = 'open' AND r.started_by <> ?";
const COUNT: &str = "SELECT COUNT(*) AS tasks FROM workflow_task t
    JOIN workflow_run r ON r.realm_id = t.realm_id AND r.id = t.run_id
    WHERE t.realm_id = ? AND t.state = 'open' AND r.started_by <> ?";
const HAS_HAD: &str = "SELECT run_id FROM workflow_task WHERE realm_id = ? AND run_id = ?";

/// Makes the open tasks of a run those of its open seats.
pub(super) async fn sync(work: &mut Work, run: &Run) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(CLOSE, args![realm, run.id]).await?;
    let due = run.due_at.unwrap_or(run.started_at);
    let row = |account: AccountId| args![realm, run.id, run.state.round, account, "open", due];
    let rows = run.state.open_seats().map(row).collect();
    work.insert_many(INSERT, rows, REOPEN).await.map(|_| ())
}

/// Returns the open tasks of some people that are not about what `reader` started, the first due first.
pub(super) async fn open(
    connection: &mut Connection,
    (reader, seats): (AccountId, &[AccountId]),
    (after, limit): (Option<TaskKey>, u32),
) -> Result<Vec<Task>, StoreError> {
    let none = (
        Timestamp::from_micros(i64::MIN),
        Uuid::nil(),
        AccountId::from_uuid(Uuid::nil()),
    );
    let (due, run, seat) = after.unwrap_or(none);
    let (sql, values) = ListQuery::new(LIST, args![connection.realm(), reader])
        .and_in("t.account_id", ids(seats))
        .and(
            "(t.due_at, t.run_id, t.account_id) > (?, ?, ?)",
            args![due, run, seat],
        )
        .finish("ORDER BY t.due_at, t.run_id, t.account_id LIMIT ?", args![limit]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(Task {
                run: store::read(row)?,
                seat: row.get("account_id")?,
                due_at: row.get("task_due")?,
            })
        })
        .collect()
}

/// Counts what [`open`] lists.
pub(super) async fn count(
    connection: &mut Connection,
    (reader, seats): (AccountId, &[AccountId]),
) -> Result<u64, StoreError> {
    let (sql, values) = ListQuery::new(COUNT, args![connection.realm(), reader])
        .and_in("t.account_id", ids(seats))
        .finish("", Vec::new());
    let count: i64 = connection.fetch_one(sql, values).await?.get("tasks")?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Says whether one of some people has, or had, a task in a run.
pub(super) async fn has_had(
    connection: &mut Connection,
    run: Uuid,
    people: &[AccountId],
) -> Result<bool, StoreError> {
    let (sql, values) = ListQuery::new(HAS_HAD, args![connection.realm(), run])
        .and_in("account_id", ids(people))
        .finish("ORDER BY run_id LIMIT 1", Vec::new());
    Ok(connection.fetch_optional(sql, values).await?.is_some())
}

fn ids(accounts: &[AccountId]) -> Vec<Value> {
    accounts.iter().map(|account| account.into_value()).collect()
}
