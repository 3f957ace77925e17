//! Appraisal and disposal (鉴定与处置): what happens to records whose retention period is over.
//!
//! Begin at [`Disposal`]: a round takes up what is due and proposes for each record to keep it longer, to hand it over to another archives, or to destroy it; the
//! group and the leader decide in a workflow; what is to be destroyed waits, two supervisors check the list, and a job
//! destroys it record by record ([`destruction`]). A legal hold ([`hold`]) stops any of it at any time until then.
//!
//! Invariants: nothing is destroyed that was not proposed, decided, waited for and watched over by different people;
//! a hold and a destruction of the same record never both succeed; a line stays of each record that is gone, with its
//! number, its title and the digests of its files; a destruction that was cut off goes on where it stood.

pub mod destruction;
pub mod error;
pub mod hold;
pub mod round;
pub mod rules;
mod subject_kind;
mod subjects;

use guildhall_archive::Archive;
use guildhall_identity::Rights;
use guildhall_store::{StoreError, Work, counter};
use std::sync::Arc;

pub use destruction::{Backups, BackupsProof, DestructionJob, Expunged, ExpungingJob, Gone, Proof};
pub use error::DisposalError;
pub use hold::{Hold, HoldKey, NewHold, Scope};
pub use round::{
    Decided, Item, ItemLine, NewRound, Outcome, Proposal, Round, RoundKey, RoundState, RoundWhole, Sent,
    Signature, Stage, Verdict,
};
pub use rules::{DisposalFiles, DisposalRules};
pub use subject_kind::ROUND;
pub use subjects::{HoldSubjects, ItemSubjects, RoundSubjects, SignatureSubjects};

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[
    guildhall_store::Migration {
        name: "disposal.0001_disposal",
        sql: include_str!("../migrations/0001_disposal.sql"),
    },
    guildhall_store::Migration {
        name: "disposal.0002_handover",
        sql: include_str!("../migrations/0002_handover.sql"),
    },
];

/// Put a round of appraisal together, and begin a destruction that was approved.
pub const PROPOSE: &str = "proposeDisposal";
/// Take part in the appraisal group.
pub const JOIN: &str = "joinAppraisal";
/// Approve that records are destroyed.
pub const APPROVE: &str = "approveDisposal";
/// Watch over a destruction.
pub const SUPERVISE: &str = "superviseDestruction";
/// Begin the destruction of what was approved.
pub const DESTROY: &str = "destroyRecords";
/// Set and lift legal holds.
pub const HOLD: &str = "holdRecords";

/// The services of this room. Cheap to clone.
#[derive(Clone)]
pub struct Disposal {
    /// Waiting time, supervisors, length of a list.
    pub rules: Arc<DisposalRules>,
    /// The policies.
    pub rights: Rights,
    /// Records.
    pub archive: Archive,
}

impl std::fmt::Debug for Disposal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disposal")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

/// Lets one unit of work at a time set a hold or destroy a record, so that each sees what the other did.
async fn take_turn(work: &mut Work) -> Result<(), StoreError> {
    counter::take(work, "disposal:turn", 1).await.map(|_| ())
}
