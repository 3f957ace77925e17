//! What a person can do with the inbox.

use super::model::{Arrival, InboxItem, ItemState, Received, StoredProposal};
use super::store;
use crate::IntakeError;
use crate::reading::READ_PAPER;
use guildhall_archive::{Archive, CaptureOrder, ComponentRole, NewComponent, NewRecord, RecordState};
use guildhall_kernel::{Actor, ContentHash, RecordId, Timestamp};
use guildhall_language::title::title_from_file_name;
use guildhall_reading::{SafeFileName, format};
use guildhall_store::job::{self, LANE_HEAVY, NewJob};
use guildhall_store::{Connection, Database, Work};
use guildhall_vault::{SealedObject, StagedObject, Vault};
use std::collections::HashSet;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes at the beginning of a file by which its format is told until it is read.
const HEAD_BYTES: usize = format::HEAD_BYTES;
/// Attempts to read a paper before it counts as unreadable.
const READ_ATTEMPTS_MAX: u32 = 4;
/// Secrecy of a paper until somebody has looked at it: internal (内部).
const SECRECY_UNTIL_SEEN: i64 = 1;

/// A paper whose bytes lie in the vault's staging, not yet durable.
pub struct StagedPaper {
    arrival: Arrival,
    file_name: SafeFileName,
    media_type: String,
    format: String,
    object: StagedObject,
}

impl StagedPaper {
    /// Returns the hash of its content.
    pub fn hash(&self) -> ContentHash {
        self.object.hash()
    }

    /// Returns its size in bytes.
    pub fn size(&self) -> u64 {
        self.object.size()
    }
}

/// The inbox of papers. Cheap to clone.
#[derive(Clone)]
pub struct Inbox {
    database: Database,
    vault: Vault,
    pub(super) archive: Archive,
}

impl Inbox {
    /// Makes the inbox.
    pub fn new(database: Database, vault: Vault, archive: Archive) -> Self {
        Self {
            database,
            vault,
            archive,
        }
    }

    /// Streams a paper into the vault's staging. Nothing is acknowledged yet.
    ///
    /// # Errors
    /// [`IntakeError::Empty`], [`IntakeError::Interrupted`], and what the vault refuses.
    pub async fn stage(
        &self,
        arrival: Arrival,
        mut reader: impl AsyncRead + Send + Unpin,
    ) -> Result<StagedPaper, IntakeError> {
        let mut head = Vec::with_capacity(HEAD_BYTES);
        (&mut reader)
            .take(HEAD_BYTES as u64)
            .read_to_end(&mut head)
            .await
            .map_err(IntakeError::Interrupted)?;
        if head.is_empty() {
            return Err(IntakeError::Empty);
        }
        let identified = format::identify(&head, &arrival.file_name);
        let object = self.vault.stage(std::io::Cursor::new(head).chain(reader)).await?;
        Ok(StagedPaper {
            file_name: SafeFileName::new(&arrival.file_name),
            media_type: identified.mime.to_owned(),
            format: format!("{:?}", identified.format).to_lowercase(),
            arrival,
            object,
        })
    }

    /// Makes staged papers durable and captures them, all together: when this returns, nothing can be lost.
    ///
    /// The same bytes twice, here or earlier, become one record; the answers stand in the order of the papers. Where
    /// the actor may not see that record, the answer does not name it.
    ///
    /// # Errors
    /// What vault, archive or database refuse; then none of the papers was taken in.
    pub async fn receive(
        &self,
        actor: &Actor,
        papers: Vec<StagedPaper>,
    ) -> Result<Vec<Received>, IntakeError> {
        let (mut objects, mut descriptions) = (Vec::new(), Vec::new());
        for paper in papers {
            descriptions.push(Described {
                arrival: paper.arrival,
                file_name: paper.file_name,
                media_type: paper.media_type,
                format: paper.format,
                hash: paper.object.hash(),
                size: i64::try_from(paper.object.size()).unwrap_or(i64::MAX),
            });
            objects.push(paper.object);
        }
        let sealed = self.vault.seal(objects).await?;
        let mut attempts = 0;
        loop {
            match self.capture(actor, &sealed, &descriptions).await {
                // Another process took in the same bytes at the same instant: now they are known.
                Err(error) if is_conflict(&error) && attempts < 3 => attempts += 1,
                other => return other,
            }
        }
    }

    async fn capture(
        &self,
        actor: &Actor,
        sealed: &[SealedObject],
        papers: &[Described],
    ) -> Result<Vec<Received>, IntakeError> {
        let mut work = self.database.begin(actor.realm).await?;
        let hashes: Vec<ContentHash> = papers.iter().map(|paper| paper.hash).collect();
        let known = store::known(&mut work, &hashes).await?;
        let by_hand = papers.iter().filter(|paper| paper.arrival.source.is_by_hand());
        let by_hand = by_hand.map(|paper| paper.hash).collect();
        let mut known = self.answer_known(&mut work, actor, known, &by_hand).await?;
        let mut fresh: Vec<usize> = Vec::new();
        let mut seen = HashSet::new();
        for (index, hash) in hashes.iter().enumerate() {
            if !known.contains_key(hash) && seen.insert(*hash) {
                fresh.push(index);
            }
        }
        let objects: Vec<SealedObject> = fresh.iter().map(|index| sealed[*index].clone()).collect();
        guildhall_vault::register(&mut work, &objects).await?;
        let orders = fresh.iter().map(|index| papers[*index].order()).collect();
        let records = self.archive.capture(&mut work, actor, orders).await?;
        let mut items = Vec::with_capacity(records.len());
        let jobs = records.iter().map(|(record, _)| reading_job(record.id)).collect();
        let jobs = job::enqueue_many(&mut work, jobs).await?;
        for (((record, component), job), index) in records.iter().zip(jobs).zip(&fresh) {
            let paper = &papers[*index];
            known.insert(paper.hash, Received::AlreadyKnown { record: record.id });
            items.push(paper.item(&work, record.id, *component, job));
        }
        store::insert_many(&mut work, &items).await?;
        work.commit().await?;
        let fresh: HashSet<usize> = fresh.into_iter().collect();
        Ok(hashes
            .iter()
            .enumerate()
            .map(|(index, hash)| match known[hash] {
                Received::AlreadyKnown { record } if fresh.contains(&index) => Received::Captured { record },
                answer => answer,
            })
            .collect())
    }

    /// Stages and receives one paper.
    ///
    /// # Errors
    /// As [`Inbox::stage`] and [`Inbox::receive`].
    pub async fn take_in(
        &self,
        actor: &Actor,
        arrival: Arrival,
        reader: impl AsyncRead + Send + Unpin,
    ) -> Result<Received, IntakeError> {
        let staged = self.stage(arrival, reader).await?;
        let mut received = self.receive(actor, vec![staged]).await?;
        received.pop().ok_or(IntakeError::Empty)
    }

    /// Returns the paper of a record that the actor may see.
    ///
    /// # Errors
    /// [`IntakeError::NoSuchItem`], also when the actor may not know of it.
    pub async fn item(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: RecordId,
    ) -> Result<InboxItem, IntakeError> {
        self.archive.record(connection, actor, record).await?;
        store::of_record(connection, record)
            .await?
            .ok_or(IntakeError::NoSuchItem)
    }

    /// Returns papers that are not filed yet, newest first, with their records, behind a key.
    ///
    /// # Errors
    /// [`IntakeError::Store`].
    pub async fn list(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        state: RecordState,
        page: (Option<(Timestamp, RecordId)>, u32),
    ) -> Result<Vec<(guildhall_archive::Record, Option<InboxItem>)>, IntakeError> {
        let records = self.archive.list(connection, actor, Some(state), page).await?;
        Ok(store::with_items(connection, records).await?)
    }

    /// Returns how many of the papers that the actor may list wait to be read, are read, or cannot be read; with
    /// `only`, just those of one state. Discarded papers do not count.
    ///
    /// # Errors
    /// [`IntakeError::Store`].
    pub async fn reading_progress(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        only: Option<ItemState>,
    ) -> Result<Vec<(ItemState, i64)>, IntakeError> {
        Ok(store::counts(connection, &self.archive, actor, only).await?)
    }

    /// Puts a paper in line to be read again.
    ///
    /// # Errors
    /// [`IntakeError::NoSuchItem`], [`IntakeError::Archive`] when the actor may not describe the record.
    pub async fn read_again(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: RecordId,
    ) -> Result<(), IntakeError> {
        let found = self.archive.record(work, actor, record).await?;
        self.archive
            .rights
            .require(actor, "describeRecord", &found.as_resource())
            .map_err(guildhall_archive::ArchiveError::from)?;
        store::of_record(work, record)
            .await?
            .ok_or(IntakeError::NoSuchItem)?;
        let job = job::enqueue(work, reading_job(record)).await?;
        store::wait_again(work, record, job).await?;
        Ok(())
    }
}

fn is_conflict(error: &IntakeError) -> bool {
    match error {
        IntakeError::Store(error) => error.is_conflict(),
        IntakeError::Archive(guildhall_archive::ArchiveError::Store(error)) => error.is_conflict(),
        _ => false,
    }
}

fn reading_job(record: RecordId) -> NewJob {
    NewJob {
        lane: LANE_HEAVY,
        kind: READ_PAPER,
        subject: record.uuid(),
        payload: serde_json::json!({}),
        attempts_max: READ_ATTEMPTS_MAX,
        run_at: None,
    }
}

/// A staged paper without its bytes.
struct Described {
    arrival: Arrival,
    file_name: SafeFileName,
    media_type: String,
    format: String,
    hash: ContentHash,
    size: i64,
}

impl Described {
    fn order(&self) -> CaptureOrder {
        let name = self.file_name.as_str();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let title = title_from_file_name(name).unwrap_or_else(|| stem.to_owned());
        CaptureOrder {
            record: NewRecord {
                org_path: self.arrival.org_path.clone(),
                department: self.arrival.department.clone(),
                type_code: "WS".to_owned(),
                title,
                source: self.arrival.source.code(),
                secrecy: SECRECY_UNTIL_SEEN,
            },
            original: NewComponent {
                role: ComponentRole::Original,
                hash: self.hash,
                size_bytes: self.size,
                file_name: name.to_owned(),
                media_type: self.media_type.clone(),
            },
        }
    }

    fn item(
        &self,
        work: &Work,
        record: RecordId,
        component: guildhall_kernel::ComponentId,
        job: guildhall_kernel::JobId,
    ) -> InboxItem {
        InboxItem {
            id: work.new_id(),
            record,
            component,
            hash: self.hash,
            file_name: self.file_name.as_str().to_owned(),
            size_bytes: self.size,
            format: self.format.clone(),
            source: self.arrival.source.code().to_owned(),
            state: ItemState::Waiting,
            problem: None,
            proposal: StoredProposal::default(),
            job,
            received_at: work.now(),
            read_at: None,
        }
    }
}
