//! How a reading is watched from outside: progress out, time and the wish to stop in.

use std::time::Duration;

/// Somebody who follows a reading and may stop it.
pub trait Watch {
    /// Takes note that `done` pages are read, of `total` where that is known.
    fn progress(&self, done: u64, total: Option<u64>);

    /// Returns whether the reading should stop.
    fn is_cancelled(&self) -> bool;

    /// Returns the time since the reading began; compared with [`Limits::seconds`](crate::Limits::seconds).
    fn elapsed(&self) -> Duration;
}

/// A watch that never stops anything, for short work whose time is bounded elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&self, _done: u64, _total: Option<u64>) {}

    fn is_cancelled(&self) -> bool {
        false
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}
