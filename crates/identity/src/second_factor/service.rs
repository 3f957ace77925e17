//! Setting up a second factor, checking codes, taking it away.

use super::model::{self, Enrolment, SecondFactorState, SharedSecret};
use super::store::{self, Kept};
use crate::IdentityError;
use crate::account::{self, Account};
use crate::credentials;
use crate::passkey;
use crate::rights::Rights;
use crate::session;
use crate::subject_kind;
use guildhall_kernel::{AccountId, Actor, RealmId, SessionId};
use guildhall_keyring::{KeyRing, Purpose};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;
use std::sync::Arc;

/// What the secrets are sealed for.
pub(crate) const SECRET: Purpose = Purpose::Column("second_factor.secret");

/// Sets up, checks and removes second factors. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SecondFactors {
    keys: Arc<KeyRing>,
}

impl SecondFactors {
    /// Makes the service.
    pub fn new(keys: Arc<KeyRing>) -> Self {
        Self { keys }
    }

    /// Returns the key ring.
    pub(crate) fn keys(&self) -> &Arc<KeyRing> {
        &self.keys
    }

    /// Begins to set up the actor's own second factor. It asks for nothing before [`Self::confirm`].
    ///
    /// # Errors
    /// [`IdentityError::SecondFactorOn`] when she has one.
    pub async fn begin(
        &self,
        work: &mut Work,
        actor: &Actor,
        issuer: &str,
    ) -> Result<Enrolment, IdentityError> {
        let account = account::service::own(work, actor).await?;
        if is_on(work, account.realm, account.id).await? {
            return Err(IdentityError::SecondFactorOn);
        }
        let secret = model::new_secret(work.random());
        let sealed = self.keys.seal(
            SECRET,
            &bound_to(account.realm, account.id),
            &secret,
            work.random(),
        );
        store::begin(work, account.id, &sealed).await?;
        credentials::keep(work, actor, account.id).await?;
        model::enrolment(&secret, issuer, account.login.as_str())
    }

    /// Shows the secret of an enrolment that waits for its first code again.
    ///
    /// # Errors
    /// [`IdentityError::SecondFactorOff`] when none waits.
    pub async fn waiting(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        issuer: &str,
    ) -> Result<Enrolment, IdentityError> {
        let account = account::service::own(connection, actor).await?;
        let kept = store::of(connection, account.realm, account.id).await?;
        let kept = kept.filter(|kept| kept.confirmed_at.is_none());
        let kept = kept.ok_or(IdentityError::SecondFactorOff)?;
        let secret = self.open(account.realm, account.id, &kept)?;
        model::enrolment(&secret, issuer, account.login.as_str())
    }

    /// Switches the actor's second factor on when the code of her app is right; ends her other sessions and returns
    /// the recovery codes, which are shown only here.
    ///
    /// # Errors
    /// [`IdentityError::WrongCode`], [`IdentityError::SecondFactorOff`] when none was begun,
    /// [`IdentityError::SecondFactorOn`].
    pub async fn confirm(
        &self,
        work: &mut Work,
        actor: &Actor,
        (code, present): (&str, Option<SessionId>),
    ) -> Result<Vec<String>, IdentityError> {
        let account = account::service::own(work, actor).await?;
        let kept = store::of(work, account.realm, account.id).await?;
        let kept = kept.ok_or(IdentityError::SecondFactorOff)?;
        if kept.confirmed_at.is_some() {
            return Err(IdentityError::SecondFactorOn);
        }
        let secret = self.open(account.realm, account.id, &kept)?;
        let step = model::matched_step(&secret, code, (kept.last_step, work.now()))?;
        let step = step.ok_or(IdentityError::WrongCode)?;
        store::use_step(work, account.id, step).await?;
        store::confirm(work, account.id).await?;
        session::store::delete_of_account(work, account.id, present).await?;
        note_change(work, actor, account.id, "account.second-factor-set").await?;
        hand_out(work, actor, account.id).await
    }

    /// Replaces the actor's recovery codes and returns the new ones, which are shown only here.
    ///
    /// # Errors
    /// [`IdentityError::SecondFactorOff`] when she has neither app nor passkey.
    pub async fn renew_codes(&self, work: &mut Work, actor: &Actor) -> Result<Vec<String>, IdentityError> {
        let account = account::service::own(work, actor).await?;
        if !is_guarded(work, &account).await? {
            return Err(IdentityError::SecondFactorOff);
        }
        note_change(work, actor, account.id, "account.recovery-codes-renewed").await?;
        hand_out(work, actor, account.id).await
    }

    /// Takes a code of the app, or a recovery code, of an account; it works once.
    ///
    /// # Errors
    /// [`IdentityError::WrongCode`].
    pub(crate) async fn use_code(
        &self,
        work: &mut Work,
        account: &Account,
        code: &str,
    ) -> Result<(), IdentityError> {
        if self.use_app_code(work, account, code).await? {
            return Ok(());
        }
        let hash = model::recovery_hash(account.id, code);
        if !store::use_code(work, account.id, &hash).await? {
            return Err(IdentityError::WrongCode);
        }
        let actor = account.actor(guildhall_kernel::Origin::default());
        note_change(work, &actor, account.id, "account.recovery-code-used").await
    }

    /// Takes a code of the app; no when it is wrong or there is no app.
    async fn use_app_code(
        &self,
        work: &mut Work,
        account: &Account,
        code: &str,
    ) -> Result<bool, IdentityError> {
        let kept = store::of(work, account.realm, account.id).await?;
        let Some(kept) = kept.filter(|kept| kept.confirmed_at.is_some()) else {
            return Ok(false);
        };
        let secret = self.open(account.realm, account.id, &kept)?;
        match model::matched_step(&secret, code, (kept.last_step, work.now()))? {
            Some(step) => Ok(store::use_step(work, account.id, step).await?),
            None => Ok(false),
        }
    }

    /// Takes the actor's own second factor away; the caller has asked for a code just before.
    ///
    /// # Errors
    /// [`IdentityError::SecondFactorOff`].
    pub async fn remove(&self, work: &mut Work, actor: &Actor) -> Result<(), IdentityError> {
        let account = account::service::own(work, actor).await?;
        if !store::remove(work, account.id).await? {
            return Err(IdentityError::SecondFactorOff);
        }
        drop_needless_codes(work, account.id).await?;
        note_change(work, actor, account.id, "account.second-factor-removed").await
    }

    /// Takes app and passkeys of an account that the actor manages away, when its owner lost everything, and ends
    /// its sessions.
    ///
    /// # Errors
    /// [`IdentityError::NotFound`] when she does not manage it, [`IdentityError::OwnAccount`],
    /// [`IdentityError::PowerNeedsTwo`] when it holds one of the three powers, [`IdentityError::SecondFactorOff`].
    pub async fn reset(
        &self,
        work: &mut Work,
        rights: &Rights,
        actor: &Actor,
        account: AccountId,
    ) -> Result<(), IdentityError> {
        let account = account::service::managed(work, rights, actor, account).await?;
        take_away(work, actor, account.id).await
    }

    fn open(&self, realm: RealmId, account: AccountId, kept: &Kept) -> Result<SharedSecret, IdentityError> {
        let sealed = (kept.sealed.key_id.as_str(), kept.sealed.bytes.as_slice());
        Ok(self.keys.open(SECRET, &bound_to(realm, account), sealed)?)
    }
}

/// Removes app and passkeys of an account and ends its sessions; the caller has decided that they may be removed.
pub(crate) async fn take_away(
    work: &mut Work,
    actor: &Actor,
    account: AccountId,
) -> Result<(), IdentityError> {
    let had_app = store::remove(work, account).await?;
    let passkeys = passkey::service::remove_all(work, account).await?;
    if !had_app && passkeys == 0 {
        return Err(IdentityError::SecondFactorOff);
    }
    store::remove_codes(work, account).await?;
    session::store::delete_of_account(work, account, None).await?;
    note_change(work, actor, account, "account.second-factor-removed").await
}

/// Hands out recovery codes in place of those before.
async fn hand_out(work: &mut Work, actor: &Actor, account: AccountId) -> Result<Vec<String>, IdentityError> {
    let codes = model::new_recovery_codes(work.random());
    let hashes: Vec<String> = codes
        .iter()
        .map(|code| model::recovery_hash(account, code))
        .collect();
    store::replace_codes(work, account, &hashes).await?;
    credentials::keep(work, actor, account).await?;
    Ok(codes)
}

/// Hands out recovery codes to an account that has none left; else returns none.
pub(crate) async fn first_codes(
    work: &mut Work,
    actor: &Actor,
    account: &Account,
) -> Result<Vec<String>, IdentityError> {
    match store::codes_left(work, account.realm, account.id).await? {
        0 => hand_out(work, actor, account.id).await,
        _ => Ok(Vec::new()),
    }
}

/// Removes the recovery codes of an account that nothing asks for a code any more.
pub(crate) async fn drop_needless_codes(work: &mut Work, account: AccountId) -> Result<(), IdentityError> {
    let realm = work.realm();
    if !is_on(work, realm, account).await? && !passkey::service::exists(work, realm, account).await? {
        store::remove_codes(work, account).await?;
    }
    Ok(())
}

/// Says whether an account has an app or a passkey, so that the password alone does not open it.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn is_guarded(connection: &mut Connection, account: &Account) -> Result<bool, IdentityError> {
    Ok(is_on(connection, account.realm, account.id).await?
        || passkey::service::exists(connection, account.realm, account.id).await?)
}

/// Says whether an account has an authenticator app.
pub(crate) async fn is_on(
    connection: &mut Connection,
    realm: RealmId,
    account: AccountId,
) -> Result<bool, IdentityError> {
    let kept = store::of(connection, realm, account).await?;
    Ok(kept.is_some_and(|kept| kept.confirmed_at.is_some()))
}

/// Returns whether the actor has a second factor.
///
/// # Errors
/// [`IdentityError::NotFound`] when a part of the program acts.
pub async fn state(connection: &mut Connection, actor: &Actor) -> Result<SecondFactorState, IdentityError> {
    let account = account::service::own(connection, actor).await?;
    state_of(connection, &account).await
}

/// Returns whether an account, which the caller may see, has a second factor.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn state_of(
    connection: &mut Connection,
    account: &Account,
) -> Result<SecondFactorState, IdentityError> {
    let kept = store::of(connection, account.realm, account.id).await?;
    let Some(since) = kept.and_then(|kept| kept.confirmed_at) else {
        return Ok(SecondFactorState::Off);
    };
    let recovery_left = store::codes_left(connection, account.realm, account.id).await?;
    Ok(SecondFactorState::On { since, recovery_left })
}

/// Returns how many of the actor's recovery codes are left.
///
/// # Errors
/// [`IdentityError::NotFound`] when a part of the program acts.
pub async fn recovery_left(connection: &mut Connection, actor: &Actor) -> Result<u32, IdentityError> {
    let account = account::service::own(connection, actor).await?;
    Ok(store::codes_left(connection, account.realm, account.id).await?)
}

/// A secret opens only for the account that it was made for.
pub(crate) fn bound_to(realm: RealmId, account: AccountId) -> Vec<u8> {
    [realm.uuid().as_bytes().as_slice(), account.uuid().as_bytes()].concat()
}

async fn note_change(
    work: &mut Work,
    actor: &Actor,
    account: AccountId,
    action: &'static str,
) -> Result<(), IdentityError> {
    let subject = Subject {
        kind: subject_kind::ACCOUNT,
        id: account.uuid(),
        digest: None,
    };
    note(work, actor, action, subject, json!({})).await?;
    credentials::keep(work, actor, account).await
}
