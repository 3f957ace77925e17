//! Small files of the house: rules, keys, configuration. They lie in pieces like rows, so they are sealed too.

use crate::BackupError;
use crate::dump::PieceWriter;
use crate::repository::Repository;
use crate::snapshot::FileDump;
use guildhall_kernel::ContentHash;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

/// Bytes of a piece of a file.
const PIECE_BYTES: u64 = 1024 * 1024;

/// A file that belongs into a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Path below the data folder, with slashes.
    pub name: String,
}

impl SourceFile {
    /// Returns the files below a folder or, when it is one, the file itself; none when there is nothing. `name` is the path
    /// below the data folder.
    ///
    /// # Errors
    /// [`BackupError::File`].
    pub fn below(data: &Path, name: &str) -> Result<Vec<Self>, BackupError> {
        let start = data.join(name);
        if !start.exists() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(&start).sort_by_file_name() {
            let entry = entry.map_err(|error| BackupError::file(name, error.into()))?;
            if entry.file_type().is_file() {
                let below = entry.path().strip_prefix(data).unwrap_or(entry.path());
                files.push(Self {
                    name: below.to_string_lossy().replace('\\', "/"),
                    path: entry.into_path(),
                });
            }
        }
        Ok(files)
    }
}

/// Puts a file into the repository.
pub(crate) async fn dump(file: &SourceFile, writer: &mut PieceWriter<'_>) -> Result<FileDump, BackupError> {
    let failed = |error| BackupError::file(&file.name, error);
    let mut reader = File::open(&file.path).map_err(failed)?;
    let (mut digest, mut bytes, mut pieces) = (Sha256::new(), 0, Vec::new());
    loop {
        let mut part = Vec::new();
        (&mut reader)
            .take(PIECE_BYTES)
            .read_to_end(&mut part)
            .map_err(failed)?;
        if part.is_empty() {
            break;
        }
        digest.update(&part);
        bytes += part.len() as u64;
        pieces.push(writer.put(part).await?);
    }
    Ok(FileDump {
        name: file.name.clone(),
        bytes,
        digest: ContentHash::from_bytes(digest.finalize().into()),
        pieces,
    })
}

/// Reads a file through and compares it with its digest; what is read goes to `out`.
pub(crate) async fn copy(
    repository: &Repository,
    file: &FileDump,
    out: &mut (dyn Write + Send),
) -> Result<(), BackupError> {
    let mut digest = Sha256::new();
    for name in &file.pieces {
        let part = repository.read_piece(*name).await?;
        digest.update(&part);
        out.write_all(&part)
            .map_err(|error| BackupError::file(&file.name, error))?;
    }
    if ContentHash::from_bytes(digest.finalize().into()) == file.digest {
        Ok(())
    } else {
        Err(BackupError::damaged(format!("file {}", file.name)))
    }
}

/// Writes a file below a data folder, for its owner alone.
pub(crate) async fn restore(
    repository: &Repository,
    file: &FileDump,
    data: &Path,
) -> Result<(), BackupError> {
    let failed = |error| BackupError::file(&file.name, error);
    let inside = Path::new(&file.name)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        return Err(BackupError::damaged(format!("the path {}", file.name)));
    }
    let path = data.join(&file.name);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&path).map_err(failed)?;
    copy(repository, file, &mut written).await?;
    written.sync_all().map_err(failed)
}
