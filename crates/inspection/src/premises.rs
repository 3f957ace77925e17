//! What the program says about itself: settings in force, files and folders. Handed in once at the start.

use guildhall_identity::{Obligation, SessionConfig, ThrottleConfig};
use guildhall_ledger::witness::Witness;
use guildhall_scanner::Scanner;
use guildhall_vault::Algorithm;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// How browsers reach the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Https {
    /// In the clear, as far as the settings say.
    Off,
    /// Through a proxy that was declared to speak https.
    Proxy,
    /// The server itself speaks https with this certificate.
    Own {
        /// PEM file of the certificate.
        certificate: PathBuf,
    },
}

/// When backups are made and drills held, as five cron fields in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upkeep {
    /// Backups.
    pub backup: String,
    /// Restore drills.
    pub drill: String,
}

/// What is there to look at. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Premises {
    /// The data folder.
    pub data: PathBuf,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// How browsers reach it.
    pub https: Https,
    /// Requests a second that one person may send; 0 for no limit.
    pub requests_per_second: u32,
    /// How long sessions last.
    pub sessions: SessionConfig,
    /// How attempts to sign in are slowed down.
    pub throttle: ThrottleConfig,
    /// Who must have a second factor.
    pub second_factor: Obligation,
    /// Whether passwords are held against a list of breached ones.
    pub knows_breached: bool,
    /// Folders whose files only the owner of the program may read, and the files in them: keys.
    pub keys: PathBuf,
    /// A folder whose new files are taken in.
    pub watched: Option<PathBuf>,
    /// Folders of the vault's replicas.
    pub replicas: Vec<PathBuf>,
    /// The cipher of new originals.
    pub cipher: Algorithm,
    /// The witnesses of the ledger.
    pub witnesses: Arc<[Witness]>,
    /// The schedules of backups; none when no place for them is configured.
    pub upkeep: Option<Upkeep>,
    /// The lock file of the dependencies that the program was built with.
    pub lock: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// A folder with a database of advisories.
    pub advisories: Option<PathBuf>,
    /// The virus scanner that is asked.
    pub scanner: Option<Scanner>,
}
