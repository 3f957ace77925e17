//! A snapshot (快照): the manifest of the house at one moment.

use crate::piece::PieceName;
use guildhall_kernel::{ContentHash, RealmId, Timestamp};
use guildhall_store::ColumnShape;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Version of the manifest's form.
pub(crate) const VERSION: u32 = 1;

/// How the moment is written in an id: sorted as text, ids are sorted by time.
const MOMENT: &str = "%Y%m%dT%H%M%S.%6fZ";

/// The name of a snapshot: its moment to the microsecond in UTC, and four random bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotId(String);

/// A text that is no name of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a snapshot")]
pub struct InvalidSnapshotId;

impl SnapshotId {
    pub(crate) fn new(made_at: Timestamp, lot: [u8; 4]) -> Self {
        let moment = made_at.civil_in("UTC").strftime(MOMENT);
        Self(format!("{moment}-{}", hex::encode(lot)))
    }

    /// Returns the moment of which the snapshot is.
    pub fn made_at(&self) -> Timestamp {
        moment(&self.0).expect("an id is only made from a moment, or read with one")
    }

    /// Returns where the manifest lies in the repository.
    pub(crate) fn path(&self) -> String {
        format!("snapshots/{}", self.0)
    }
}

fn moment(text: &str) -> Option<Timestamp> {
    let (moment, lot) = text.split_once('-')?;
    if lot.len() != 8 || !lot.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let civil = jiff::civil::DateTime::strptime(MOMENT, moment).ok()?;
    let instant = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some(Timestamp::from_micros(instant.as_microsecond()))
}

impl fmt::Display for SnapshotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SnapshotId {
    type Err = InvalidSnapshotId;

    fn from_str(text: &str) -> Result<Self, InvalidSnapshotId> {
        moment(text)
            .map(|_| Self(text.to_owned()))
            .ok_or(InvalidSnapshotId)
    }
}

impl Serialize for SnapshotId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SnapshotId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The manifest of a snapshot. It is kept sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Version of this form.
    pub(crate) version: u32,
    /// Its name.
    pub id: SnapshotId,
    /// Version of the program that made it.
    pub program: String,
    /// When the last of it was written.
    pub finished_at: Timestamp,
    /// The migrations of the database, in order.
    pub(crate) migrations: Vec<AppliedMigration>,
    /// The tables, in the order in which they are loaded.
    pub(crate) tables: Vec<TableDump>,
    /// Rules, keys and configuration.
    pub(crate) files: Vec<FileDump>,
    /// Where the ledgers stood.
    pub ledgers: Vec<LedgerState>,
    /// Number of originals.
    pub objects: u64,
    /// Bytes of the originals as they are stored.
    pub object_bytes: u64,
    /// Rows that were taken out later, because what they told of was destroyed.
    #[serde(default)]
    pub expunged: u64,
}

impl Snapshot {
    /// Returns the number of rows.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Returns every piece that the snapshot needs.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = PieceName> {
        let of_tables = self.tables.iter().flat_map(|table| &table.pieces);
        let of_files = self.files.iter().flat_map(|file| &file.pieces);
        of_tables.chain(of_files).copied()
    }
}

/// A migration that had run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AppliedMigration {
    pub(crate) name: String,
    /// SHA-256 of its text.
    pub(crate) checksum: ContentHash,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableDump {
    pub(crate) name: String,
    pub(crate) columns: Vec<ColumnShape>,
    pub(crate) rows: u64,
    /// SHA-256 of all rows in the order of their keys.
    pub(crate) digest: ContentHash,
    pub(crate) pieces: Vec<PieceName>,
}

/// A small file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileDump {
    /// Path below the data folder, with slashes.
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) digest: ContentHash,
    pub(crate) pieces: Vec<PieceName>,
}

/// Where the ledger of a realm stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerState {
    /// The realm.
    pub realm: RealmId,
    /// Leaves in the tree.
    pub size: u64,
    /// The newest checkpoint as a signed note.
    pub checkpoint: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_moment_and_names_sort_by_time() {
        let early = SnapshotId::new(Timestamp::from_micros(1_790_000_000_000_001), [0xff; 4]);
        let late = SnapshotId::new(Timestamp::from_micros(1_790_000_000_900_000), [0; 4]);
        assert!(early < late);
        assert_eq!(early.made_at().as_micros(), 1_790_000_000_000_001);
        assert_eq!(early.to_string().parse(), Ok(early.clone()));
        for wrong in [
            "",
            "20260101",
            "20260101T000000.000000Z-xyz",
            "../20260101T000000.000000Z-00000000",
        ] {
            assert!(wrong.parse::<SnapshotId>().is_err(), "{wrong}");
        }
    }
}
