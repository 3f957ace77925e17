//! Who may do something in an organisation (权限持有人), for whatever has to find the people that decide.

use super::Rights;
use crate::account::{self, Account, AccountState};
use crate::{IdentityError, ListQuery};
use guildhall_kernel::{AccountId, Actor, OrgPath, Origin};
use guildhall_store::{Connection, IntoValue as _, Value, args};

/// Most people that are found for one question.
const HOLDERS_MAX: u32 = 200;

const GRANTED: &str = "SELECT DISTINCT account_id FROM account_grant WHERE realm_id = ?";

/// Returns the accounts, by id, that can sign in and may do something in an organisation, by a role over it or over one
/// above it, that is cleared for a secrecy level (0 for any); at most 200.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn holders(
    connection: &mut Connection,
    rights: &Rights,
    action: &str,
    (organisation, secrecy): (&OrgPath, i64),
) -> Result<Vec<Account>, IdentityError> {
    let realm = connection.realm();
    let roles: Vec<Value> = rights.roles().map(|role| role.to_owned().into_value()).collect();
    let (sql, values) = ListQuery::new(GRANTED, args![realm])
        .and_in("role", roles)
        .and_in("org_path", above(organisation))
        .finish("ORDER BY account_id LIMIT ?", args![HOLDERS_MAX]);
    let rows = connection.fetch_all(sql, values).await?;
    let mut holders = Vec::new();
    for row in rows {
        let id: AccountId = row.get("account_id")?;
        let Some(account) = account::store::by_id(connection, realm, id).await? else {
            continue;
        };
        let actor: Actor = account.actor(Origin::default()).cleared_for(secrecy);
        if account.state == AccountState::Active && rights.allows_in(&actor, action, organisation) {
            holders.push(account);
        }
    }
    Ok(holders)
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
