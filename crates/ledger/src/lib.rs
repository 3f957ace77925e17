//! The ledger (审计账本): what was done, by whom and when, in a Merkle log that cannot be changed unnoticed.
//!
//! Begin at [`append()`]: every act writes an [`entry::Entry`] in its own transaction. After the commit [`sequence`]
//! gives it its place in the tree, [`checkpoint_now`] signs the tree, [`prove_inclusion`] and [`prove_consistency`]
//! make proofs, [`verify_realm`] verifies everything that is kept, and [`export()`] writes it for outsiders.
//!
//! Invariants: an entry is never changed or deleted; a place once given stays; nothing personal is in an entry.
//! The pure part ([`entry`], [`tree`], [`tile`], [`checkpoint`], [`proof`], [`exported`]) needs no database and is all
//! that the stand-alone verifier is built from: the feature `database` adds the rest.

#[cfg(feature = "database")]
pub mod address;
#[cfg(feature = "database")]
pub mod adoption;
#[cfg(feature = "database")]
pub mod append;
#[cfg(feature = "database")]
pub mod check;
pub mod checkpoint;
pub mod cosignature;
#[cfg(feature = "database")]
pub mod delivery;
pub mod entry;
pub mod error;
#[cfg(feature = "database")]
pub mod export;
pub mod exported;
mod exported_tile;
#[cfg(feature = "database")]
pub mod history;
pub mod history_proof;
#[cfg(feature = "database")]
pub mod log;
#[cfg(feature = "database")]
pub mod mailbox;
#[cfg(feature = "database")]
mod note;
pub mod proof;
#[cfg(feature = "database")]
pub mod prove;
#[cfg(feature = "database")]
pub mod published;
#[cfg(feature = "database")]
pub mod report;
#[cfg(feature = "database")]
pub mod sequencer;
pub mod signing_key;
mod sm2_key;
#[cfg(feature = "database")]
pub mod subjects;
pub mod submission;
pub mod tile;
#[cfg(feature = "database")]
pub mod trail;
pub mod tree;
#[cfg(feature = "database")]
pub mod verification;
#[cfg(feature = "database")]
pub mod witness;
pub mod witness_folder;
#[cfg(feature = "database")]
pub mod witnessed;

#[cfg(feature = "database")]
pub use append::{NewEntry, append, append_many};
pub use checkpoint::{Checkpoint, VerifyingKey};
pub use cosignature::WitnessKey;
pub use error::LedgerError;
#[cfg(feature = "database")]
pub use export::export;
#[cfg(feature = "database")]
pub use note::{Subject, note};
pub use proof::{Proof, Proved};
#[cfg(feature = "database")]
pub use prove::{prove_consistency, prove_history, prove_inclusion};
#[cfg(feature = "database")]
pub use report::{Problem, Report};
#[cfg(feature = "database")]
pub use sequencer::{checkpoint_if_grown, checkpoint_now, seal, sequence};
pub use signing_key::{SigningKey, SigningKeyFile};
pub use sm2_key::Sm2Key;
#[cfg(feature = "database")]
pub use subjects::Subjects;
#[cfg(feature = "database")]
pub use verification::{Sealed, Verification, verify_realm};

/// Most bytes of the details of one entry.
pub const DETAILS_BYTES_MAX: usize = 8 * 1024;

/// The tables of this room.
#[cfg(feature = "database")]
pub const MIGRATIONS: &[guildhall_store::Migration] = &[
    guildhall_store::Migration {
        name: "ledger.0001_ledger",
        sql: include_str!("../migrations/0001_ledger.sql"),
    },
    guildhall_store::Migration {
        name: "ledger.0002_witness",
        sql: include_str!("../migrations/0002_witness.sql"),
    },
];
