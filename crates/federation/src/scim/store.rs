//! All SQL of what directories say of accounts.

use guildhall_kernel::AccountId;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue as _, Row, StoreError, Work, args};
use std::collections::HashMap;

/// Most values in one IN list (schema rules, 4.5).
const LIST_MAX: usize = 500;

const PUT: &str = "INSERT INTO scim_user (realm_id, account_id, external_id, stopped, removed)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (realm_id, account_id)
    DO UPDATE SET external_id = excluded.external_id, stopped = excluded.stopped, removed = excluded.removed";
const OF_ACCOUNTS: &str = "SELECT account_id, external_id, stopped, removed FROM scim_user
    WHERE realm_id = $1 AND account_id IN";
const BY_EXTERNAL: &str = "SELECT account_id FROM scim_user
    WHERE realm_id = $1 AND external_id = $2 ORDER BY account_id LIMIT 20";
const GROUPS_OF: &str = "SELECT group_name FROM scim_member
    WHERE realm_id = $1 AND account_id = $2 ORDER BY group_name LIMIT 1000";
const MEMBERS: &str = "SELECT account_id FROM scim_member
    WHERE realm_id = $1 AND group_name = $2 ORDER BY account_id LIMIT 10000";
const JOIN: &str = "INSERT INTO scim_member (realm_id, group_name, account_id) VALUES ($1, $2, $3)
    ON CONFLICT (realm_id, group_name, account_id) DO NOTHING";
const LEAVE: &str = "DELETE FROM scim_member WHERE realm_id = $1 AND group_name = $2 AND account_id = $3";
const LEAVE_ALL: &str = "DELETE FROM scim_member WHERE realm_id = $1 AND account_id = $2";

/// What directories say of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The directory's own id.
    pub(super) external_id: Option<String>,
    /// Whether a directory stopped the account.
    pub(super) stopped: bool,
    /// Whether a directory took the account away.
    pub(super) removed: bool,
}

/// Writes what a directory says of an account.
pub(super) async fn put(work: &mut Work, account: AccountId, kept: &Kept) -> Result<(), StoreError> {
    let realm = work.realm();
    let values = args![
        realm,
        account,
        kept.external_id.as_deref(),
        kept.stopped,
        kept.removed
    ];
    work.execute(PUT, values).await.map(|_| ())
}

/// Returns what directories say of accounts; of those that are absent, nothing.
pub(super) async fn of_accounts(
    connection: &mut Connection,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Kept>, StoreError> {
    let realm = connection.realm();
    let mut found = HashMap::new();
    for part in accounts.chunks(LIST_MAX) {
        let sql = format!("{OF_ACCOUNTS} ({})", in_list(2, part.len()));
        let mut values = args![realm];
        values.extend(part.iter().map(|id| id.into_value()));
        for row in connection.fetch_all(sql, values).await? {
            found.insert(row.get("account_id")?, read(&row)?);
        }
    }
    Ok(found)
}

/// Returns the accounts to which directories gave an id.
pub(super) async fn by_external(
    connection: &mut Connection,
    external_id: &str,
) -> Result<Vec<AccountId>, StoreError> {
    let values = args![connection.realm(), external_id];
    let rows = connection.fetch_all(BY_EXTERNAL, values).await?;
    rows.iter().map(|row| row.get("account_id")).collect()
}

/// Returns the groups of an account.
pub(super) async fn groups_of(
    connection: &mut Connection,
    account: AccountId,
) -> Result<Vec<String>, StoreError> {
    let values = args![connection.realm(), account];
    let rows = connection.fetch_all(GROUPS_OF, values).await?;
    rows.iter().map(|row| row.get("group_name")).collect()
}

/// Returns the members of a group.
pub(super) async fn members(connection: &mut Connection, group: &str) -> Result<Vec<AccountId>, StoreError> {
    let values = args![connection.realm(), group];
    let rows = connection.fetch_all(MEMBERS, values).await?;
    rows.iter().map(|row| row.get("account_id")).collect()
}

/// Takes an account into a group; no when it was in.
pub(super) async fn join(work: &mut Work, group: &str, account: AccountId) -> Result<bool, StoreError> {
    let values = args![work.realm(), group, account];
    Ok(work.execute(JOIN, values).await? == 1)
}

/// Takes an account out of a group; no when it was not in.
pub(super) async fn leave(work: &mut Work, group: &str, account: AccountId) -> Result<bool, StoreError> {
    let values = args![work.realm(), group, account];
    Ok(work.execute(LEAVE, values).await? == 1)
}

/// Takes an account out of all groups.
pub(super) async fn leave_all(work: &mut Work, account: AccountId) -> Result<(), StoreError> {
    let values = args![work.realm(), account];
    work.execute(LEAVE_ALL, values).await.map(|_| ())
}

fn read(row: &Row) -> Result<Kept, StoreError> {
    Ok(Kept {
        external_id: row.get("external_id")?,
        stopped: row.get("stopped")?,
        removed: row.get("removed")?,
    })
}
