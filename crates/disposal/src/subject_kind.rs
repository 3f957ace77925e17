//! What this room's subjects are called in the ledger and by workflows.

/// Kind of a round; a workflow decides about it.
pub const ROUND: &str = "disposal-round";
/// Kind of a line of a round.
pub(crate) const ITEM: &str = "disposal-item";
/// Kind of a supervisor's signature.
pub(crate) const SIGNATURE: &str = "disposal-signature";
/// Kind of a legal hold.
pub(crate) const HOLD: &str = "disposal-hold";
