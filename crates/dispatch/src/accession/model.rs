//! What an accession is.

use crate::Told;
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

coded! {
    /// How far an accession has come.
    AccessionState {
        /// The job is at work, or waits for its turn.
        Receiving = "receiving",
        /// Every package was taken in or refused.
        Done = "done",
        /// Somebody stopped it; what was taken in stays.
        Stopped = "stopped",
    }
}

coded! {
    /// What became of one package.
    Arrived {
        /// It is a record now.
        Received = "received",
        /// It was taken in before, or is a record of this house.
        Known = "known",
        /// It was refused; the reason stands beside it, and nothing of it was kept.
        Refused = "refused",
        /// The sender's receipt names it, and it is not there.
        Missing = "missing",
    }
}

/// An accession (接收批次).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accession {
    /// Its id.
    pub id: Uuid,
    /// What was sent, by the name of the file or folder.
    pub name: String,
    /// The folder outside the house; empty when it was sent over the web.
    pub folder: String,
    /// Who takes it in; nobody when it was a command at the machine.
    pub made_by: Option<AccountId>,
    /// When.
    pub made_at: Timestamp,
    /// How far it has come.
    pub state: AccessionState,
    /// Packages found in it; 0 until they were counted.
    pub packages: u64,
    /// Its counts.
    pub sums: AccessionSums,
    /// Why nothing of it could be looked at.
    pub problem: Option<Told>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// The counts of an accession.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct AccessionSums {
    /// Taken in.
    pub received: u64,
    /// Here before.
    pub known: u64,
    /// Refused, or named and not there.
    pub refused: u64,
    /// Bytes of the files that were taken in.
    pub bytes: u64,
}

/// A place in the list of accessions.
pub type AccessionKey = (Timestamp, Uuid);

/// One package of an accession.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessionItem {
    /// Place in the accession, from 1.
    pub sequence: u32,
    /// Where it lay in what was sent.
    pub place: String,
    /// Its kind; empty when that could not be told.
    pub kind: String,
    /// SHA-256 that stands for the package; empty when it could not be read.
    pub digest: String,
    /// The record, when it is or was taken in.
    pub record: Option<RecordId>,
    /// The archival code that it states; empty when it could not be read.
    pub archival_code: String,
    /// What became of it.
    pub outcome: Arrived,
    /// Files of the record.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Why it was refused.
    pub problem: Option<Told>,
    /// When.
    pub ended_at: Timestamp,
}
