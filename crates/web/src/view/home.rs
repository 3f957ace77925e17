//! The home page: the question first, below it what is going on.

use askama::Template;

use super::{Frame, Hit};
use crate::routes;

/// Invites to search (首页). The block `state` is fetched again while papers are being read.
#[derive(Debug, Template)]
#[template(path = "search/home.html", blocks = ["state"])]
pub struct HomePage {
    /// The frame.
    pub ui: Frame,
    /// Records that this person may find.
    pub records: u64,
    /// Papers that are being read or wait for it.
    pub reading: u64,
    /// Words to begin with, each a search; from the records themselves.
    pub tries: Vec<String>,
    /// The newest records that this person may see.
    pub recent: Vec<Hit>,
    /// What waits for this person, the most urgent first.
    pub work: Vec<WorkLine>,
    /// Whether this person may bring papers in.
    pub may_add: bool,
    /// Whether the models that read paper are there.
    pub can_read_paper: bool,
}

/// Something that waits for a person.
#[derive(Debug, Clone)]
pub struct WorkLine {
    /// Where it is done.
    pub link: String,
    /// What, and how much of it.
    pub text: String,
}
