//! Where a repository lies: a folder, or a bucket of an object store.
//!
//! Knows names and bytes; it knows neither content nor keys. What is put becomes visible whole or not at all, and is
//! durable after [`Place::make_durable`].

use crate::BackupError;
use crate::hold::{Hold, hold_folder, hold_store};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use guildhall_kernel::{Clock, Random};
use guildhall_vault::{BucketAddress, BucketReplica};
use object_store::local::LocalFileSystem;
use object_store::path::Path as StorePath;
use object_store::{ObjectStore, ObjectStoreExt};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Things that are taken away at once.
const REMOVALS_AT_ONCE: usize = 16;
/// Stands in the names of what a folder's writer has not finished.
const UNFINISHED: char = '#';

/// The place of a repository. Cheap to clone.
#[derive(Clone)]
pub struct Place {
    store: Arc<dyn ObjectStore>,
    prefix: String,
    folder: Option<PathBuf>,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place")
            .field("prefix", &self.prefix)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Place {
    /// Opens a folder, making it when there is none; nobody else on this machine may look in.
    ///
    /// # Errors
    /// [`BackupError::File`] when it cannot be made.
    pub fn folder(folder: &Path) -> Result<Self, BackupError> {
        let failed = |error| BackupError::file(folder.display().to_string(), error);
        if !folder.is_dir() {
            std::fs::create_dir_all(folder).map_err(failed)?;
            keep_private(folder).map_err(failed)?;
        }
        // Elsewhere there is no sync of a whole file system, so every file is synced.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(cfg!(not(target_os = "linux")));
        Ok(Self {
            store: Arc::new(store),
            prefix: String::new(),
            folder: Some(folder.to_owned()),
        })
    }

    /// Sets up a bucket. Nothing is sent yet.
    ///
    /// # Errors
    /// [`BackupError::Address`] when the address cannot be used.
    pub fn bucket(address: &BucketAddress) -> Result<Self, BackupError> {
        Ok(Self::store(address.store()?, &address.prefix))
    }

    /// Wraps an object store that makes durable what it takes; nobody else may write below the prefix.
    pub fn store(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            store,
            prefix: prefix.trim_matches('/').to_owned(),
            folder: None,
        }
    }

    /// Returns the part of the place in which originals lie, in the form in which the vault keeps them.
    pub(crate) fn originals(&self) -> BucketReplica {
        BucketReplica::new("backup", Arc::clone(&self.store), &self.full("originals"))
    }

    fn full(&self, name: &str) -> String {
        let separator = if self.prefix.is_empty() { "" } else { "/" };
        format!("{}{separator}{name}", self.prefix)
    }

    fn path(&self, name: &str) -> StorePath {
        StorePath::from(self.full(name))
    }

    /// Returns what lies under a name, if anything.
    pub(crate) async fn get(&self, name: &str) -> Result<Option<Bytes>, BackupError> {
        match self.store.get(&self.path(name)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts bytes under a name, in the place of what was there.
    pub(crate) async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), BackupError> {
        self.store.put(&self.path(name), bytes.into()).await?;
        Ok(())
    }

    /// Returns the last parts of the names below a folder, however deep.
    pub(crate) async fn list(&self, folder: &str) -> Result<Vec<String>, BackupError> {
        let prefix = self.path(folder);
        let found = self.store.list(Some(&prefix));
        let names = found.map_ok(|meta| meta.location.filename().map(str::to_owned));
        let names: Vec<Option<String>> = names.try_collect().await?;
        Ok(names.into_iter().flatten().collect())
    }

    /// Takes things away; it is no error when they are not there.
    pub(crate) async fn remove(&self, names: Vec<String>) -> Result<(), BackupError> {
        let removals = names.into_iter().map(|name| {
            let (store, path) = (Arc::clone(&self.store), self.path(&name));
            async move {
                match store.delete(&path).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                    Err(error) => Err(error),
                }
            }
        });
        let removals = futures_util::stream::iter(removals).buffer_unordered(REMOVALS_AT_ONCE);
        Ok(removals.try_collect().await?)
    }

    /// Makes everything durable that was put so far; an object store has done so itself.
    pub(crate) async fn make_durable(&self) -> Result<(), BackupError> {
        let Some(folder) = self.folder.clone() else {
            return Ok(());
        };
        let name = folder.display().to_string();
        let synced = tokio::task::spawn_blocking(move || sync(&folder)).await;
        let synced = synced.unwrap_or_else(|error| Err(std::io::Error::other(error)));
        synced.map_err(|error| BackupError::file(name, error))
    }

    /// Keeps others from writing here, as long as the answer lives.
    pub(crate) async fn hold(&self, clock: Arc<dyn Clock>, random: &dyn Random) -> Result<Hold, BackupError> {
        match &self.folder {
            Some(folder) => hold_folder(folder),
            None => hold_store(self.clone(), clock, random).await,
        }
    }

    /// Takes away what a writer that died left unfinished in a folder; only under a hold.
    pub(crate) async fn clear_unfinished(&self) -> Result<(), BackupError> {
        let Some(folder) = self.folder.clone() else {
            return Ok(());
        };
        let name = folder.display().to_string();
        let cleared = tokio::task::spawn_blocking(move || clear(&folder)).await;
        let cleared = cleared.unwrap_or_else(|error| Err(std::io::Error::other(error)));
        cleared.map_err(|error| BackupError::file(name, error))
    }
}

fn clear(folder: &Path) -> std::io::Result<()> {
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() && entry.file_name().to_string_lossy().contains(UNFINISHED) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> std::io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?).map_err(std::io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn sync(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(unix)]
pub(crate) fn keep_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
pub(crate) fn keep_private(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
