//! Where a stream of rows is cut into pieces: behind rows whose own content says so, so that a row that comes, goes or
//! changes moves no other cut and leaves all other pieces as they were.
//!
//! Pure. A row ends a piece with a chance that grows with its length, so pieces are about as long whatever the rows are.

use sha2::{Digest, Sha256};

/// How long pieces are, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cutter {
    /// The usual distance between two cuts.
    pub(crate) usual: u64,
    /// No cut before this length.
    pub(crate) least: u64,
    /// A cut at this length in any case.
    pub(crate) most: u64,
}

/// What the house uses.
pub(crate) const CUTTER: Cutter = Cutter {
    usual: 256 * 1024,
    least: 32 * 1024,
    most: 4 * 1024 * 1024,
};

impl Cutter {
    /// Says whether a piece of this length, this row included, ends behind the row.
    pub(crate) fn ends_behind(&self, row: &[u8], piece_bytes: u64) -> bool {
        piece_bytes >= self.most || piece_bytes >= self.least && self.is_marked(row)
    }

    fn is_marked(&self, row: &[u8]) -> bool {
        let digest = Sha256::digest(row);
        let lot = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
        u64::from(lot).saturating_mul(self.usual) < (row.len() as u64) << 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    const SMALL: Cutter = Cutter {
        usual: 256,
        least: 64,
        most: 2_048,
    };

    fn pieces(rows: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let (mut pieces, mut open) = (Vec::new(), Vec::new());
        for row in rows {
            open.extend_from_slice(row);
            if SMALL.ends_behind(row, open.len() as u64) {
                pieces.push(std::mem::take(&mut open));
            }
        }
        pieces.push(open);
        pieces
    }

    proptest! {
        /// Most of what lies apart from the changed row keeps its pieces.
        #[test]
        fn a_changed_row_makes_few_new_pieces(seed in any::<u64>(), at in 0..2_000usize) {
            let row = |number: usize| Sha256::digest(format!("{seed} {number}")).to_vec();
            let rows: Vec<Vec<u8>> = (0..2_000).map(row).collect();
            let mut changed = rows.clone();
            changed[at] = row(9_999);
            changed.insert(at, row(10_000));
            let before: HashSet<Vec<u8>> = pieces(&rows).into_iter().collect();
            let after = pieces(&changed);
            prop_assert_eq!(after.concat(), changed.concat(), "nothing is left out");
            let fresh = after.iter().filter(|piece| !before.contains(*piece)).count();
            prop_assert!(fresh <= 8, "{} of {}", fresh, after.len());
        }
    }

    #[test]
    fn pieces_are_neither_tiny_nor_endless() {
        let rows: Vec<Vec<u8>> = (0..5_000u32)
            .map(|number| Sha256::digest(number.to_be_bytes()).to_vec())
            .collect();
        let lengths: Vec<usize> = pieces(&rows).iter().map(Vec::len).collect();
        let inner = &lengths[..lengths.len() - 1];
        assert!(
            inner.iter().all(|length| (64..=2_048 + 32).contains(length)),
            "{inner:?}"
        );
        let mean = inner.iter().sum::<usize>() / inner.len();
        assert!((200..=500).contains(&mean), "{mean}");
    }
}
