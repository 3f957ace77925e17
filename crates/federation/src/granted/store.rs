//! All SQL of rights that groups outside gave.

use super::Given;
use guildhall_kernel::{AccountId, Grant};
use guildhall_store::{Connection, Row, StoreError, Work, args};

const OF_ACCOUNT: &str = "SELECT source, role, org_path, clearance FROM outside_grant
    WHERE realm_id = $1 AND account_id = $2 ORDER BY source, role, org_path";
const FORGET: &str = "DELETE FROM outside_grant WHERE realm_id = $1 AND account_id = $2 AND source = $3";
const INSERT: &str =
    "INSERT INTO outside_grant (realm_id, account_id, source, role, org_path, clearance) VALUES";

/// Returns what groups gave to an account.
pub(super) async fn of_account(
    connection: &mut Connection,
    account: AccountId,
) -> Result<Vec<Given>, StoreError> {
    let values = args![connection.realm(), account];
    let rows = connection.fetch_all(OF_ACCOUNT, values).await?;
    rows.iter().map(read).collect()
}

/// Writes down what the groups of one source give now.
pub(super) async fn replace(
    work: &mut Work,
    (account, source): (AccountId, &str),
    grants: &[Grant],
) -> Result<(), StoreError> {
    let realm = work.realm();
    work.execute(FORGET, args![realm, account, source]).await?;
    let row = |grant: &Grant| {
        args![
            realm,
            account,
            source,
            &grant.role,
            &grant.org_path,
            grant.clearance
        ]
    };
    work.insert_many(INSERT, grants.iter().map(row).collect(), "")
        .await
        .map(|_| ())
}

fn read(row: &Row) -> Result<Given, StoreError> {
    Ok(Given {
        source: row.get("source")?,
        grant: Grant {
            role: row.get("role")?,
            org_path: row.get("org_path")?,
            clearance: row.get("clearance")?,
        },
    })
}
