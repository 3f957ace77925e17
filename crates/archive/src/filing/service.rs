//! Asking that a record is filed, and what follows from the answer.

use super::model::{FILING, Filing, FilingState};
use super::store;
use crate::record::{Record, store as records};
use crate::usage::Outcome;
use crate::{Archive, ArchiveError, fonds};
use guildhall_kernel::{Actor, RecordId};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::{Value, json};
use uuid::Uuid;

/// A filing that was asked for, with its record.
pub type Asked = (Filing, Record);

impl Archive {
    /// Asks that a record is filed (报请归档). It is complete and has a fonds, or this is refused; from now on it does not
    /// change until others have decided, which is another room's matter.
    ///
    /// # Errors
    /// As [`Archive::file`]; [`ArchiveError::FilingAsked`] when it was asked for before and that is not over.
    pub async fn ask_filing(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, version): (RecordId, i64),
    ) -> Result<Asked, ArchiveError> {
        let record = self.complete(work, actor, (id, version)).await?;
        let fonds = fonds::for_path(work, &record.org_path).await?;
        fonds.ok_or(ArchiveError::NoFonds)?;
        let filing = Filing {
            id: work.new_id(),
            record: record.id,
            account: actor.account().ok_or(ArchiveError::NoSuchRecord)?,
            state: FilingState::Asked,
            asked_at: work.now(),
            ended_at: None,
            blocked_by: String::new(),
        };
        store::insert(work, &filing).await?;
        note_filing(
            work,
            actor,
            ("filing.asked", json!({ "record": record.id })),
            &filing,
        )
        .await?;
        Ok((filing, record))
    }

    /// Keeps what was decided about a filing. The caller hands on, in the unit of work of the decision, what those decided
    /// who hold the right to; after a yes it puts the filing itself in line.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Changed`] when it was decided before.
    pub async fn settle_filing(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        outcome: Outcome,
    ) -> Result<Filing, ArchiveError> {
        let (action, state) = match outcome {
            Outcome::Approved => ("filing.approved", FilingState::Approved),
            Outcome::Refused => ("filing.refused", FilingState::Refused),
            Outcome::Withdrawn => ("filing.withdrawn", FilingState::Withdrawn),
        };
        let before = self.filing(work, id, FilingState::Asked).await?;
        let filing = before.clone().become_at(state, work.now());
        change(work, actor, action, (&before, filing)).await
    }

    /// Files the record of an approved filing: it gets its archival code. Whether `actor` may file was asked when the filing
    /// was asked for, and those who approved it held that right; nobody is asked again.
    ///
    /// # Errors
    /// [`ArchiveError::Changed`] unless the filing is approved and not carried out, and as [`Archive::file`].
    pub async fn file_approved(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Record, ArchiveError> {
        let before = self.filing(work, id, FilingState::Approved).await?;
        let record = records::get(work, before.record).await?;
        let record = record
            .filter(|record| record.discarded.is_none())
            .ok_or(ArchiveError::NoSuchRecord)?;
        let filed = self.give_number(work, actor, record).await?;
        let filing = before.clone().become_at(FilingState::Filed, work.now());
        change(work, actor, "filing.done", (&before, filing)).await?;
        Ok(filed)
    }

    /// Gives an approved filing up because checks that block have failed; its record may be changed again.
    ///
    /// # Errors
    /// [`ArchiveError::Changed`] unless it is approved and not carried out.
    pub async fn block_filing(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, checks): (Uuid, &[String]),
    ) -> Result<Filing, ArchiveError> {
        let before = self.filing(work, id, FilingState::Approved).await?;
        let filing = Filing {
            blocked_by: checks.join(", "),
            ..before.clone().become_at(FilingState::Blocked, work.now())
        };
        change(work, actor, "filing.blocked", (&before, filing)).await
    }

    /// Returns the newest filing of a record that the actor may see.
    ///
    /// # Errors
    /// As [`Archive::record`].
    pub async fn last_filing(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Option<Filing>, ArchiveError> {
        self.record(connection, actor, record).await?;
        Ok(store::last(connection, record).await?)
    }

    /// Returns those of some records whose filing waits, for whoever was shown them.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn filings_open(
        &self,
        connection: &mut Connection,
        records: &[RecordId],
    ) -> Result<Vec<RecordId>, ArchiveError> {
        Ok(store::open_among(connection, records).await?)
    }

    /// Returns the record of a filing, if the actor may see it.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], and as [`Archive::record`].
    pub async fn record_of_filing(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Record, ArchiveError> {
        let filing = store::get(connection, id)
            .await?
            .ok_or(ArchiveError::NoSuchRecord)?;
        self.record(connection, actor, filing.record).await
    }

    /// Returns the record whose approved filing is to be carried out; none when that is over.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn approved_record(
        &self,
        connection: &mut Connection,
        id: Uuid,
    ) -> Result<Option<RecordId>, ArchiveError> {
        let filing = store::get(connection, id).await?;
        Ok(filing
            .filter(|filing| filing.state == FilingState::Approved)
            .map(|filing| filing.record))
    }

    async fn filing(&self, work: &mut Work, id: Uuid, state: FilingState) -> Result<Filing, ArchiveError> {
        let found = store::get(work, id).await?.ok_or(ArchiveError::NoSuchRecord)?;
        match found.state == state {
            true => Ok(found),
            false => Err(ArchiveError::Changed),
        }
    }
}

async fn change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    (before, filing): (&Filing, Filing),
) -> Result<Filing, ArchiveError> {
    if !store::change(work, before, &filing).await? {
        return Err(ArchiveError::Changed);
    }
    note_filing(work, actor, (action, json!({ "record": filing.record })), &filing).await?;
    Ok(filing)
}

async fn note_filing(
    work: &mut Work,
    actor: &Actor,
    (action, details): (&'static str, Value),
    filing: &Filing,
) -> Result<(), ArchiveError> {
    let subject = Subject {
        kind: FILING,
        id: filing.id,
        digest: Some(filing.digest()),
    };
    Ok(note(work, actor, action, subject, details).await?)
}
