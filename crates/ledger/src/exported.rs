//! An exported log (账本导出文件): its form, and verifying it with nothing but the public key.
//!
//! Pure. The file is text in UTF-8, one item a line:
//!
//! ```text
//! guildhall-ledger 2
//! origin <origin of the checkpoints>
//! key <public key, for information: the verifier is given its own>
//! checkpoints <how many>
//! <a signed note, as a JSON text>            (once for each, oldest first)
//! entries <how many>
//! tile <hashes of the next 256 leaves, 64 hex digits each>     (before each 256 entries; fewer before the last)
//! <leaf>                                     (once for each, in the order of the log)
//! end
//! ```
//!
//! The tiles let the verifier name the entries that were changed, left out, added or moved; that tiles and entries
//! were not both changed is proved by the checkpoints.

use crate::LedgerError;
use crate::checkpoint::{CHECKPOINT_BYTES_MAX, Checkpoint, VerifyingKey};
use crate::exported_tile::{Found, judge_tile};
use crate::tile::{Edge, Tiles, WIDTH};
use crate::tree::{EMPTY_HASH, HASH_SIZE, Hash};
use guildhall_kernel::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, Read};
use uuid::Uuid;

/// The first line: name and version of the form.
pub const FIRST_LINE: &str = "guildhall-ledger 2";
/// How the line of a tile begins.
pub const TILE: &str = "tile ";
/// The last line.
pub const LAST_LINE: &str = "end";
/// Longest line that is read, in bytes.
const LINE_BYTES_MAX: u64 = 128 * 1024;
/// Most checkpoints that are read.
const CHECKPOINTS_MAX: u64 = 10_000_000;
/// Most lines behind one tile: all its entries, and some that were added.
const BLOCK_LINES_MAX: usize = 4 * WIDTH as usize;
/// Most flaws that are named.
pub const FLAWS_MAX: usize = 1_000;

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

/// An entry as its line tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which.
    pub subject_id: Uuid,
}

/// Something that is wrong with an exported log. Places are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A checkpoint is not signed by the key, of another log, or smaller than the one before it.
    Checkpoint {
        /// Its number, from 1.
        number: u64,
    },
    /// An entry is not what was hashed.
    Changed {
        /// Its place.
        index: u64,
        /// What its line tells now, when it is an entry still.
        entry: Option<Named>,
    },
    /// An entry was left out.
    Missing {
        /// Its place.
        index: u64,
        /// When the entry before it was written.
        behind: Option<Timestamp>,
    },
    /// An entry was added that is not in the log.
    Added {
        /// The place before which it stands.
        before: u64,
        /// What its line tells, when it is an entry.
        entry: Option<Named>,
    },
    /// An entry stands where another belongs.
    Moved {
        /// Where it stands.
        index: u64,
        /// Where it belongs.
        belongs: u64,
        /// What its line tells.
        entry: Option<Named>,
    },
    /// Some of these entries were changed, added, moved or left out together with their tiles.
    Span {
        /// First place in question.
        from: u64,
        /// Last place in question.
        to: u64,
        /// The checkpoint that says so, from 1.
        number: u64,
    },
    /// A checkpoint that was kept elsewhere tells of another log.
    Sealed {
        /// The entries that it speaks of.
        size: u64,
    },
    /// Entries are missing at the end, or no checkpoint vouches for the last ones.
    End {
        /// Entries in the file.
        entries: u64,
        /// Entries for which a checkpoint vouches.
        vouched: u64,
    },
}

/// Verifies an exported log, also against checkpoints that were kept elsewhere; `progress` is told how many entries
/// are done, of how many.
///
/// # Errors
/// [`LedgerError::Malformed`] when it is no exported log, [`LedgerError::File`] when it cannot be read. A log that
/// was changed is no error, but a list of [`Flaw`]s.
pub fn verify(
    input: impl BufRead,
    key: &VerifyingKey,
    sealed: &[Checkpoint],
    progress: &dyn Fn(u64, u64),
) -> Result<Result<Sound, Vec<Flaw>>, LedgerError> {
    let mut lines = Lines {
        input,
        put_back: None,
    };
    if lines.next()? != FIRST_LINE {
        return Err(malformed("this is not an exported log of version 2"));
    }
    let origin = lines.after("origin ")?;
    lines.after("key ")?;
    let (checkpoints, flaws) = read_checkpoints(&mut lines, key, &origin)?;
    let numbered = checkpoints.len() as u64;
    let vouched = checkpoints.last().map_or(0, |checkpoint| checkpoint.size);
    let stated = lines.count("entries ")?;
    let mut judge = Judge::new(origin, &checkpoints, sealed);
    judge.flaws = flaws;
    judge.meet();
    while let Some(hashes) = lines.tile()? {
        let block = lines.block()?;
        judge.take(&hashes, &block);
        progress(judge.edge.size(), stated);
    }
    let entries = judge.edge.size();
    if entries != stated || entries != vouched {
        judge.flaws.push(Flaw::End { entries, vouched });
    }
    let root = if entries == 0 {
        EMPTY_HASH
    } else {
        judge.edge.root()
    };
    let origin = judge.origin.clone();
    let flaws = judge.finish();
    if flaws.is_empty() {
        return Ok(Ok(Sound {
            origin,
            entries,
            checkpoints: numbered,
            root,
        }));
    }
    Ok(Err(flaws))
}

fn read_checkpoints(
    lines: &mut Lines<impl BufRead>,
    key: &VerifyingKey,
    origin: &str,
) -> Result<(Vec<Checkpoint>, Vec<Flaw>), LedgerError> {
    let count = lines.count("checkpoints ")?;
    if count > CHECKPOINTS_MAX {
        return Err(malformed("so many checkpoints are not possible"));
    }
    let (mut checkpoints, mut flaws) = (Vec::<Checkpoint>::new(), Vec::new());
    for number in 1..=count {
        let note: Option<String> = serde_json::from_str(&lines.next()?).ok();
        let note = note.filter(|note| note.len() <= CHECKPOINT_BYTES_MAX);
        let size = checkpoints.last().map_or(0, |last| last.size);
        let stated = note.and_then(|note| key.open(&note).ok());
        match stated.filter(|stated| stated.origin == origin && stated.size >= size) {
            Some(stated) => checkpoints.push(stated),
            None if flaws.len() < FLAWS_MAX => flaws.push(Flaw::Checkpoint { number }),
            None => {}
        }
    }
    Ok((checkpoints, flaws))
}

/// Who says what the log was.
#[derive(Clone, Copy)]
enum Source {
    /// The checkpoint of this number in the file.
    Exported(u64),
    /// A checkpoint that was kept elsewhere.
    Sealed,
}

/// Grows the tree tile by tile and holds it against the checkpoints.
struct Judge {
    origin: String,
    checkpoints: VecDeque<(Source, Checkpoint)>,
    edge: Edge,
    /// Entries before this place are vouched for.
    sound_until: u64,
    /// When the last good entry was written.
    behind: Option<Timestamp>,
    flaws: Vec<Flaw>,
    /// Lines that stand where they do not belong, by hash: where, and what they tell.
    astray: HashMap<[u8; HASH_SIZE], (u64, Option<Named>)>,
    /// Places without their entry, by hash.
    vacant: Vec<([u8; HASH_SIZE], u64, Option<Timestamp>)>,
}

impl Judge {
    fn new(origin: String, exported: &[Checkpoint], sealed: &[Checkpoint]) -> Self {
        let numbered = (1..)
            .zip(exported)
            .map(|(number, stated)| (Source::Exported(number), stated.clone()));
        let kept = sealed.iter().map(|stated| (Source::Sealed, stated.clone()));
        let mut checkpoints: Vec<_> = numbered.chain(kept).collect();
        checkpoints.sort_by_key(|(_, stated)| stated.size);
        Self {
            origin,
            checkpoints: checkpoints.into(),
            edge: Edge::default(),
            sound_until: 0,
            behind: None,
            flaws: Vec::new(),
            astray: HashMap::new(),
            vacant: Vec::new(),
        }
    }

    fn take(&mut self, hashes: &[Hash], lines: &[String]) {
        let (first, until) = (self.edge.size(), self.behind);
        for found in judge_tile(&self.origin, hashes, lines) {
            match found {
                Found::Good { at } => self.behind = Some(at),
                Found::Changed { place, entry } => self.add(Flaw::Changed {
                    index: first + place,
                    entry,
                }),
                Found::Moved {
                    place,
                    belongs,
                    entry,
                } => {
                    let (index, belongs) = (first + place, first + belongs);
                    self.add(Flaw::Moved {
                        index,
                        belongs,
                        entry,
                    });
                }
                Found::Missing { place, hash, behind } if self.vacant.len() < FLAWS_MAX => {
                    self.vacant.push((hash.0, first + place, behind.or(until)));
                }
                Found::Added { before, hash, entry } if self.astray.len() < FLAWS_MAX => {
                    self.astray.insert(hash.0, (first + before, entry));
                }
                Found::Missing { .. } | Found::Added { .. } => {}
            }
        }
        for hash in hashes {
            self.edge.push(*hash, &mut Tiles::new());
            self.meet();
        }
    }

    fn add(&mut self, flaw: Flaw) {
        if self.flaws.len() < FLAWS_MAX {
            self.flaws.push(flaw);
        }
    }

    /// Compares the tree with the checkpoints that speak of its present size. When one of the file contradicts, all
    /// later ones do, so the first is enough.
    fn meet(&mut self) {
        let size = self.edge.size();
        while self
            .checkpoints
            .front()
            .is_some_and(|(_, stated)| stated.size == size)
        {
            let Some((source, stated)) = self.checkpoints.pop_front() else {
                return;
            };
            let root = if size == 0 { EMPTY_HASH } else { self.edge.root() };
            if stated.root == root && (matches!(source, Source::Exported(_)) || stated.origin == self.origin)
            {
                self.sound_until = size;
                continue;
            }
            let (from, to) = (self.sound_until, size.saturating_sub(1));
            match source {
                Source::Exported(number) => {
                    self.add(Flaw::Span { from, to, number });
                    self.checkpoints
                        .retain(|(source, _)| matches!(source, Source::Sealed));
                }
                Source::Sealed => self.add(Flaw::Sealed { size }),
            }
        }
    }

    /// Returns what was found: an entry that is missing here and stands there was moved.
    fn finish(mut self) -> Vec<Flaw> {
        let beyond = std::mem::take(&mut self.checkpoints);
        for (source, stated) in beyond {
            if matches!(source, Source::Sealed) {
                self.add(Flaw::Sealed { size: stated.size });
            }
        }
        for (hash, belongs, behind) in std::mem::take(&mut self.vacant) {
            let flaw = match self.astray.remove(&hash) {
                Some((index, entry)) => Flaw::Moved {
                    index,
                    belongs,
                    entry,
                },
                None => Flaw::Missing {
                    index: belongs,
                    behind,
                },
            };
            self.add(flaw);
        }
        let mut added: Vec<_> = std::mem::take(&mut self.astray).into_values().collect();
        added.sort_by_key(|(before, _)| *before);
        for (before, entry) in added {
            self.add(Flaw::Added { before, entry });
        }
        self.flaws
    }
}

/// Lines of limited length.
struct Lines<R> {
    input: R,
    put_back: Option<String>,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<String, LedgerError> {
        if let Some(line) = self.put_back.take() {
            return Ok(line);
        }
        let mut line = String::new();
        let read = (&mut self.input).take(LINE_BYTES_MAX).read_line(&mut line);
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

    /// Returns the hashes of the next tile; nothing at the end of the file.
    fn tile(&mut self) -> Result<Option<Vec<Hash>>, LedgerError> {
        let line = self.next()?;
        if line == LAST_LINE {
            return Ok(None);
        }
        let digits = line
            .strip_prefix(TILE)
            .ok_or_else(|| malformed("a tile is missing"))?;
        let bytes = hex::decode(digits).map_err(|_| malformed("a tile is no tile"))?;
        if hex::encode(&bytes) != digits {
            return Err(malformed("a tile is not in lower case"));
        }
        let (hashes, rest) = bytes.as_chunks::<HASH_SIZE>();
        if !rest.is_empty() || !(1..=WIDTH as usize).contains(&hashes.len()) {
            return Err(malformed("a tile is no tile"));
        }
        Ok(Some(hashes.iter().copied().map(Hash).collect()))
    }

    /// Returns the lines up to the next tile or the end.
    fn block(&mut self) -> Result<Vec<String>, LedgerError> {
        let mut block = Vec::new();
        loop {
            let line = self.next()?;
            if line == LAST_LINE || line.starts_with(TILE) {
                self.put_back = Some(line);
                return Ok(block);
            }
            if block.len() == BLOCK_LINES_MAX {
                return Err(malformed("too many entries stand behind one tile"));
            }
            block.push(line);
        }
    }
}

fn malformed(what: &str) -> LedgerError {
    LedgerError::Malformed(what.to_owned())
}
