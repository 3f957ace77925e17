//! The ledger (`[ledger]`).

use super::Witness;
use serde::{Deserialize, Serialize};

/// The ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ledger {
    /// Name of this installation in checkpoints, such as a host name.
    pub installation: String,
    /// Whether everybody may fetch checkpoint and hashes under `/ledger/`; they hold no personal data.
    pub public: bool,
    /// Where checkpoints are carried, so that nobody can rewrite the ledger alone.
    pub witnesses: Vec<Witness>,
    /// Minutes between two checkpoints to the same witness.
    pub witness_minutes: u32,
    /// Public keys of the ledgers that this installation witnesses.
    pub witnessed: Vec<String>,
    /// Whether checkpoints are signed with SM2 (国密), too.
    pub sm2: bool,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            installation: "guildhall.local".to_owned(),
            public: true,
            witnesses: Vec::new(),
            witness_minutes: 15,
            witnessed: Vec::new(),
            sm2: false,
        }
    }
}
