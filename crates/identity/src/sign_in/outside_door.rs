//! The door for people whom somebody outside has checked (外部身份登录), such as an identity provider.
//!
//! Who checked her, and whether that can be believed, is decided by the caller. What a provider says cannot be guessed, so
//! nothing is counted; what a visitor shows by herself is, by [`SignIn::knock`]. The caller's unit of work takes the session
//! in, together with what the proof used up.

use super::counting::Counting;
use super::lane::Lane;
use super::service::{SignIn, SignedIn};
use super::store;
use crate::IdentityError;
use crate::account::{Account, AccountState};
use crate::device::Visitor;
use crate::session;
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

/// An attempt with something that was shown, counted before it is looked at.
pub struct Knock {
    lane: Lane,
    counting: Counting,
}

impl SignIn {
    /// Counts an attempt with something that is known by a key, from the visitor's address.
    ///
    /// # Errors
    /// [`IdentityError::TooManyAttempts`], [`IdentityError::Store`].
    pub async fn knock(
        &self,
        database: &Database,
        key: String,
        visitor: &Visitor,
    ) -> Result<Knock, IdentityError> {
        let lane = Lane::of_visitor(key, visitor, None);
        let counting = self.count(database, &lane).await?;
        Ok(Knock { lane, counting })
    }

    /// Takes an attempt off that was right.
    ///
    /// # Errors
    /// [`IdentityError::Store`].
    pub async fn forgive(&self, work: &mut Work, knock: &Knock) -> Result<(), IdentityError> {
        Ok(store::clear(work, knock.lane.counted()).await?)
    }

    /// As [`Self::refuse_outside`], for an attempt that was counted.
    ///
    /// # Errors
    /// [`IdentityError::Store`], [`IdentityError::Ledger`].
    pub async fn refuse_knock(
        &self,
        database: &Database,
        (account, reason): (Option<&Account>, &'static str),
        knock: &Knock,
    ) -> Result<(), IdentityError> {
        self.note_refusal(database, account, reason, knock.counting).await
    }

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
            let mut signed_in = self.enter(work, account, &lane, visitor).await?;
            session::store::proved_whole(work, signed_in.account.id, signed_in.session.id).await?;
            signed_in.session.is_whole = true;
            Ok(signed_in)
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
