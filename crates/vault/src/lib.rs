//! The vault (对象库): originals and what was made from them, addressed by the SHA-256 of their content.
//!
//! Begin reading at [`Vault`]. An object is encrypted with a key of its own, belongs into every
//! [`replica::Replica`], lies in as many as are needed before it counts, and is verified at every reading; its key is kept wrapped in its row and nowhere else, so that deleting the
//! row ([`shred`]) makes the bytes unreadable wherever copies of them are.
//!
//! Invariants: content is never changed or written over; no object exists without a committed row; whoever holds
//! only the replicas learns neither content nor hash.

pub mod cipher;
pub mod copying;
pub mod error;
mod health;
pub mod holdings;
pub mod object;
mod object_key;
pub mod reader;
mod repair;
pub mod replica;
mod rewrap;
pub mod scrub;
pub mod staging;
mod store;
mod uploads;
pub mod vault;

pub use cipher::Algorithm;
pub use copying::{CopyReport, OBJECT_TABLE, object_of_row};
pub use error::{ReplicaError, VaultError};
pub use health::Trouble;
pub use holdings::{Holdings, ReplicaState};
pub use reader::VaultReader;
pub use replica::{BucketAddress, BucketReplica, FolderReplica, ReplicaKind};
pub use scrub::{ScrubReport, ScrubWatch};
pub use staging::StagedObject;
pub use vault::{SealedObject, ShreddedObject, Vault, VaultConfig, lock, register, shred};

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[guildhall_store::Migration {
    name: "vault.0001_vault",
    sql: include_str!("../migrations/0001_vault.sql"),
}];
