//! What was read a moment ago and is still true: kept in the program's memory for the few things that every list asks.
//!
//! Whoever writes what others may remember says so ([`Work::outdates`](crate::Work::outdates)); with the commit everything is
//! forgotten. Another process on the same database is not heard, so nothing is remembered for longer than some seconds. A
//! transaction remembers nothing: it sees what only it has written.

use guildhall_kernel::{Clock, RealmId, Timestamp};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// For how long something another process may change is taken for true.
const SECONDS_MAX: i64 = 10;
/// Most things remembered; one more, and all are forgotten.
const ENTRIES_MAX: usize = 4_096;

/// How often everything was forgotten, before something is read that is to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf(u64);

struct Entry {
    until: Timestamp,
    value: Arc<dyn Any + Send + Sync>,
}

#[derive(Default)]
struct Entries {
    outdated: u64,
    by_name: HashMap<(RealmId, String), Entry>,
}

/// The memory of one opened database.
pub(crate) struct Memory {
    clock: Arc<dyn Clock>,
    entries: Mutex<Entries>,
}

impl Memory {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            entries: Mutex::default(),
        }
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, Entries> {
        // What a panic left behind is whole: each change is one step.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn as_of(&self) -> AsOf {
        AsOf(self.entries().outdated)
    }

    pub(crate) fn recall<T: Any + Send + Sync>(&self, realm: RealmId, name: &str) -> Option<Arc<T>> {
        let entries = self.entries();
        let entry = entries.by_name.get(&(realm, name.to_owned()))?;
        match self.clock.now() < entry.until {
            true => Arc::clone(&entry.value).downcast().ok(),
            false => None,
        }
    }

    /// Remembers what was read, unless something was written since.
    pub(crate) fn remember<T: Any + Send + Sync>(
        &self,
        (realm, name): (RealmId, String),
        as_of: AsOf,
        value: Arc<T>,
    ) {
        let until = self.clock.now().plus_secs(SECONDS_MAX);
        let mut entries = self.entries();
        if entries.outdated != as_of.0 {
            return;
        }
        if entries.by_name.len() >= ENTRIES_MAX {
            entries.by_name.clear();
        }
        entries.by_name.insert((realm, name), Entry { until, value });
    }

    pub(crate) fn forget(&self) {
        let mut entries = self.entries();
        entries.outdated += 1;
        entries.by_name.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::ManualClock;

    fn memory() -> (Arc<ManualClock>, Memory) {
        let clock = Arc::new(ManualClock::at(Timestamp::from_micros(0)));
        (Arc::clone(&clock), Memory::new(clock))
    }

    fn realm() -> RealmId {
        RealmId::from_uuid(uuid::Uuid::from_u128(1))
    }

    #[test]
    fn what_is_remembered_is_true_for_its_realm_and_for_ten_seconds() {
        let (clock, memory) = memory();
        memory.remember((realm(), "a".to_owned()), memory.as_of(), Arc::new(7_u32));
        assert_eq!(memory.recall::<u32>(realm(), "a").as_deref(), Some(&7));
        assert!(memory.recall::<u32>(realm(), "b").is_none());
        assert!(
            memory.recall::<u64>(realm(), "a").is_none(),
            "it is something else"
        );
        let other = RealmId::from_uuid(uuid::Uuid::from_u128(2));
        assert!(memory.recall::<u32>(other, "a").is_none());
        clock.advance_secs(10);
        assert!(memory.recall::<u32>(realm(), "a").is_none());
    }

    #[test]
    fn what_was_read_before_a_change_is_not_remembered_after_it() {
        let (_, memory) = memory();
        let before = memory.as_of();
        memory.remember((realm(), "a".to_owned()), before, Arc::new(7_u32));
        memory.forget();
        assert!(memory.recall::<u32>(realm(), "a").is_none());
        memory.remember((realm(), "a".to_owned()), before, Arc::new(7_u32));
        assert!(memory.recall::<u32>(realm(), "a").is_none());
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let (_, memory) = memory();
        for number in 0..=ENTRIES_MAX {
            memory.remember((realm(), number.to_string()), memory.as_of(), Arc::new(number));
        }
        assert_eq!(memory.entries().by_name.len(), 1);
    }
}
