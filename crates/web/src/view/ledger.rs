//! The ledger: its newest checkpoint, the result of a verification, its last leaves.

use askama::Template;
use jiff::Timestamp;

use super::{Frame, Job, QrCode};
use crate::routes;

/// The Merkle log of all changes (账本). The block `verification` is fetched again while one runs.
#[derive(Debug, Template)]
#[template(path = "system/ledger.html", blocks = ["verification"])]
pub struct LedgerPage {
    /// The frame.
    pub ui: Frame,
    /// Leaves in the log.
    pub size: u64,
    /// The newest checkpoint as a signed note, none in an empty log.
    pub checkpoint: Option<String>,
    /// When it was signed.
    pub signed: Option<Timestamp>,
    /// The public key as a verifier takes it.
    pub key: String,
    /// The verification that runs now.
    pub running: Option<Job>,
    /// What the last verification found.
    pub last: Option<Verification>,
    /// The witnesses of this ledger.
    pub witnesses: Vec<WitnessRow>,
    /// The ledgers that are witnessed here.
    pub witnessed: Vec<WitnessedRow>,
    /// The last leaves, the newest first.
    pub leaves: Vec<LeafRow>,
    /// Whether this person may start a verification.
    pub may_verify: bool,
    /// Whether this person may export the log.
    pub may_export: bool,
    /// Older leaves.
    pub next: Option<String>,
}

/// What a verification found (校验).
#[derive(Debug, Clone)]
pub struct Verification {
    /// When it ended.
    pub ended: Timestamp,
    /// Leaves checked.
    pub checked: u64,
    /// What does not agree, in the language of the page; empty when all is well.
    pub faults: Vec<String>,
}

/// One leaf.
#[derive(Debug, Clone)]
pub struct LeafRow {
    /// Number, from 0.
    pub number: u64,
    /// When.
    pub when: Timestamp,
    /// Who.
    pub who: String,
    /// What, in the language of the page.
    pub what: String,
    /// On what, with a link when this person may see it.
    pub subject: String,
    /// The subject's page.
    pub link: Option<String>,
}

/// How it stands with a witness (见证方) of this ledger.
#[derive(Debug, Clone)]
pub struct WitnessRow {
    /// Its name.
    pub name: String,
    /// Leaves of the newest checkpoint that it took.
    pub size: u64,
    /// When it took it.
    pub sent: Option<Timestamp>,
    /// What went wrong with the last attempt, in the language of the page.
    pub problem: Option<String>,
}

/// A ledger of another installation that is witnessed here.
#[derive(Debug, Clone)]
pub struct WitnessedRow {
    /// Whose ledger it is.
    pub origin: String,
    /// Leaves that were seen.
    pub size: u64,
    /// When.
    pub seen: Timestamp,
    /// When a checkpoint was refused that did not continue it.
    pub refused: Option<Timestamp>,
}

/// The newest checkpoint on one sheet, to be signed and put into a safe (纸质检查点).
#[derive(Debug, Template)]
#[template(path = "system/checkpoint_print.html")]
pub struct CheckpointSheet {
    /// The frame.
    pub ui: Frame,
    /// Whose ledger it is.
    pub origin: String,
    /// Leaves in it.
    pub size: u64,
    /// Root of its tree, in base64.
    pub root: String,
    /// When it was signed.
    pub signed: Timestamp,
    /// The public key.
    pub key: String,
    /// The whole signed note.
    pub note: String,
    /// The note as a picture.
    pub qr: Option<QrCode>,
}
