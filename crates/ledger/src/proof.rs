//! Proofs as files: what a person takes home to show that an entry stands in the log, or that the log only grew.
//!
//! Pure. A proof file is one JSON object; hashes are in base64, checkpoints are whole signed notes:
//!
//! ```text
//! {"kind":"inclusion","leaf":"{\"leaf\":1,…}","index":17,"proof":["…"],"checkpoint":"…"}
//! {"kind":"consistency","older":"…","newer":"…","proof":["…"]}
//! ```

use crate::LedgerError;
use crate::checkpoint::{Checkpoint, VerifyingKey};
use crate::entry::Entry;
use crate::tree::{record_hash, verify_consistency, verify_inclusion};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Longest proof file that is looked at, in bytes.
pub const PROOF_BYTES_MAX: usize = 256 * 1024;

/// A proof with everything that judging it needs, apart from the public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Proof {
    /// That an entry stands in the log.
    Inclusion {
        /// The leaf of the entry.
        leaf: String,
        /// Its place.
        index: u64,
        /// The hashes, in base64.
        proof: Vec<String>,
        /// The checkpoint of the log in which it stands.
        checkpoint: String,
    },
    /// That a later state of the log only added to an earlier one.
    Consistency {
        /// The earlier checkpoint.
        older: String,
        /// The later checkpoint.
        newer: String,
        /// The hashes, in base64.
        proof: Vec<String>,
    },
}

/// What a proof that holds has proved.
#[derive(Debug, Clone, PartialEq)]
pub enum Proved {
    /// This entry stands in the log of this checkpoint.
    Inclusion(Box<Entry>, Checkpoint),
    /// The second state of the log continues the first.
    Consistency(Checkpoint, Checkpoint),
}

/// Writes the hashes of a proof.
#[cfg(feature = "database")]
pub(crate) fn encode(hashes: &[crate::tree::Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}

pub(crate) fn decode(hashes: &[String]) -> Result<Vec<Vec<u8>>, LedgerError> {
    let read = hashes.iter().map(|text| STANDARD.decode(text));
    read.collect::<Result<_, _>>()
        .map_err(|error| LedgerError::Malformed(error.to_string()))
}

impl Proof {
    /// Reads a proof file.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        if text.len() > PROOF_BYTES_MAX {
            return Err(LedgerError::Malformed("a proof that long is none".to_owned()));
        }
        serde_json::from_str(text).map_err(|error| LedgerError::Malformed(error.to_string()))
    }

    /// Writes the proof file.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`], which texts and numbers never give.
    pub fn to_text(&self) -> Result<String, LedgerError> {
        serde_json::to_string(self).map_err(|error| LedgerError::Malformed(error.to_string()))
    }

    /// Judges the proof with the public key of the log; nothing when it does not hold.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`] when a checkpoint is not signed by the key or something cannot be understood.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Option<Proved>, LedgerError> {
        match self {
            Self::Inclusion {
                leaf,
                index,
                proof,
                checkpoint,
            } => {
                let (stated, proof) = (key.open(checkpoint)?, decode(proof)?);
                let entry =
                    Entry::from_leaf(leaf).map_err(|error| LedgerError::Malformed(error.to_string()))?;
                let leaf_hash = record_hash(leaf.as_bytes());
                let holds = verify_inclusion(&proof, stated.size, &stated.root.0, *index, &leaf_hash.0);
                Ok(holds.ok().map(|()| Proved::Inclusion(Box::new(entry), stated)))
            }
            Self::Consistency { older, newer, proof } => {
                let (older, newer, proof) = (key.open(older)?, key.open(newer)?, decode(proof)?);
                let holds = older.origin == newer.origin
                    && verify_consistency(&proof, older.size, &older.root.0, newer.size, &newer.root.0)
                        .is_ok();
                Ok(holds.then_some(Proved::Consistency(older, newer)))
            }
        }
    }
}
