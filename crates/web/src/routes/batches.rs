//! Addresses of batches.

/// The own batches; takes the records of a new one.
pub const BATCHES: &str = "/batches";

/// One batch.
#[must_use]
pub fn batch(id: &str) -> String {
    format!("{BATCHES}/{id}")
}

/// What is done with a batch: `run`, `stop` or `undo`.
#[must_use]
pub fn batch_act(id: &str, act: &str) -> String {
    format!("{BATCHES}/{id}/{act}")
}
