//! What a person can do with an open volume: open it, put papers in, put them in order, fill in the note sheet, give it up.

use super::model::{
    NewVolume, NoteSheet, SUBJECT_KIND, Totals, Volume, VolumeState, checked_title, checked_year,
};
use super::order::{Order, inserted};
use super::sight::{FILE_RECORD, Seen};
use super::{VolumeError, store};
use crate::record::{Record, RecordState, store as records};
use crate::{Archive, ArchiveError};
use guildhall_kernel::{Actor, RecordId};
use guildhall_ledger::{Subject, note};
use guildhall_store::Work;
use serde_json::{Value, json};
use uuid::Uuid;

impl Archive {
    /// Opens a volume (立卷) for papers of one type, year and period.
    ///
    /// # Errors
    /// [`ArchiveError::Denied`], [`ArchiveError::UnknownType`], [`VolumeError::KeptByItem`], [`VolumeError::Field`].
    pub async fn open_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewVolume,
    ) -> Result<Volume, ArchiveError> {
        if self.dictionary.find(&new.type_code).is_none() {
            return Err(ArchiveError::UnknownType(new.type_code));
        }
        if !self.numbering.keeps_by_volume(&new.type_code) {
            return Err(VolumeError::KeptByItem(new.type_code).into());
        }
        if !self.retention.knows(&new.retention) {
            return Err(VolumeError::Field("retention").into());
        }
        let volume = Volume {
            id: work.new_id(),
            title: checked_title(&new.title)?,
            org_path: new.org_path,
            type_code: new.type_code,
            year: checked_year(new.year)?,
            retention: new.retention,
            state: VolumeState::Open,
            totals: Totals::default(),
            note: NoteSheet::default(),
            fonds_code: None,
            number: None,
            code: None,
            opened_by: actor.account().ok_or(VolumeError::NotFound)?,
            opened_at: work.now(),
            filed_by: None,
            filed_at: None,
            revision: 1,
        };
        self.rights.require(actor, FILE_RECORD, &volume.as_resource())?;
        store::insert(work, &volume).await?;
        noted(work, actor, ("volume.opened", json!({})), (&volume, &[])).await?;
        Ok(volume)
    }

    /// Puts described records into an open volume, before the paper at `at` (the first is 1), behind all without it.
    ///
    /// # Errors
    /// [`VolumeError::NotFound`], [`VolumeError::NotNow`], [`VolumeError::Changed`], [`VolumeError::NoSuchPaper`],
    /// [`VolumeError::OtherSet`], [`VolumeError::InVolume`], [`VolumeError::Full`]; [`ArchiveError::FilingAsked`].
    pub async fn put_into_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, revision): (Uuid, i64),
        (ids, at): (&[RecordId], Option<u32>),
    ) -> Result<Volume, ArchiveError> {
        let (volume, papers) = self.kept(work, actor, (id, revision), VolumeState::Open).await?;
        let most = self.numbering.volume_papers_max();
        if papers.len() + ids.len() > most as usize {
            return Err(VolumeError::Full { most }.into());
        }
        let new = self.to_be_put(work, actor, (&volume, ids)).await?;
        let papers = inserted(papers, new.clone(), at);
        if store::put(work, id, &new).await? != new.len() as u64 {
            return Err(VolumeError::InVolume.into());
        }
        let told = json!({ "records": ids });
        self.rearranged(work, actor, ("volume.papers-put", told), (volume, papers))
            .await
    }

    async fn to_be_put(
        &self,
        work: &mut Work,
        actor: &Actor,
        (volume, ids): (&Volume, &[RecordId]),
    ) -> Result<Vec<Record>, ArchiveError> {
        let found = records::get_many(work, ids).await?;
        let open = self.filings_open(work, ids).await?;
        let mut new: Vec<Record> = Vec::with_capacity(ids.len());
        for (id, place) in ids.iter().zip(1..) {
            let record = found.iter().find(|record| record.id == *id);
            let record = record.filter(|record| {
                record.state == RecordState::Described
                    && self.rights.allows(actor, FILE_RECORD, &record.as_resource())
            });
            let record = record.ok_or(VolumeError::NoSuchPaper)?;
            if open.contains(id) {
                return Err(ArchiveError::FilingAsked);
            }
            if !volume.fits(record) {
                return Err(VolumeError::OtherSet(place).into());
            }
            if new.iter().any(|before| before.id == *id) {
                return Err(VolumeError::InVolume.into());
            }
            new.push(record.clone());
        }
        match new.is_empty() {
            true => Err(VolumeError::NoSuchPaper.into()),
            false => Ok(new),
        }
    }

    /// Takes a record out of an open volume; it stays described and can go into another one.
    ///
    /// # Errors
    /// [`VolumeError::NotFound`], [`VolumeError::NotNow`], [`VolumeError::Changed`], [`VolumeError::NoSuchPaper`].
    pub async fn take_out_of_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, revision): (Uuid, i64),
        record: RecordId,
    ) -> Result<Volume, ArchiveError> {
        let (volume, mut papers) = self.kept(work, actor, (id, revision), VolumeState::Open).await?;
        let before = papers.len();
        papers.retain(|paper| paper.id != record);
        if papers.len() == before {
            return Err(VolumeError::NoSuchPaper.into());
        }
        let told = json!({ "records": [record] });
        self.rearranged(work, actor, ("volume.paper-taken", told), (volume, papers))
            .await
    }

    /// Puts the papers of an open volume in another order.
    ///
    /// # Errors
    /// [`VolumeError::NotFound`], [`VolumeError::NotNow`], [`VolumeError::Changed`], [`VolumeError::NoSuchPaper`].
    pub async fn arrange_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, revision): (Uuid, i64),
        order: &Order,
    ) -> Result<Volume, ArchiveError> {
        let (volume, papers) = self.kept(work, actor, (id, revision), VolumeState::Open).await?;
        let papers = order.apply(papers)?;
        self.rearranged(work, actor, ("volume.arranged", json!({})), (volume, papers))
            .await
    }

    /// Keeps another title and note sheet (备考表) of an open volume.
    ///
    /// # Errors
    /// [`VolumeError::NotFound`], [`VolumeError::NotNow`], [`VolumeError::Changed`], [`VolumeError::Field`].
    pub async fn describe_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, revision): (Uuid, i64),
        (title, sheet): (&str, NoteSheet),
    ) -> Result<Volume, ArchiveError> {
        let (volume, papers) = self.kept(work, actor, (id, revision), VolumeState::Open).await?;
        let volume = Volume {
            title: checked_title(title)?,
            note: sheet.checked()?,
            ..volume
        };
        self.rearranged(work, actor, ("volume.described", json!({})), (volume, papers))
            .await
    }

    /// Gives an empty volume up (撤销).
    ///
    /// # Errors
    /// [`VolumeError::NotFound`], [`VolumeError::NotNow`], [`VolumeError::Changed`], [`VolumeError::NotEmpty`].
    pub async fn withdraw_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        at: (Uuid, i64),
    ) -> Result<Volume, ArchiveError> {
        let (volume, papers) = self.kept(work, actor, at, VolumeState::Open).await?;
        if !papers.is_empty() {
            return Err(VolumeError::NotEmpty.into());
        }
        let volume = Volume {
            state: VolumeState::Withdrawn,
            ..volume
        };
        self.rearranged(work, actor, ("volume.withdrawn", json!({})), (volume, papers))
            .await
    }

    /// Opens a volume again that was given up.
    ///
    /// # Errors
    /// [`VolumeError::NotFound`], [`VolumeError::NotNow`], [`VolumeError::Changed`].
    pub async fn reopen_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        at: (Uuid, i64),
    ) -> Result<Volume, ArchiveError> {
        let (volume, papers) = self.kept(work, actor, at, VolumeState::Withdrawn).await?;
        let volume = Volume {
            state: VolumeState::Open,
            ..volume
        };
        self.rearranged(work, actor, ("volume.reopened", json!({})), (volume, papers))
            .await
    }

    /// Returns a volume in the actor's care with its papers in order, in the state and at the revision that is meant.
    pub(super) async fn kept(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, revision): (Uuid, i64),
        state: VolumeState,
    ) -> Result<(Volume, Vec<Record>), ArchiveError> {
        let Seen {
            volume,
            papers,
            is_keeper,
        } = self.volume(work, actor, id).await?;
        if !is_keeper {
            self.rights.require(actor, FILE_RECORD, &volume.as_resource())?;
            return Err(VolumeError::NotFound.into());
        }
        let volume = volume.standing(state, revision)?;
        Ok((volume, papers.into_iter().map(|(_, record)| record).collect()))
    }

    /// Writes a volume with its papers as its next revision.
    async fn rearranged(
        &self,
        work: &mut Work,
        actor: &Actor,
        told: (&'static str, Value),
        (volume, papers): (Volume, Vec<Record>),
    ) -> Result<Volume, ArchiveError> {
        let volume = volume.with_papers(&papers);
        written(work, actor, told, (&volume, &papers)).await?;
        Ok(volume)
    }
}

/// Writes a changed volume with exactly these papers in this order, and its entry.
pub(super) async fn written(
    work: &mut Work,
    actor: &Actor,
    told: (&'static str, Value),
    (volume, papers): (&Volume, &[Record]),
) -> Result<(), ArchiveError> {
    if !store::change(work, volume).await? {
        return Err(VolumeError::Changed.into());
    }
    store::keep_only(work, volume.id, papers).await?;
    store::arrange(work, volume.id, papers).await?;
    let ids: Vec<RecordId> = papers.iter().map(|record| record.id).collect();
    noted(work, actor, told, (volume, &ids)).await
}

async fn noted(
    work: &mut Work,
    actor: &Actor,
    (action, mut details): (&'static str, Value),
    (volume, papers): (&Volume, &[RecordId]),
) -> Result<(), ArchiveError> {
    details["type"] = json!(volume.type_code);
    details["code"] = json!(volume.code);
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: volume.id,
        digest: Some(volume.digest(papers)),
    };
    Ok(note(work, actor, action, subject, details).await?)
}
