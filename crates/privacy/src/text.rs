//! Texts as people type them: checked once, here, before anything is written.

use crate::PrivacyError;

/// Longest text of one field, in characters.
pub(crate) const CHARS_MAX: usize = 4_000;

/// Returns a text without blanks around it.
pub(crate) fn filled(field: &'static str, text: &str) -> Result<String, PrivacyError> {
    let text = optional(field, text)?;
    match text.is_empty() {
        true => Err(PrivacyError::Field { field }),
        false => Ok(text),
    }
}

/// Returns a text without blanks around it, which may be empty.
pub(crate) fn optional(field: &'static str, text: &str) -> Result<String, PrivacyError> {
    let text = text.trim();
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    match text.chars().count() <= CHARS_MAX && text.chars().all(is_plain) {
        true => Ok(text.to_owned()),
        false => Err(PrivacyError::Field { field }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_printable_not_empty_and_not_endless() {
        assert_eq!(filled("wish", " 请更正\n手机号 ").unwrap(), "请更正\n手机号");
        assert_eq!(optional("answer", "  ").unwrap(), "");
        for wrong in ["", " ", "a\0b", &"长".repeat(CHARS_MAX + 1)] {
            assert!(
                matches!(filled("wish", wrong), Err(PrivacyError::Field { field: "wish" })),
                "{wrong:?}"
            );
        }
    }
}
