//! Holding a repository: one writer at a time, so that taking away what nobody needs never meets somebody who is about
//! to need it.
//!
//! A folder is held by a lock of the operating system, which ends with the program. A bucket knows no locks: there a
//! lease lies under a name, is renewed while the work goes on, and runs out when the program died.

use crate::BackupError;
use crate::place::Place;
use guildhall_kernel::{Clock, Random, Timestamp, chance};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Name of the lock or lease.
const NAME: &str = "writer";
/// How long a lease lasts; far longer than one step of the work.
const LEASE_SECS: i64 = 900;

/// A held repository.
pub(crate) enum Hold {
    /// By a lock that lives as long as the file is open.
    Folder(#[expect(dead_code, reason = "the lock is held as long as the file is open")] File),
    /// By a lease.
    Store(Lease),
}

/// A lease in an object store.
pub(crate) struct Lease {
    place: Place,
    clock: Arc<dyn Clock>,
    owner: String,
    until: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Note {
    owner: String,
    until: Timestamp,
}

pub(crate) fn hold_folder(folder: &Path) -> Result<Hold, BackupError> {
    let failed = |error| BackupError::file(folder.display().to_string(), error);
    let mut options = File::options();
    let file = options
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(NAME))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Hold::Folder(file)),
        Err(_) => Err(BackupError::Busy),
    }
}

pub(crate) async fn hold_store(
    place: Place,
    clock: Arc<dyn Clock>,
    random: &dyn Random,
) -> Result<Hold, BackupError> {
    let owner = hex::encode(chance::random_bytes::<16>(random));
    if let Some(note) = note(&place).await?
        && note.until > clock.now()
    {
        return Err(BackupError::Busy);
    }
    let until = clock.now();
    let mut lease = Lease {
        place,
        clock,
        owner,
        until,
    };
    lease.renew().await?;
    lease.require().await?;
    Ok(Hold::Store(lease))
}

/// A note that cannot be read is that of a writer who died while writing it.
async fn note(place: &Place) -> Result<Option<Note>, BackupError> {
    let bytes = place.get(NAME).await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

impl Lease {
    async fn renew(&mut self) -> Result<(), BackupError> {
        self.until = self.clock.now().plus_secs(LEASE_SECS);
        let note = Note {
            owner: self.owner.clone(),
            until: self.until,
        };
        let note = serde_json::to_vec(&note).expect("a name and a number always become JSON");
        self.place.put(NAME, note).await
    }

    async fn require(&self) -> Result<(), BackupError> {
        match note(&self.place).await? {
            Some(note) if note.owner == self.owner => Ok(()),
            _ => Err(BackupError::Busy),
        }
    }
}

impl Hold {
    /// Goes on holding; called between the steps of long work.
    pub(crate) async fn keep(&mut self) -> Result<(), BackupError> {
        if let Self::Store(lease) = self
            && lease.until.secs_since(lease.clock.now()) < LEASE_SECS / 2
        {
            lease.require().await?;
            lease.renew().await?;
        }
        Ok(())
    }

    /// Lets go. When the program dies before, a lock ends with it and a lease with its time.
    pub(crate) async fn release(self) -> Result<(), BackupError> {
        match self {
            Self::Folder(_) => Ok(()),
            Self::Store(lease) => lease.place.remove(vec![NAME.to_owned()]).await,
        }
    }
}
