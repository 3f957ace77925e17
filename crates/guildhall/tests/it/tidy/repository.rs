//! The files of the repository, as the other checks read them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Folders that are made, fetched or nobody's business.
const LEFT_OUT: &[&str] = &[
    ".git",
    "target",
    "node_modules",
    "models",
    "dist",
    "results",
    "demo-data",
    "data",
];

/// A text file of the repository.
pub struct SourceFile {
    /// Its path from the root, with slashes.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl SourceFile {
    /// Returns the part that belongs to the program: all of it, or what stands before the tests of the file.
    pub fn without_tests(&self) -> &str {
        self.text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default()
    }

    /// Returns whether the file is part of a room, not of its tests, examples or build.
    pub fn is_in_room(&self) -> bool {
        self.path.starts_with("crates/") && self.path.contains("/src/") && !self.path.ends_with("/tests.rs")
    }
}

/// Returns the root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reads all text files with this ending, in order of path; an empty ending means all text files.
pub fn files(ending: &str) -> Vec<SourceFile> {
    let root = root();
    let walk = WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_ours);
    let mut found = Vec::new();
    for entry in walk.map(|entry| entry.expect("the repository can be read")) {
        let fits = ending.is_empty() || entry.path().extension() == Some(OsStr::new(ending));
        if !entry.file_type().is_file() || !fits {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(entry.path()) else {
            continue;
        };
        let path = entry.path().strip_prefix(&root).expect("below the root");
        found.push(SourceFile {
            path: path.to_string_lossy().replace('\\', "/"),
            text,
        });
    }
    assert!(!found.is_empty(), "no files with the ending {ending}");
    found
}

fn is_ours(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    !(entry.file_type().is_dir() && LEFT_OUT.contains(&name.as_ref()))
}
