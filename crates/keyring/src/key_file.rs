//! The file of the master keys: text, a line `<id> <64 hexadecimal digits>` for each, readable by its owner alone.

use crate::KeyError;
use crate::ring::MasterKey;
use std::io::{ErrorKind, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// Reads the keys of a file; none when there is no file.
pub(crate) fn read(file: &Path) -> Result<Option<Vec<MasterKey>>, KeyError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(KeyError::File(error)),
    };
    refuse_open_mode(file)?;
    let lines = text.lines().filter(|line| !line.is_empty());
    let keys = lines.map(MasterKey::parse).collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() {
        Err(KeyError::Damaged("it holds no key"))
    } else {
        Ok(Some(keys))
    }
}

/// Writes the keys of a new ring.
pub(crate) fn create(file: &Path, keys: &[MasterKey]) -> Result<(), KeyError> {
    write_private(file, text_of(keys).as_bytes()).map_err(KeyError::File)
}

/// Puts a file with more keys in the place of the old one; at every moment one of the two is whole.
pub(crate) fn replace(file: &Path, keys: &[MasterKey]) -> Result<(), KeyError> {
    let next = file.with_extension("next");
    // A file of this name was left by a crash before it took the old one's place.
    match std::fs::remove_file(&next) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(KeyError::File(error)),
    }
    write_private(&next, text_of(keys).as_bytes()).map_err(KeyError::File)?;
    std::fs::rename(&next, file).map_err(KeyError::File)?;
    sync_folder_of(file).map_err(KeyError::File)
}

fn text_of(keys: &[MasterKey]) -> Zeroizing<String> {
    Zeroizing::new(keys.iter().map(|key| key.to_line().to_string()).collect())
}

/// Writes a new file that only its owner may read, and makes it durable.
///
/// # Errors
/// Those of the file system; a file that exists is refused.
pub fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(file)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    sync_folder_of(file)
}

fn sync_folder_of(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_open_mode(file: &Path) -> Result<(), KeyError> {
    let metadata = std::fs::metadata(file).map_err(KeyError::File)?;
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyError::OpenToOthers(file.display().to_string()))
    }
}

#[cfg(not(unix))]
fn refuse_open_mode(_file: &Path) -> Result<(), KeyError> {
    Ok(())
}
