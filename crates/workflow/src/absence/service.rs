//! What a person can do about her absence: tell it, end it, see whom she could ask.

use super::model::{Absence, NewAbsence};
use super::store;
use crate::{Workflow, WorkflowError, acting, subject_kind};
use guildhall_identity::Account;
use guildhall_identity::account::service as accounts;
use guildhall_identity::rights::holders::holders;
use guildhall_kernel::{AccountId, Actor};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

impl Workflow {
    /// Keeps that the actor is absent for a time and who stands in: her tasks are then also the other one's.
    ///
    /// # Errors
    /// [`WorkflowError::NotAble`] when the other one holds none of the rights by which tasks come, [`WorkflowError::Field`]
    /// for a time that is over, runs backwards or lasts more than a year, [`WorkflowError::AbsentThen`] when she has told
    /// another absence for a part of it.
    pub async fn be_absent(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewAbsence,
    ) -> Result<Absence, WorkflowError> {
        let (account, now) = (acting(actor)?, work.now());
        new.check(now)?;
        let ahead = store::ahead(work, account, now).await?;
        let clashes = |other: &Absence| other.from < new.until && new.from < other.until;
        if ahead.iter().any(clashes) {
            return Err(WorkflowError::AbsentThen);
        }
        if !self
            .substitutes(work, actor)
            .await?
            .iter()
            .any(|other| other.id == new.substitute)
        {
            return Err(WorkflowError::NotAble);
        }
        let absence = Absence {
            id: work.new_id(),
            account,
            substitute: new.substitute,
            from: new.from,
            until: new.until,
            made_at: now,
            ended_at: None,
        };
        store::insert(work, &absence).await?;
        note_absence(work, actor, "workflow.absence-told", &absence).await?;
        Ok(absence)
    }

    /// Ends an absence of the actor before its time.
    ///
    /// # Errors
    /// [`WorkflowError::NotFound`] unless it is hers, [`WorkflowError::Changed`] when it was ended before.
    pub async fn end_absence(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Absence, WorkflowError> {
        let absence = store::get(work, id).await?.ok_or(WorkflowError::NotFound)?;
        if Some(absence.account) != actor.account() {
            return Err(WorkflowError::NotFound);
        }
        if !store::end(work, id).await? {
            return Err(WorkflowError::Changed);
        }
        let absence = Absence {
            ended_at: Some(work.now()),
            ..absence
        };
        note_absence(work, actor, "workflow.absence-ended", &absence).await?;
        Ok(absence)
    }

    /// Returns the absences of the actor that are not over, the first to end first.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn absences(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<Absence>, WorkflowError> {
        let now = self.clock.now();
        Ok(store::ahead(connection, acting(actor)?, now).await?)
    }

    /// Returns who could stand in for the actor: her colleagues who hold, over her organisation, one of the rights by
    /// which tasks come, by name.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn substitutes(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<Account>, WorkflowError> {
        let own = acting(actor)?;
        let Some(account) = accounts::known(connection, own).await? else {
            return Ok(Vec::new());
        };
        let steps = self
            .rules
            .definitions()
            .iter()
            .flat_map(|definition| &definition.steps);
        let rights: BTreeSet<&String> = steps
            .flat_map(|step| step.right.iter().chain(&step.escalate))
            .collect();
        let mut able: BTreeMap<AccountId, Account> = BTreeMap::new();
        for right in rights {
            let found = holders(connection, &self.rights, right, (&account.org_path, 0)).await?;
            able.extend(found.into_iter().map(|other| (other.id, other)));
        }
        able.remove(&own);
        let mut able: Vec<Account> = able.into_values().collect();
        able.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(able)
    }
}

async fn note_absence(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    absence: &Absence,
) -> Result<(), WorkflowError> {
    let subject = Subject {
        kind: subject_kind::ABSENCE,
        id: absence.id,
        digest: Some(absence.digest()),
    };
    let details = json!({ "substitute": absence.substitute, "until": absence.until });
    Ok(note(work, actor, action, subject, details).await?)
}
