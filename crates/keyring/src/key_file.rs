//! The file of the master keys: text, readable by its owner alone, a line `<id> <64 hexadecimal digits> <date>` for
//! each, the date in microseconds since 1970. With a safe ([`KeySafe`]) that text is sealed, and the file holds a line
//! that says so and one of hexadecimal digits.

use crate::ring::MasterKey;
use crate::{KeyError, KeySafe};
use guildhall_kernel::{Random, Timestamp};
use std::fs::Metadata;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use zeroize::Zeroizing;

/// First line of a file whose text is sealed.
const SEALED: &str = "guildhall-keys sealed v1\n";

/// The key file with the safe that seals it, when there is one.
#[derive(Debug)]
pub(crate) struct KeyFile {
    /// Where it lies.
    pub(crate) path: PathBuf,
    safe: Option<Arc<dyn KeySafe>>,
}

impl KeyFile {
    /// Names a key file; nothing is read yet.
    pub(crate) fn new(path: &Path, safe: Option<Arc<dyn KeySafe>>) -> Self {
        Self {
            path: path.to_owned(),
            safe,
        }
    }

    /// Reads the keys; none when there is no file. A key without a date has that of the file.
    pub(crate) fn read(&self) -> Result<Option<Vec<Arc<MasterKey>>>, KeyError> {
        let Some(text) = self.text()? else {
            return Ok(None);
        };
        let metadata = std::fs::metadata(&self.path).map_err(KeyError::File)?;
        refuse_open_mode(&self.path, &metadata)?;
        let written_at = written_at(&metadata).map_err(KeyError::File)?;
        let keys = match text.strip_prefix(SEALED) {
            None => parse(&text)?,
            Some(digits) => parse(&self.opened(digits)?)?,
        };
        let dated = keys.into_iter().map(|key| Arc::new(key.dated(written_at)));
        Ok(Some(dated.collect()))
    }

    /// Writes the keys of a new ring.
    pub(crate) fn create(&self, keys: &[Arc<MasterKey>], random: &dyn Random) -> Result<(), KeyError> {
        write_private(&self.path, self.contents(keys, random)?.as_bytes()).map_err(KeyError::File)
    }

    /// Puts other keys in the place of the old ones.
    pub(crate) fn put(&self, keys: &[Arc<MasterKey>], random: &dyn Random) -> Result<(), KeyError> {
        put(&self.path, self.contents(keys, random)?.as_bytes())
    }

    /// Seals a file that was written before there was a safe.
    pub(crate) fn seal_if_clear(&self, keys: &[Arc<MasterKey>], random: &dyn Random) -> Result<(), KeyError> {
        let is_clear = self.text()?.is_some_and(|text| !text.starts_with(SEALED));
        match (&self.safe, is_clear) {
            (Some(_), true) => self.put(keys, random),
            _ => Ok(()),
        }
    }

    fn text(&self) -> Result<Option<Zeroizing<String>>, KeyError> {
        match std::fs::read_to_string(&self.path) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(KeyError::File(error)),
        }
    }

    fn opened(&self, digits: &str) -> Result<Zeroizing<String>, KeyError> {
        let safe = self.safe.as_ref().ok_or(KeyError::ModuleNeeded)?;
        let damaged = || KeyError::Damaged("its sealed line is none");
        let sealed = hex::decode(digits.trim()).map_err(|_| damaged())?;
        let opened = safe.open(&sealed)?;
        let text = std::str::from_utf8(&opened).map_err(|_| damaged())?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn contents(&self, keys: &[Arc<MasterKey>], random: &dyn Random) -> Result<Zeroizing<String>, KeyError> {
        let text = text_of(keys);
        match &self.safe {
            None => Ok(text),
            Some(safe) => {
                let sealed = safe.seal(text.as_bytes(), random)?;
                Ok(Zeroizing::new(format!("{SEALED}{}\n", hex::encode(sealed))))
            }
        }
    }
}

/// Writes the keys that were rebuilt from shares; a safe seals them when the program opens the file.
pub(crate) fn create_clear(path: &Path, keys: &[Arc<MasterKey>]) -> Result<(), KeyError> {
    write_private(path, text_of(keys).as_bytes()).map_err(KeyError::File)
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
