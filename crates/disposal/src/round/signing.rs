//! The supervisors (监销人): at least two, who check the list before, watch, and sign after.

use super::model::{Round, RoundState, Signature, Stage};
use super::store;
use crate::{Disposal, DisposalError, SUPERVISE, subject_kind};
use guildhall_kernel::{AccountId, Actor};
use guildhall_ledger::{Subject, note};
use guildhall_store::Work;
use serde_json::json;
use uuid::Uuid;

impl Disposal {
    /// Signs as a supervisor: before the destruction that the list was checked, after it that it was watched. `decided`
    /// names those who decided about the round.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], [`DisposalError::Denied`] without `superviseDestruction` there,
    /// [`DisposalError::SamePerson`] for who proposed, decided or carries out, and after it for who did not sign before;
    /// [`DisposalError::Changed`] when it is not the time, [`DisposalError::Signed`].
    pub async fn sign(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, decided): (Uuid, &[AccountId]),
    ) -> Result<Signature, DisposalError> {
        let round = self.round(work, actor, id).await?;
        let cleared = actor.cleared_for(round.secrecy);
        self.rights.require_in(&cleared, SUPERVISE, &round.org_path)?;
        let account = actor.account().ok_or(DisposalError::NotFound)?;
        let stage = stage(&round)?;
        let others = [Some(round.made_by), round.executed_by];
        if others.contains(&Some(account)) || decided.contains(&account) {
            return Err(DisposalError::SamePerson);
        }
        let signed = store::signatures(work, id).await?;
        let has_signed = |stage| {
            signed
                .iter()
                .any(|one| one.account == account && one.stage == stage)
        };
        if stage == Stage::After && !has_signed(Stage::Before) {
            return Err(DisposalError::SamePerson);
        }
        let signature = Signature {
            id: work.new_id(),
            round: id,
            stage,
            account,
            name: actor.name.clone(),
            at: work.now(),
        };
        if !store::sign(work, &signature).await? {
            return Err(DisposalError::Signed);
        }
        let subject = Subject {
            kind: subject_kind::SIGNATURE,
            id: signature.id,
            digest: Some(signature.digest()),
        };
        let action = match stage {
            Stage::Before => "disposal.checked",
            Stage::After => "disposal.watched",
        };
        note(work, actor, action, subject, json!({ "round": id })).await?;
        Ok(signature)
    }
}

/// Returns what is to be signed as the round stands.
fn stage(round: &Round) -> Result<Stage, DisposalError> {
    match round.state {
        RoundState::Approved => Ok(Stage::Before),
        RoundState::Done if round.executed_by.is_some() => Ok(Stage::After),
        _ => Err(DisposalError::Changed),
    }
}
