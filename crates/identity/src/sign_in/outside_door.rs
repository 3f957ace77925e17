//! The door for people whom somebody outside has checked (外部身份登录), such as an identity provider.
//!
//! Who checked her, and whether that can be believed, is decided by the caller. Nothing can be guessed here, so nothing is
//! counted; the caller's unit of work takes the session in, together with what the proof used up.

use super::counting::Counting;
use super::service::{SignIn, SignedIn};
use crate::IdentityError;
use crate::account::{Account, AccountState};
use crate::device::Visitor;
use crate::subject_kind;
use guildhall_ledger::{Subject, note};
use guildhall_store::{Database, Work};
use serde_json::json;

/// What somebody outside says about who stands at the door.
#[derive(Debug, Clone, Copy)]
pub struct OutsideProof<'a> {
    /// Who says it, as the ledger names it.
    pub source: &'a str,
    /// Whether it counts as two factors, so that the house asks for none of its own.
    pub is_whole: bool,
}

impl SignIn {
    /// Opens a session for somebody whom the caller knows by a proof from outside. For an account with a second factor it
    /// is pending, unless the proof counts as two.
    ///
    /// # Errors
    /// [`IdentityError::AccountNotActive`]; the caller writes it down with [`Self::refuse_outside`].
    pub async fn admit(
        &self,
        work: &mut Work,
        account: Account,
        (proof, visitor): (OutsideProof<'_>, &Visitor),
    ) -> Result<SignedIn, IdentityError> {
        if account.state != AccountState::Active {
            return Err(IdentityError::AccountNotActive);
        }
        let lane = self.lane(account.login.key(), visitor);
        let subject = Subject {
            kind: subject_kind::ACCOUNT,
            id: account.id.uuid(),
            digest: None,
        };
        let actor = account.actor(visitor.origin.clone());
        let details = json!({ "source": proof.source, "whole": proof.is_whole });
        note(work, &actor, "session.proved-outside", subject, details).await?;
        if proof.is_whole {
            self.enter(work, account, &lane, visitor).await
        } else {
            self.enter_or_wait(work, account, (&lane, visitor)).await
        }
    }

    /// Writes a refusal into the ledger, in a unit of work of its own; of nobody known, into that of the first realm.
    ///
    /// # Errors
    /// [`IdentityError::Store`], [`IdentityError::Ledger`].
    pub async fn refuse_outside(
        &self,
        database: &Database,
        account: Option<&Account>,
        reason: &'static str,
    ) -> Result<(), IdentityError> {
        self.note_refusal(database, account, reason, Counting::none())
            .await
    }
}
