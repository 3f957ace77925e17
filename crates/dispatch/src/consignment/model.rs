//! What a consignment is.

use crate::{Format, Told};
use guildhall_archive::OutgoingQuery;
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use guildhall_store::coded;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// How far a consignment has come.
    ConsignmentState {
        /// The job is at work, or waits for its turn.
        Packing = "packing",
        /// Everything that could be packed lies ready.
        Done = "done",
        /// Somebody stopped it.
        Stopped = "stopped",
        /// The packages were taken away again; what went out stays written down.
        Cleared = "cleared",
    }
}

coded! {
    /// What became of one record.
    ItemOutcome {
        /// It is not packed yet.
        Waiting = "waiting",
        /// Its package is there.
        Packed = "packed",
        /// It could not go along; the reason stands beside it.
        LeftOut = "left-out",
        /// It was destroyed meanwhile, and its package with it.
        Destroyed = "destroyed",
    }
}

/// Which records were asked for, in words that a machine reads again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Archive type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// Year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    /// Retention code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<String>,
    /// The search whose records it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The round of appraisal that decided to hand them over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Uuid>,
}

/// A consignment to be made.
#[derive(Debug, Clone)]
pub struct NewConsignment {
    /// The kind of package.
    pub format: Format,
    /// Which records; `records` of it are left for [`NewConsignment::found`].
    pub asked: Asked,
    /// The records that a search found, if it was asked for a search.
    pub found: Option<Vec<RecordId>>,
    /// For what purpose, a code of rules/masking; empty for a command at the machine.
    pub purpose: String,
    /// Why, in her own words.
    pub reason: String,
    /// A folder outside the house; only for a command at the machine.
    pub folder: Option<String>,
    /// Most records; one more is refused.
    pub records_max: u64,
}

impl Asked {
    /// Returns the question to the archive.
    pub(crate) fn query(&self, purpose: &str, records: Option<Vec<RecordId>>) -> OutgoingQuery {
        OutgoingQuery {
            type_code: self.type_code.clone(),
            year: self.year,
            retention: self.retention.clone(),
            records,
            purpose: purpose.to_owned(),
        }
    }
}

/// A consignment (移交批次).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consignment {
    /// Its id.
    pub id: Uuid,
    /// The kind of package.
    pub format: Format,
    /// Which records were asked for.
    pub asked: Asked,
    /// For what purpose.
    pub purpose: String,
    /// Why.
    pub reason: String,
    /// The folder outside the house; empty when the packages wait in the house to be fetched.
    pub folder: String,
    /// Who asked; nobody when it was a command at the machine.
    pub made_by: Option<AccountId>,
    /// When.
    pub made_at: Timestamp,
    /// How far it has come.
    pub state: ConsignmentState,
    /// Records that go.
    pub records: u64,
    /// Of these, packed; known when it has ended.
    pub packed: u64,
    /// Left out; known when it has ended.
    pub left_out: u64,
    /// Bytes of the packed files; known when it has ended.
    pub bytes: u64,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A place in the list of consignments.
pub type ConsignmentKey = (Timestamp, Uuid);

/// One record of a consignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsignmentItem {
    /// Place in the consignment, from 1.
    pub sequence: u32,
    /// The record.
    pub record: RecordId,
    /// Its archival code.
    pub archival_code: String,
    /// What became of it.
    pub outcome: ItemOutcome,
    /// Where its package lies below the folder.
    pub place: String,
    /// Files in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// SHA-256 that stands for the package.
    pub digest: String,
    /// Why it was left out.
    pub problem: Option<Told>,
    /// When.
    pub ended_at: Option<Timestamp>,
}
