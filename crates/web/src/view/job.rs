//! Work in the background.

use askama::Template;
use jiff::Timestamp;

use super::Frame;
use crate::routes;

/// Jobs that run, wait or ended (任务). The block `jobs` is fetched again while something moves.
#[derive(Debug, Template)]
#[template(path = "system/jobs.html", blocks = ["jobs"])]
pub struct JobsPage {
    /// The frame.
    pub ui: Frame,
    /// Running and waiting jobs, then those that ended last.
    pub jobs: Vec<Job>,
    /// Jobs that wait beyond those shown.
    pub more: u64,
    /// Whether something moves, so that the list asks again by itself.
    pub moving: bool,
}

/// One job.
#[derive(Debug, Clone)]
pub struct Job {
    /// Id as it stands in addresses.
    pub id: String,
    /// What it does, in the language of the page.
    pub name: String,
    /// On what: a file name, a replica.
    pub subject: Option<String>,
    /// Where it stands.
    pub state: JobState,
    /// Steps done.
    pub done: u64,
    /// Steps in all, 0 while unknown.
    pub of: u64,
    /// When it was queued.
    pub queued: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Whether this person may stop it.
    pub may_cancel: bool,
    /// Whether this person may start it again.
    pub may_retry: bool,
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its turn.
    Waiting,
    /// Runs.
    Running,
    /// Failed and will be tried again; when.
    Retrying(Timestamp),
    /// Done.
    Done,
    /// Stopped by a person.
    Cancelled,
    /// Given up; why, in the language of the page.
    Failed(String),
}
