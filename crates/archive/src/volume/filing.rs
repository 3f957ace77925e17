//! Filing a volume (归档): it gets its number, and its papers get theirs in it, in one unit of work.

use super::model::{Numbers, Volume, VolumeState};
use super::service::written;
use super::{NeedsApproval, VolumeError};
use crate::numbering::CodeParts;
use crate::record::{Given, ITEM, Record};
use crate::{Archive, ArchiveError, fonds};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::Actor;
use guildhall_ledger::check::{Breach, Check};
use guildhall_ledger::{LedgerError, history};
use guildhall_store::{Connection, Work, counter};
use serde_json::json;
use uuid::Uuid;

/// How the names of the counters of volume numbers begin.
pub(crate) const VOLUME: &str = "volume:";
/// What is written down when a volume was filed.
const FILED: &str = "volume.filed";

impl Archive {
    /// Files a volume with its papers: numbers without gaps for the volume in its series, and for its papers in the volume.
    /// `needs_approval` says of a paper whether others decide before it is filed; such a paper goes its way alone.
    ///
    /// The four checks are not this room's: the caller holds them against every paper before it commits.
    ///
    /// # Errors
    /// [`VolumeError::NotFound`], [`VolumeError::NotNow`], [`VolumeError::Changed`], [`VolumeError::Empty`],
    /// [`VolumeError::NoteMissing`], [`VolumeError::OtherSet`], [`VolumeError::PaperIncomplete`],
    /// [`VolumeError::NeedsApproval`]; [`ArchiveError::NoFonds`]. Then nothing of this unit of work may be committed.
    pub async fn finish_volume(
        &self,
        work: &mut Work,
        actor: &Actor,
        at: (Uuid, i64),
        needs_approval: NeedsApproval<'_>,
    ) -> Result<(Volume, Vec<Record>), ArchiveError> {
        let (volume, papers) = self.kept(work, actor, at, VolumeState::Open).await?;
        if papers.is_empty() {
            return Err(VolumeError::Empty.into());
        }
        if self.numbering.asks_for_note_sheet() && !volume.note.is_signed() {
            return Err(VolumeError::NoteMissing.into());
        }
        for (record, place) in papers.iter().zip(1..) {
            self.ready(work, actor, (&volume, record, place)).await?;
            if needs_approval(record) {
                return Err(VolumeError::NeedsApproval(place).into());
            }
        }
        let (numbers, papers) = self.numbered(work, actor, (&volume, papers)).await?;
        let filed = volume.filed(&papers, numbers, (actor.account(), work.now()));
        let told = json!({ "papers": filed.totals.papers });
        written(work, actor, (FILED, told), (&filed, &papers)).await?;
        Ok((filed, papers))
    }

    /// Refuses a paper that cannot be filed as it is.
    async fn ready(
        &self,
        work: &mut Work,
        actor: &Actor,
        (volume, record, place): (&Volume, &Record, u32),
    ) -> Result<(), ArchiveError> {
        if !volume.fits(record) {
            return Err(VolumeError::OtherSet(place).into());
        }
        match self.whole(work, actor, (record.id, record.version)).await {
            Ok(_) => Ok(()),
            Err(ArchiveError::Fields(_)) => Err(VolumeError::PaperIncomplete(place).into()),
            Err(error) => Err(error),
        }
    }

    async fn numbered(
        &self,
        work: &mut Work,
        actor: &Actor,
        (volume, papers): (&Volume, Vec<Record>),
    ) -> Result<(Numbers, Vec<Record>), ArchiveError> {
        let record_type = self.dictionary.find(&volume.type_code);
        let record_type = record_type.ok_or_else(|| ArchiveError::UnknownType(volume.type_code.clone()))?;
        let fonds = fonds::for_path(work, &volume.org_path)
            .await?
            .ok_or(ArchiveError::NoFonds)?;
        let department = match self.numbering.volumes_ask_for_department() {
            true => organisation::code_below(work, &fonds.org_path, &volume.org_path).await?,
            false => None,
        };
        let parts = CodeParts {
            fonds: &fonds.code,
            category: &record_type.category,
            type_code: &volume.type_code,
            year: volume.year,
            retention: &volume.retention,
            department: department.as_deref(),
        };
        let series = self.numbering.volume_series(&parts);
        let number = counter::take(work, &format!("{VOLUME}{series}"), 1).await?;
        let code = self.numbering.volume_code(&parts, number);
        let count = u32::try_from(papers.len()).unwrap_or(u32::MAX);
        let first = counter::take(work, &format!("{ITEM}{code}"), count).await?;
        let mut filed = Vec::with_capacity(papers.len());
        for (record, item) in papers.into_iter().zip(first..) {
            let given = Given {
                fonds: fonds.code.clone(),
                item,
                code: self.numbering.code_in_volume(&parts, (number, item)),
            };
            filed.push(self.give(work, actor, record, given).await?);
        }
        let numbers = Numbers {
            fonds: fonds.code,
            volume: number,
            code,
        };
        Ok((numbers, filed))
    }
}

/// That volume numbers were taken by filing volumes alone, and by receiving records that lay in one.
#[derive(Debug, Clone, Copy, Default)]
pub struct VolumeNumbers;

#[async_trait::async_trait]
impl Check for VolumeNumbers {
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError> {
        let taken = counter::taken(connection, VOLUME).await?;
        let filed = history::count(connection, FILED).await?;
        // Records received with a volume number raise the counter without a volume being filed here, so more may be taken;
        // fewer than were filed means that a counter was set back.
        let breach = Breach {
            kind: "counter",
            which: format!("{taken} volume numbers taken, {filed} volumes filed"),
            what: "a counter was changed",
        };
        Ok(if taken >= filed { Vec::new() } else { vec![breach] })
    }
}
