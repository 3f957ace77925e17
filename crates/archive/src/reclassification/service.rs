//! Asking for another secrecy level, and what follows from the answer.

use super::model::{
    AskReclassification, BASIS_CHARS, RECLASSIFICATION, Reclassification, ReclassificationState,
};
use super::store;
use crate::record::{Record, RecordState, refuse_state_secrets, store as records};
use crate::usage::Outcome;
use crate::{Archive, ArchiveError, FieldProblem};
use guildhall_kernel::{Actor, RecordId};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

/// The right of whoever may ask: she keeps the record.
const ASK: &str = "fileRecord";

impl Archive {
    /// Asks that a filed record gets another secrecy level (密级变更). Who decides is another room's matter.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Denied`] without `fileRecord`; [`ArchiveError::NotFiled`] before
    /// filing, when it is simply described anew; [`ArchiveError::StateSecret`]; [`ArchiveError::ReclassificationAsked`]
    /// when it was asked for before; [`ArchiveError::Fields`] for the level it has, and for a basis that says nothing.
    pub async fn ask_reclassification(
        &self,
        work: &mut Work,
        actor: &Actor,
        ask: AskReclassification,
    ) -> Result<(Reclassification, Record), ArchiveError> {
        let record = self.record(work, actor, ask.record).await?;
        self.rights.require(actor, ASK, &record.as_resource())?;
        if record.state != RecordState::Filed {
            return Err(ArchiveError::NotFiled);
        }
        refuse_state_secrets(ask.level)?;
        let basis = checked(&ask, &record)?;
        if store::open(work, record.id).await?.is_some() {
            return Err(ArchiveError::ReclassificationAsked);
        }
        let change = Reclassification {
            id: work.new_id(),
            record: record.id,
            account: actor.account().ok_or(ArchiveError::NoSuchRecord)?,
            before: record.secrecy,
            after: ask.level,
            basis,
            state: ReclassificationState::Asked,
            asked_at: work.now(),
            ended_at: None,
        };
        store::insert(work, &change).await?;
        note_change(work, actor, "reclassification.asked", &change).await?;
        Ok((change, record))
    }

    /// Carries out what was decided about a level: after a yes the record has it from now on. The caller hands on, in the
    /// unit of work of the decision, what those decided who hold the right to.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Changed`] when it was decided before.
    pub async fn settle_reclassification(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        outcome: Outcome,
    ) -> Result<Reclassification, ArchiveError> {
        let before = store::get(work, id).await?.ok_or(ArchiveError::NoSuchRecord)?;
        let (action, state) = match outcome {
            Outcome::Refused => ("reclassification.refused", ReclassificationState::Refused),
            Outcome::Withdrawn => ("reclassification.withdrawn", ReclassificationState::Withdrawn),
            Outcome::Approved => match self.reclassify(work, actor, &before).await? {
                true => ("reclassification.done", ReclassificationState::Done),
                false => ("reclassification.overtaken", ReclassificationState::Overtaken),
            },
        };
        let change = before.ended(state, work.now());
        if !store::end(work, &change).await? {
            return Err(ArchiveError::Changed);
        }
        note_change(work, actor, action, &change).await?;
        Ok(change)
    }

    /// Gives the record its new level; no when it is gone, or has another level than the one that was to be changed.
    async fn reclassify(
        &self,
        work: &mut Work,
        actor: &Actor,
        change: &Reclassification,
    ) -> Result<bool, ArchiveError> {
        let record = records::get(work, change.record).await?;
        let Some(record) = record.filter(|record| record.secrecy == change.before) else {
            return Ok(false);
        };
        let mut record = record.changed(work.now());
        record.secrecy = change.after;
        let details = json!({ "before": change.before, "after": change.after, "by": change.id });
        self.save(work, actor, &record, "record.reclassified", details)
            .await?;
        Ok(true)
    }

    /// Returns the change of a record's level about which others are deciding, to whoever may see the record.
    ///
    /// # Errors
    /// As [`Archive::record`].
    pub async fn open_reclassification(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Option<Reclassification>, ArchiveError> {
        self.record(connection, actor, record).await?;
        Ok(store::open(connection, record).await?)
    }

    /// Returns the record of a change of a level, if the actor may see it.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], and as [`Archive::record`].
    pub async fn record_of_reclassification(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Record, ArchiveError> {
        let change = store::get(connection, id).await?;
        let change = change.ok_or(ArchiveError::NoSuchRecord)?;
        self.record(connection, actor, change.record).await
    }
}

/// Returns the basis, tidied, if basis and level may stand.
fn checked(ask: &AskReclassification, record: &Record) -> Result<String, ArchiveError> {
    let basis = ask.basis.trim().to_owned();
    let chars = basis.chars().count();
    let wrong = |field: &str, code| FieldProblem {
        field: field.to_owned(),
        code,
    };
    let mut problems = Vec::new();
    if ask.level == record.secrecy {
        problems.push(wrong("security_level", "unknown-code"));
    }
    if chars < *BASIS_CHARS.start() {
        problems.push(wrong("basis", "too-short"));
    } else if chars > *BASIS_CHARS.end() {
        problems.push(wrong("basis", "too-long"));
    }
    match problems.is_empty() {
        true => Ok(basis),
        false => Err(ArchiveError::Fields(problems)),
    }
}

async fn note_change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    change: &Reclassification,
) -> Result<(), ArchiveError> {
    let subject = Subject {
        kind: RECLASSIFICATION,
        id: change.id,
        digest: Some(change.digest()),
    };
    let details = json!({ "record": change.record, "before": change.before, "after": change.after });
    Ok(note(work, actor, action, subject, details).await?)
}
