//! Holding the entries behind one tile of an exported log against its hashes, and naming those that do not fit.
//!
//! Pure. Lines whose hash is in the tile keep their order or were moved; a line whose hash is not in it stands for
//! the entry that should be there, or was added; what is left of the tile is missing.

use crate::entry::Entry;
use crate::exported::Named;
use crate::tree::{Hash, record_hash};
use guildhall_kernel::Timestamp;
use std::collections::HashMap;

/// What was found behind a tile; places are counted from the first of the tile.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    /// An entry in its place.
    Good { at: Timestamp },
    /// Another entry than the tile has.
    Changed { place: u64, entry: Option<Named> },
    /// An entry at the place of another.
    Moved {
        place: u64,
        belongs: u64,
        entry: Option<Named>,
    },
    /// No entry; the one before it in the tile was written then.
    Missing {
        place: u64,
        hash: Hash,
        behind: Option<Timestamp>,
    },
    /// An entry that the tile does not have.
    Added {
        before: u64,
        hash: Hash,
        entry: Option<Named>,
    },
}

/// A line, with the place of the tile that has its hash.
struct Line {
    hash: Hash,
    entry: Option<Entry>,
    place: Option<usize>,
}

/// Judges the lines behind a tile.
pub(crate) fn judge_tile(origin: &str, tile: &[Hash], lines: &[String]) -> Vec<Found> {
    let mut places: HashMap<[u8; 32], usize> = tile
        .iter()
        .enumerate()
        .map(|(place, hash)| (hash.0, place))
        .collect();
    let read = |line: &String| {
        let hash = record_hash(line.as_bytes());
        let entry = Entry::from_leaf(line).ok();
        let entry = entry.filter(|entry| origin.ends_with(&format!("/{}", entry.realm)));
        // What hashes right but is no entry of this log counts as changed.
        let place = entry.as_ref().and_then(|_| places.remove(&hash.0));
        Line { hash, entry, place }
    };
    let lines: Vec<Line> = lines.iter().map(read).collect();
    let mut sorted: Vec<usize> = lines.iter().filter_map(|line| line.place).collect();
    sorted.sort_unstable();
    let mut vacant: Vec<usize> = places.into_values().collect();
    vacant.sort_unstable();
    name(tile, lines, (sorted, vacant))
}

/// Goes along the lines: `sorted` are the places of the tile that have their entry, `vacant` those that have not.
fn name(tile: &[Hash], lines: Vec<Line>, (sorted, mut vacant): (Vec<usize>, Vec<usize>)) -> Vec<Found> {
    let mut found = Vec::with_capacity(tile.len());
    let mut expected = sorted.into_iter().peekable();
    let times: Vec<(usize, Timestamp)> = lines
        .iter()
        .filter_map(|line| Some((line.place?, line.entry.as_ref()?.recorded_at)))
        .collect();
    for Line { hash, entry, place } in lines {
        let at = entry.as_ref().map(|entry| entry.recorded_at);
        let next = expected.peek().copied().unwrap_or(tile.len());
        match (place, at) {
            (Some(place), Some(at)) => {
                expected.next();
                found.push(if place == next {
                    Found::Good { at }
                } else {
                    Found::Moved {
                        place: next as u64,
                        belongs: place as u64,
                        entry: named(entry),
                    }
                });
            }
            _ => {
                let entry = named(entry);
                found.push(match vacant.iter().position(|place| *place < next) {
                    Some(first) => Found::Changed {
                        place: vacant.remove(first) as u64,
                        entry,
                    },
                    None => Found::Added {
                        before: next as u64,
                        hash,
                        entry,
                    },
                });
            }
        }
    }
    found.extend(vacant.into_iter().map(|place| {
        let before = times.iter().filter(|(earlier, _)| *earlier < place);
        let behind = before.max_by_key(|(earlier, _)| *earlier).map(|(_, at)| *at);
        Found::Missing {
            place: place as u64,
            hash: tile[place],
            behind,
        }
    }));
    found
}

fn named(entry: Option<Entry>) -> Option<Named> {
    entry.map(|entry| Named {
        id: entry.id.to_string(),
        at: entry.recorded_at,
        action: entry.action,
        subject_kind: entry.subject_kind,
        subject_id: entry.subject_id,
    })
}
