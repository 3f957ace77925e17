//! An entry of the ledger (审计条目) and its leaf: the bytes that are hashed into the tree.
//!
//! Pure: must not touch the database. The leaf is one line of JSON with a fixed order of keys, so that an
//! exported log is simply its leaves, one a line, and whoever holds it needs no canonical form to hash it again:
//!
//! ```text
//! {"leaf":1,"realm":"…","id":"…","at":1790000000000000,"actor":"account:…","action":"record.filed",
//!  "subject_kind":"record","subject_id":"…","digest":"…64 hex digits or null…","nonce":"…","details":{…}}
//! ```
//!
//! (without the line break). `leaf` is the version of this encoding. `at` is in microseconds since 1970 in UTC.
//! `details` is the text as it is kept and stands last, so that nothing in it can pass for another field.
//! The nonce makes the hash of a leaf say nothing about what is in it.

use guildhall_kernel::{LedgerEntryId, RealmId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

/// Version of the encoding of leaves.
pub const LEAF_VERSION: u32 = 1;
/// Length of the nonce in bytes.
pub const NONCE_BYTES: usize = 16;

/// An entry as it is kept, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The realm in whose log it stands.
    pub realm: RealmId,
    /// Its id.
    pub id: LedgerEntryId,
    /// When it was written.
    pub recorded_at: Timestamp,
    /// Who acted, as [`guildhall_kernel::ActorId::as_text`] writes it.
    pub actor: String,
    /// What was done, such as `record.filed`.
    pub action: String,
    /// What kind of thing it was done to, such as `record`.
    pub subject_kind: String,
    /// The thing.
    pub subject_id: Uuid,
    /// SHA-256 of the thing's state after the act, in hexadecimal; nothing when the act changed no state.
    pub digest: Option<String>,
    /// Random bytes.
    pub nonce: Vec<u8>,
    /// A small JSON object, as text.
    pub details: String,
}

/// The part of a leaf before `details`.
#[derive(Serialize)]
struct Head<'a> {
    leaf: u32,
    realm: RealmId,
    id: LedgerEntryId,
    at: Timestamp,
    actor: &'a str,
    action: &'a str,
    subject_kind: &'a str,
    subject_id: Uuid,
    digest: Option<&'a str>,
    nonce: String,
}

/// A leaf read back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leaf {
    leaf: u32,
    realm: RealmId,
    id: LedgerEntryId,
    at: Timestamp,
    actor: String,
    action: String,
    subject_kind: String,
    subject_id: Uuid,
    digest: Option<String>,
    nonce: String,
    details: Box<RawValue>,
}

/// A line that is not a leaf of a known version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a leaf of version {LEAF_VERSION}: {0}")]
pub struct InvalidLeaf(String);

impl Entry {
    /// Returns the leaf: the text whose bytes are hashed into the tree.
    pub fn leaf(&self) -> String {
        let head = Head {
            leaf: LEAF_VERSION,
            realm: self.realm,
            id: self.id,
            at: self.recorded_at,
            actor: &self.actor,
            action: &self.action,
            subject_kind: &self.subject_kind,
            subject_id: self.subject_id,
            digest: self.digest.as_deref(),
            nonce: hex::encode(&self.nonce),
        };
        let mut text = serde_json::to_string(&head).expect("texts, numbers and ids always become JSON");
        text.pop();
        text.push_str(",\"details\":");
        text.push_str(&self.details);
        text.push('}');
        text
    }

    /// Reads a leaf back into its fields.
    ///
    /// # Errors
    /// [`InvalidLeaf`] when the line is no leaf, of another version, or not written as [`Entry::leaf`] writes.
    pub fn from_leaf(line: &str) -> Result<Self, InvalidLeaf> {
        let wrong = |what: &dyn std::fmt::Display| InvalidLeaf(what.to_string());
        let leaf: Leaf = serde_json::from_str(line).map_err(|error| wrong(&error))?;
        if leaf.leaf != LEAF_VERSION {
            return Err(wrong(&format!("version {}", leaf.leaf)));
        }
        let entry = Self {
            realm: leaf.realm,
            id: leaf.id,
            recorded_at: leaf.at,
            actor: leaf.actor,
            action: leaf.action,
            subject_kind: leaf.subject_kind,
            subject_id: leaf.subject_id,
            digest: leaf.digest,
            nonce: hex::decode(&leaf.nonce).map_err(|error| wrong(&error))?,
            details: leaf.details.get().to_owned(),
        };
        if entry.leaf() == line {
            Ok(entry)
        } else {
            Err(wrong(&"not in the canonical form"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            realm: RealmId::from_uuid(Uuid::from_u128(1)),
            id: LedgerEntryId::from_uuid(Uuid::from_u128(2)),
            recorded_at: Timestamp::from_micros(1_790_000_000_000_000),
            actor: "program:import".to_owned(),
            action: "record.filed".to_owned(),
            subject_kind: "record".to_owned(),
            subject_id: Uuid::from_u128(3),
            digest: None,
            nonce: vec![0xab; NONCE_BYTES],
            details: r#"{"number":"2026-工会-001"}"#.to_owned(),
        }
    }

    #[test]
    fn the_encoding_of_version_1_never_changes() {
        assert_eq!(
            entry().leaf(),
            concat!(
                r#"{"leaf":1,"realm":"00000000-0000-0000-0000-000000000001","#,
                r#""id":"00000000-0000-0000-0000-000000000002","at":1790000000000000,"actor":"program:import","#,
                r#""action":"record.filed","subject_kind":"record","#,
                r#""subject_id":"00000000-0000-0000-0000-000000000003","digest":null,"#,
                r#""nonce":"abababababababababababababababab","details":{"number":"2026-工会-001"}}"#
            )
        );
    }

    #[test]
    fn a_leaf_is_read_back_to_the_same_entry_and_a_loose_one_is_refused() {
        let leaf = entry().leaf();
        assert_eq!(Entry::from_leaf(&leaf), Ok(entry()));
        for wrong in [
            leaf.replace("\"leaf\":1", "\"leaf\":2"),
            leaf.replace(":null", ": null"),
            "{}".to_owned(),
        ] {
            assert!(Entry::from_leaf(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn details_cannot_pass_for_another_field() {
        let mut other = entry();
        other.details = r#"{},"nonce":"00","details":{}"#.to_owned();
        assert_ne!(other.leaf(), entry().leaf());
        assert!(Entry::from_leaf(&other.leaf()).is_err());
    }
}
