//! How the policies of a house change (策略治理): an edition is proposed by who gives rights, and put in force by another
//! of the three powers.
//!
//! Begin at [`Governance`]. The policies that an installation ships or keeps in its data folder are the ground; an
//! edition lays changed texts over some of them and adds cases of the union's own. What is in force is compiled into
//! [`Rights`], realm by realm, without a new start.
//!
//! Invariants: nothing comes into force that does not compile or breaks a case, nobody decides what she proposed, and
//! the law of the three powers is never part of an edition. This crate knows no web framework and no record. The effects
//! kept with an edition are counts of people, never names.

pub mod edition;
pub mod error;
pub mod lapsing;
mod subjects;

use guildhall_identity::Rights;
use guildhall_identity::rights::rules::PolicyRules;
use guildhall_store::Migration;
use std::sync::Arc;

pub use edition::{Checked, Draft, Edition, Effect, NewEdition};
pub use error::GovernanceError;
pub use subjects::EditionSubjects;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "governance.0001_policy_edition",
    sql: include_str!("../migrations/0001_policy_edition.sql"),
}];

/// The policies of the installation and those in force. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Governance {
    /// What the installation ships or keeps in its data folder.
    pub rules: Arc<PolicyRules>,
    /// The policies in force, which this room changes.
    pub rights: Rights,
}
