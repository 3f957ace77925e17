//! One answer of the policies, with the reasons.

/// May she, and which policies say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether at least one grant allows it.
    pub allowed: bool,
    /// Ids of the policies that decided: those that permit, or, when refused, those that forbid. Sorted; none
    /// when no policy speaks for it.
    pub reasons: Vec<String>,
}
