//! The tree from tiles against the definition of RFC 6962, and proofs against every kind of damage.

use super::*;
use crate::tree::{record_hash, verify_consistency, verify_inclusion};
use proptest::prelude::*;

/// The definition of RFC 6962, section 2.1, word by word.
fn root_by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_HASH,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(root_by_definition(left), root_by_definition(right))
        }
    }
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|number| record_hash(number.to_string().as_bytes()))
        .collect()
}

fn grown(leaves: &[Hash]) -> (Edge, Tiles) {
    let (mut edge, mut tiles) = (Edge::default(), Tiles::new());
    for leaf in leaves {
        edge.push(*leaf, &mut tiles);
    }
    tiles.extend(edge.open_tiles());
    (edge, tiles)
}

fn as_bytes(hashes: &[Hash]) -> Vec<Vec<u8>> {
    hashes.iter().map(|hash| hash.0.to_vec()).collect()
}

#[test]
fn the_edge_has_the_root_of_the_definition_at_every_size() {
    let leaves = leaves(600);
    let mut edge = Edge::default();
    assert_eq!(edge.root(), EMPTY_HASH);
    for size in 1..=leaves.len() {
        edge.push(leaves[size - 1], &mut Tiles::new());
        assert_eq!(edge.root(), root_by_definition(&leaves[..size]), "{size}");
    }
}

#[test]
fn a_log_of_seventy_thousand_leaves_has_three_levels_and_is_taken_up_where_it_was_left() {
    let leaves = leaves(70_000);
    let (edge, tiles) = grown(&leaves);
    assert_eq!(tiles.keys().map(|tile| tile.level).max(), Some(2));
    assert_eq!(edge.root(), root_by_definition(&leaves));
    let open = Edge::tiles(edge.size())
        .into_iter()
        .map(|tile| (tile, tiles[&tile].clone()))
        .collect();
    let again = Edge::load(edge.size(), open).unwrap();
    assert_eq!(again.root(), edge.root());
    assert!(Edge::load(edge.size() + 1, edge.open_tiles()).is_err());
}

#[test]
fn a_proof_in_ten_million_leaves_reads_few_tiles() {
    for index in [0, 1, 5_000_000, 9_999_999] {
        let needed = Question::Inclusion {
            size: 10_000_000,
            index,
        }
        .tiles()
        .len();
        assert!((1..=6).contains(&needed), "{needed}");
    }
    let needed = Question::Consistency {
        size: 10_000_000,
        older: 7_654_321,
    }
    .tiles()
    .len();
    assert!((1..=6).contains(&needed), "{needed}");
}

#[test]
fn a_question_about_what_is_not_there_has_no_answer() {
    let (_, tiles) = grown(&leaves(5));
    for question in [
        Question::Inclusion { size: 5, index: 5 },
        Question::Inclusion { size: 300, index: 1 },
        Question::Consistency { size: 5, older: 6 },
        Question::Consistency { size: 5, older: 0 },
        Question::Root { size: 6 },
    ] {
        assert!(question.answer(&tiles).is_err(), "{question:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_inclusion_proof_holds_and_with_any_bit_turned_does_not(
        size in 1u64..300, place in any::<prop::sample::Index>(), harm in any::<prop::sample::Index>(), bit in 0u8..8,
    ) {
        let leaves = leaves(size as usize);
        let (edge, tiles) = grown(&leaves);
        let index = place.index(leaves.len());
        let proof = Question::Inclusion { size, index: index as u64 }.answer(&tiles).unwrap();
        let mut proof = as_bytes(&proof);
        let (root, leaf) = (edge.root().0, leaves[index].0);
        prop_assert!(verify_inclusion(&proof, size, &root, index as u64, &leaf).is_ok());
        prop_assert!(verify_inclusion(&proof, size, &root, index as u64 + 1, &leaf).is_err());
        let mut other = leaf;
        other[harm.index(32)] ^= 1 << bit;
        prop_assert!(verify_inclusion(&proof, size, &root, index as u64, &other).is_err());
        if !proof.is_empty() {
            let at = harm.index(proof.len() * 32);
            proof[at / 32][at % 32] ^= 1 << bit;
            prop_assert!(verify_inclusion(&proof, size, &root, index as u64, &leaf).is_err());
            proof.pop();
            prop_assert!(verify_inclusion(&proof, size, &root, index as u64, &leaf).is_err());
        }
    }

    #[test]
    fn every_consistency_proof_holds_and_with_any_bit_turned_does_not(
        size in 1u64..300, past in any::<prop::sample::Index>(), harm in any::<prop::sample::Index>(), bit in 0u8..8,
    ) {
        let leaves = leaves(size as usize);
        let (edge, tiles) = grown(&leaves);
        let older = past.index(leaves.len()) as u64 + 1;
        let older_root = grown(&leaves[..older as usize]).0.root().0;
        let root = edge.root().0;
        prop_assert_eq!(Question::Root { size: older }.answer(&tiles).unwrap()[0].0, older_root);
        let proof = Question::Consistency { size, older }.answer(&tiles).unwrap();
        let mut proof = as_bytes(&proof);
        prop_assert!(verify_consistency(&proof, older, &older_root, size, &root).is_ok());
        let mut other = older_root;
        other[harm.index(32)] ^= 1 << bit;
        prop_assert!(verify_consistency(&proof, older, &other, size, &root).is_err());
        if !proof.is_empty() {
            let at = harm.index(proof.len() * 32);
            proof[at / 32][at % 32] ^= 1 << bit;
            prop_assert!(verify_consistency(&proof, older, &older_root, size, &root).is_err());
        }
    }
}
