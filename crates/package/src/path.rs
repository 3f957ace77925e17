//! A path inside a package, as it may be believed: relative, without steps up, the same on every system.

use crate::PackageError;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;

/// Bytes of a path; what Linux takes.
const BYTES_MAX: usize = 4_096;
/// Bytes of one part of a path; what most file systems take.
const PART_BYTES_MAX: usize = 255;
/// Folders inside each other.
const PARTS_MAX: usize = 64;

/// Refuses a path that could lie outside its package on any system, or means different things on different ones.
///
/// # Errors
/// [`PackageError::Path`].
pub fn require_inside(path: &str) -> Result<(), PackageError> {
    match is_inside(path) {
        true => Ok(()),
        false => Err(PackageError::Path {
            path: shortened(path),
        }),
    }
}

/// Says whether a path stays inside its package: relative, no empty parts, no `.` and `..`, no backslash, no drive, no
/// control characters, not too long.
pub fn is_inside(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let has_drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    path.len() <= BYTES_MAX
        && parts.len() <= PARTS_MAX
        && !has_drive
        && parts.iter().all(|part| is_plain(part))
}

fn is_plain(part: &str) -> bool {
    !matches!(part, "" | "." | "..")
        && part.len() <= PART_BYTES_MAX
        && !part.chars().any(|c| c == '\\' || c.is_control())
}

/// Returns the path as it stands in a message: without control characters, not endless.
pub(crate) fn shortened(path: &str) -> String {
    path.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(200)
        .collect()
}

/// Returns a file name as it may stand as one part of a path: what would not is replaced by `_`, and so is the percent
/// sign, which RFC 8493 wants encoded in manifests and the bagit of the Library of Congress does not decode.
pub fn as_part(name: &str) -> String {
    let tame = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' => '_',
        c if c.is_control() => '_',
        c => c,
    };
    let mut part: String = name.nfc().map(tame).collect();
    while part.len() > PART_BYTES_MAX - 16 {
        part.pop();
    }
    let part = part.trim().trim_end_matches('.').to_owned();
    match part.as_str() {
        "" => "_".to_owned(),
        _ => part,
    }
}

/// The paths of a package, of which no two are one file where capitals or ways to write an accent do not count.
#[derive(Debug, Default)]
pub struct Paths {
    /// Each path as it is folded, and as it was written.
    folded: BTreeMap<String, String>,
}

impl Paths {
    /// Takes a path in.
    ///
    /// # Errors
    /// [`PackageError::Clash`] when another is the same after folding, [`PackageError::Path`].
    pub fn take(&mut self, path: &str) -> Result<(), PackageError> {
        require_inside(path)?;
        let folded: String = path.nfc().flat_map(char::to_lowercase).collect();
        match self.folded.insert(folded, path.to_owned()) {
            None => Ok(()),
            Some(other) => Err(PackageError::Clash {
                path: shortened(path),
                other: shortened(&other),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_climbs_out_is_absolute_or_of_another_system_is_refused() {
        for path in [
            "",
            "/etc/passwd",
            "../a",
            "a/../../b",
            "a//b",
            "a/./b",
            "a/",
            "C:/x",
            "c:\\x",
            "\\\\server\\x",
            "a\\b",
            "a\0b",
            "a\nb",
        ] {
            assert!(!is_inside(path), "{path:?}");
        }
        assert!(!is_inside(&"a/".repeat(40).repeat(2)));
        assert!(!is_inside(&"长".repeat(100)));
        for path in ["a", "data/通知 (1).pdf", "a/..b/c..", "data/%7Etest"] {
            assert!(is_inside(path), "{path:?}");
        }
    }

    #[test]
    fn names_that_differ_by_case_or_writing_only_clash() {
        let mut paths = Paths::default();
        paths.take("data/Résumé.pdf").unwrap();
        paths.take("data/other.pdf").unwrap();
        assert!(matches!(
            paths.take("data/re\u{301}sume\u{301}.PDF"),
            Err(PackageError::Clash { .. })
        ));
    }

    #[test]
    fn any_file_name_becomes_one_part_that_stays_inside() {
        for name in [
            "../../x",
            "a/b:c",
            "",
            "...",
            " x ",
            "通知\r\n.pdf",
            &"长".repeat(300),
        ] {
            let part = as_part(name);
            assert!(is_inside(&part) && !part.contains('/'), "{name:?} → {part:?}");
        }
        assert_eq!(as_part("关于召开职代会的通知.pdf"), "关于召开职代会的通知.pdf");
    }
}
