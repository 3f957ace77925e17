//! Houses from before the three powers: whoever was the almighty administrator (管理员) becomes system administrator.
//!
//! It is done by the program and not by a migration, because a change of rights that is not in the ledger is what the
//! verification looks for. The two other powers are then appointed from the console.

use super::model::Power;
use super::store;
use crate::account;
use crate::{IdentityError, organisation, session};
use guildhall_kernel::{Actor, Grant, RealmId};
use guildhall_store::{Database, realm};

/// The role that there is no more.
const FORMER: &str = "administrator";
/// Accounts changed in one unit of work.
const PAGE: u32 = 200;

/// Gives every former administrator the system power over her branches and takes everything else away, for a power
/// stands alone; ends their sessions and returns how many they were. Doing it again changes nothing.
///
/// # Errors
/// [`IdentityError::Store`], [`IdentityError::Ledger`].
pub async fn take_over(database: &Database) -> Result<usize, IdentityError> {
    let realms = realm::across_realms_list(&mut database.read_across_realms().await?).await?;
    let mut changed = 0;
    for realm in realms {
        changed += take_over_realm(database, realm.id).await?;
    }
    Ok(changed)
}

async fn take_over_realm(database: &Database, realm: RealmId) -> Result<usize, IdentityError> {
    let mut changed = 0;
    loop {
        let former = store::with_role(&mut database.read(realm).await?, FORMER, PAGE).await?;
        if former.is_empty() {
            return Ok(changed);
        }
        let mut work = database.begin(realm).await?;
        let top = organisation::service::top(&mut work, realm).await?;
        let actor = Actor::program("power-inherit", realm, top.path);
        for id in &former {
            let Some(account) = account::store::by_id(&mut work, realm, *id).await? else {
                continue;
            };
            let grants = inherited(&account.grants);
            account::service::put_grants(&mut work, &actor, account, grants).await?;
            session::store::delete_of_account(&mut work, *id, None).await?;
        }
        work.commit().await?;
        changed += former.len();
    }
}

fn inherited(grants: &[Grant]) -> Vec<Grant> {
    let former = grants.iter().filter(|grant| grant.role == FORMER);
    former
        .map(|grant| Power::System.over(grant.org_path.clone()))
        .collect()
}
