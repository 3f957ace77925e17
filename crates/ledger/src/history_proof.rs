//! The proof of a thing's whole history (存证): one file with every entry about it, which an outsider judges alone.
//!
//! Pure. One JSON object in the form that [`HistoryProof::to_text`] writes, and in no other, so that no byte of it
//! can be changed unnoticed. Each entry comes with the proof that it stands in the log of the checkpoint. That none
//! was left out no tree of hashes can show; the installation signs that as a statement of its own, which names how
//! many entries there were and what they hash to. A log that was exported whole shows whether it told the truth.

use crate::LedgerError;
use crate::checkpoint::{Checkpoint, VerifyingKey};
use crate::cosignature::WitnessKey;
use crate::entry::Entry;
use crate::proof::decode;
use crate::tree::{record_hash, verify_consistency, verify_inclusion};
use guildhall_kernel::{ContentHash, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Name and version of the form.
pub const FORM: &str = "guildhall-history 1";
/// Longest file that is looked at, in bytes.
pub const HISTORY_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most entries in one file.
pub const HISTORY_ENTRIES_MAX: usize = 20_000;

/// A thing whose history is proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thing {
    /// Its kind, as the entries name it.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// An entry with the proof of its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvedEntry {
    /// Its place in the log.
    pub index: u64,
    /// Its leaf.
    pub leaf: String,
    /// The hashes of the inclusion proof, in base64.
    pub proof: Vec<String>,
}

/// A checkpoint that a witness cosigned, with the proof that the one of the file continues it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessedCheckpoint {
    /// The public key of the witness, as the installation knows it.
    pub key: String,
    /// The checkpoint with the cosignature.
    pub checkpoint: String,
    /// The hashes of the consistency proof, in base64.
    pub proof: Vec<String>,
}

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryProof {
    /// [`FORM`].
    pub form: String,
    /// The public key of the log.
    pub key: String,
    /// The thing, and what belongs to it.
    pub things: Vec<Thing>,
    /// The entries in the order of the log.
    pub entries: Vec<ProvedEntry>,
    /// The checkpoint in whose log they stand.
    pub checkpoint: String,
    /// The signed statement that these are all of them.
    pub statement: String,
    /// What witnesses say.
    pub witnesses: Vec<WitnessedCheckpoint>,
}

/// A history that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ProvedHistory {
    /// The thing, and what belongs to it.
    pub things: Vec<Thing>,
    /// The entries, the oldest first.
    pub entries: Vec<Entry>,
    /// The checkpoint in whose log they stand.
    pub checkpoint: Checkpoint,
    /// The witnesses whose word holds.
    pub witnesses: Vec<Witnessed>,
}

/// The word of a witness that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// Its name.
    pub name: String,
    /// Entries of the log that it saw.
    pub size: u64,
    /// When it saw them.
    pub at: Timestamp,
    /// Whether its key was named by whoever verifies, and not by the file alone.
    pub is_trusted: bool,
}

/// The first thing that is wrong with a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryFlaw {
    /// The file was made for another public key.
    Key,
    /// The entry at this place is not in the log so, or is about something else.
    Entry {
        /// Its place.
        index: u64,
    },
    /// The signed statement tells of other entries: some were added, left out or moved.
    Statement,
    /// The word of this witness does not hold.
    Witness {
        /// Its name, or its key when that cannot be read.
        name: String,
    },
}

impl HistoryProof {
    /// Reads a file.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`], also when it is not written exactly as [`Self::to_text`] writes.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = |what: String| LedgerError::Malformed(what);
        if text.len() > HISTORY_BYTES_MAX {
            return Err(wrong("a proof that long is none".to_owned()));
        }
        let read: Self = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if read.form != FORM || read.to_text()? != text {
            return Err(wrong(format!("not written in the form {FORM:?}")));
        }
        Ok(read)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`], which texts and numbers never give.
    pub fn to_text(&self) -> Result<String, LedgerError> {
        let text = serde_json::to_string_pretty(self);
        Ok(text.map_err(|error| LedgerError::Malformed(error.to_string()))? + "\n")
    }

    /// Judges the file with the public key of the log and the witnesses' keys that the judge knows by other ways.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`] when checkpoint or statement are not signed by the key.
    pub fn verify(
        &self,
        key: &VerifyingKey,
        trusted: &[WitnessKey],
    ) -> Result<Result<ProvedHistory, HistoryFlaw>, LedgerError> {
        let checkpoint = key.open(&self.checkpoint)?;
        let stated = key.open_body(&self.statement)?;
        Ok(self.judge(key, (checkpoint, &stated), trusted))
    }

    fn judge(
        &self,
        key: &VerifyingKey,
        (checkpoint, stated): (Checkpoint, &[u8]),
        trusted: &[WitnessKey],
    ) -> Result<ProvedHistory, HistoryFlaw> {
        // A second key may follow in the text: that of SM2.
        if key.as_text().lines().next() != Some(self.key.as_str()) {
            return Err(HistoryFlaw::Key);
        }
        let entry = |proved: &ProvedEntry| {
            let holds = self.judge_entry(proved, &checkpoint);
            holds.ok_or(HistoryFlaw::Entry { index: proved.index })
        };
        let entries = self.entries.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        if stated != self.statement_body(&checkpoint) {
            return Err(HistoryFlaw::Statement);
        }
        let witness = |said: &WitnessedCheckpoint| {
            let holds = said.judge(key, &checkpoint, trusted);
            let name = || said.key.split('+').next().unwrap_or_default().to_owned();
            holds.ok_or_else(|| HistoryFlaw::Witness { name: name() })
        };
        let witnesses = self
            .witnesses
            .iter()
            .map(witness)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(ProvedHistory {
            things: self.things.clone(),
            entries,
            checkpoint,
            witnesses,
        })
    }

    fn judge_entry(&self, proved: &ProvedEntry, log: &Checkpoint) -> Option<Entry> {
        let entry = Entry::from_leaf(&proved.leaf).ok()?;
        let is_about = |thing: &Thing| thing.kind == entry.subject_kind && thing.id == entry.subject_id;
        let leaf = record_hash(proved.leaf.as_bytes()).0;
        verify_inclusion(
            &decode(&proved.proof).ok()?,
            log.size,
            &log.root.0,
            proved.index,
            &leaf,
        )
        .ok()?;
        self.things.iter().any(is_about).then_some(entry)
    }

    /// Returns what the installation signs: which entries there are about these things in the log of the checkpoint.
    ///
    /// It cannot pass for a checkpoint, whose second line is a number.
    pub(crate) fn statement_body(&self, log: &Checkpoint) -> Vec<u8> {
        let things: Vec<String> = self
            .things
            .iter()
            .map(|thing| format!("{} {}\n", thing.kind, thing.id))
            .collect();
        let mut hashed = Vec::new();
        for entry in &self.entries {
            hashed.extend(entry.index.to_be_bytes());
            hashed.extend(record_hash(entry.leaf.as_bytes()).0);
        }
        for witness in &self.witnesses {
            hashed.extend(ContentHash::of(witness.key.as_bytes()).as_bytes());
            hashed.extend(ContentHash::of(witness.checkpoint.as_bytes()).as_bytes());
        }
        let digest = ContentHash::of(&hashed).to_hex();
        let (count, Checkpoint { origin, size, .. }) = (self.entries.len(), log);
        let things = things.concat();
        format!("{FORM}\n{origin}\n{things}entries {count} of {size}\n{digest}\n").into_bytes()
    }
}

impl WitnessedCheckpoint {
    fn judge(&self, key: &VerifyingKey, newer: &Checkpoint, trusted: &[WitnessKey]) -> Option<Witnessed> {
        let witness = WitnessKey::parse(&self.key).ok()?;
        let older = key.open(&self.checkpoint).ok()?;
        let cosigned = witness.open(&self.checkpoint).ok()?;
        let proof = decode(&self.proof).ok()?;
        let continues =
            verify_consistency(&proof, older.size, &older.root.0, newer.size, &newer.root.0).is_ok();
        (continues && older.origin == newer.origin).then(|| Witnessed {
            name: witness.name().to_owned(),
            size: older.size,
            at: cosigned.at,
            is_trusted: trusted.iter().any(|known| known.as_text() == self.key),
        })
    }
}
