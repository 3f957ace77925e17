//! Tiles: the hashes of the tree, cut so that any proof needs few of them and any growth touches few.
//!
//! Pure. A tile is up to 256 hashes beside one another, as C2SP tlog-tiles lays them out: level 0 holds the
//! hashes of leaves, level `n + 1` the roots of full tiles of level `n`. A log of ten million leaves has three
//! levels; a proof reads two tiles of each at most.

use crate::LedgerError;
use crate::tree::{EMPTY_HASH, HASH_SIZE, Hash, node_hash};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use tlog_tiles::{HashReader, Tile};

/// Levels of the tree in a tile.
pub const HEIGHT: u8 = 8;
/// Levels of tiles that a log can have, since its size fits 64 bits.
pub(crate) const LEVELS: u8 = 64 / HEIGHT;
/// Most hashes in a tile.
pub const WIDTH: u64 = 1 << HEIGHT;

/// The place of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// Its level; 0 holds the hashes of leaves.
    pub level: u8,
    /// Its number in the level, from 0.
    pub index: u64,
}

/// Returns how many hashes level `level` holds in a log of `size` leaves.
pub fn hashes_in_level(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * u32::from(HEIGHT))
        .unwrap_or(0)
}

/// Returns how many hashes a tile holds in a log of `size` leaves.
pub fn width(tile: TileId, size: u64) -> u64 {
    let before = tile.index.saturating_mul(WIDTH);
    hashes_in_level(tile.level, size)
        .saturating_sub(before)
        .min(WIDTH)
}

/// Tiles by their place.
pub type Tiles = BTreeMap<TileId, Vec<u8>>;

/// The growing edge of a log: the tile of each level that is not yet full.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    size: u64,
    /// For each level the hashes of its open tile.
    open: Vec<Vec<u8>>,
}

impl Edge {
    /// Returns the open tiles of a log of `size` leaves, which [`Edge::load`] needs.
    pub fn tiles(size: u64) -> Vec<TileId> {
        let levels = (0..LEVELS).take_while(|level| hashes_in_level(*level, size) > 0);
        levels
            .map(|level| TileId {
                level,
                index: hashes_in_level(level, size) / WIDTH,
            })
            .filter(|tile| width(*tile, size) > 0)
            .collect()
    }

    /// Takes up a log of `size` leaves where it was left.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`] when an open tile is missing or not as long as the size asks for.
    pub fn load(size: u64, mut tiles: Tiles) -> Result<Self, LedgerError> {
        let mut edge = Self {
            size,
            open: Vec::new(),
        };
        for tile in Self::tiles(size) {
            let hashes = tiles.remove(&tile).unwrap_or_default();
            if hashes.len() as u64 != width(tile, size) * HASH_SIZE as u64 {
                return Err(LedgerError::Damaged(format!(
                    "tile {} of level {}",
                    tile.index, tile.level
                )));
            }
            edge.level(tile.level).extend(hashes);
        }
        Ok(edge)
    }

    /// Returns the number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    fn level(&mut self, level: u8) -> &mut Vec<u8> {
        let level = usize::from(level);
        if self.open.len() <= level {
            self.open.resize(level + 1, Vec::new());
        }
        &mut self.open[level]
    }

    /// Adds a leaf; tiles that were filled go to `full`.
    pub fn push(&mut self, leaf_hash: Hash, full: &mut Tiles) {
        let (mut hash, mut level) = (leaf_hash, 0);
        self.size += 1;
        loop {
            let open = self.level(level);
            open.extend_from_slice(&hash.0);
            if (open.len() as u64) < WIDTH * HASH_SIZE as u64 {
                return;
            }
            let hashes = std::mem::take(open);
            hash = Tile::subtree_hash(&hashes);
            full.insert(
                TileId {
                    level,
                    index: hashes_in_level(level, self.size) / WIDTH - 1,
                },
                hashes,
            );
            level += 1;
        }
    }

    /// Returns the open tiles as they are now.
    pub fn open_tiles(&self) -> Tiles {
        let numbered = (0..LEVELS)
            .zip(&self.open)
            .filter(|(_, hashes)| !hashes.is_empty());
        numbered
            .map(|(level, hashes)| {
                let index = hashes_in_level(level, self.size) / WIDTH;
                (TileId { level, index }, hashes.clone())
            })
            .collect()
    }

    /// Returns the root of the tree: the hashes on the edge, joined from right to left (RFC 6962, 2.1).
    pub fn root(&self) -> Hash {
        let mut root = None;
        for hashes in &self.open {
            for part in full_subtrees(hashes).into_iter().rev() {
                root = Some(root.map_or(part, |right| node_hash(part, right)));
            }
        }
        root.unwrap_or(EMPTY_HASH)
    }
}

/// Cuts the hashes of an open tile into the largest full subtrees, from left to right, and returns their roots.
fn full_subtrees(hashes: &[u8]) -> Vec<Hash> {
    let mut roots = Vec::new();
    let mut rest = hashes;
    while !rest.is_empty() {
        let count = 1usize << (rest.len() / HASH_SIZE).ilog2();
        let (part, after) = rest.split_at(count * HASH_SIZE);
        roots.push(Tile::subtree_hash(part));
        rest = after;
    }
    roots
}

/// What can be computed from tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The root of the tree that had `size` leaves.
    Root {
        /// Its leaves.
        size: u64,
    },
    /// That the tree of `size` leaves holds the leaf at `index`.
    Inclusion {
        /// Leaves of the tree.
        size: u64,
        /// Place of the leaf.
        index: u64,
    },
    /// That the tree of `size` leaves continues the one of `older`.
    Consistency {
        /// Leaves of the tree.
        size: u64,
        /// Leaves of the older tree; at least one.
        older: u64,
    },
}

impl Question {
    /// Returns the tiles that the answer needs; none when the question makes no sense.
    pub fn tiles(self) -> BTreeSet<TileId> {
        let listed = Listing::default();
        // The listing refuses every reading after it noted what was wanted.
        let _ = self.answer_from(&listed);
        listed.0.into_inner()
    }

    /// Answers from tiles: the hashes of the proof, or the root alone.
    ///
    /// # Errors
    /// [`LedgerError::Damaged`] when a tile is missing or too short or the question makes no sense.
    pub fn answer(self, tiles: &Tiles) -> Result<Vec<Hash>, LedgerError> {
        self.answer_from(&Shelf(tiles))
            .map_err(|error| LedgerError::Damaged(format!("tiles: {error}")))
    }

    fn answer_from(self, reader: &impl HashReader) -> Result<Vec<Hash>, tlog_tiles::Error> {
        match self {
            Self::Root { size } => tlog_tiles::tree_hash(size, reader).map(|root| vec![root]),
            Self::Inclusion { size, index } => tlog_tiles::prove_record(size, index, reader),
            Self::Consistency { size, older } => tlog_tiles::prove_tree(size, older, reader),
        }
    }
}

/// Notes which tiles are wanted and gives none.
#[derive(Default)]
struct Listing(RefCell<BTreeSet<TileId>>);

impl HashReader for Listing {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let tiles = indexes.iter().map(|index| Tile::from_index(HEIGHT, *index));
        self.0.borrow_mut().extend(tiles.map(|tile| id_of(&tile)));
        Err(tlog_tiles::Error::IndexesNotInTree)
    }
}

/// Reads hashes from tiles at hand.
struct Shelf<'a>(&'a Tiles);

impl HashReader for Shelf<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let hash = |index: &u64| {
            let tile = Tile::from_index(HEIGHT, *index);
            let hashes = self
                .0
                .get(&id_of(&tile))
                .ok_or(tlog_tiles::Error::IndexesNotInTree)?;
            tile.hash_at_index(hashes, *index)
        };
        indexes.iter().map(hash).collect()
    }
}

fn id_of(tile: &Tile) -> TileId {
    TileId {
        level: tile.level(),
        index: tile.level_index(),
    }
}

#[cfg(test)]
mod tests;
