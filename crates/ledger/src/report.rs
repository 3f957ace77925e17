//! What a verification of the log found.

use crate::check::Breach;
use crate::tile::TileId;
use crate::tree::Hash;
use guildhall_kernel::{LedgerEntryId, Timestamp};
use std::collections::HashMap;
use std::fmt;
use uuid::Uuid;

/// Most problems that a report lists; of further ones only the number is kept.
pub const PROBLEMS_MAX: usize = 1_000;

/// The action that is written down when a verification has ended.
pub const VERIFIED: &str = "ledger.verified";

/// Something that is not as the program wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// An entry differs from what was hashed into the tree.
    EntryChanged {
        /// Its place.
        index: u64,
        /// Its id.
        id: LedgerEntryId,
    },
    /// An entry was deleted.
    EntryMissing {
        /// Its place; nothing when it waited for one.
        index: Option<u64>,
        /// Its id.
        id: LedgerEntryId,
    },
    /// An entry stands at a place that is another's.
    EntryMoved {
        /// Where it stands.
        index: u64,
        /// Where it belongs.
        belongs: u64,
        /// Its id.
        id: LedgerEntryId,
    },
    /// An entry that waits for its place differs from what was noted about it.
    WaitingChanged {
        /// Its id.
        id: LedgerEntryId,
    },
    /// An entry has neither a place nor waits for one.
    EntryAstray {
        /// Its id.
        id: LedgerEntryId,
    },
    /// The row that gives an entry its place was deleted.
    PlaceMissing {
        /// The place.
        index: u64,
    },
    /// The row that gives an entry its place holds another hash than tree and entry.
    PlaceChanged {
        /// The place.
        index: u64,
        /// The entry that it names.
        id: LedgerEntryId,
    },
    /// There are places beyond the end of the log.
    PlacesBeyondEnd {
        /// Leaves in the log.
        size: u64,
        /// Rows beyond it.
        rows: u64,
    },
    /// A kept tile differs from the tree.
    TileWrong {
        /// Its place.
        tile: TileId,
    },
    /// A checkpoint is missing from the sequence.
    CheckpointMissing {
        /// Its number.
        number: u64,
    },
    /// A checkpoint is not signed by the key, not about this log, or not about the size beside it.
    CheckpointInvalid {
        /// Its number.
        number: u64,
    },
    /// The log is not the one that was signed: some of these entries were changed with everything that hangs on them.
    CheckpointContradicted {
        /// The number of the checkpoint.
        number: u64,
        /// First place in question.
        from: u64,
        /// Last place in question.
        to: u64,
    },
    /// The address kept beside an entry is not the one to which the entry commits.
    AddressChanged {
        /// The entry.
        id: LedgerEntryId,
    },
    /// A witness cosigned, or keeps, a checkpoint that these entries contradict: the log was rewritten.
    WitnessContradicted {
        /// The witness.
        witness: String,
        /// First place in question.
        from: u64,
        /// Last place in question.
        to: u64,
    },
    /// A witness saw more entries than there are: the end of the log was cut off.
    WitnessAhead {
        /// The witness.
        witness: String,
        /// Entries that it saw.
        seen: u64,
        /// Entries that there are.
        size: u64,
    },
    /// A row of a thing cannot be read; things of its kind behind it were not compared.
    SubjectUnreadable {
        /// Its kind.
        kind: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// A row breaks a rule of its room.
    RuleBroken(Breach),
    /// A thing differs from what the last entry about it says.
    SubjectChanged {
        /// Its kind.
        kind: &'static str,
        /// The thing.
        id: Uuid,
    },
    /// A thing exists about which no entry speaks.
    SubjectUnknown {
        /// Its kind.
        kind: &'static str,
        /// The thing.
        id: Uuid,
    },
    /// A thing is gone, but no entry says that it was destroyed.
    SubjectMissing {
        /// Its kind.
        kind: &'static str,
        /// The thing.
        id: Uuid,
    },
    /// A thing exists, although an entry says that it was destroyed.
    SubjectReturned {
        /// Its kind.
        kind: &'static str,
        /// The thing.
        id: Uuid,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EntryChanged { index, id } => write!(f, "entry {id} at place {index} was changed"),
            Self::EntryMissing {
                index: Some(index),
                id,
            } => write!(f, "entry {id} at place {index} was deleted"),
            Self::EntryMissing { index: None, id } => write!(f, "waiting entry {id} was deleted"),
            Self::EntryMoved { index, belongs, id } => {
                write!(f, "entry {id} stands at place {index} and belongs at {belongs}")
            }
            Self::WaitingChanged { id } => write!(f, "waiting entry {id} was changed"),
            Self::EntryAstray { id } => write!(f, "entry {id} has no place and waits for none"),
            Self::PlaceMissing { index } => write!(f, "the row of place {index} was deleted"),
            Self::PlaceChanged { index, id } => {
                write!(f, "the row of place {index} (entry {id}) was changed")
            }
            Self::PlacesBeyondEnd { size, rows } => {
                write!(f, "{rows} rows stand beyond the {size} of the log")
            }
            Self::TileWrong { tile } => write!(f, "tile {} of level {} was changed", tile.index, tile.level),
            Self::CheckpointMissing { number } => write!(f, "checkpoint {number} was deleted"),
            Self::CheckpointInvalid { number } => write!(f, "checkpoint {number} is not validly signed"),
            Self::CheckpointContradicted { number, from, to } => {
                write!(
                    f,
                    "checkpoint {number} contradicts the entries at places {from} to {to}"
                )
            }
            Self::AddressChanged { id } => write!(f, "the address kept beside entry {id} was changed"),
            Self::WitnessContradicted { witness, from, to } => {
                write!(f, "witness {witness} saw other entries at places {from} to {to}")
            }
            Self::WitnessAhead { witness, seen, size } => {
                write!(f, "witness {witness} saw {seen} entries, but there are {size}")
            }
            Self::SubjectUnreadable { kind, what } => write!(f, "a {kind} cannot be read: {what}"),
            Self::RuleBroken(Breach { kind, which, what }) => write!(f, "{kind} {which}: {what}"),
            Self::SubjectChanged { kind, id } => write!(f, "{kind} {id} was changed behind the ledger"),
            Self::SubjectUnknown { kind, id } => write!(f, "{kind} {id} exists, but no entry tells of it"),
            Self::SubjectMissing { kind, id } => write!(f, "{kind} {id} is gone, but no entry tells of it"),
            Self::SubjectReturned { kind, id } => write!(f, "{kind} {id} exists, but was destroyed"),
        }
    }
}

impl Problem {
    /// Returns the entry that it is about, with its place, when it is about one.
    pub(crate) fn entry(&self) -> Option<(LedgerEntryId, Option<u64>)> {
        match self {
            Self::EntryChanged { index, id }
            | Self::EntryMoved { index, id, .. }
            | Self::PlaceChanged { index, id } => Some((*id, Some(*index))),
            Self::EntryMissing { index, id } => Some((*id, *index)),
            Self::WaitingChanged { id } | Self::EntryAstray { id } | Self::AddressChanged { id } => {
                Some((*id, None))
            }
            _ => None,
        }
    }
}

/// What can still be known of an entry about which there is a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The entry is there and tells this, which need not be what it told once.
    Tells {
        /// When it was written.
        at: Timestamp,
        /// What was done.
        action: String,
        /// To what kind of thing.
        subject_kind: String,
        /// To which.
        subject_id: Uuid,
    },
    /// The entry is gone; the one before it was written at this time.
    Behind(Timestamp),
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tells {
                at,
                action,
                subject_kind,
                subject_id,
            } => {
                write!(f, "{at}: {action}, {subject_kind} {subject_id}")
            }
            Self::Behind(at) => write!(f, "written after {at}"),
        }
    }
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Entries with a place in the tree.
    pub entries: u64,
    /// Entries that wait for one.
    pub waiting: u64,
    /// Checkpoints that are validly signed and agree with the tree.
    pub checkpoints: u64,
    /// Things whose state was compared.
    pub subjects: u64,
    /// Root of the tree.
    pub root: Hash,
    /// What is wrong, in the order in which it was found.
    pub problems: Vec<Problem>,
    /// Problems beyond [`PROBLEMS_MAX`].
    pub further: u64,
    /// What is known of the entries that the problems name.
    pub known: HashMap<LedgerEntryId, Known>,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self {
            entries: 0,
            waiting: 0,
            checkpoints: 0,
            subjects: 0,
            root: crate::tree::EMPTY_HASH,
            problems: Vec::new(),
            further: 0,
            known: HashMap::new(),
        }
    }

    pub(crate) fn add(&mut self, problem: Problem) {
        tracing::warn!(%problem, "the ledger does not agree");
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.further += 1;
        }
    }

    /// Returns a sentence for each problem, with what is known of the entry that it names.
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        self.problems.iter().map(|problem| {
            let known = problem.entry().and_then(|(id, _)| self.known.get(&id));
            known.map_or_else(|| problem.to_string(), |known| format!("{problem} ({known})"))
        })
    }

    /// Says whether everything is as it was written.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}
