//! The file of the master keys: text, readable by its owner alone, a line `<id> <64 hexadecimal digits> <date>` for
//! each, the date in microseconds since 1970.

use crate::KeyError;
use crate::ring::MasterKey;
use guildhall_kernel::Timestamp;
use std::fs::Metadata;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;
use zeroize::Zeroizing;

/// Reads the keys of a file; none when there is no file. A key without a date has that of the file.
pub(crate) fn read(file: &Path) -> Result<Option<Vec<Arc<MasterKey>>>, KeyError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(KeyError::File(error)),
    };
    let metadata = std::fs::metadata(file).map_err(KeyError::File)?;
    refuse_open_mode(file, &metadata)?;
    let written_at = written_at(&metadata).map_err(KeyError::File)?;
    let keys = parse(&text)?
        .into_iter()
        .map(|key| Arc::new(key.dated(written_at)));
    Ok(Some(keys.collect()))
}

/// Reads the text of a key file.
pub(crate) fn parse(text: &str) -> Result<Vec<MasterKey>, KeyError> {
    let lines = text.lines().filter(|line| !line.is_empty());
    let keys = lines.map(MasterKey::parse).collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() {
        Err(KeyError::Damaged("it holds no key"))
    } else {
        Ok(keys)
    }
}

/// Writes the keys of a new ring.
pub(crate) fn create(file: &Path, keys: &[Arc<MasterKey>]) -> Result<(), KeyError> {
    write_private(file, text_of(keys).as_bytes()).map_err(KeyError::File)
}

/// Puts a file in the place of an old one; at every moment one of the two is whole.
pub(crate) fn put(file: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let next = file.with_extension("next");
    // A file of this name was left by a crash before it took the old one's place.
    match std::fs::remove_file(&next) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(KeyError::File(error)),
    }
    write_private(&next, bytes).map_err(KeyError::File)?;
    std::fs::rename(&next, file).map_err(KeyError::File)?;
    sync_folder_of(file).map_err(KeyError::File)
}

/// Returns the text of a key file.
pub(crate) fn text_of(keys: &[Arc<MasterKey>]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    for key in keys {
        text.push_str(&key.to_line());
    }
    text
}

fn written_at(metadata: &Metadata) -> std::io::Result<Timestamp> {
    let since = metadata.modified()?.duration_since(SystemTime::UNIX_EPOCH);
    let micros = since.unwrap_or_default().as_micros();
    Ok(Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX)))
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
fn refuse_open_mode(file: &Path, metadata: &Metadata) -> Result<(), KeyError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyError::OpenToOthers(file.display().to_string()))
    }
}

#[cfg(not(unix))]
fn refuse_open_mode(_file: &Path, _metadata: &Metadata) -> Result<(), KeyError> {
    Ok(())
}
