//! An exported log (账本导出文件): its form, and verifying it with nothing but the public key.
//!
//! Pure. The file is text in UTF-8, one item a line:
//!
//! ```text
//! guildhall-ledger 1
//! origin <origin of the checkpoints>
//! key <public key, for information: the verifier is given its own>
//! checkpoints <how many>
//! <a signed note, as a JSON text>            (once for each, oldest first)
//! entries <how many>
//! <leaf hash, 64 hex digits> <leaf>          (once for each, in the order of the log)
//! end
//! ```
//!
//! The leaf hash beside each leaf lets the verifier name the entry that was changed; that hash and leaf were not
//! both changed is proved by the checkpoints.

use crate::LedgerError;
use crate::checkpoint::{CHECKPOINT_BYTES_MAX, Checkpoint, VerifyingKey};
use crate::entry::Entry;
use crate::tile::{Edge, Tiles};
use crate::tree::{EMPTY_HASH, Hash, record_hash};
use std::collections::VecDeque;
use std::io::{BufRead, Read};

/// The first line: name and version of the form.
pub const FIRST_LINE: &str = "guildhall-ledger 1";
/// Longest line that is read, in bytes.
const LINE_BYTES_MAX: u64 = 128 * 1024;
/// Most checkpoints that are read.
const CHECKPOINTS_MAX: u64 = 10_000_000;

/// An exported log that is as it was signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Whose log it is.
    pub origin: String,
    /// Entries in it.
    pub entries: u64,
    /// Checkpoints, all of them signed by the key.
    pub checkpoints: u64,
    /// Root of the tree over all entries.
    pub root: Hash,
}

/// The first thing that is wrong with an exported log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A checkpoint is not signed by the key, of another log, or smaller than the one before it.
    Checkpoint {
        /// Its place, from 1.
        number: u64,
    },
    /// An entry does not have the hash beside it, or is no entry of this log.
    Entry {
        /// Its place in the log, from 0.
        index: u64,
        /// Its id, when the line still tells one.
        id: Option<String>,
    },
    /// Some of these entries were changed, added, moved or left out together with their hashes.
    Span {
        /// First place in question.
        from: u64,
        /// Last place in question.
        to: u64,
        /// The checkpoint that says so, from 1.
        number: u64,
    },
    /// Entries are missing at the end, or no checkpoint vouches for the last ones.
    End {
        /// Entries in the file.
        entries: u64,
        /// Entries for which a checkpoint vouches.
        vouched: u64,
    },
}

/// Verifies an exported log; `progress` is told how many entries are done, of how many.
///
/// # Errors
/// [`LedgerError::Malformed`] when it is no exported log, [`LedgerError::File`] when it cannot be read. A log that
/// was changed is no error, but a [`Flaw`].
pub fn verify(
    input: impl BufRead,
    key: &VerifyingKey,
    progress: &dyn Fn(u64, u64),
) -> Result<Result<Sound, Flaw>, LedgerError> {
    let mut lines = Lines(input);
    if lines.next()? != FIRST_LINE {
        return Err(malformed("this is not an exported log of version 1"));
    }
    let origin = lines.after("origin ")?;
    lines.after("key ")?;
    let checkpoints = match read_checkpoints(&mut lines, key, &origin)? {
        Ok(checkpoints) => checkpoints,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let numbered = checkpoints.len() as u64;
    let vouched = checkpoints.back().map_or(0, |(_, checkpoint)| checkpoint.size);
    let entries = lines.count("entries ")?;
    let mut judge = Judge {
        origin,
        checkpoints,
        edge: Edge::default(),
        sound_until: 0,
    };
    if let Some(flaw) = judge.meet_checkpoints() {
        return Ok(Err(flaw));
    }
    for index in 0..entries {
        if let Some(flaw) = judge.take(index, &lines.next()?) {
            return Ok(Err(flaw));
        }
        progress(index + 1, entries);
    }
    let ended = lines.next()? == "end";
    if !ended || entries != vouched {
        return Ok(Err(Flaw::End { entries, vouched }));
    }
    let root = if entries == 0 {
        EMPTY_HASH
    } else {
        judge.edge.root()
    };
    Ok(Ok(Sound {
        origin: judge.origin,
        entries,
        checkpoints: numbered,
        root,
    }))
}

type Numbered = VecDeque<(u64, Checkpoint)>;

fn read_checkpoints(
    lines: &mut Lines<impl BufRead>,
    key: &VerifyingKey,
    origin: &str,
) -> Result<Result<Numbered, Flaw>, LedgerError> {
    let count = lines.count("checkpoints ")?;
    if count > CHECKPOINTS_MAX {
        return Err(malformed("so many checkpoints are not possible"));
    }
    let (mut checkpoints, mut size) = (Numbered::new(), 0);
    for number in 1..=count {
        let line = lines.next()?;
        let note: Option<String> = serde_json::from_str(&line).ok();
        let note = note.filter(|note| note.len() <= CHECKPOINT_BYTES_MAX);
        match note.and_then(|note| key.open(&note).ok()) {
            Some(stated) if stated.origin == origin && stated.size >= size => {
                size = stated.size;
                checkpoints.push_back((number, stated));
            }
            _ => return Ok(Err(Flaw::Checkpoint { number })),
        }
    }
    Ok(Ok(checkpoints))
}

/// Grows the tree entry by entry and holds it against the checkpoints.
struct Judge {
    origin: String,
    checkpoints: Numbered,
    edge: Edge,
    /// Entries before this place are vouched for.
    sound_until: u64,
}

impl Judge {
    fn take(&mut self, index: u64, line: &str) -> Option<Flaw> {
        let (hash, leaf) = line.split_once(' ').unwrap_or((line, ""));
        let leaf_hash = record_hash(leaf.as_bytes());
        let entry = Entry::from_leaf(leaf).ok();
        let id = entry.as_ref().map(|entry| entry.id.to_string());
        let ours = entry.is_some_and(|entry| self.origin.ends_with(&format!("/{}", entry.realm)));
        if hex::encode(leaf_hash.0) != hash || !ours {
            return Some(Flaw::Entry { index, id });
        }
        self.edge.push(leaf_hash, &mut Tiles::new());
        self.meet_checkpoints()
    }

    /// Compares the tree with the checkpoints that speak of its present size.
    fn meet_checkpoints(&mut self) -> Option<Flaw> {
        let size = self.edge.size();
        while self
            .checkpoints
            .front()
            .is_some_and(|(_, checkpoint)| checkpoint.size == size)
        {
            let (number, checkpoint) = self.checkpoints.pop_front()?;
            if checkpoint.root != self.edge.root() {
                return Some(Flaw::Span {
                    from: self.sound_until,
                    to: size.saturating_sub(1),
                    number,
                });
            }
            self.sound_until = size;
        }
        None
    }
}

/// Lines of limited length.
struct Lines<R>(R);

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<String, LedgerError> {
        let mut line = String::new();
        let read = (&mut self.0).take(LINE_BYTES_MAX).read_line(&mut line);
        match read {
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(malformed("not UTF-8")),
            Err(error) => Err(error.into()),
            Ok(_) => match line.strip_suffix('\n') {
                Some(line) => Ok(line.to_owned()),
                None => Err(malformed("the file ends in the middle, or a line is too long")),
            },
        }
    }

    fn after(&mut self, word: &str) -> Result<String, LedgerError> {
        let line = self.next()?;
        let rest = line
            .strip_prefix(word)
            .ok_or_else(|| malformed(&format!("a line with {word:?} is missing")))?;
        Ok(rest.to_owned())
    }

    fn count(&mut self, word: &str) -> Result<u64, LedgerError> {
        let text = self.after(word)?;
        text.parse()
            .map_err(|_| malformed(&format!("{text:?} is not a count")))
    }
}

fn malformed(what: &str) -> LedgerError {
    LedgerError::Malformed(what.to_owned())
}
