//! The edge to foreign parsers: a panic inside one means that the file is broken, not that the program is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::ReadingError;

/// Runs `work` and turns a panic into [`ReadingError::Broken`].
///
/// What `work` borrowed may be half changed after a panic, so callers drop it or only read from it.
pub(crate) fn contained<T>(work: impl FnOnce() -> Result<T, ReadingError>) -> Result<T, ReadingError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let reason = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        tracing::warn!(reason, "a parser panicked");
        Err(ReadingError::broken("the parser gave up on it"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_broken() {
        let outcome: Result<(), _> = contained(|| panic!("index out of bounds"));
        assert_eq!(outcome.unwrap_err().code(), "broken");
    }
}
