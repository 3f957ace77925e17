//! Names of files that come from outside, made safe for any file system, with the name as sent kept for display.

use serde::{Deserialize, Serialize};

/// Bytes that every common file system allows in one name.
const BYTES_MAX: usize = 200;

/// Names that Windows keeps for devices, with any extension.
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// A file name without path, control characters, reserved names or excess length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct SafeFileName {
    safe: String,
    original: String,
}

impl SafeFileName {
    /// Makes a safe name out of any text.
    pub fn new(original: &str) -> Self {
        let last = original
            .rsplit(['/', '\\'])
            .find(|part| !part.trim().is_empty())
            .unwrap_or_default();
        let cleaned: String = last.chars().filter(|char| !is_unsafe(*char)).collect();
        let trimmed = cleaned
            .trim()
            .trim_end_matches('.')
            .trim_start_matches('.')
            .trim();
        let safe = match trimmed {
            "" => "unnamed".to_owned(),
            name if is_reserved(name) => format!("_{name}"),
            name => name.to_owned(),
        };
        Self {
            safe: shortened(&safe),
            original: original.to_owned(),
        }
    }

    /// Returns the safe name.
    pub fn as_str(&self) -> &str {
        &self.safe
    }

    /// Returns the name as it was sent, for display only.
    pub fn original(&self) -> &str {
        &self.original
    }
}

impl From<String> for SafeFileName {
    fn from(original: String) -> Self {
        Self::new(&original)
    }
}

impl From<SafeFileName> for String {
    fn from(name: SafeFileName) -> Self {
        name.original
    }
}

impl std::fmt::Display for SafeFileName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.safe)
    }
}

/// Control characters, characters that Windows forbids, and marks that reverse or hide what is shown.
fn is_unsafe(char: char) -> bool {
    char.is_control()
        || matches!(char, '<' | '>' | ':' | '"' | '|' | '?' | '*')
        || matches!(char, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn is_reserved(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_uppercase();
    let numbered = (stem.starts_with("COM") || stem.starts_with("LPT"))
        && stem.len() == 4
        && stem.ends_with(|char: char| char.is_ascii_digit());
    numbered || RESERVED.contains(&stem.as_str())
}

/// Cuts the stem so that the whole stays within [`BYTES_MAX`] and keeps its extension.
fn shortened(name: &str) -> String {
    if name.len() <= BYTES_MAX {
        return name.to_owned();
    }
    let extension = name
        .rfind('.')
        .map(|dot| &name[dot..])
        .filter(|extension| extension.len() <= 16)
        .unwrap_or("");
    let mut end = BYTES_MAX - extension.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", &name[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn path_parts_are_dropped() {
        for (raw, safe) in [
            ("../../../tmp/evil.txt", "evil.txt"),
            ("..\\..\\evil2.txt", "evil2.txt"),
            ("/abs/evil3.txt", "evil3.txt"),
            ("C:\\会议\\纪要.docx", "纪要.docx"),
            ("dir/", "dir"),
        ] {
            assert_eq!(SafeFileName::new(raw).as_str(), safe);
        }
    }

    #[test]
    fn hidden_and_reserved_names_are_defused() {
        assert_eq!(SafeFileName::new("con.txt").as_str(), "_con.txt");
        assert_eq!(SafeFileName::new("LPT1").as_str(), "_LPT1");
        assert_eq!(SafeFileName::new("...").as_str(), "unnamed");
        assert_eq!(SafeFileName::new("a\u{202E}fdp.exe\0").as_str(), "afdp.exe");
        assert_eq!(SafeFileName::new(" .bashrc ").as_str(), "bashrc");
    }

    #[test]
    fn the_original_survives_serialisation() {
        let name = SafeFileName::new("../a.txt");
        let json = serde_json::to_string(&name).unwrap();
        assert_eq!(serde_json::from_str::<SafeFileName>(&json).unwrap(), name);
        assert_eq!(name.original(), "../a.txt");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = SafeFileName::new(&format!("{}.docx", "工".repeat(300)));
        assert!(name.as_str().len() <= BYTES_MAX && name.as_str().ends_with(".docx"));
    }

    proptest! {
        #[test]
        fn any_text_gives_one_plain_component(raw in ".{0,400}") {
            let name = SafeFileName::new(&raw);
            let path = std::path::Path::new(name.as_str());
            prop_assert_eq!(path.components().count(), 1);
            prop_assert_eq!(path.file_name().unwrap().to_str().unwrap(), name.as_str());
            prop_assert!(name.as_str().len() <= BYTES_MAX);
            prop_assert!(!name.as_str().chars().any(is_unsafe));
        }
    }
}
