//! Replicas of the originals and their health.

use askama::Template;
use jiff::Timestamp;

use super::{Frame, Job};
use crate::routes;

/// The replicas and the last scrub (存储). The block `scrub` is fetched again while one runs.
#[derive(Debug, Template)]
#[template(path = "system/storage.html", blocks = ["scrub"])]
pub struct StoragePage {
    /// The frame.
    pub ui: Frame,
    /// The replicas.
    pub replicas: Vec<Replica>,
    /// The scrub that runs now.
    pub running: Option<Job>,
    /// What the last one found.
    pub last: Option<ScrubReport>,
    /// Objects that are damaged or missing somewhere.
    pub faults: Vec<ObjectFault>,
    /// Whether this person may start a scrub.
    pub may_scrub: bool,
}

/// One replica (副本).
#[derive(Debug, Clone)]
pub struct Replica {
    /// Name.
    pub name: String,
    /// Kind in the language of the page: folder, S3.
    pub kind: String,
    /// Objects in it.
    pub objects: u64,
    /// Bytes in it.
    pub bytes: u64,
    /// What is wrong with it.
    pub trouble: Option<ReplicaTrouble>,
}

/// A replica that does not take or give what it should.
#[derive(Debug, Clone)]
pub struct ReplicaTrouble {
    /// Since when.
    pub since: Timestamp,
    /// What the disk or the server said.
    pub what: String,
}

/// What a scrub found (巡检).
#[derive(Debug, Clone)]
pub struct ScrubReport {
    /// When it ended.
    pub ended: Timestamp,
    /// Copies read and compared.
    pub checked: u64,
    /// Copies healed from a good one.
    pub healed: u64,
    /// Copies that could not be healed, because their replica did not take them.
    pub unhealed: u64,
    /// Objects of which no good copy is left.
    pub lost: u64,
}

/// An object that is not whole in a replica.
#[derive(Debug, Clone)]
pub struct ObjectFault {
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Replica.
    pub replica: String,
    /// What is wrong, in the language of the page.
    pub what: String,
    /// Whether it was healed.
    pub healed: bool,
}
