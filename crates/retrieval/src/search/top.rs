//! Keeps the first hits behind a place, in memory that does not grow with the number of hits.

use super::cursor::Place;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::DocAddress;

/// The `limit` greatest places below a bound.
pub(crate) struct Top {
    limit: usize,
    below: Option<Place>,
    kept: BinaryHeap<Reverse<(Place, DocAddress)>>,
}

impl Top {
    pub fn new(limit: usize, below: Option<Place>) -> Self {
        Self {
            limit,
            below,
            kept: BinaryHeap::with_capacity(limit + 1),
        }
    }

    /// Says whether a hit with this key can still be among the first, whatever its record.
    pub fn admits(&self, key: i64) -> bool {
        let below = self.below.is_none_or(|bound| key <= bound.key);
        let full = self.kept.len() >= self.limit;
        let above = !full
            || self
                .kept
                .peek()
                .is_some_and(|Reverse((least, _))| key >= least.key);
        below && above
    }

    /// Returns the least key that is kept, once there are enough; what is smaller is not wanted.
    pub fn least_key(&self) -> Option<i64> {
        let full = self.kept.len() >= self.limit;
        self.kept
            .peek()
            .filter(|_| full)
            .map(|Reverse((least, _))| least.key)
    }

    pub fn offer(&mut self, place: Place, address: DocAddress) {
        if self.below.is_some_and(|bound| place >= bound) {
            return;
        }
        self.kept.push(Reverse((place, address)));
        if self.kept.len() > self.limit {
            self.kept.pop();
        }
    }

    pub fn merge(&mut self, other: Self) {
        for Reverse((place, address)) in other.kept {
            self.offer(place, address);
        }
    }

    /// Returns the hits, the first one first.
    pub fn into_sorted(self) -> Vec<(Place, DocAddress)> {
        self.kept
            .into_sorted_vec()
            .into_iter()
            .map(|Reverse(entry)| entry)
            .collect()
    }
}
