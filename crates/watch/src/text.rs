//! Words that are kept for good: findings and reasons.

use crate::WatchError;

/// Characters of a finding or reason.
const CHARS: std::ops::RangeInclusive<usize> = 10..=2_000;

/// Returns a finding or reason without blanks around it.
///
/// # Errors
/// [`WatchError::TextLength`].
pub(crate) fn said(text: &str) -> Result<String, WatchError> {
    let text = text.trim();
    match CHARS.contains(&text.chars().count()) {
        true => Ok(text.to_owned()),
        false => Err(WatchError::TextLength),
    }
}
