//! A replica in a folder of a local or mounted disk.
//!
//! `objects/abc/<id>` holds the objects, `staging/<session>/<id>` what is being written by one running program.
//! A session's lock file tells whether its program still lives: at the start of the next one, the staging
//! folders of the dead are removed.

use super::{Found, Replica, ReplicaKind, Upload};
use crate::ReplicaError;
use crate::object::ObjectId;
use async_trait::async_trait;
use bytes::Bytes;
use guildhall_kernel::{Random, Timestamp, chance};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

/// Bytes that are gathered before they go to the disk.
const GATHER_BYTES: usize = 256 * 1024;

/// Digits in the name of a drawer.
const DRAWER_DIGITS: usize = 3;

/// A replica in a folder.
#[derive(Debug)]
pub struct FolderReplica {
    name: String,
    objects: PathBuf,
    staging: PathBuf,
    /// Open from the start, so that every failed write since then is reported when it is synced.
    root: Arc<File>,
    /// Held locked as long as the program lives.
    _lock: File,
}

impl FolderReplica {
    /// Opens a folder, making it when there is none, and clears away what died in it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn open(name: &str, folder: &Path, random: &dyn Random) -> io::Result<Self> {
        let (objects, staging) = (folder.join("objects"), folder.join("staging"));
        fs::create_dir_all(&objects)?;
        fs::create_dir_all(&staging)?;
        clear_dead_sessions(&staging)?;
        let root = Arc::new(File::open(folder)?);
        let session = hex::encode(chance::random_bytes::<8>(random));
        let lock = File::create_new(staging.join(format!("{session}.lock")))?;
        lock.lock()?;
        let staging = staging.join(session);
        fs::create_dir(&staging)?;
        Ok(Self {
            name: name.to_owned(),
            objects,
            staging,
            root,
            _lock: lock,
        })
    }

    fn drawer(&self, id: ObjectId) -> PathBuf {
        self.objects.join(id.drawer(DRAWER_DIGITS))
    }

    fn path(&self, id: ObjectId) -> PathBuf {
        self.drawer(id).join(id.to_string())
    }

    fn staged(&self, id: ObjectId) -> PathBuf {
        self.staging.join(id.to_string())
    }
}

impl Drop for FolderReplica {
    fn drop(&mut self) {
        // What remains when this fails is cleared at the next start.
        let _ = fs::remove_dir_all(&self.staging);
        let _ = fs::remove_file(self.staging.with_extension("lock"));
    }
}

/// Removes the staging folders whose program no longer holds its lock.
fn clear_dead_sessions(staging: &Path) -> io::Result<()> {
    for entry in fs::read_dir(staging)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "lock") {
            continue;
        }
        let Ok(lock) = File::open(&path) else { continue };
        if lock.try_lock().is_err() {
            continue;
        }
        match fs::remove_dir_all(path.with_extension("")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::remove_file(&path)?,
        }
    }
    Ok(())
}

/// Runs file work where it may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ReplicaError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(ReplicaError::from),
        Err(error) => Err(ReplicaError::Io(io::Error::other(error))),
    }
}

#[async_trait]
impl Replica for FolderReplica {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> ReplicaKind {
        ReplicaKind::Folder
    }

    async fn create(&self, id: ObjectId) -> Result<Box<dyn Upload>, ReplicaError> {
        Ok(Box::new(FolderUpload {
            path: self.staged(id),
            file: None,
            gathered: Vec::new(),
        }))
    }

    async fn seal(&self, ids: &[ObjectId]) -> Result<(), ReplicaError> {
        let moves: Vec<Move> = ids
            .iter()
            .map(|id| Move {
                from: self.staged(*id),
                drawer: self.drawer(*id),
                to: self.path(*id),
            })
            .collect();
        let root = Arc::clone(&self.root);
        blocking(move || {
            make_durable(&root, moves.iter().map(|entry| entry.from.as_path()))?;
            for entry in &moves {
                entry.run()?;
            }
            make_durable(&root, moves.iter().map(|entry| entry.drawer.as_path()))
        })
        .await
    }

    async fn read(&self, id: ObjectId, offset: u64, length: usize) -> Result<Bytes, ReplicaError> {
        let path = self.path(id);
        blocking(move || {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(offset))?;
            let mut bytes = vec![0; length];
            file.read_exact(&mut bytes)?;
            Ok(Bytes::from(bytes))
        })
        .await
    }

    async fn stored_bytes(&self, id: ObjectId) -> Result<u64, ReplicaError> {
        let path = self.path(id);
        blocking(move || fs::metadata(path).map(|metadata| metadata.len())).await
    }

    async fn remove(&self, id: ObjectId) -> Result<(), ReplicaError> {
        let path = self.path(id);
        match blocking(move || fs::remove_file(path)).await {
            Err(ReplicaError::Missing) => Ok(()),
            other => other,
        }
    }

    fn drawers(&self) -> u32 {
        1 << (4 * DRAWER_DIGITS)
    }

    async fn list(&self, drawer: u32) -> Result<Vec<Found>, ReplicaError> {
        let folder = self.objects.join(format!("{drawer:0DRAWER_DIGITS$x}"));
        match blocking(move || list_folder(&folder)).await {
            Err(ReplicaError::Missing) => Ok(Vec::new()),
            other => other,
        }
    }
}

/// The step from staging to the drawer.
struct Move {
    from: PathBuf,
    drawer: PathBuf,
    to: PathBuf,
}

impl Move {
    fn run(&self) -> io::Result<()> {
        match fs::rename(&self.from, &self.to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(&self.drawer)?;
                fs::rename(&self.from, &self.to)
            }
            other => other,
        }
    }
}

/// One sync of the whole file system costs as much as the sync of one file, so a batch needs only one.
#[cfg(target_os = "linux")]
fn make_durable<'a>(root: &File, _paths: impl Iterator<Item = &'a Path>) -> io::Result<()> {
    rustix::fs::syncfs(root).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn make_durable<'a>(root: &File, paths: impl Iterator<Item = &'a Path>) -> io::Result<()> {
    for path in paths {
        File::open(path)?.sync_all()?;
    }
    root.sync_all()
}

fn list_folder(folder: &Path) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let since = entry
            .metadata()?
            .modified()?
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let written_at = Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
        found.push(Found { id, written_at });
    }
    Ok(found)
}

/// A file that is being written.
struct FolderUpload {
    path: PathBuf,
    file: Option<File>,
    gathered: Vec<u8>,
}

impl FolderUpload {
    async fn flush(&mut self) -> Result<(), ReplicaError> {
        let bytes = std::mem::take(&mut self.gathered);
        let (file, path) = (self.file.take(), self.path.clone());
        let file = blocking(move || {
            let mut file = file.map_or_else(|| new_private_file(&path), Ok)?;
            file.write_all(&bytes)?;
            Ok(file)
        });
        self.file = Some(file.await?);
        Ok(())
    }
}

fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[async_trait]
impl Upload for FolderUpload {
    async fn write(&mut self, bytes: Bytes) -> Result<(), ReplicaError> {
        self.gathered.extend_from_slice(&bytes);
        if self.gathered.len() >= GATHER_BYTES {
            self.flush().await
        } else {
            Ok(())
        }
    }

    async fn finish(&mut self) -> Result<(), ReplicaError> {
        self.flush().await?;
        self.file = None;
        Ok(())
    }
}

impl Drop for FolderUpload {
    fn drop(&mut self) {
        // After sealing there is nothing left under this name.
        let _ = fs::remove_file(&self.path);
    }
}
