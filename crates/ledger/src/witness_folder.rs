//! The file of checkpoints in a folder on other storage: signed notes, each followed by an empty line.
//!
//! The file is only ever appended to and is durable before a checkpoint counts as delivered. Must not decide anything:
//! what a checkpoint there says is judged by whoever reads it.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Most bytes that are read, from the end: half a year of checkpoints, one each minute.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes in which the last checkpoint certainly stands.
const LAST_BYTES_MAX: u64 = 64 * 1024;
/// How a line with a signature begins (C2SP signed-note).
const SIGNATURE: &str = "— ";

/// Appends a signed note to the file of this name in a folder, which must exist: an empty mount point is no witness.
///
/// # Errors
/// When the folder is not there or does not take it.
pub fn append_note(folder: &Path, name: &str, note: &str) -> std::io::Result<()> {
    let path = folder.join(name);
    let is_new = !path.exists();
    let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
    file.write_all(format!("{note}\n").as_bytes())?;
    file.sync_all()?;
    if is_new {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Returns the newest signed notes of a file, the oldest first; none when there is no such file.
///
/// # Errors
/// When the file cannot be read.
pub fn read_notes(path: &Path) -> std::io::Result<Vec<String>> {
    Ok(notes_of(&tail(path, FILE_BYTES_MAX)?))
}

/// Returns the last signed note of a file.
///
/// # Errors
/// When the file cannot be read.
pub fn last_note(path: &Path) -> std::io::Result<Option<String>> {
    Ok(notes_of(&tail(path, LAST_BYTES_MAX)?).pop())
}

fn tail(path: &Path, bytes: u64) -> std::io::Result<String> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(error),
    };
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(bytes)))?;
    let mut read = Vec::new();
    file.take(bytes).read_to_end(&mut read)?;
    Ok(String::from_utf8_lossy(&read).into_owned())
}

/// Cuts a text into signed notes: each is a body and, behind an empty line, its signatures. What is cut off at the
/// beginning is left out.
pub fn notes_of(text: &str) -> Vec<String> {
    let blocks: Vec<&str> = text.trim().split("\n\n").collect();
    let is_note = |pair: &&[&str]| !pair[0].starts_with(SIGNATURE) && pair[1].starts_with(SIGNATURE);
    let notes = blocks.windows(2).filter(is_note);
    notes
        .map(|pair| format!("{}\n\n{}\n", pair[0], pair[1]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_come_back_as_they_were_appended() {
        let folder = tempfile::tempdir().unwrap();
        let notes = ["a\n1\nx\n\n— a b\n", "a\n2\ny\n\n— a c\n— w d\n"];
        for note in notes {
            append_note(folder.path(), "log", note).unwrap();
        }
        assert_eq!(read_notes(&folder.path().join("log")).unwrap(), notes);
        assert_eq!(
            last_note(&folder.path().join("log")).unwrap().as_deref(),
            Some(notes[1])
        );
        assert!(read_notes(&folder.path().join("none")).unwrap().is_empty());
        assert!(append_note(&folder.path().join("not-mounted"), "log", notes[0]).is_err());
    }
}
