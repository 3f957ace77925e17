//! The master keys and their age.

use super::{Frame, Job};
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The key ring (密钥). The block `ring` is fetched again while everything is sealed anew.
#[derive(Debug, Template)]
#[template(path = "system/keys.html", blocks = ["ring"])]
pub struct KeysPage {
    /// The frame.
    pub ui: Frame,
    /// The keys, the one that seals first.
    pub keys: Vec<KeyRow>,
    /// How a recovery key was shared out.
    pub recovery: Option<RecoveryShares>,
    /// The sealing anew that runs now.
    pub running: Option<Job>,
}

/// One master key.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Its name.
    pub id: String,
    /// When it was made; unknown until the program that made the first one is started again.
    pub made: Option<Timestamp>,
    /// Whether it seals what is new.
    pub seals: bool,
    /// Things of this union that it seals.
    pub things: u64,
}

/// The shares of the recovery key (恢复密钥分片).
#[derive(Debug, Clone)]
pub struct RecoveryShares {
    /// Name of the set.
    pub set: String,
    /// Shares that were made.
    pub shares: u8,
    /// Shares that are needed.
    pub threshold: u8,
    /// When they were made.
    pub made: Timestamp,
}
