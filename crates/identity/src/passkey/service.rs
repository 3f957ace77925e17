//! Making, listing and removing passkeys, asking for a signature and taking it.
//!
//! [`Passkeys::register`] opens its own units of work: the challenge stays used up although the answer is refused.

use super::answer::{Assertion, Registration};
use super::ceremony::{self, Holder, credential_key};
use super::model::{Kept, PASSKEYS_MAX, Passkey, PasskeyState};
use super::options::{CreationOptions, RequestOptions};
use super::relying_party::RelyingParty;
use super::store;
use super::verification::{self, Expected, UserVerification};
use crate::account::{self, Account};
use crate::credentials;
use crate::session::Authenticated;
use crate::subject_kind;
use crate::{IdentityError, second_factor, text};
use guildhall_kernel::{AccountId, Actor, PasskeyId, RealmId};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Database, Work};
use serde_json::json;
use std::sync::Arc;

const NOT_FOUND: IdentityError = IdentityError::NotFound { what: "passkey" };

/// Makes passkeys and checks what they sign. Cheap to clone; without a relying party there are none.
#[derive(Debug, Clone, Default)]
pub struct Passkeys {
    party: Option<Arc<RelyingParty>>,
}

/// A new passkey.
#[derive(Debug)]
pub struct Registered {
    /// The passkey.
    pub passkey: Passkey,
    /// Recovery codes, shown only here, when the account had none; else empty.
    pub recovery_codes: Vec<String>,
}

impl Passkeys {
    /// Makes the service; passkeys are off without a relying party.
    pub fn new(party: Option<RelyingParty>) -> Self {
        Self {
            party: party.map(Arc::new),
        }
    }

    /// Returns the relying party; none when passkeys are off.
    pub fn relying_party(&self) -> Option<&RelyingParty> {
        self.party.as_deref()
    }

    fn party(&self) -> Result<&RelyingParty, IdentityError> {
        self.relying_party().ok_or(IdentityError::PasskeysOff)
    }

    fn party_id(&self) -> Option<&str> {
        self.relying_party().map(RelyingParty::id)
    }

    /// Asks the browser of a session for a new passkey of the session's owner; `house` is shown by the browser.
    ///
    /// # Errors
    /// [`IdentityError::PasskeysOff`], [`IdentityError::TooManyPasskeys`].
    pub async fn begin(
        &self,
        work: &mut Work,
        signed_in: &Authenticated,
        house: &str,
    ) -> Result<CreationOptions, IdentityError> {
        let party = self.party()?;
        let account = &signed_in.account;
        let known = store::of_account(work, account.realm, account.id).await?;
        if known.len() >= PASSKEYS_MAX {
            return Err(IdentityError::TooManyPasskeys);
        }
        let challenge = ceremony::give(work, Holder::Registration(signed_in.session.id)).await?;
        let known = known.into_iter().map(|kept| kept.credential_id).collect();
        Ok(CreationOptions::new((party, house), account, &challenge, known))
    }

    /// Keeps the passkey that the browser answered with. From then on the password alone no longer opens the account,
    /// so an account without recovery codes gets some.
    ///
    /// # Errors
    /// [`IdentityError::ChallengeOver`], [`IdentityError::PasskeyRefused`], [`IdentityError::PasskeyKnown`],
    /// [`IdentityError::InvalidName`], [`IdentityError::PasskeysOff`].
    pub async fn register(
        &self,
        database: &Database,
        signed_in: &Authenticated,
        (name, answer): (&str, &Registration),
    ) -> Result<Registered, IdentityError> {
        let party = self.party()?;
        let name = text::name(name)?;
        let challenge = ceremony::take(database, Holder::Registration(signed_in.session.id)).await?;
        let expected = Expected {
            party,
            challenge: &challenge,
            verification: UserVerification::Required,
        };
        let accepted = verification::registered(&expected, answer)?;
        let mut work = database.begin(signed_in.session.realm).await?;
        let kept = Kept {
            id: work.new_id(),
            realm: work.realm(),
            account: signed_in.account.id,
            relying_party: party.id().to_owned(),
            credential_id: accepted.credential.id,
            public_key: accepted.credential.public_key,
            sign_count: accepted.sign_count,
            backup_eligible: accepted.backup_eligible,
            backed_up: accepted.backed_up,
            name,
            made_at: work.now(),
            used_at: None,
            suspected_at: None,
        };
        if !store::insert(&mut work, &kept).await? {
            return Err(IdentityError::PasskeyKnown);
        }
        note_change(&mut work, &signed_in.actor, "account.passkey-added", &kept).await?;
        let recovery_codes =
            second_factor::service::first_codes(&mut work, &signed_in.actor, &signed_in.account).await?;
        work.commit().await?;
        Ok(Registered {
            passkey: kept.shown(self.party_id()),
            recovery_codes,
        })
    }

    /// Returns the actor's own passkeys, the oldest first.
    ///
    /// # Errors
    /// [`IdentityError::NotFound`] when a part of the program acts.
    pub async fn list(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<Passkey>, IdentityError> {
        let account = account::service::own(connection, actor).await?;
        let kept = store::of_account(connection, account.realm, account.id).await?;
        Ok(kept.into_iter().map(|kept| kept.shown(self.party_id())).collect())
    }

    /// Removes one of the actor's own passkeys.
    ///
    /// # Errors
    /// [`IdentityError::NotFound`] when it is not hers.
    pub async fn remove(&self, work: &mut Work, actor: &Actor, id: PasskeyId) -> Result<(), IdentityError> {
        let account = account::service::own(work, actor).await?;
        let own = store::of_account(work, account.realm, account.id).await?;
        let kept = own.into_iter().find(|kept| kept.id == id).ok_or(NOT_FOUND)?;
        store::remove(work, &kept).await?;
        second_factor::service::drop_needless_codes(work, account.id).await?;
        note_change(work, actor, "account.passkey-removed", &kept).await
    }

    /// Says whether an account has a passkey that was made for this house.
    pub(crate) async fn has_any(
        &self,
        connection: &mut Connection,
        account: &Account,
    ) -> Result<bool, IdentityError> {
        let kept = store::of_account(connection, account.realm, account.id).await?;
        let is_here = |kept: &Kept| kept.state(self.party_id()) != PasskeyState::Elsewhere;
        Ok(kept.iter().any(is_here))
    }

    /// Asks a browser for a signature: of a passkey of this account, or of any.
    pub(crate) async fn ask(
        &self,
        work: &mut Work,
        holder: Holder<'_>,
        (account, verification): (Option<&Account>, UserVerification),
    ) -> Result<RequestOptions, IdentityError> {
        let party = self.party()?;
        let challenge = ceremony::give(work, holder).await?;
        let usable = match account {
            Some(account) => self.usable(work, account).await?,
            None => Vec::new(),
        };
        Ok(RequestOptions::new(party, &challenge, usable, verification))
    }

    async fn usable(
        &self,
        connection: &mut Connection,
        account: &Account,
    ) -> Result<Vec<Vec<u8>>, IdentityError> {
        let kept = store::of_account(connection, account.realm, account.id).await?;
        let usable = kept
            .into_iter()
            .filter(|kept| kept.state(self.party_id()) == PasskeyState::Usable);
        Ok(usable.map(|kept| kept.credential_id).collect())
    }

    /// Checks a signed challenge and writes the use of the passkey down.
    ///
    /// # Errors
    /// [`IdentityError::PasskeyRefused`]; [`IdentityError::PasskeyCopied`] when the counter ran backwards, upon which
    /// the caller calls [`stop`] in a unit of work of its own.
    pub(crate) async fn accept(
        &self,
        work: &mut Work,
        kept: &Kept,
        (challenge, verification): (&[u8], UserVerification),
        answer: &Assertion,
    ) -> Result<(), IdentityError> {
        let expected = Expected {
            party: self.party()?,
            challenge,
            verification,
        };
        let seen = verification::asserted(&expected, kept, answer)?;
        if kept.state(self.party_id()) != PasskeyState::Usable {
            return Err(IdentityError::PasskeyRefused { reason: "stopped" });
        }
        if seen.is_suspect || !store::used(work, kept, &seen).await? {
            return Err(IdentityError::PasskeyCopied);
        }
        Ok(())
    }
}

/// Stops a passkey that may have been copied; it opens nothing any more.
pub(crate) async fn stop(
    database: &Database,
    account: &Account,
    answer: &Assertion,
) -> Result<(), IdentityError> {
    let mut work = database.begin(account.realm).await?;
    let Some(kept) = store::across_realms_find(&mut work, answer.credential_id()).await? else {
        return Ok(());
    };
    if store::suspect(&mut work, kept.id).await? {
        let program = Actor::program("sign-in", account.realm, account.org_path.clone());
        note_change(&mut work, &program, "account.passkey-stopped", &kept).await?;
    }
    Ok(work.commit().await?)
}

/// Removes all passkeys of an account and returns how many.
pub(crate) async fn remove_all(work: &mut Work, account: AccountId) -> Result<u64, IdentityError> {
    Ok(store::remove_all(work, account).await?)
}

/// Says whether an account has any passkey, for whatever address.
pub(crate) async fn exists(
    connection: &mut Connection,
    realm: RealmId,
    account: AccountId,
) -> Result<bool, IdentityError> {
    Ok(!store::of_account(connection, realm, account).await?.is_empty())
}

async fn note_change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    kept: &Kept,
) -> Result<(), IdentityError> {
    let subject = Subject {
        kind: subject_kind::ACCOUNT,
        id: kept.account.uuid(),
        digest: None,
    };
    let details = json!({ "passkey": kept.id, "credential": credential_key(&kept.credential_id) });
    note(work, actor, action, subject, details).await?;
    credentials::keep(work, actor, kept.account).await
}
