//! Counting attempts and writing refusals down, each in a unit of work of its own: both must be kept although the caller
//! gets an error.

use super::lane::Lane;
use super::refusal::Refusal;
use super::service::SignIn;
use super::store::{self, Counted};
use crate::IdentityError;
use crate::account::Account;
use crate::subject_kind;
use guildhall_kernel::{Actor, OrgPath, RealmId};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Database, Work, realm};
use serde_json::json;
use std::net::IpAddr;
use uuid::Uuid;

/// An attempt that was counted: from where, and whether it began a wait for those that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counting {
    began_wait: bool,
    address: Option<IpAddr>,
}

impl Counting {
    /// Returns the counting of what is not counted, because it cannot be guessed.
    pub(super) fn none() -> Self {
        Self {
            began_wait: false,
            address: None,
        }
    }
}

impl SignIn {
    /// Counts the attempt in a unit of work of its own; one that must wait is not counted.
    pub(super) async fn count(&self, database: &Database, lane: &Lane) -> Result<Counting, IdentityError> {
        let mut work = database.begin_outside_realms().await?;
        let mut began_wait = self
            .count_one(&mut work, lane.counted(), self.throttle.free_per_login)
            .await?;
        if let Some(whole) = lane.whole_address() {
            began_wait |= self
                .count_one(&mut work, whole, self.throttle.free_per_address)
                .await?;
        }
        work.commit().await?;
        Ok(Counting {
            began_wait,
            address: lane.address(),
        })
    }

    async fn count_one(&self, work: &mut Work, by: Counted<'_>, free: i64) -> Result<bool, IdentityError> {
        let now = work.now();
        let (attempts, blocked_until) = store::count(work, by, self.throttle.forgotten_before(now)).await?;
        if blocked_until > now {
            let retry_secs = blocked_until.secs_since(now) + 1;
            return Err(IdentityError::TooManyAttempts { retry_secs });
        }
        let wait = self.throttle.wait_secs(attempts, free);
        if let Some(secs) = wait {
            store::block(work, by, now.plus_secs(secs)).await?;
        }
        Ok(wait.is_some())
    }

    /// Tells of a refusal, and writes it into the ledger of the account's realm; of an unknown login name, into that of the first realm.
    pub(super) async fn note_refusal(
        &self,
        database: &Database,
        account: Option<&Account>,
        reason: &'static str,
        counting: Counting,
    ) -> Result<(), IdentityError> {
        let Some((realm, path)) = place_of(database, account).await? else {
            return Ok(());
        };
        if let Some(refusals) = &self.refusals {
            refusals.refused(Refusal {
                realm,
                account: account.map(|account| account.id),
                address: counting.address,
                at: database.clock().now(),
            });
        }
        let id = account.map_or(Uuid::nil(), |account| account.id.uuid());
        let actor = Actor::program("sign-in", realm, path);
        let mut work = database.begin(realm).await?;
        let subject = || Subject {
            kind: subject_kind::ACCOUNT,
            id,
            digest: None,
        };
        note(
            &mut work,
            &actor,
            "session.refused",
            subject(),
            json!({ "reason": reason }),
        )
        .await?;
        if counting.began_wait {
            note(&mut work, &actor, "session.locked-out", subject(), json!({})).await?;
        }
        Ok(work.commit().await?)
    }
}

async fn place_of(
    database: &Database,
    account: Option<&Account>,
) -> Result<Option<(RealmId, OrgPath)>, IdentityError> {
    if let Some(account) = account {
        return Ok(Some((account.realm, account.org_path.clone())));
    }
    let mut connection = database.read_across_realms().await?;
    let realms = realm::across_realms_list(&mut connection).await?;
    Ok(realms.into_iter().next().map(|realm| (realm.id, realm.root_path)))
}
