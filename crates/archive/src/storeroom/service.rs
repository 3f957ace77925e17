//! What a person can do with places: set up, change, move, take out of use, find.

use super::model::{Place, SUBJECT_KIND, checked_capacity, checked_code, checked_name};
use super::relocation::Relocation;
use super::{NewPlace, PlaceChange, PlaceKinds, StoreroomError, store, trace};
use crate::ArchiveError;
use crate::record::Record;
use guildhall_identity::Rights;
use guildhall_kernel::Actor;
use guildhall_ledger::{Subject, note};
use guildhall_policy::Filter;
use guildhall_store::{Connection, Work};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// The right to keep the places of a branch.
pub const KEEP_STOREROOM: &str = "keepStoreroom";
/// The right by which a record is in somebody's care.
pub(super) const KEEP_RECORD: &str = "fileRecord";
/// Most places on a page.
const PAGE_MAX: u32 = 200;

/// The storeroom: kinds of places and rights. Cheap to clone.
#[derive(Clone)]
pub struct Storeroom {
    /// The kinds of places.
    pub kinds: Arc<PlaceKinds>,
    /// The policies.
    pub rights: Rights,
}

impl Storeroom {
    /// Says whether the actor keeps any place.
    pub fn is_keeper(&self, actor: &Actor) -> bool {
        *self.rights.filter(actor, KEEP_STOREROOM) != Filter::Nothing
    }

    /// Says whether a record is in the actor's care, so that she moves it and sees where it lies.
    pub(super) fn keeps_record(&self, actor: &Actor, record: &Record) -> bool {
        self.rights.allows(actor, KEEP_RECORD, &record.as_resource())
    }

    /// Returns the places in use that stand in one, or without one the rooms, that the actor keeps: by code, behind a code.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn inside(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        parent: Option<Uuid>,
        (after, limit): (&str, u32),
    ) -> Result<Vec<Place>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_STOREROOM);
        let page = (after, limit.clamp(1, PAGE_MAX));
        Ok(store::inside(connection, &filter, parent, page).await?)
    }

    /// Returns a place that the actor keeps, also one that is out of use.
    ///
    /// # Errors
    /// [`StoreroomError::NoSuchPlace`], also when she does not keep it.
    pub async fn place(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Place, ArchiveError> {
        let found = store::get(connection, id).await?;
        self.kept(actor, found)
    }

    /// Returns the place whose bar code was read.
    ///
    /// # Errors
    /// As [`Storeroom::place`].
    pub async fn by_code(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        code: &str,
    ) -> Result<Place, ArchiveError> {
        let found = match checked_code(code) {
            Ok(code) => store::by_code(connection, &code).await?,
            Err(_) => None,
        };
        self.kept(actor, found)
    }

    fn kept(&self, actor: &Actor, found: Option<Place>) -> Result<Place, ArchiveError> {
        let is_kept = |place: &Place| self.rights.allows_in(actor, KEEP_STOREROOM, &place.org_path);
        Ok(found.filter(is_kept).ok_or(StoreroomError::NoSuchPlace)?)
    }

    /// Returns the places in which one stands, from the room inwards, with itself at the end.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn way_to(
        &self,
        connection: &mut Connection,
        place: &Place,
    ) -> Result<Vec<Place>, ArchiveError> {
        let mut way = vec![place.clone()];
        let mut outer = place.parent;
        // Kinds stand only in kinds before them, so the way ends.
        while let Some(id) = outer {
            let Some(found) = store::get(connection, id).await? else {
                break;
            };
            outer = found.parent;
            way.push(found);
        }
        way.reverse();
        Ok(way)
    }

    /// Sets up a place.
    ///
    /// # Errors
    /// [`ArchiveError::Denied`], [`StoreroomError::NoSuchPlace`] for the one it is to stand in,
    /// [`StoreroomError::KindUnfit`], [`StoreroomError::CodeTaken`], [`StoreroomError::Field`].
    pub async fn make(&self, work: &mut Work, actor: &Actor, new: NewPlace) -> Result<Place, ArchiveError> {
        let parent = match new.parent {
            Some(id) => Some(self.lock_one(work, actor, id).await?),
            None => None,
        };
        let own = new.org_path.clone();
        let org_path = parent.as_ref().map(|outer| outer.org_path.clone()).or(own);
        let org_path = org_path.ok_or(StoreroomError::Field("unit"))?;
        self.rights.require_in(actor, KEEP_STOREROOM, &org_path)?;
        let outer = parent.as_ref().map(|outer| outer.kind.as_str());
        if !self.kinds.fits(&new.kind, outer) {
            return Err(StoreroomError::KindUnfit.into());
        }
        let of_kind = self.kinds.find(&new.kind).and_then(|kind| kind.records);
        let place = Place {
            id: work.new_id(),
            parent: new.parent,
            code: checked_code(&new.code)?,
            name: checked_name(&new.name)?,
            capacity: checked_capacity(new.capacity, of_kind)?,
            kind: new.kind,
            org_path,
            set: None,
            revision: 1,
            made_at: work.now(),
            closed_at: None,
        };
        if store::by_code(work, &place.code).await?.is_some() {
            return Err(StoreroomError::CodeTaken(place.code).into());
        }
        store::insert(work, &place).await?;
        note_place(work, actor, "place.made", &place).await?;
        if place.parent.is_some() {
            let first = moved_place(work, actor, &place, (None, place.parent));
            trace::keep(work, actor, &first, &[]).await?;
        }
        Ok(place)
    }

    /// Changes name and capacity of a place.
    ///
    /// # Errors
    /// [`StoreroomError::NoSuchPlace`], [`StoreroomError::Changed`], [`StoreroomError::Field`],
    /// [`StoreroomError::Full`] when more lies in it.
    pub async fn change(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        change: PlaceChange,
    ) -> Result<Place, ArchiveError> {
        let mut place = self.lock_one(work, actor, id).await?;
        if place.revision != change.revision + 1 {
            return Err(StoreroomError::Changed.into());
        }
        place.name = checked_name(&change.name)?;
        let of_kind = self.kinds.find(&place.kind).and_then(|kind| kind.records);
        place.capacity = checked_capacity(change.capacity.or(Some(place.capacity)), of_kind)?;
        let capacity = place.capacity;
        if of_kind.is_some() && store::count_records(work, id).await? > capacity {
            return Err(StoreroomError::Full { capacity }.into());
        }
        store::write(work, &place).await?;
        note_place(work, actor, "place.changed", &place).await?;
        Ok(place)
    }

    /// Moves a place, with all that is in it, to stand in another.
    ///
    /// # Errors
    /// [`StoreroomError::NoSuchPlace`], [`StoreroomError::KindUnfit`], [`StoreroomError::Nothing`] when it stands there,
    /// [`StoreroomError::OtherBranch`].
    pub async fn move_place(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        to: Uuid,
    ) -> Result<Relocation, ArchiveError> {
        let before = self.place(work, actor, id).await?;
        if before.parent == Some(to) {
            return Err(StoreroomError::Nothing.into());
        }
        self.carry(work, actor, &before, (to, None)).await
    }

    /// Moves a place to where it is to stand, when it still stands where it was seen.
    pub(super) async fn carry(
        &self,
        work: &mut Work,
        actor: &Actor,
        seen: &Place,
        (to, undoes): (Uuid, Option<Uuid>),
    ) -> Result<Relocation, ArchiveError> {
        let ids = [Some(seen.id), Some(to), seen.parent];
        let mut locked = self.lock_all(work, actor, ids.into_iter().flatten()).await?;
        let target = locked.remove(&to).ok_or(StoreroomError::NoSuchPlace)?;
        let mut place = locked.remove(&seen.id).ok_or(StoreroomError::NoSuchPlace)?;
        if place.parent != seen.parent {
            return Err(StoreroomError::MovedSince.into());
        }
        if !self.kinds.fits(&place.kind, Some(&target.kind)) {
            return Err(StoreroomError::KindUnfit.into());
        }
        if place.org_path != target.org_path && store::count_inside(work, place.id).await? > 0 {
            return Err(StoreroomError::OtherBranch.into());
        }
        let from = place.parent;
        place.parent = Some(to);
        place.org_path = target.org_path;
        store::write(work, &place).await?;
        note_place(work, actor, "place.moved", &place).await?;
        let relocation = Relocation {
            undoes,
            ..moved_place(work, actor, &place, (from, Some(to)))
        };
        trace::keep(work, actor, &relocation, &[]).await?;
        Ok(relocation)
    }

    /// Takes an empty place out of use. Its code stays taken: it stands in the traces.
    ///
    /// # Errors
    /// [`StoreroomError::NoSuchPlace`], [`StoreroomError::NotEmpty`].
    pub async fn close(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Place, ArchiveError> {
        let mut place = self.lock_one(work, actor, id).await?;
        if store::count_inside(work, id).await? > 0 || store::count_records(work, id).await? > 0 {
            return Err(StoreroomError::NotEmpty.into());
        }
        place.closed_at = Some(work.now());
        store::write(work, &place).await?;
        note_place(work, actor, "place.closed", &place).await?;
        Ok(place)
    }

    /// Returns places in use that the actor keeps, which until the end of the unit of work nobody else gets. They are taken
    /// in the order of their ids, so that two who want the same ones never wait for each other.
    pub(super) async fn lock_all(
        &self,
        work: &mut Work,
        actor: &Actor,
        ids: impl Iterator<Item = Uuid>,
    ) -> Result<BTreeMap<Uuid, Place>, ArchiveError> {
        let ids: BTreeSet<Uuid> = ids.collect();
        let mut locked = BTreeMap::new();
        for id in ids {
            locked.insert(id, self.lock_one(work, actor, id).await?);
        }
        Ok(locked)
    }

    async fn lock_one(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Place, ArchiveError> {
        let found = store::lock(work, id).await?;
        let in_use = found.filter(|place| place.closed_at.is_none());
        self.kept(actor, in_use)
    }
}

/// Returns the move of a place that now stands elsewhere.
fn moved_place(
    work: &Work,
    actor: &Actor,
    place: &Place,
    (from, to): (Option<Uuid>, Option<Uuid>),
) -> Relocation {
    Relocation {
        id: work.new_id(),
        at: work.now(),
        account: actor.account(),
        place: Some(place.id),
        from,
        to,
        records: 0,
        first_code: place.code.clone(),
        last_code: place.code.clone(),
        undoes: None,
    }
}

/// Notes in the ledger how a place stands now, with what lies in it.
pub(super) async fn note_place(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    place: &Place,
) -> Result<(), ArchiveError> {
    let records = store::contents(work, place.id).await?;
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: place.id,
        digest: Some(place.digest(&records)),
    };
    let details = json!({ "code": place.code, "records": records.len() });
    Ok(note(work, actor, action, subject, details).await?)
}
