//! Records into boxes, from box to box, out again; and undoing a move.

use super::model::{BoxSet, Chosen, Place, RECORDS_MAX};
use super::relocation::Relocation;
use super::service::{KEEP_RECORD, note_place};
use super::{Storeroom, StoreroomError, store, trace};
use crate::ArchiveError;
use crate::record::{Record, RecordState, store as records};
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::{Connection, Work};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Storeroom {
    /// Puts filed records into a box: those of a range that lie nowhere, or the named ones from wherever they lie. Returns
    /// a move for each place that they come from. All are moved, or none.
    ///
    /// # Errors
    /// [`StoreroomError::NoSuchPlace`], [`StoreroomError::NoBox`], [`ArchiveError::NoSuchRecord`] when one is not filed or
    /// not in the actor's care, [`StoreroomError::OtherSet`], [`StoreroomError::Elsewhere`] for a range,
    /// [`StoreroomError::Full`], [`StoreroomError::Nothing`], [`StoreroomError::TooMany`],
    /// [`StoreroomError::MovedSince`] when somebody moved one of them at the same time.
    pub async fn put(
        &self,
        work: &mut Work,
        actor: &Actor,
        to: Uuid,
        chosen: Chosen,
    ) -> Result<Vec<Relocation>, ArchiveError> {
        let target = self.place(work, actor, to).await?;
        if !self.kinds.holds_records(&target.kind) {
            return Err(StoreroomError::NoBox.into());
        }
        let is_range = matches!(chosen, Chosen::Range { .. });
        let found = self.chosen(work, actor, chosen).await?;
        let ids: Vec<RecordId> = found.iter().map(|record| record.id).collect();
        let lies: BTreeMap<RecordId, Uuid> = store::placed(work, &ids).await?.into_iter().collect();
        let mut groups: BTreeMap<Option<Uuid>, Vec<Record>> = BTreeMap::new();
        for record in found {
            match lies.get(&record.id).copied() {
                Some(from) if from == to => {}
                Some(_) if is_range => {
                    let code = record.archival_code.unwrap_or_default();
                    return Err(StoreroomError::Elsewhere(code).into());
                }
                from => groups.entry(from).or_default().push(record),
            }
        }
        if groups.is_empty() {
            return Err(StoreroomError::Nothing.into());
        }
        let places = groups.keys().flatten().copied().chain([to]);
        let mut locked = self.lock_all(work, actor, places).await?;
        let mut moves = Vec::new();
        for (from, group) in &groups {
            moves.push(shift(work, actor, (*from, Some(to)), (group, None)).await?);
        }
        let arrived: Vec<&Record> = groups.values().flatten().collect();
        for place in locked.values_mut() {
            let here: &[&Record] = if place.id == to { &arrived } else { &[] };
            settle(work, actor, place, here).await?;
        }
        Ok(moves)
    }

    /// Takes records out of their box; they lie nowhere then.
    ///
    /// # Errors
    /// [`StoreroomError::NoSuchPlace`], [`ArchiveError::NoSuchRecord`], [`StoreroomError::Nothing`],
    /// [`StoreroomError::MovedSince`] when one of them does not lie there.
    pub async fn take_out(
        &self,
        work: &mut Work,
        actor: &Actor,
        from: Uuid,
        ids: Vec<RecordId>,
    ) -> Result<Relocation, ArchiveError> {
        let found = self.chosen(work, actor, Chosen::Records(ids)).await?;
        self.send(work, actor, (Some(from), None), (&found, None)).await
    }

    /// Undoes a move: everything goes back to where it was, if all of it still is where the move brought it. The move stays
    /// in the line, and so does its undoing.
    ///
    /// # Errors
    /// [`StoreroomError::NoSuchPlace`], [`StoreroomError::MovedSince`], also when it was undone before or began a place;
    /// as [`Storeroom::put`].
    pub async fn undo(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Relocation, ArchiveError> {
        let before = trace::get(work, id).await?.ok_or(StoreroomError::NoSuchPlace)?;
        for place in [before.from, before.to].into_iter().flatten() {
            self.place(work, actor, place).await?;
        }
        if trace::is_undone(work, id).await? {
            return Err(StoreroomError::MovedSince.into());
        }
        let Some(place) = before.place else {
            let ids = trace::records_of(work, id).await?;
            let found = self.chosen(work, actor, Chosen::Records(ids)).await?;
            let way = (before.to, before.from);
            return self.send(work, actor, way, (&found, Some(id))).await;
        };
        let place = self.place(work, actor, place).await?;
        match before.from {
            Some(from) if place.parent == before.to => {
                self.carry(work, actor, &place, (from, Some(id))).await
            }
            _ => Err(StoreroomError::MovedSince.into()),
        }
    }

    /// Moves records that all come from one place.
    async fn send(
        &self,
        work: &mut Work,
        actor: &Actor,
        (from, to): (Option<Uuid>, Option<Uuid>),
        (found, undoes): (&[Record], Option<Uuid>),
    ) -> Result<Relocation, ArchiveError> {
        let mut locked = self
            .lock_all(work, actor, [from, to].into_iter().flatten())
            .await?;
        let relocation = shift(work, actor, (from, to), (found, undoes)).await?;
        let arrived: Vec<&Record> = found.iter().collect();
        for place in locked.values_mut() {
            let here: &[&Record] = if Some(place.id) == to { &arrived } else { &[] };
            settle(work, actor, place, here).await?;
        }
        Ok(relocation)
    }

    /// Returns the chosen records, which are all filed and in the actor's care, in the order of their codes.
    async fn chosen(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        chosen: Chosen,
    ) -> Result<Vec<Record>, ArchiveError> {
        let mut found = match chosen {
            Chosen::Range { first, last } => self.range(connection, actor, (&first, &last)).await?,
            Chosen::Records(ids) => self.named(connection, actor, ids).await?,
        };
        if found.is_empty() {
            return Err(StoreroomError::Nothing.into());
        }
        found.sort_by(|one, other| one.archival_code.cmp(&other.archival_code));
        Ok(found)
    }

    async fn range(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (first, last): (&str, &str),
    ) -> Result<Vec<Record>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        let first = first.trim();
        // A range of one needs its code only once.
        let last = Some(last.trim()).filter(|code| !code.is_empty()).unwrap_or(first);
        let found = store::range(connection, &filter, (first, last), RECORDS_MAX + 1).await?;
        require_few(found.len())?;
        Ok(found)
    }

    async fn named(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        mut ids: Vec<RecordId>,
    ) -> Result<Vec<Record>, ArchiveError> {
        ids.sort_unstable();
        ids.dedup();
        require_few(ids.len())?;
        let found = records::get_many(connection, &ids).await?;
        let is_fit = |record: &Record| record.state == RecordState::Filed && self.keeps_record(actor, record);
        match found.len() == ids.len() && found.iter().all(is_fit) {
            true => Ok(found),
            false => Err(ArchiveError::NoSuchRecord),
        }
    }
}

fn require_few(count: usize) -> Result<(), StoreroomError> {
    match count <= RECORDS_MAX as usize {
        true => Ok(()),
        false => Err(StoreroomError::TooMany { most: RECORDS_MAX }),
    }
}

/// Moves records that were all in one place, or in none, and keeps the move. The places are locked.
async fn shift(
    work: &mut Work,
    actor: &Actor,
    (from, to): (Option<Uuid>, Option<Uuid>),
    (found, undoes): (&[Record], Option<Uuid>),
) -> Result<Relocation, ArchiveError> {
    let moved = match (from, to) {
        (None, None) => return Err(StoreroomError::Nothing.into()),
        (None, Some(to)) => store::place_records(work, to, found).await?,
        (Some(from), Some(to)) => store::move_records(work, (from, to), found).await?,
        (Some(from), None) => store::take_records(work, from, found).await?,
    };
    if moved != found.len() as u64 {
        return Err(StoreroomError::MovedSince.into());
    }
    let code = |record: Option<&Record>| {
        record
            .and_then(|record| record.archival_code.clone())
            .unwrap_or_default()
    };
    let relocation = Relocation {
        id: work.new_id(),
        at: work.now(),
        account: actor.account(),
        place: None,
        from,
        to,
        records: u32::try_from(found.len()).unwrap_or(RECORDS_MAX),
        first_code: code(found.first()),
        last_code: code(found.last()),
        undoes,
    };
    trace::keep(work, actor, &relocation, found).await?;
    Ok(relocation)
}

/// Takes a record out of its box because it is being destroyed; one that lies nowhere stays so.
pub(crate) async fn take_out_destroyed(
    work: &mut Work,
    actor: &Actor,
    record: &Record,
) -> Result<(), ArchiveError> {
    let Some((_, from)) = store::placed(work, &[record.id]).await?.pop() else {
        return Ok(());
    };
    let place = store::lock(work, from).await?;
    let mut place = place.ok_or(StoreroomError::NoSuchPlace)?;
    let found = std::slice::from_ref(record);
    shift(work, actor, (Some(from), None), (found, None)).await?;
    settle(work, actor, &mut place, &[]).await
}

/// Brings a place in line with what lies in it now: the set that it bears, its capacity, its entry in the ledger.
async fn settle(
    work: &mut Work,
    actor: &Actor,
    place: &mut Place,
    arrived: &[&Record],
) -> Result<(), ArchiveError> {
    let count = store::count_records(work, place.id).await?;
    if count > place.capacity {
        let capacity = place.capacity;
        return Err(StoreroomError::Full { capacity }.into());
    }
    if count == 0 {
        place.set = None;
    }
    for record in arrived {
        let set = place.set.get_or_insert_with(|| set_of(record));
        if *set != set_of(record) {
            let code = record.archival_code.clone().unwrap_or_default();
            return Err(StoreroomError::OtherSet(code).into());
        }
    }
    store::write(work, place).await?;
    note_place(work, actor, "place.contents", place).await
}

fn set_of(record: &Record) -> BoxSet {
    BoxSet {
        type_code: record.type_code.clone(),
        year: record.year,
        retention: record.retention.clone(),
    }
}
