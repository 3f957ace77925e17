//! What a person can do with dossiers: open, put papers in, close, give what she owes, file.

use super::model::{Dossier, DossierState, NewDossier, Owed, Paper, checked_title, falls_due, missing};
use super::rules::{DossierRules, Kind, Slot};
use super::settling::{changed, noted, settle};
use super::{DossierError, store};
use crate::batch::{BatchError, BatchKind, Batches, Chosen, NewBatch, is_running};
use crate::record::{Record, RecordState, store as records};
use guildhall_identity::Rights;
use guildhall_kernel::{Actor, Date, OrgPath, RecordId, Timestamp};
use guildhall_policy::Filter;
use guildhall_store::{Connection, Work};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// The right to keep the dossiers of a branch: open, close, file.
const KEEP: &str = "keepDossiers";
/// The right to give the papers that one's post owes.
const GIVE: &str = "giveDossierPapers";
/// The right to see that a record is there.
const LIST_RECORD: &str = "listRecords";
/// Most dossiers on a page.
const PAGE_MAX: u32 = 200;
/// The newest papers that are looked through for a title.
const CANDIDATES: u32 = 200;

/// The place of a dossier in the list.
pub type DossierKey = (Timestamp, Uuid);
/// The place of a paper among those owed.
pub type OwedKey = (Date, Uuid, String);

/// Dossiers: their kinds, and the batches that file them. Cheap to clone.
#[derive(Clone)]
pub struct Dossiers {
    /// The kinds.
    pub rules: Arc<DossierRules>,
    /// Batches, with the archive in them.
    pub batches: Batches,
}

impl std::fmt::Debug for Dossiers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dossiers")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

/// A dossier as somebody sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The dossier.
    pub dossier: Dossier,
    /// Its kind.
    pub kind: Kind,
    /// Its papers; the record of each unless it is out of sight or gone.
    pub papers: Vec<(Paper, Option<Record>)>,
    /// Whether she keeps it.
    pub is_keeper: bool,
    /// Whether its papers are being filed at this moment.
    pub is_running: bool,
    /// Her post.
    post: String,
}

impl Seen {
    /// Returns the papers in a slot.
    pub fn in_slot<'a>(&'a self, slot: &'a Slot) -> impl Iterator<Item = &'a (Paper, Option<Record>)> {
        self.papers.iter().filter(|(paper, _)| paper.slot == slot.code)
    }

    /// Says whether she may put a paper into a slot now.
    pub fn may_give(&self, slot: &Slot) -> bool {
        let is_hers = self.is_keeper || slot.post == self.post;
        is_hers && self.dossier.takes_papers() && self.in_slot(slot).count() < slot.at_most as usize
    }

    /// Returns the slots in which papers are missing.
    pub fn missing(&self) -> Vec<&Slot> {
        let lacks = |slot: &&Slot| self.in_slot(slot).count() < slot.at_least as usize;
        self.kind.slots.iter().filter(lacks).collect()
    }
}

impl Dossiers {
    fn rights(&self) -> &Rights {
        &self.batches.archive.rights
    }

    /// Says whether the actor keeps dossiers anywhere.
    pub fn is_keeper(&self, actor: &Actor) -> bool {
        *self.rights().filter(actor, KEEP) != Filter::Nothing
    }

    /// Says whether the actor keeps the dossiers of an organisation.
    pub fn keeps(&self, actor: &Actor, org_path: &OrgPath) -> bool {
        self.rights().allows_in(actor, KEEP, org_path)
    }

    /// Opens a dossier (立卷).
    ///
    /// # Errors
    /// [`DossierError::NotHere`], [`DossierError::Field`] for kind, title or year.
    pub async fn open(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewDossier,
    ) -> Result<Dossier, DossierError> {
        let opened_by = actor.account().ok_or(DossierError::NotHere)?;
        if !self.keeps(actor, &new.org_path) {
            return Err(DossierError::NotHere);
        }
        let kind = self.kind(&new.kind)?;
        let dossier = Dossier {
            id: work.new_id(),
            title: checked_title(&new.title)?,
            deadline: falls_due(kind, new.year)?,
            kind: new.kind,
            org_path: new.org_path,
            year: new.year,
            state: DossierState::Open,
            opened_by,
            opened_at: work.now(),
            closed_at: None,
            batch: None,
            filed_by: None,
            filed_at: None,
            receipt: None,
            revision: 1,
        };
        store::insert(work, &dossier).await?;
        noted(work, actor, "dossier.opened", (&dossier, None)).await?;
        Ok(dossier)
    }

    /// Puts a described record into a dossier as one of its papers. The last paper that was missing makes a due one complete.
    ///
    /// # Errors
    /// [`DossierError::NotFound`], [`DossierError::NotNow`], [`DossierError::NotYours`], [`DossierError::Field`] for a slot
    /// that is none, [`DossierError::Full`], [`DossierError::NoSuchPaper`], [`DossierError::Taken`],
    /// [`DossierError::Changed`].
    pub async fn put(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, slot, record): (Uuid, &str, RecordId),
    ) -> Result<Dossier, DossierError> {
        let seen = self.dossier(work, actor, id).await?;
        let slot = seen.kind.slot(slot).ok_or(DossierError::Field("slot"))?;
        if !seen.dossier.takes_papers() {
            return Err(DossierError::NotNow(seen.dossier.state.code()));
        }
        if !seen.is_keeper && slot.post != actor.standing.post {
            return Err(DossierError::NotYours);
        }
        if !seen.may_give(slot) {
            return Err(DossierError::Full { most: slot.at_most });
        }
        let found = records::get(work, record).await?;
        let found = found.filter(|record| self.can_be_given(actor, record));
        let found = found.ok_or(DossierError::NoSuchPaper)?;
        let paper = Paper {
            record: found.id,
            slot: slot.code.clone(),
            put_by: actor.account().ok_or(DossierError::NotYours)?,
            put_at: work.now(),
            archival_code: None,
            record_digest: None,
        };
        if !store::put(work, id, &paper).await? {
            return Err(DossierError::Taken);
        }
        let named = (found.id, slot.code.as_str());
        self.papers_changed(work, actor, ("dossier.paper-given", &seen.dossier, named))
            .await
    }

    fn can_be_given(&self, actor: &Actor, record: &Record) -> bool {
        record.discarded.is_none()
            && record.state == RecordState::Described
            && self.rights().allows(actor, LIST_RECORD, &record.as_resource())
    }

    /// Takes a record out of a dossier: its keeper any, others what they gave themselves.
    ///
    /// # Errors
    /// [`DossierError::NotFound`], [`DossierError::NotNow`], [`DossierError::NotYours`], [`DossierError::NoSuchPaper`],
    /// [`DossierError::Changed`].
    pub async fn take_out(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, record): (Uuid, RecordId),
    ) -> Result<Dossier, DossierError> {
        let seen = self.dossier(work, actor, id).await?;
        if !seen.dossier.takes_papers() {
            return Err(DossierError::NotNow(seen.dossier.state.code()));
        }
        let mut papers = seen.papers.iter().map(|(paper, _)| paper);
        let paper = papers.find(|paper| paper.record == record);
        let paper = paper.ok_or(DossierError::NoSuchPaper)?;
        if !seen.is_keeper && Some(paper.put_by) != actor.account() {
            return Err(DossierError::NotYours);
        }
        if !store::take_out(work, id, record).await? {
            return Err(DossierError::Changed);
        }
        let named = (record, paper.slot.as_str());
        self.papers_changed(work, actor, ("dossier.paper-taken", &seen.dossier, named))
            .await
    }

    async fn papers_changed(
        &self,
        work: &mut Work,
        actor: &Actor,
        (action, dossier, paper): (&'static str, &Dossier, (RecordId, &str)),
    ) -> Result<Dossier, DossierError> {
        let kind = self.kind(&dossier.kind)?;
        let papers = present(work, dossier.id).await?;
        let missing = missing(kind, &papers);
        let dossier = dossier.clone().with_papers(missing.is_empty());
        if !store::change(work, &dossier).await? {
            return Err(DossierError::Changed);
        }
        if dossier.state != DossierState::Open {
            store::owe(work, &dossier, &missing).await?;
        }
        noted(work, actor, action, (&dossier, Some(paper))).await?;
        Ok(dossier)
    }

    /// Closes a dossier (办结): what is missing is asked of those who owe it, or it is complete.
    ///
    /// # Errors
    /// [`DossierError::NotFound`], [`DossierError::NotNow`], [`DossierError::Changed`].
    pub async fn close(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Dossier, DossierError> {
        let dossier = self.kept(work, actor, id).await?;
        self.fall_due(work, actor, dossier).await
    }

    pub(super) async fn fall_due(
        &self,
        work: &mut Work,
        actor: &Actor,
        dossier: Dossier,
    ) -> Result<Dossier, DossierError> {
        let kind = self.kind(&dossier.kind)?;
        let papers = present(work, dossier.id).await?;
        let missing = missing(kind, &papers);
        let dossier = dossier.closed(kind, (missing.is_empty(), work.now()))?;
        changed(work, actor, "dossier.closed", &dossier).await?;
        store::owe(work, &dossier, &missing).await?;
        Ok(dossier)
    }

    /// Opens a dossier again that fell due, or whose filing stopped half-way: nobody owes it anything.
    ///
    /// # Errors
    /// [`DossierError::NotFound`], [`DossierError::NotNow`], [`DossierError::Filing`], [`DossierError::Changed`].
    pub async fn reopen(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Dossier, DossierError> {
        let dossier = self.kept(work, actor, id).await?;
        if is_being_filed(work, &dossier).await? {
            return Err(DossierError::Filing);
        }
        let dossier = dossier.reopened()?;
        changed(work, actor, "dossier.reopened", &dossier).await?;
        store::owe(work, &dossier, &[]).await?;
        Ok(dossier)
    }

    /// Gives a dossier up (撤销): its papers stay what they are and can go into another one.
    ///
    /// # Errors
    /// [`DossierError::NotFound`], [`DossierError::NotNow`], [`DossierError::Changed`].
    pub async fn withdraw(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Dossier, DossierError> {
        let dossier = self.kept(work, actor, id).await?.withdrawn()?;
        changed(work, actor, "dossier.withdrawn", &dossier).await?;
        store::owe(work, &dossier, &[]).await?;
        store::take_all(work, dossier.id).await?;
        Ok(dossier)
    }

    /// Files a complete dossier (归档): its papers become one batch that runs with the rights of the actor. One whose filing
    /// left papers behind is filed again with the rest. One of which a paper was thrown away meanwhile is due again.
    ///
    /// # Errors
    /// [`DossierError::NotFound`], [`DossierError::NotNow`], [`DossierError::Filing`], [`DossierError::OutOfSight`],
    /// [`DossierError::Batch`], [`DossierError::Changed`].
    pub async fn file(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Dossier, DossierError> {
        let dossier = self.kept(work, actor, id).await?;
        if is_being_filed(work, &dossier).await? {
            return Err(DossierError::Filing);
        }
        let dossier = dossier.in_states(&[DossierState::Complete, DossierState::Filing])?;
        let kind = self.kind(&dossier.kind)?;
        let papers = present(work, id).await?;
        let missing = missing(kind, &papers);
        store::take_gone(work, id, &papers).await?;
        if !missing.is_empty() {
            let dossier = dossier.fallen_back();
            changed(work, actor, "dossier.closed", &dossier).await?;
            store::owe(work, &dossier, &missing).await?;
            return Ok(dossier);
        }
        let batch = self.batch(work, actor, &papers).await?;
        let is_batch = batch.is_some();
        let dossier = dossier.filing(batch, actor.account());
        changed(work, actor, "dossier.sent-to-filing", &dossier).await?;
        match is_batch {
            true => Ok(dossier),
            false => settle(work, actor, dossier).await,
        }
    }

    /// Begins the batch that files what is not filed; none when everything is.
    async fn batch(
        &self,
        work: &mut Work,
        actor: &Actor,
        papers: &[Paper],
    ) -> Result<Option<Uuid>, DossierError> {
        let ids: Vec<RecordId> = papers.iter().map(|paper| paper.record).collect();
        let found = records::get_many(work, &ids).await?;
        let waiting = found.iter().filter(|record| record.state != RecordState::Filed);
        let ids: Vec<RecordId> = waiting.map(|record| record.id).collect();
        if ids.is_empty() {
            return Ok(None);
        }
        let wanted = ids.len();
        let new = NewBatch {
            kind: BatchKind::File,
            chosen: Chosen::Records(ids),
            selection: "dossier".to_owned(),
        };
        let batch = match self.batches.make(work, actor, new).await {
            Ok(batch) if batch.total as usize == wanted => batch,
            Ok(batch) => {
                let papers = wanted.saturating_sub(batch.total as usize);
                return Err(DossierError::OutOfSight { papers });
            }
            Err(BatchError::NothingChosen) => return Err(DossierError::OutOfSight { papers: wanted }),
            Err(error) => return Err(error.into()),
        };
        let batch = self.batches.begin(work, actor, batch.id).await?;
        Ok(Some(batch.id))
    }

    /// Looks whether all papers of a dossier are filed by now, such as after an approval.
    ///
    /// # Errors
    /// [`DossierError::NotFound`], [`DossierError::NotNow`], [`DossierError::Changed`].
    pub async fn look_again(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Dossier, DossierError> {
        let dossier = self.kept(work, actor, id).await?;
        settle(work, actor, dossier.in_states(&[DossierState::Filing])?).await
    }

    /// Returns a dossier that the actor keeps, or to which her post owes papers.
    ///
    /// # Errors
    /// [`DossierError::NotFound`].
    pub async fn dossier(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Seen, DossierError> {
        let dossier = store::get(connection, id).await?.ok_or(DossierError::NotFound)?;
        let kind = self.kind(&dossier.kind)?.clone();
        let is_keeper = self.keeps(actor, &dossier.org_path);
        let post = actor.standing.post.clone();
        let may_give = || kind.names_post(&post) && self.rights().allows_in(actor, GIVE, &dossier.org_path);
        if !is_keeper && !may_give() {
            return Err(DossierError::NotFound);
        }
        let papers = self.seen_papers(connection, actor, &dossier).await?;
        let is_running = is_being_filed(connection, &dossier).await?;
        Ok(Seen {
            dossier,
            kind,
            papers,
            is_keeper,
            is_running,
            post,
        })
    }

    async fn seen_papers(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        dossier: &Dossier,
    ) -> Result<Vec<(Paper, Option<Record>)>, DossierError> {
        let papers = store::papers(connection, dossier.id).await?;
        let ids: Vec<RecordId> = papers.iter().map(|paper| paper.record).collect();
        let found = records::get_many(connection, &ids).await?;
        let mut found: HashMap<RecordId, Record> =
            found.into_iter().map(|record| (record.id, record)).collect();
        let mut seen = Vec::with_capacity(papers.len());
        for paper in papers {
            let record = found.remove(&paper.record);
            // Before filing, a paper whose record was thrown away is not there.
            if record.is_none() && paper.archival_code.is_none() {
                continue;
            }
            let in_sight = |record: &Record| self.rights().allows(actor, LIST_RECORD, &record.as_resource());
            seen.push((paper, record.filter(in_sight)));
        }
        Ok(seen)
    }

    /// Returns a dossier that the actor keeps.
    async fn kept(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Dossier, DossierError> {
        let found = store::get(connection, id).await?;
        let kept = found.filter(|dossier| self.keeps(actor, &dossier.org_path));
        kept.ok_or(DossierError::NotFound)
    }

    /// Returns the dossiers that the actor keeps, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`DossierError::Store`].
    pub async fn list(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        state: Option<DossierState>,
        (after, limit): (Option<DossierKey>, u32),
    ) -> Result<Vec<Dossier>, DossierError> {
        let filter = self.rights().filter(actor, KEEP);
        let page = (after, limit.clamp(1, PAGE_MAX));
        Ok(store::list(connection, (&filter, state), page).await?)
    }

    /// Returns how many dossiers that the actor keeps are complete and wait to be filed.
    ///
    /// # Errors
    /// [`DossierError::Store`].
    pub async fn complete(&self, connection: &mut Connection, actor: &Actor) -> Result<u64, DossierError> {
        let filter = self.rights().filter(actor, KEEP);
        Ok(store::count(connection, &filter, DossierState::Complete).await?)
    }

    /// Returns the papers that the actor's post owes, what is due first comes first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`DossierError::Store`].
    pub async fn owed(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<&OwedKey>, u32),
    ) -> Result<Vec<Owed>, DossierError> {
        let post = actor.standing.post.as_str();
        if post.is_empty() {
            return Ok(Vec::new());
        }
        let filter = self.rights().filter(actor, GIVE);
        let after = after.map(|(day, id, slot)| (*day, *id, slot.as_str()));
        let page = (after, limit.clamp(1, PAGE_MAX));
        Ok(store::owed(connection, (&filter, post), page).await?)
    }

    /// Returns how many papers the actor's post owes.
    ///
    /// # Errors
    /// [`DossierError::Store`].
    pub async fn count_owed(&self, connection: &mut Connection, actor: &Actor) -> Result<u64, DossierError> {
        let post = actor.standing.post.as_str();
        if post.is_empty() {
            return Ok(0);
        }
        let filter = self.rights().filter(actor, GIVE);
        Ok(store::count_owed(connection, (&filter, post)).await?)
    }

    /// Returns the newest described records in the actor's sight that lie in no dossier and have these words in their title.
    ///
    /// # Errors
    /// [`DossierError::Store`].
    pub async fn candidates(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (words, limit): (&str, usize),
    ) -> Result<Vec<Record>, DossierError> {
        let filter = self.rights().filter(actor, LIST_RECORD);
        let mut found = store::candidates(connection, &filter, CANDIDATES).await?;
        found.retain(|record| record.title.contains(words.trim()));
        found.truncate(limit);
        Ok(found)
    }

    fn kind(&self, code: &str) -> Result<&Kind, DossierError> {
        self.rules.find(code).ok_or(DossierError::Field("kind"))
    }
}

/// Returns the papers whose record is there.
async fn present(connection: &mut Connection, dossier: Uuid) -> Result<Vec<Paper>, DossierError> {
    let mut papers = store::papers(connection, dossier).await?;
    let ids: Vec<RecordId> = papers.iter().map(|paper| paper.record).collect();
    let found = records::get_many(connection, &ids).await?;
    papers.retain(|paper| found.iter().any(|record| record.id == paper.record));
    Ok(papers)
}

/// Says whether the batch of a dossier still runs.
async fn is_being_filed(connection: &mut Connection, dossier: &Dossier) -> Result<bool, DossierError> {
    match dossier.batch {
        Some(batch) if dossier.state == DossierState::Filing => Ok(is_running(connection, batch).await?),
        _ => Ok(false),
    }
}
