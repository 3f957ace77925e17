//! What is known of a replica's health: whether it takes what is written, and what it said when it did not.
//!
//! Kept in memory only: after a start a replica counts as well until it fails. A replica that failed rests for a
//! while, so that writing and reading do not wait for a dead disk or server each time.

use guildhall_kernel::Timestamp;
use std::fmt::Display;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Seconds for which a replica that failed is passed over while others are enough.
const REST_SECS: i64 = 30;

/// A replica that does not take or give what it should (副本故障).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// When it first failed.
    pub since: Timestamp,
    /// When it last failed.
    pub last: Timestamp,
    /// What it said then.
    pub what: String,
}

/// The health of one replica.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<Option<Trouble>>);

impl Health {
    fn state(&self) -> MutexGuard<'_, Option<Trouble>> {
        // A trouble is written whole, so a panic elsewhere leaves nothing half said.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the replica did what it was asked to.
    pub(crate) fn worked(&self) {
        *self.state() = None;
    }

    /// Notes that the replica failed.
    pub(crate) fn failed(&self, now: Timestamp, what: &impl Display) {
        let mut state = self.state();
        let since = state.as_ref().map_or(now, |trouble| trouble.since);
        *state = Some(Trouble {
            since,
            last: now,
            what: what.to_string(),
        });
    }

    /// Says whether the replica failed so lately that it is better passed over.
    pub(crate) fn rests(&self, now: Timestamp) -> bool {
        self.state()
            .as_ref()
            .is_some_and(|trouble| now.secs_since(trouble.last) < REST_SECS)
    }

    /// Returns the trouble, if any.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.state().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_that_failed_rests_until_it_is_tried_again_and_works() {
        let (health, begin) = (Health::default(), Timestamp::from_micros(0));
        assert!(!health.rests(begin));
        health.failed(begin, &"no answer");
        health.failed(begin.plus_secs(10), &"still no answer");
        assert!(health.rests(begin.plus_secs(39)));
        assert!(!health.rests(begin.plus_secs(40)));
        let trouble = health.trouble().unwrap();
        assert_eq!((trouble.since, trouble.what.as_str()), (begin, "still no answer"));
        health.worked();
        assert_eq!(health.trouble(), None);
    }
}
