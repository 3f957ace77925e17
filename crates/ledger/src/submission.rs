//! What a log sends to a witness: its newest checkpoint, and the proof that it continues what the witness saw last.
//!
//! Pure. The body of `add-checkpoint` in C2SP tlog-witness:
//!
//! ```text
//! old <size that the witness saw last; 0 at first>
//! <hash of the consistency proof, in base64>      (once for each)
//!
//! <signed checkpoint>
//! ```

use crate::LedgerError;
use crate::checkpoint::{CHECKPOINT_BYTES_MAX, Checkpoint};
use crate::tree::{Hash, PROOF_HASHES_MAX, verify_consistency};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Longest submission that is looked at, in bytes.
pub const SUBMISSION_BYTES_MAX: usize = CHECKPOINT_BYTES_MAX + 8 * 1024;

/// A checkpoint with its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The size that the witness saw last.
    pub older: u64,
    /// The hashes of the consistency proof; none from size 0 or from the same size.
    pub proof: Vec<Vec<u8>>,
    /// The signed checkpoint.
    pub note: String,
}

impl Submission {
    /// Puts a submission together.
    pub fn new(older: u64, proof: &[Hash], note: String) -> Self {
        let proof = proof.iter().map(|hash| hash.0.to_vec()).collect();
        Self { older, proof, note }
    }

    /// Writes the body of the request.
    pub fn to_text(&self) -> String {
        let proof: Vec<String> = self
            .proof
            .iter()
            .map(|hash| STANDARD.encode(hash) + "\n")
            .collect();
        format!("old {}\n{}\n{}", self.older, proof.concat(), self.note)
    }

    /// Reads the body of a request.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = |what: &str| LedgerError::Malformed(what.to_owned());
        if text.len() > SUBMISSION_BYTES_MAX {
            return Err(wrong("a submission that long is none"));
        }
        let (head, note) = text.split_once("\n\n").ok_or_else(|| wrong("no checkpoint"))?;
        let mut lines = head.split('\n');
        let older = lines.next().and_then(|line| line.strip_prefix("old "));
        let older = older.and_then(|digits| digits.parse().ok());
        let proof = lines
            .map(|line| STANDARD.decode(line))
            .collect::<Result<Vec<_>, _>>();
        let proof = proof.map_err(|error| wrong(&error.to_string()))?;
        if proof.len() > PROOF_HASHES_MAX {
            return Err(wrong("a proof that long is none"));
        }
        Ok(Self {
            older: older.ok_or_else(|| wrong("no old size"))?,
            proof,
            note: note.to_owned(),
        })
    }

    /// Says whether the proof shows that a checkpoint continues the older one; everything continues an empty log.
    pub fn continues(&self, older: Option<&Checkpoint>, newer: &Checkpoint) -> bool {
        match older {
            None => self.proof.is_empty(),
            Some(older) => {
                verify_consistency(&self.proof, older.size, &older.root.0, newer.size, &newer.root.0).is_ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::EMPTY_HASH;

    #[test]
    fn a_submission_is_read_back_as_it_was_written() {
        for proof in [&[][..], &[EMPTY_HASH, EMPTY_HASH][..]] {
            let submission = Submission::new(17, proof, "a\n18\nx\n\n— a b\n".to_owned());
            assert_eq!(Submission::parse(&submission.to_text()).unwrap(), submission);
        }
    }

    #[test]
    fn what_is_no_submission_is_refused() {
        let long = format!("old 1\n{}\nnote", "AAAA\n".repeat(PROOF_HASHES_MAX + 1));
        for wrong in [
            "",
            "old 1\nnote",
            "old x\n\nnote",
            "new 1\n\nnote",
            "old 1\n!\n\nnote",
            &long,
        ] {
            assert!(Submission::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
