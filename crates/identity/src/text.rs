//! Names as people type them: checked once, here, before anything is written.

use crate::IdentityError;

/// Longest name of a person, an account or an organisation, in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// Returns the name without blanks around it.
///
/// # Errors
/// [`IdentityError::InvalidName`] when it is empty, longer than [`NAME_CHARS_MAX`], or has control characters.
pub fn name(text: &str) -> Result<String, IdentityError> {
    let name = text.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX;
    if fits && !name.chars().any(is_unprintable) {
        Ok(name.to_owned())
    } else {
        Err(IdentityError::InvalidName)
    }
}

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 500;

/// Returns a reason without blanks around it, or none when nothing is left.
///
/// # Errors
/// [`IdentityError::InvalidReason`] when it is longer than 500 characters.
pub fn reason(text: &str) -> Result<Option<String>, IdentityError> {
    let reason = text.trim();
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(IdentityError::InvalidReason);
    }
    Ok(Some(reason.to_owned()).filter(|reason| !reason.is_empty()))
}

/// Longest code of a unit, in characters.
const UNIT_CODE_CHARS_MAX: usize = 20;

/// Returns the code of a unit without blanks around it, or none when nothing is left.
///
/// # Errors
/// [`IdentityError::InvalidUnitCode`] when it is longer than 20 characters or holds others than letters, digits and
/// Chinese characters: marks between the parts of an archival code must stay unambiguous (DA/T 13-2022).
pub fn unit_code(text: &str) -> Result<Option<String>, IdentityError> {
    let code = text.trim();
    if code.chars().count() > UNIT_CODE_CHARS_MAX || !code.chars().all(char::is_alphanumeric) {
        return Err(IdentityError::InvalidUnitCode);
    }
    Ok(Some(code.to_owned()).filter(|code| !code.is_empty()))
}

/// Control characters, and the marks that turn the direction of text: both can make one name look like another.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns the end of the range of text that begins with `prefix`, itself excluded.
///
/// Both databases compare sort keys by the bytes of UTF-8, in which no text is above the last code point.
pub(crate) fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_unit_holds_only_letters_digits_and_chinese_characters() {
        assert_eq!(unit_code(" BGS ").unwrap().as_deref(), Some("BGS"));
        assert_eq!(unit_code("办公室2").unwrap().as_deref(), Some("办公室2"));
        assert_eq!(unit_code("  ").unwrap(), None);
        for wrong in ["B-G", "B·G", "B G", "a\nb", &"长".repeat(21)] {
            assert!(
                matches!(unit_code(wrong), Err(IdentityError::InvalidUnitCode)),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn a_name_is_printable_and_not_empty() {
        assert_eq!(name(" 王小明 ").unwrap(), "王小明");
        assert_eq!(name("阿卜杜拉·Ahmed").unwrap(), "阿卜杜拉·Ahmed");
        for wrong in ["", "  ", "王\n明", "a\0b", "evil\u{202e}txt", &"长".repeat(101)] {
            assert!(
                matches!(name(wrong), Err(IdentityError::InvalidName)),
                "{wrong:?}"
            );
        }
    }
}
