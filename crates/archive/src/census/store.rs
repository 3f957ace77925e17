//! All SQL of the census.

use guildhall_kernel::AccountId;
use guildhall_policy::Resource;
use guildhall_store::{Connection, Row, StoreError, args};

const GROUPS: &str = "SELECT org_path, state, secrecy, type_code, owner, COUNT(id) AS records FROM record
    WHERE realm_id = $1 AND discarded_at IS NULL GROUP BY org_path, state, secrecy, type_code, owner
    ORDER BY org_path, state, secrecy, type_code, owner LIMIT $2";

/// Returns the groups of records between which no policy can tell a difference, with their size.
pub(super) async fn groups(
    connection: &mut Connection,
    limit: u32,
) -> Result<Vec<(Resource, u64)>, StoreError> {
    let values = args![connection.realm(), limit];
    let rows = connection.fetch_all(GROUPS, values).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<(Resource, u64), StoreError> {
    let records: i64 = row.get("records")?;
    let group = Resource::new("Record", row.get::<String>("org_path")?)
        .with("state", row.get::<String>("state")?.as_str())
        .with("secrecy", row.get::<i64>("secrecy")?)
        .with("type_code", row.get::<String>("type_code")?.as_str());
    let owner: Option<AccountId> = row.get("owner")?;
    let group = match owner {
        Some(owner) => group.with("owner", owner.to_string().as_str()),
        None => group,
    };
    Ok((group, u64::try_from(records).unwrap_or(0)))
}
