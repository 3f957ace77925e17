//! The hash tree of RFC 6962, section 2: hashes of leaves and nodes, and the judging of proofs.
//!
//! Pure, and strict: a judge here says no to everything that is not exactly what the RFC asks for. Roots and
//! hashes come in as bytes of any length, as they stood in the file; wrong lengths are refused here.

pub use tlog_tiles::{EMPTY_HASH, HASH_SIZE, Hash, node_hash, record_hash};

/// Most hashes in a proof: one for each level of a tree whose size fits 64 bits, and one more.
pub const PROOF_HASHES_MAX: usize = 65;

/// A proof that does not prove what it claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the proof does not hold")]
pub struct ProofRefused;

/// Reads a hash of exactly 32 bytes.
fn hash(bytes: &[u8]) -> Result<Hash, ProofRefused> {
    bytes.try_into().map(Hash).map_err(|_| ProofRefused)
}

fn hashes<B: AsRef<[u8]>>(proof: &[B]) -> Result<Vec<Hash>, ProofRefused> {
    if proof.len() > PROOF_HASHES_MAX {
        return Err(ProofRefused);
    }
    proof.iter().map(|bytes| hash(bytes.as_ref())).collect()
}

/// Judges a proof that the tree of `size` leaves with this root holds the leaf at `index` (RFC 6962, 2.1.1).
///
/// # Errors
/// [`ProofRefused`].
pub fn verify_inclusion<B: AsRef<[u8]>>(
    proof: &[B],
    size: u64,
    root: &[u8],
    index: u64,
    leaf_hash: &[u8],
) -> Result<(), ProofRefused> {
    let (proof, root, leaf_hash) = (hashes(proof)?, hash(root)?, hash(leaf_hash)?);
    tlog_tiles::check_record(&proof, size, root, index, leaf_hash).map_err(|_| ProofRefused)
}

/// Judges a proof that the tree of `size` leaves only added to the tree of `older_size` (RFC 6962, 2.1.2).
///
/// Two statements about one size agree when their roots are the same bytes. Nothing is proved about an empty
/// older tree: every tree continues it, so a proof of that is refused.
///
/// # Errors
/// [`ProofRefused`].
pub fn verify_consistency<B: AsRef<[u8]>>(
    proof: &[B],
    older_size: u64,
    older_root: &[u8],
    size: u64,
    root: &[u8],
) -> Result<(), ProofRefused> {
    if older_size == size && size > 0 {
        return if proof.is_empty() && older_root == root {
            Ok(())
        } else {
            Err(ProofRefused)
        };
    }
    let (proof, older_root, root) = (hashes(proof)?, hash(older_root)?, hash(root)?);
    tlog_tiles::check_tree(&proof, size, root, older_size, older_root).map_err(|_| ProofRefused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_proof_is_refused_before_it_is_looked_at() {
        let proof = vec![[0u8; HASH_SIZE]; 1_000_000];
        let root = [0u8; HASH_SIZE];
        assert_eq!(
            verify_inclusion(&proof, u64::MAX, &root, 0, &root),
            Err(ProofRefused)
        );
        assert_eq!(
            verify_consistency(&proof, 1, &root, u64::MAX, &root),
            Err(ProofRefused)
        );
    }

    #[test]
    fn the_largest_sizes_are_judged_without_overflow() {
        let (proof, root) = (vec![[0u8; HASH_SIZE]; 64], [0u8; HASH_SIZE]);
        for size in [u64::MAX, u64::MAX - 1, 1 << 63, (1 << 63) + 1] {
            assert_eq!(
                verify_inclusion(&proof, size, &root, size - 1, &root),
                Err(ProofRefused)
            );
            assert_eq!(
                verify_consistency(&proof, size - 1, &root, size, &root),
                Err(ProofRefused)
            );
        }
    }
}
