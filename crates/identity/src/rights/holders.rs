//! Who may do something in an organisation (权限持有人), for whatever has to find the people that decide.

use super::Rights;
use crate::account::{self, Account, AccountState};
use crate::{IdentityError, ListQuery};
use guildhall_kernel::{AccountId, Actor, OrgPath, Origin};
use guildhall_store::{Connection, IntoValue as _, StoreError, Value, args};
use uuid::Uuid;

/// Most people that are found for one question.
const HOLDERS_MAX: usize = 200;
/// Accounts that are looked at together.
const PAGE: u32 = 200;

const GRANTED: &str = "SELECT DISTINCT account_id FROM account_grant WHERE realm_id = ?";

/// Returns the accounts, by id, that can sign in and may do something in an organisation, by a role over it or over one
/// above it, that is cleared for a secrecy level (0 for any); at most 200.
///
/// Policies may ask for more than a role, such as a post, so every account with a role there is asked about, however many
/// of them hold a role that never decides.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn holders(
    connection: &mut Connection,
    rights: &Rights,
    action: &str,
    (organisation, secrecy): (&OrgPath, i64),
) -> Result<Vec<Account>, IdentityError> {
    let may = |account: &Account| {
        let actor: Actor = account.actor(Origin::default()).cleared_for(secrecy);
        account.state == AccountState::Active && rights.allows_in(&actor, action, organisation)
    };
    let (mut holders, mut after) = (Vec::new(), AccountId::from_uuid(Uuid::nil()));
    while holders.len() < HOLDERS_MAX {
        let ids = granted(connection, rights, organisation, after).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        let accounts = account::store::by_ids(connection, &ids).await?;
        holders.extend(accounts.into_iter().filter(may));
    }
    holders.truncate(HOLDERS_MAX);
    Ok(holders)
}

/// Returns accounts with any role over an organisation or one above it, behind an id.
async fn granted(
    connection: &mut Connection,
    rights: &Rights,
    organisation: &OrgPath,
    after: AccountId,
) -> Result<Vec<AccountId>, StoreError> {
    let roles: Vec<Value> = rights.roles().map(|role| role.to_owned().into_value()).collect();
    let (sql, values) = ListQuery::new(GRANTED, args![connection.realm()])
        .and_in("role", roles)
        .and_in("org_path", above(organisation))
        .and("account_id > ?", args![after])
        .finish("ORDER BY account_id LIMIT ?", args![PAGE]);
    let rows = connection.fetch_all(sql, values).await?;
    rows.iter().map(|row| row.get("account_id")).collect()
}

/// Returns the paths of an organisation and of all above it.
fn above(organisation: &OrgPath) -> Vec<Value> {
    let path = organisation.as_str();
    let ends = path.match_indices('/').skip(1).map(|(end, _)| end);
    ends.map(|end| path[..=end].to_owned().into_value()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_lies_below_itself_and_all_above_it() {
        let path: OrgPath = "/1/17/5/".parse().unwrap();
        let above = above(&path);
        let expected = ["/1/", "/1/17/", "/1/17/5/"].map(|path| path.to_owned().into_value());
        assert_eq!(above, expected);
    }
}
