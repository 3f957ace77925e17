//! Why somebody may or may not do something: each of her grants with the policies that spoke in it.

use crate::subject::Grant;

/// What one grant (授权) says to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantAnswer {
    /// The grant.
    pub grant: Grant,
    /// Whether this grant allows it.
    pub allowed: bool,
    /// Ids of the policies that decided, sorted: those that permit when allowed, those that forbid when not; none
    /// when no policy speaks for it.
    pub policies: Vec<String>,
}

/// What all grants of a person say to a question (解释).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// One answer for each grant whose role exists; without any, nothing is allowed.
    pub grants: Vec<GrantAnswer>,
}

impl Explanation {
    /// Says whether at least one grant allows it.
    pub fn allowed(&self) -> bool {
        self.grants.iter().any(|answer| answer.allowed)
    }

    /// Returns the ids of the policies that decided, sorted, each once.
    pub fn reasons(&self) -> Vec<String> {
        let allowed = self.allowed();
        let deciding = self.grants.iter().filter(|answer| answer.allowed == allowed);
        let mut ids: Vec<String> = deciding
            .flat_map(|answer| answer.policies.iter().cloned())
            .collect();
        ids.sort();
        ids.dedup();
        ids
    }
}
