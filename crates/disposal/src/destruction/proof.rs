//! What the certificate of destruction (销毁证明) rests on: what was done, and what was looked at afterwards.

use guildhall_kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// What was done and looked at. Kept as a JSON text in the round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Records that are gone.
    pub records: u64,
    /// Records that a legal hold kept.
    pub held: u64,
    /// Copies of files whose keys were destroyed and whose bytes were taken out of every replica.
    pub copies: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// When it was looked whether anything is left: rows, copies and the search index.
    #[serde(with = "micros")]
    pub looked_at: Timestamp,
    /// What became of the backups; none while nobody could look.
    pub backups: Option<BackupsProof>,
}

/// What became of the backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupsProof {
    /// Where they lie, for people; none when none are configured.
    pub place: Option<String>,
    /// Snapshots out of which the rows were taken.
    pub snapshots: u64,
    /// When.
    #[serde(with = "micros")]
    pub at: Timestamp,
}

/// Instants as microseconds, which no zone can shift.
mod micros {
    use guildhall_kernel::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.as_micros())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_micros)
    }
}
