//! The door for passkeys: without a password, after one, and as a proof asked for again.
//!
//! Like the door for passwords it opens its own units of work. Failures are counted by credential and by address, so
//! that guessing costs as much as with passwords, and an unknown credential is answered like one that signed wrongly.

use super::lane::Lane;
use super::service::{SignIn, SignedIn};
use crate::IdentityError;
use crate::account::{self, Account, AccountState};
use crate::device::Visitor;
use crate::passkey::{
    self, Assertion, CeremonyToken, Holder, Kept, RequestOptions, UserVerification, credential_key,
};
use crate::session::{SessionToken, Sessions};
use guildhall_store::{Database, Work};

/// An answer, the challenge that it must fit, and how the owner must have been known.
type Shown<'a> = (&'a Assertion, &'a [u8], UserVerification);

impl SignIn {
    /// Asks a browser that nobody has signed in with for the signature of any passkey. The token belongs into a cookie
    /// of that browser.
    ///
    /// # Errors
    /// [`IdentityError::PasskeysOff`].
    pub async fn ask_for_passkey(
        &self,
        database: &Database,
    ) -> Result<(CeremonyToken, RequestOptions), IdentityError> {
        let mut work = database.begin_outside_realms().await?;
        let token = CeremonyToken::generate(work.random());
        let anybody = (None, UserVerification::Required);
        let options = self
            .passkeys
            .ask(&mut work, Holder::SignIn(&token), anybody)
            .await?;
        work.commit().await?;
        Ok((token, options))
    }

    /// Asks the browser of a session, pending or open, for a signature of one of its owner's passkeys.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`], [`IdentityError::PasskeysOff`].
    pub async fn ask_for_proof(
        &self,
        database: &Database,
        token: &SessionToken,
    ) -> Result<RequestOptions, IdentityError> {
        let (session, account) = Sessions::new(self.sessions).find(database, token).await?;
        let verification = if session.pending {
            UserVerification::Presence
        } else {
            UserVerification::Required
        };
        let mut work = database.begin(account.realm).await?;
        let owner = (Some(&account), verification);
        let options = self
            .passkeys
            .ask(&mut work, Holder::Proof(session.id), owner)
            .await?;
        work.commit().await?;
        Ok(options)
    }

    /// Opens a session for the owner of a passkey, who was known to her authenticator by PIN, finger or face.
    ///
    /// # Errors
    /// [`IdentityError::PasskeyRefused`], the same for an unknown passkey and a wrong signature;
    /// [`IdentityError::AccountNotActive`] only for the right signature; [`IdentityError::PasskeyCopied`],
    /// [`IdentityError::ChallengeOver`], [`IdentityError::PasskeysOff`], [`IdentityError::TooManyAttempts`].
    pub async fn sign_in_with_passkey(
        &self,
        database: &Database,
        browser: &CeremonyToken,
        (answer, visitor): (&Assertion, &Visitor),
    ) -> Result<SignedIn, IdentityError> {
        let challenge = passkey::take(database, Holder::SignIn(browser)).await?;
        let account = find_owner(database, answer)
            .await?
            .filter(|_| answer.names_somebody());
        let shown = (answer, challenge.as_slice(), UserVerification::Required);
        let Some(account) = account else {
            let lane = Lane::of_visitor(credential_key(answer.credential_id()), visitor, None);
            let counting = self.count(database, &lane).await?;
            self.note_refusal(database, None, "unknown-passkey", counting)
                .await?;
            return Err(IdentityError::PasskeyRefused { reason: "unknown" });
        };
        let lane = self.lane(account.login.key(), visitor);
        let mut work = self
            .begin_with_passkey(database, &account, (shown, &lane))
            .await?;
        if account.state != AccountState::Active {
            return Err(IdentityError::AccountNotActive);
        }
        let signed_in = self.enter(&mut work, account, &lane, visitor).await?;
        work.commit().await?;
        Ok(signed_in)
    }

    /// Counts the attempt, checks the answer and returns the unit of work in which the passkey was used.
    pub(super) async fn begin_with_passkey(
        &self,
        database: &Database,
        account: &Account,
        (shown, lane): (Shown<'_>, &Lane),
    ) -> Result<Work, IdentityError> {
        let counting = self.count(database, lane).await?;
        let mut work = database.begin(account.realm).await?;
        let error = match self.use_passkey(&mut work, account, shown).await {
            Ok(()) => return Ok(work),
            Err(error) => error,
        };
        drop(work);
        match &error {
            IdentityError::PasskeyRefused { reason } => {
                tracing::info!(reason, place = lane.counted().address, "passkey refused");
                self.note_refusal(database, Some(account), "wrong-passkey", counting)
                    .await?;
            }
            IdentityError::PasskeyCopied => {
                passkey::service::stop(database, account, shown.0).await?;
                self.note_refusal(database, Some(account), "copied-passkey", counting)
                    .await?;
            }
            _ => {}
        }
        Err(error)
    }

    async fn use_passkey(
        &self,
        work: &mut Work,
        account: &Account,
        (answer, challenge, verification): Shown<'_>,
    ) -> Result<(), IdentityError> {
        let refused = |reason| Err(IdentityError::PasskeyRefused { reason });
        let Some(kept) = passkey::store::across_realms_find(work, answer.credential_id()).await? else {
            return refused("unknown");
        };
        if !belongs_to(&kept, account) || !answer.names(account.id) {
            return refused("another-owner");
        }
        let checked = (challenge, verification);
        self.passkeys.accept(work, &kept, checked, answer).await
    }
}

fn belongs_to(kept: &Kept, account: &Account) -> bool {
    (kept.realm, kept.account) == (account.realm, account.id)
}

/// Returns the account whose passkey is said to have signed.
async fn find_owner(database: &Database, answer: &Assertion) -> Result<Option<Account>, IdentityError> {
    let mut connection = database.read_across_realms().await?;
    match passkey::store::across_realms_find(&mut connection, answer.credential_id()).await? {
        Some(kept) => Ok(account::store::by_id(&mut connection, kept.realm, kept.account).await?),
        None => Ok(None),
    }
}
