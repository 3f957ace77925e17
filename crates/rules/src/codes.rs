//! Codes by which the things of a rule file are known.

use crate::RuleError;
use std::collections::BTreeSet;

/// Refuses a file in which a code stands twice.
///
/// # Errors
/// [`RuleError`] naming the code.
pub fn refuse_twice<C: AsRef<str>>(file: &str, codes: impl IntoIterator<Item = C>) -> Result<(), RuleError> {
    let mut seen = BTreeSet::new();
    for code in codes {
        let code = code.as_ref();
        if !seen.insert(code.to_owned()) {
            return Err(RuleError::new(file, format!("{code} stands twice")));
        }
    }
    Ok(())
}
