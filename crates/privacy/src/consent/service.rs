//! What can be done with consents: see one's own, give, withdraw.

use super::model::{ConsentAct, OwnConsent, Standing, in_force};
use super::store;
use crate::subject_kind;
use crate::{Privacy, PrivacyError};
use guildhall_kernel::{AccountId, Actor};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;

/// Most acts of one person that are looked at, the newest.
const ACTS_MAX: u32 = 1_000;

const NO_CONSENT: PrivacyError = PrivacyError::NotFound { what: "consent" };

impl Privacy {
    /// Returns every consent that can be given, with how it stands for the actor.
    ///
    /// # Errors
    /// [`PrivacyError::Store`].
    pub async fn own_consents(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<OwnConsent>, PrivacyError> {
        let acts = match actor.account() {
            Some(account) => store::of_account(connection, account, ACTS_MAX).await?,
            None => Vec::new(),
        };
        let of = |code: &str| acts.iter().filter(|act| act.code == code).cloned().collect();
        let texts = in_force(self.rules.consents()).into_iter();
        Ok(texts
            .map(|text| OwnConsent::of(text.clone(), of(&text.code)))
            .collect())
    }

    /// Gives the actor's consent to the text that she read.
    ///
    /// # Errors
    /// [`PrivacyError::NotFound`], [`PrivacyError::OldText`] when `version` is not the one in force. Giving twice is
    /// harmless.
    pub async fn give_consent(
        &self,
        work: &mut Work,
        actor: &Actor,
        (code, version): (&str, u32),
    ) -> Result<(), PrivacyError> {
        let (account, present) = self.own_consent(work, actor, code).await?;
        if present.text.version != version {
            return Err(PrivacyError::OldText);
        }
        match present.standing {
            Standing::Given => Ok(()),
            _ => {
                let text_digest = present.text.digest();
                let given = ConsentAct {
                    id: work.new_id(),
                    account,
                    code: present.text.code,
                    version,
                    is_given: true,
                    text_digest,
                    at: work.now(),
                };
                keep(work, actor, &given).await
            }
        }
    }

    /// Withdraws the actor's consent; what was done before stays lawful (PIPL Article 15).
    ///
    /// # Errors
    /// [`PrivacyError::NotFound`], [`PrivacyError::NotGiven`].
    pub async fn withdraw_consent(
        &self,
        work: &mut Work,
        actor: &Actor,
        code: &str,
    ) -> Result<(), PrivacyError> {
        let (_, present) = self.own_consent(work, actor, code).await?;
        let last = present.history.into_iter().next();
        let given = last.filter(|act| act.is_given).ok_or(PrivacyError::NotGiven)?;
        let withdrawn = ConsentAct {
            id: work.new_id(),
            is_given: false,
            at: work.now(),
            ..given
        };
        keep(work, actor, &withdrawn).await
    }

    async fn own_consent(
        &self,
        work: &mut Work,
        actor: &Actor,
        code: &str,
    ) -> Result<(AccountId, OwnConsent), PrivacyError> {
        let account = actor.account().ok_or(NO_CONSENT)?;
        let mut own = self.own_consents(work, actor).await?.into_iter();
        let present = own.find(|consent| consent.text.code == code).ok_or(NO_CONSENT)?;
        Ok((account, present))
    }
}

/// Writes an act down in row and ledger.
async fn keep(work: &mut Work, actor: &Actor, act: &ConsentAct) -> Result<(), PrivacyError> {
    store::insert(work, act).await?;
    let subject = Subject {
        kind: subject_kind::CONSENT,
        id: act.id,
        digest: Some(act.digest()),
    };
    let details = json!({ "code": act.code, "version": act.version, "text": act.text_digest });
    let action = if act.is_given {
        "consent.given"
    } else {
        "consent.withdrawn"
    };
    Ok(note(work, actor, action, subject, details).await?)
}
