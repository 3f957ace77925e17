//! Filters that were made once, by what they depend on.
//!
//! Nothing here goes stale: policies never change inside a [`crate::PolicySet`], and grants are part of the key.

use crate::filter::Filter;
use crate::subject::{Circumstances, Grant, Standing};
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::Arc;

/// Most filters kept; a union has far fewer different sets of grants. When full, all are made anew.
const FILTERS_MAX: usize = 4096;

/// Everything on which a filter depends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The action.
    pub(crate) action: String,
    /// The grants, sorted and without repetition.
    pub(crate) grants: Vec<Grant>,
    /// The person, when some policy looks at who she is.
    pub(crate) person: Option<String>,
    /// Her standing, when some policy looks at it.
    pub(crate) standing: Option<Standing>,
    /// The circumstances, when some policy looks at them.
    pub(crate) circumstances: Option<Circumstances>,
}

/// The filters made so far.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    filters: RwLock<HashMap<Key, Arc<Filter>>>,
}

impl Cache {
    /// Returns a filter made before.
    pub(crate) fn get(&self, key: &Key) -> Option<Arc<Filter>> {
        self.filters.read().get(key).cloned()
    }

    /// Keeps a filter and returns it; of two made at the same time, either may stay.
    pub(crate) fn keep(&self, key: Key, filter: Filter) -> Arc<Filter> {
        let filter = Arc::new(filter);
        let mut filters = self.filters.write();
        if filters.len() >= FILTERS_MAX {
            filters.clear();
        }
        filters.insert(key, Arc::clone(&filter));
        filter
    }
}
