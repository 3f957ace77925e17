//! Who sees which volume: whoever may know of the volume itself and of every paper in it.

use super::model::{Totals, Volume, VolumeState};
use super::{VolumeError, store};
use crate::record::{Record, RecordState, store as records};
use crate::{Archive, ArchiveError};
use guildhall_kernel::{Actor, OrgPath, RecordId, Timestamp};
use guildhall_policy::{Filter, Resource};
use guildhall_store::Connection;
use std::collections::HashMap;
use uuid::Uuid;

/// The right to see that a record is there.
const LIST_RECORDS: &str = "listRecords";
/// The right to file a record, and so to put it into a volume.
pub(super) const FILE_RECORD: &str = "fileRecord";
/// Most volumes on a page.
const PAGE_MAX: u32 = 200;
/// Most volumes of one catalogue.
const CATALOGUE_MAX: u32 = 2_001;
/// Records that are looked through for a title.
const CANDIDATES: u32 = 500;

/// The place of a volume in the list.
pub type VolumeKey = (Timestamp, Uuid);

/// Which volumes; what is left out does not matter.
#[derive(Debug, Clone, Default)]
pub struct VolumeQuery {
    /// How they stand.
    pub state: Option<VolumeState>,
    /// Year of their papers.
    pub year: Option<i64>,
    /// Archive type of their papers.
    pub type_code: Option<String>,
}

/// The filed volumes that one catalogue lists, and behind which code its part begins.
#[derive(Debug, Clone, Copy)]
pub struct VolumeSet<'a> {
    /// Year.
    pub year: i64,
    /// Archive type.
    pub type_code: &'a str,
    /// Retention code.
    pub retention: &'a str,
    /// The last code of the part before; empty for the first.
    pub after: &'a str,
}

/// A volume as somebody sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The volume; while it is open, with what its papers come to now.
    pub volume: Volume,
    /// Its papers in order, each with its place. Of a filed volume the places of destroyed papers are left out.
    pub papers: Vec<(u32, Record)>,
    /// Whether she may change and file it.
    pub is_keeper: bool,
}

/// Where a record lies in its volume.
#[derive(Debug, Clone)]
pub struct InVolume {
    /// The volume; none when it is not in her sight.
    pub volume: Option<Volume>,
    /// Its place, the first is 1.
    pub place: u32,
    /// The paper before it that she may see.
    pub previous: Option<RecordId>,
    /// The paper behind it that she may see.
    pub next: Option<RecordId>,
}

impl Archive {
    /// Says whether the actor files records anywhere, and so may open a volume.
    pub fn keeps_volumes(&self, actor: &Actor) -> bool {
        *self.rights.filter(actor, FILE_RECORD) != Filter::Nothing
    }

    /// Says whether the actor may open volumes of an organisation.
    pub fn keeps_volumes_in(&self, actor: &Actor, org_path: &OrgPath) -> bool {
        let empty = Resource::new("Record", org_path.as_str())
            .with("state", RecordState::Described.code())
            .with("secrecy", 0)
            .with("type_code", "");
        self.rights.allows(actor, FILE_RECORD, &empty)
    }

    /// Returns a volume with its papers, if the actor may know of it and of all of them.
    ///
    /// # Errors
    /// [`VolumeError::NotFound`].
    pub async fn volume(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Seen, ArchiveError> {
        let found = store::get(connection, id).await?;
        let volume = found.ok_or(VolumeError::NotFound)?;
        let lines = store::papers(connection, id).await?;
        let ids: Vec<RecordId> = lines.iter().map(|(record, _)| *record).collect();
        let found = records::get_many(connection, &ids).await?;
        let mut found: HashMap<RecordId, Record> =
            found.into_iter().map(|record| (record.id, record)).collect();
        let present = lines
            .into_iter()
            .filter_map(|(id, place)| found.remove(&id).map(|record| (place, record)));
        let papers: Vec<(u32, Record)> = match volume.state {
            VolumeState::Filed => present.collect(),
            // Until it is filed, places are counted anew: a paper may have been thrown away meanwhile.
            VolumeState::Open | VolumeState::Withdrawn => present
                .zip(1..)
                .map(|((_, record), place)| (place, record))
                .collect(),
        };
        let volume = self.as_of_now(volume, &papers);
        if !self.sees(actor, LIST_RECORDS, (&volume, &papers)) {
            return Err(VolumeError::NotFound.into());
        }
        let is_keeper = self.sees(actor, FILE_RECORD, (&volume, &papers));
        Ok(Seen {
            volume,
            papers,
            is_keeper,
        })
    }

    fn as_of_now(&self, volume: Volume, papers: &[(u32, Record)]) -> Volume {
        let records: Vec<Record> = papers.iter().map(|(_, record)| record.clone()).collect();
        let now = Totals::of(&records);
        let totals = match volume.state {
            // What was counted at filing stays; another secrecy level given since counts at once.
            VolumeState::Filed => Totals {
                secrecy: now.secrecy.max(volume.totals.secrecy),
                ..volume.totals.clone()
            },
            VolumeState::Open | VolumeState::Withdrawn => now,
        };
        Volume { totals, ..volume }
    }

    fn sees(&self, actor: &Actor, action: &str, (volume, papers): (&Volume, &[(u32, Record)])) -> bool {
        let allows = |resource| self.rights.allows(actor, action, &resource);
        allows(volume.as_resource()) && papers.iter().all(|(_, record)| allows(record.as_resource()))
    }

    /// Returns the volumes in the actor's sight, the newest first, behind the last one of the page before. One with a paper
    /// that she may not know of is not among them.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn volumes(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        wanted: &VolumeQuery,
        (after, limit): (Option<VolumeKey>, u32),
    ) -> Result<Vec<Volume>, ArchiveError> {
        let filter = self.rights.filter(actor, LIST_RECORDS);
        let page = (after, limit.clamp(1, PAGE_MAX));
        Ok(store::list(connection, (&filter, wanted), page).await?)
    }

    /// Returns the filed volumes of a set in the actor's sight, in the order of their codes, behind one.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn volumes_of(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        set: VolumeSet<'_>,
        limit: u32,
    ) -> Result<Vec<Volume>, ArchiveError> {
        let filter = self.rights.filter(actor, LIST_RECORDS);
        let limit = limit.clamp(1, CATALOGUE_MAX);
        Ok(store::of_set(connection, (&filter, set), limit).await?)
    }

    /// Returns the newest records that the actor may put into a volume and that have these words in their title.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn volume_candidates(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        volume: &Volume,
        (words, limit): (&str, usize),
    ) -> Result<Vec<Record>, ArchiveError> {
        let filter = self.rights.filter(actor, FILE_RECORD);
        let mut found = store::candidates(connection, (&filter, volume), CANDIDATES).await?;
        found.retain(|record| record.title.contains(words.trim()));
        found.truncate(limit);
        Ok(found)
    }

    /// Returns where a record that the actor may see lies in its volume; none when it lies in none.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn in_volume(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: &Record,
    ) -> Result<Option<InVolume>, ArchiveError> {
        let Some((id, place)) = store::of_record(connection, record.id).await? else {
            return Ok(None);
        };
        let lines = store::papers(connection, id).await?;
        let volume = match self.volume(connection, actor, id).await {
            Ok(seen) => Some(seen.volume),
            Err(ArchiveError::Volume(_)) => None,
            Err(error) => return Err(error),
        };
        let here = lines.iter().position(|(paper, _)| *paper == record.id);
        let beside = |step: isize| {
            let there = here?.checked_add_signed(step)?;
            lines.get(there).map(|(paper, _)| *paper)
        };
        let wanted: Vec<RecordId> = [beside(-1), beside(1)].into_iter().flatten().collect();
        let found = records::get_many(connection, &wanted).await?;
        let visible = |id: Option<RecordId>| {
            let neighbour = found.iter().find(|found| Some(found.id) == id)?;
            // An open one has its page in the inbox; the row of papers is for what is filed.
            let is_open = self.rights.allows(actor, "viewRecord", &neighbour.as_resource());
            (is_open && neighbour.state == RecordState::Filed).then_some(neighbour.id)
        };
        Ok(Some(InVolume {
            volume,
            place,
            previous: visible(beside(-1)),
            next: visible(beside(1)),
        }))
    }
}
