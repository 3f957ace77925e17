//! What a person can do about the use of a record: ask, look while it is open; and what others do with it.
//!
//! A use is no right: no list, no search and no other page asks for it, so the decision of the policies and the filter of
//! lists stay what they are. Only [`Archive::used`] opens the content of this one record, after the plain right was no.

use super::model::{AskUse, DAYS, PURPOSE_CHARS, SUBJECT_KIND, Use, UseState};
use super::store::{self, UseOfRecord};
use crate::record::{Component, Record, RecordState, note_look, scan_store, store as records};
use crate::{Archive, ArchiveError, FieldProblem, Hold};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::{Actor, RecordId, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::{Value, json};
use uuid::Uuid;

const ASK_USE: &str = "askUse";
const KEEP_USE: &str = "keepUse";
/// Most lines on a page of the register.
const PAGE_MAX: u32 = 200;

/// The place of a line in the register.
pub type UseKey = (Timestamp, Uuid);

/// What was decided about a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was approved.
    Approved,
    /// It was refused.
    Refused,
    /// Whoever asked took it back.
    Withdrawn,
}

impl Archive {
    /// Says whether the actor may ask for the use of records of this union at all.
    ///
    /// # Errors
    /// [`ArchiveError::Identity`] when the database refuses.
    pub async fn may_ask_use(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<bool, ArchiveError> {
        let top = organisation::top(connection, actor.realm).await?;
        Ok(self.rights.allows_in(actor, ASK_USE, &top.path))
    }

    /// Asks for the use of a filed record by its archival code (利用申请). Who decides is another room's matter.
    ///
    /// # Errors
    /// [`ArchiveError::Denied`] without `askUse`; [`ArchiveError::NoSuchRecord`] when no filed record has this code;
    /// [`ArchiveError::UseNotNeeded`] when the actor may read it anyway, [`ArchiveError::UseAsked`] when she has asked
    /// for it and that is not over; [`ArchiveError::Fields`] for a purpose that says nothing or a wrong count of days.
    pub async fn ask_use(
        &self,
        work: &mut Work,
        actor: &Actor,
        ask: AskUse,
    ) -> Result<(Use, Record), ArchiveError> {
        let top = organisation::top(work, actor.realm).await?;
        self.rights.require_in(actor, ASK_USE, &top.path)?;
        let purpose = checked(&ask)?;
        let account = actor.account().ok_or(ArchiveError::NoSuchRecord)?;
        let found = records::by_archival_code(work, ask.archival_code.trim()).await?;
        let record = found.filter(is_usable).ok_or(ArchiveError::NoSuchRecord)?;
        if !scan_store::in_quarantine(work, &[record.id]).await?.is_empty() {
            return Err(ArchiveError::NoSuchRecord);
        }
        if !self.rights.allows_in(actor, ASK_USE, &record.org_path) {
            return Err(ArchiveError::NoSuchRecord);
        }
        if self.rights.allows(actor, "viewContent", &record.as_resource()) {
            return Err(ArchiveError::UseNotNeeded);
        }
        let now = work.now();
        let before = store::same(work, record.id, account).await?;
        if before.iter().any(|line| line.is_alive(now)) {
            return Err(ArchiveError::UseAsked);
        }
        let line = Use {
            id: work.new_id(),
            record: record.id,
            account,
            purpose,
            days: ask.days,
            state: UseState::Asked,
            asked_at: now,
            opened_at: None,
            until: None,
            ended_at: None,
            looks: 0,
            last_look_at: None,
        };
        store::insert(work, &line).await?;
        let details = json!({ "record": record.id, "days": line.days });
        note_use(work, actor, ("use.asked", details), &line).await?;
        Ok((line, record))
    }

    /// Keeps what was decided about a use, unless it was ended because its record is gone: when it was approved, the record may be read from now on for the days asked
    /// for. The caller hands on, in the unit of work of the decision, what those decided who hold the right to.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Changed`] when it was decided before.
    pub async fn settle_use(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        outcome: Outcome,
    ) -> Result<Use, ArchiveError> {
        let before = store::get(work, id).await?.ok_or(ArchiveError::NoSuchRecord)?;
        if before.state == UseState::Revoked {
            // Its record was destroyed while it was being decided; there is nothing left to open.
            return Ok(before);
        }
        if before.state != UseState::Asked {
            return Err(ArchiveError::Changed);
        }
        let now = work.now();
        let (action, line) = match outcome {
            Outcome::Approved => ("use.opened", before.clone().opened(now)),
            Outcome::Refused => ("use.refused", before.clone().ended(UseState::Refused, now)),
            Outcome::Withdrawn => ("use.withdrawn", before.clone().ended(UseState::Withdrawn, now)),
        };
        change(
            work,
            actor,
            (action, json!({ "record": line.record, "until": line.until })),
            (&before, line),
        )
        .await
    }

    /// Ends a use before its time (收回).
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], also without `keepUse` over the record; [`ArchiveError::UseOver`].
    pub async fn revoke_use(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Use, ArchiveError> {
        let before = store::get(work, id).await?.ok_or(ArchiveError::NoSuchRecord)?;
        let record = records::get(work, before.record).await?;
        let is_kept = |record: &Record| self.rights.allows(actor, KEEP_USE, &record.as_resource());
        if !record.as_ref().is_some_and(is_kept) {
            return Err(ArchiveError::NoSuchRecord);
        }
        let now = work.now();
        if !before.is_open(now) {
            return Err(ArchiveError::UseOver);
        }
        let line = before.clone().ended(UseState::Revoked, now);
        change(
            work,
            actor,
            ("use.revoked", json!({ "record": line.record })),
            (&before, line),
        )
        .await
    }

    /// Ends every use of a record that is asked for or open, because the record is being destroyed.
    pub(crate) async fn end_uses(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: RecordId,
    ) -> Result<(), ArchiveError> {
        let now = work.now();
        for before in store::alive(work, record).await? {
            let line = before.clone().ended(UseState::Revoked, now);
            let act = ("use.revoked", json!({ "record": record }));
            change(work, actor, act, (&before, line)).await?;
        }
        Ok(())
    }

    /// Returns an open use of the actor with its record and files, to be looked at page by page and no other way.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`] unless it is hers and its record is still there and not held back;
    /// [`ArchiveError::UseOver`].
    pub async fn used(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (id, now): (Uuid, Timestamp),
    ) -> Result<(Use, Record, Vec<Component>), ArchiveError> {
        let line = store::get(connection, id).await?;
        let line = line
            .filter(|line| Some(line.account) == actor.account())
            .ok_or(ArchiveError::NoSuchRecord)?;
        if !line.is_open(now) {
            return Err(ArchiveError::UseOver);
        }
        let record = records::get(connection, line.record).await?;
        let record = record.filter(is_usable).ok_or(ArchiveError::NoSuchRecord)?;
        if !scan_store::in_quarantine(connection, &[record.id])
            .await?
            .is_empty()
        {
            return Err(ArchiveError::Quarantined);
        }
        let components = records::components(connection, record.id).await?;
        Ok((line, record, components))
    }

    /// Writes into register and ledger that a page was looked at under a use, and keeps it for every person whom the record
    /// names. Nothing may be shown before this is committed.
    ///
    /// # Errors
    /// As [`Archive::used`]; [`ArchiveError::Changed`] when another page was counted at the same time: ask again.
    pub async fn note_use_look(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        page: u32,
    ) -> Result<(), ArchiveError> {
        let now = work.now();
        let (before, record, _) = self.used(work, actor, (id, now)).await?;
        let line = Use {
            looks: before.looks + 1,
            last_look_at: Some(now),
            ..before
        };
        if !store::look(work, &line).await? {
            return Err(ArchiveError::Changed);
        }
        let details = json!({ "record": record.id, "page": page });
        note_use(work, actor, ("use.viewed", details), &line).await?;
        note_look(work, actor, &self.dictionary, &record, "use.viewed", None).await?;
        Ok(())
    }

    /// Returns what the actor asked for, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn own_uses(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<UseKey>, u32),
    ) -> Result<Vec<Use>, ArchiveError> {
        let Some(account) = actor.account() else {
            return Ok(Vec::new());
        };
        Ok(store::of_account(connection, account, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Returns one use: to whoever asked, and to whoever keeps the register for its record.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], also for everybody else.
    pub async fn one_use(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(Use, Record), ArchiveError> {
        let line = store::get(connection, id)
            .await?
            .ok_or(ArchiveError::NoSuchRecord)?;
        let record = records::get(connection, line.record).await?;
        let record = record.ok_or(ArchiveError::NoSuchRecord)?;
        let is_hers = Some(line.account) == actor.account();
        match is_hers || self.rights.allows(actor, KEEP_USE, &record.as_resource()) {
            true => Ok((line, record)),
            false => Err(ArchiveError::NoSuchRecord),
        }
    }

    /// Returns the lines of the register of use whose records the actor keeps, the newest first.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn register_of_use(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<UseKey>, u32),
    ) -> Result<Vec<UseOfRecord>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_USE);
        Ok(store::register(connection, &filter, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Says whether the actor keeps the register of use for any record.
    pub fn keeps_use(&self, actor: &Actor) -> bool {
        *self.rights.filter(actor, KEEP_USE) != guildhall_policy::Filter::Nothing
    }
}

/// Says whether a record can be used at all: filed, there, and not held back.
pub(crate) fn is_usable(record: &Record) -> bool {
    let is_held = matches!(record.hold, Some(Hold::SecrecyMark));
    record.state == RecordState::Filed && record.discarded.is_none() && !is_held
}

/// Returns the purpose, tidied, if purpose and days may stand.
fn checked(ask: &AskUse) -> Result<String, ArchiveError> {
    let purpose = ask.purpose.trim().to_owned();
    let wrong = |field: &str, code| FieldProblem {
        field: field.to_owned(),
        code,
    };
    let mut problems = Vec::new();
    let chars = purpose.chars().count();
    if chars < *PURPOSE_CHARS.start() {
        problems.push(wrong("purpose", "too-short"));
    } else if chars > *PURPOSE_CHARS.end() {
        problems.push(wrong("purpose", "too-long"));
    }
    if !DAYS.contains(&ask.days) {
        problems.push(wrong("days", "not-a-number"));
    }
    match problems.is_empty() {
        true => Ok(purpose),
        false => Err(ArchiveError::Fields(problems)),
    }
}

async fn change(
    work: &mut Work,
    actor: &Actor,
    act: (&'static str, Value),
    (before, line): (&Use, Use),
) -> Result<Use, ArchiveError> {
    if !store::change(work, before, &line).await? {
        return Err(ArchiveError::Changed);
    }
    note_use(work, actor, act, &line).await?;
    Ok(line)
}

async fn note_use(
    work: &mut Work,
    actor: &Actor,
    (action, details): (&'static str, Value),
    line: &Use,
) -> Result<(), ArchiveError> {
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: line.id,
        digest: Some(line.digest()),
    };
    Ok(note(work, actor, action, subject, details).await?)
}
