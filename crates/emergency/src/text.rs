//! Texts as people type them: checked once, here, before anything is written.

use crate::EmergencyError;

/// Longest text of one field, in characters.
const CHARS_MAX: usize = 8_000;

/// Returns a text without blanks around it.
pub(crate) fn filled(field: &'static str, text: &str) -> Result<String, EmergencyError> {
    let text = optional(field, text)?;
    match text.is_empty() {
        true => Err(EmergencyError::Field { field }),
        false => Ok(text),
    }
}

/// Returns a text without blanks around it, which may be empty; ends of lines become `\n`.
pub(crate) fn optional(field: &'static str, text: &str) -> Result<String, EmergencyError> {
    let text = text.trim().replace("\r\n", "\n");
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    match text.chars().count() <= CHARS_MAX && text.chars().all(is_plain) {
        true => Ok(text),
        false => Err(EmergencyError::Field { field }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_printable_not_empty_and_not_endless() {
        assert_eq!(filled("note", " 断网\r\n10:05 ").unwrap(), "断网\n10:05");
        assert_eq!(optional("note", "  ").unwrap(), "");
        for wrong in ["", " ", "a\0b", &"长".repeat(CHARS_MAX + 1)] {
            assert!(
                matches!(
                    filled("note", wrong),
                    Err(EmergencyError::Field { field: "note" })
                ),
                "{wrong:?}"
            );
        }
    }
}
