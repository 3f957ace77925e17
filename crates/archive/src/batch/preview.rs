//! What would become of the records of a draft, without changing any: how many change, a sample with old and new values,
//! and which are left as they are and why. The job asks everything anew when it comes to a record.

use super::job::unchanged;
use super::model::{BatchItem, BatchKind, BatchState, Changes, ItemState, Refusal, described, former};
use super::service::{Batches, act_of};
use super::{Batch, BatchError, store};
use crate::dictionary::check_fields;
use crate::fonds::{self, Fonds};
use crate::record::{Record, RecordState, SECRECY_MAX, scan_store, store as records};
use crate::{ArchiveError, Hold};
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::Connection;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Records that are looked at together.
const PAGE: u32 = 500;
/// Records of the sample.
const SAMPLE: usize = 10;
/// Refused records that are named.
const REFUSED: usize = 100;

/// What would become of the records of a draft.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// Records that would be changed.
    pub fitting: u32,
    /// Among them those whose description nobody has confirmed yet: the change confirms it.
    pub unconfirmed: u32,
    /// The first of them, as the actor sees them.
    pub sample: Vec<PreviewLine>,
    /// How many would be left as they are, by the code of the reason.
    pub reasons: BTreeMap<String, u32>,
    /// The first of those.
    pub refused: Vec<RefusedLine>,
}

/// A record that would be changed.
#[derive(Debug, Clone)]
pub struct PreviewLine {
    /// The record as lists show it.
    pub record: Record,
    /// Field, present value and new value.
    pub changes: Vec<(String, String, String)>,
}

/// A record that would be left as it is.
#[derive(Debug, Clone)]
pub struct RefusedLine {
    /// The record as lists show it; nothing when the actor may no longer know of it.
    pub record: Option<Record>,
    /// Why.
    pub refusal: Refusal,
}

impl Preview {
    /// Returns how many would be left as they are.
    pub fn refused_count(&self) -> u32 {
        self.reasons.values().sum()
    }
}

/// What is known beside the records of a page.
struct Around {
    fonds: Vec<Fonds>,
    quarantined: BTreeSet<RecordId>,
}

impl Batches {
    /// Says what would become of the records of a draft of the actor's.
    ///
    /// # Errors
    /// [`BatchError::NotFound`], [`BatchError::NoDraft`].
    pub async fn preview(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Preview, BatchError> {
        let batch = self.own(connection, actor, id).await?;
        if batch.state != BatchState::Draft {
            return Err(BatchError::NoDraft);
        }
        let mut around = Around {
            fonds: fonds::list(connection).await?,
            quarantined: BTreeSet::new(),
        };
        let (mut preview, mut after) = (Preview::default(), 0);
        loop {
            let items = store::items(connection, (id, ItemState::Waiting), (after, PAGE)).await?;
            let Some(last) = items.last() else {
                return Ok(preview);
            };
            after = last.sequence;
            let ids: Vec<RecordId> = items.iter().map(|item| item.record).collect();
            let quarantined = scan_store::in_quarantine(connection, &ids).await?;
            around.quarantined = quarantined.into_iter().collect();
            let found = records::get_many(connection, &ids).await?;
            let mut found: BTreeMap<_, _> = found.into_iter().map(|record| (record.id, record)).collect();
            for item in &items {
                let record = found.remove(&item.record);
                self.take_in(&mut preview, actor, (&batch, item, record), &around);
            }
        }
    }

    fn take_in(
        &self,
        preview: &mut Preview,
        actor: &Actor,
        (batch, item, record): (&Batch, &BatchItem, Option<Record>),
        around: &Around,
    ) {
        let rights = &self.archive.rights;
        let is_known = |record: &Record| rights.allows(actor, "listRecords", &record.as_resource());
        let shown = record.clone().filter(is_known);
        match self.judge(actor, (batch, item, record), around) {
            Ok((record, before)) => {
                preview.fitting += 1;
                preview.unconfirmed += u32::from(record.state == RecordState::Captured);
                if preview.sample.len() < SAMPLE {
                    preview
                        .sample
                        .push(self.line(actor, (batch, item, &record), &before));
                }
            }
            Err(refusal) => {
                *preview.reasons.entry(refusal.code.clone()).or_default() += 1;
                if preview.refused.len() < REFUSED {
                    let seen = |record: Record| self.archive.listed(actor, &record).into_owned();
                    preview.refused.push(RefusedLine {
                        record: shown.map(seen),
                        refusal,
                    });
                }
            }
        }
    }

    /// Asks what the single act would ask, and returns the record with the values that would be changed.
    fn judge(
        &self,
        actor: &Actor,
        (batch, item, record): (&Batch, &BatchItem, Option<Record>),
        around: &Around,
    ) -> Result<(Record, Changes), Refusal> {
        let refuse = |error: ArchiveError| Refusal::saying(&error, &[]);
        let archive = &self.archive;
        let record = unchanged(record, item)?;
        let may = |action, record: &Record| archive.rights.allows(actor, action, &record.as_resource());
        if !may("viewRecord", &record) {
            return Err(refuse(ArchiveError::NoSuchRecord));
        }
        if record.hold == Some(Hold::SecrecyMark) {
            return Err(refuse(ArchiveError::HeldBack));
        }
        if around.quarantined.contains(&record.id) {
            return Err(refuse(ArchiveError::Quarantined));
        }
        let act = act_of(batch.kind);
        let required = archive.rights.require(actor, act, &record.as_resource());
        required.map_err(|denied| refuse(denied.into()))?;
        if record.state == RecordState::Filed {
            return Err(refuse(ArchiveError::AlreadyFiled));
        }
        if batch.kind == BatchKind::File {
            self.complete(&record, around)?;
            return Ok((record, Changes::new()));
        }
        let changes = match batch.kind {
            BatchKind::Undo => &item.former,
            _ => &batch.changes,
        };
        let before = former(&record, changes);
        if before.is_empty() {
            return Err(Refusal::same());
        }
        self.fits(&record, changes)?;
        let changed = record.clone().described(
            described(&record, changes),
            record.dictionary_version,
            record.changed_at,
        );
        if !(0..=SECRECY_MAX).contains(&changed.secrecy) {
            return Err(refuse(ArchiveError::StateSecret));
        }
        let required = archive.rights.require(actor, act, &changed.as_resource());
        required.map_err(|denied| refuse(denied.into()))?;
        Ok((record, before))
    }

    fn fits(&self, record: &Record, changes: &Changes) -> Result<(), Refusal> {
        self.check(record, (&described(record, changes).fields, false))
    }

    fn complete(&self, record: &Record, around: &Around) -> Result<(), Refusal> {
        self.check(record, (&record.all_fields(), true))?;
        let mut fonds = around.fonds.iter();
        match fonds.any(|fonds| fonds.org_path.contains(&record.org_path)) {
            true => Ok(()),
            false => Err(Refusal::saying(&ArchiveError::NoFonds, &[])),
        }
    }

    fn check(&self, record: &Record, (fields, complete): (&crate::Fields, bool)) -> Result<(), Refusal> {
        let archive = &self.archive;
        let Some(kind) = archive.dictionary.find(&record.type_code) else {
            let error = ArchiveError::UnknownType(record.type_code.clone());
            return Err(Refusal::saying(&error, &[]));
        };
        let problems = check_fields(&archive.dictionary, kind, &archive.codes, fields, complete);
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Refusal::saying(
                &ArchiveError::Fields(problems.clone()),
                &problems,
            )),
        }
    }

    fn line(
        &self,
        actor: &Actor,
        (batch, item, record): (&Batch, &BatchItem, &Record),
        before: &Changes,
    ) -> PreviewLine {
        let seen = self.archive.listed(actor, record).into_owned();
        let wanted = match batch.kind {
            BatchKind::Undo => &item.former,
            _ => &batch.changes,
        };
        // What is hidden in the list is hidden here too.
        let present = former(&seen, wanted);
        let changes = before.keys().map(|name| {
            let old = present.get(name).cloned().unwrap_or_default();
            (name.clone(), old, wanted.get(name).cloned().unwrap_or_default())
        });
        PreviewLine {
            changes: changes.collect(),
            record: seen,
        }
    }
}
