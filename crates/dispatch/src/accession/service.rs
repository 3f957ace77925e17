//! What a person, or a command at the machine, can do with accessions.

use super::model::{Accession, AccessionItem, AccessionKey, AccessionState, AccessionSums, Arrived};
use super::receiving::RECEIVE_PACKAGES;
use super::store;
use crate::exchange::new_job;
use crate::pack::remove;
use crate::{DispatchError, Exchange};
use guildhall_kernel::Actor;
use guildhall_ledger::{Subject, note};
use guildhall_policy::Filter;
use guildhall_store::{Connection, Work, job};
use serde_json::json;
use std::path::Path;
use tempfile::NamedTempFile;
use uuid::Uuid;

/// How an accession is named in the ledger.
const KIND: &str = "accession";
/// The name under which what was sent over the web waits.
pub(super) const SENT: &str = "sent";
/// Lines read at once.
const PAGE: u32 = 500;
/// Attempts; each goes on behind the one before.
const ATTEMPTS: u32 = 20;
/// Characters of the name of what was sent.
const NAME_CHARS: usize = 200;

/// What was sent.
#[derive(Debug)]
pub enum Sent {
    /// A file that came over the web, in the scratch folder until now.
    Held(NamedTempFile),
    /// A folder or file outside the house, named at the machine.
    Outside(String),
}

impl Exchange {
    /// Says whether the actor may take packages in anywhere.
    pub fn may_receive(&self, actor: &Actor) -> bool {
        let rights = &self.archive.rights;
        ["captureRecord", "fileRecord"]
            .iter()
            .all(|action| *rights.filter(actor, action) != Filter::Nothing)
    }

    /// Makes a file in the scratch folder into which what is sent may be written.
    ///
    /// # Errors
    /// [`DispatchError::Scratch`].
    pub fn hold(&self) -> Result<NamedTempFile, DispatchError> {
        NamedTempFile::new_in(&self.dispatch.scratch).map_err(DispatchError::Scratch)
    }

    /// Puts it in line that what was sent is taken in.
    ///
    /// # Errors
    /// [`DispatchError::MayNotReceive`], [`DispatchError::Scratch`], [`DispatchError::Store`].
    pub async fn begin_accession(
        &self,
        work: &mut Work,
        actor: &Actor,
        (name, sent): (&str, Sent),
    ) -> Result<Accession, DispatchError> {
        if actor.account().is_some() && !self.may_receive(actor) {
            return Err(DispatchError::MayNotReceive);
        }
        let id: Uuid = work.new_id();
        let is_control = |c: char| if c.is_control() { '\u{fffd}' } else { c };
        let folder = match sent {
            Sent::Outside(folder) => folder,
            Sent::Held(file) => {
                self.keep(id, file)?;
                job::enqueue(work, new_job(RECEIVE_PACKAGES, id, ATTEMPTS)).await?;
                String::new()
            }
        };
        let accession = Accession {
            id,
            name: name.chars().map(is_control).take(NAME_CHARS).collect(),
            folder,
            made_by: actor.account(),
            made_at: work.now(),
            state: AccessionState::Receiving,
            packages: 0,
            sums: AccessionSums::default(),
            problem: None,
            ended_at: None,
        };
        store::insert(work, &accession).await?;
        let details = json!({ "outside": !accession.folder.is_empty() });
        note(work, actor, "accession.begun", subject(id), details).await?;
        Ok(accession)
    }

    /// Puts what was sent where the job looks for it.
    fn keep(&self, id: Uuid, file: NamedTempFile) -> Result<(), DispatchError> {
        let own = self.own_folder(id);
        self.make_folder(&own)?;
        let kept = || -> std::io::Result<()> {
            file.as_file().sync_all()?;
            file.persist(own.join(SENT)).map_err(|error| error.error)?;
            std::fs::File::open(&own)?.sync_all()
        };
        kept().map_err(DispatchError::Scratch)
    }

    /// Returns the actor's own accessions, the newest first, behind a key.
    ///
    /// # Errors
    /// [`DispatchError::Store`].
    pub async fn accessions(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<AccessionKey>, u32),
    ) -> Result<Vec<Accession>, DispatchError> {
        match actor.account() {
            Some(account) => Ok(store::of_maker(connection, account, (after, limit.min(PAGE))).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Returns one of the actor's own accessions, its counts as they are now.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`], also when it is somebody else's.
    pub async fn accession(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Accession, DispatchError> {
        let found = store::get(connection, id).await?;
        let own = found.filter(|one| one.made_by == actor.account());
        let accession = own.ok_or(DispatchError::NoSuchExchange)?;
        let sums = store::sums(connection, id).await?;
        Ok(Accession { sums, ..accession })
    }

    /// Returns lines of one of the actor's own accessions, behind a place; only those of an outcome, when one is named.
    ///
    /// # Errors
    /// As [`Exchange::accession`].
    pub async fn accession_items(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        ((id, outcome), page): ((Uuid, Option<Arrived>), (u32, u32)),
    ) -> Result<Vec<AccessionItem>, DispatchError> {
        self.accession(connection, actor, id).await?;
        let (after, limit) = page;
        Ok(store::items(connection, (id, outcome), (after, limit.min(PAGE))).await?)
    }

    /// Stops one of the actor's own accessions; what was taken in stays. The caller takes away what was sent, by
    /// [`Exchange::forget_sent`], once this is committed.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`]; [`DispatchError::NotThere`] when it is no longer at work.
    pub async fn stop_accession(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(), DispatchError> {
        self.accession(work, actor, id).await?;
        if !store::end(work, (id, AccessionState::Stopped), None).await? {
            return Err(DispatchError::NotThere);
        }
        if let Some(open) = job::for_subject(work, id).await? {
            job::cancel(work, open.id).await?;
        }
        let sums = store::sums(work, id).await?;
        Ok(note(work, actor, "accession.stopped", subject(id), json!(sums)).await?)
    }

    /// Takes away what was sent for an accession that was stopped.
    ///
    /// # Errors
    /// [`DispatchError::Scratch`].
    pub fn forget_sent(&self, id: Uuid) -> Result<(), DispatchError> {
        let own: &Path = &self.own_folder(id);
        remove(own).map_err(DispatchError::Scratch)
    }
}

/// Names an accession in the ledger.
pub(super) fn subject(id: Uuid) -> Subject {
    Subject {
        kind: KIND,
        id,
        digest: None,
    }
}
