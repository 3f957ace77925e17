//! A task (待办): that somebody has to decide about a run.

use super::model::Run;
use guildhall_kernel::{AccountId, Timestamp};
use uuid::Uuid;

/// The place of a task in an inbox: when it is due, its run, whose it is.
pub type TaskKey = (Timestamp, Uuid, AccountId);

/// A task in somebody's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The run.
    pub run: Run,
    /// Whose seat it is: her own, or that of somebody absent for whom she stands in.
    pub seat: AccountId,
    /// When it should be decided.
    pub due_at: Timestamp,
}

impl Task {
    /// Returns its place in the inbox.
    pub fn key(&self) -> TaskKey {
        (self.due_at, self.run.id, self.seat)
    }
}
