//! Shared samples: unpacked beside the test, or skipped when they are not there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A set of samples with what is expected of each.
pub struct Samples {
    _folder: TempDir,
    pub files: Vec<PathBuf>,
    pub expected: Vec<serde_json::Value>,
}

impl Samples {
    /// Unpacks `set/archive`; nothing if the samples are not there.
    pub fn of(set: &str, archive: &str) -> Option<Self> {
        let root = std::env::var_os("GUILDHALL_SHARED_DATA").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
            PathBuf::from,
        );
        let set_folder = root.join(set);
        if !set_folder.join(archive).exists() {
            eprintln!("SKIPPED: the shared samples {set} are not there");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let status = Command::new("tar")
            .arg("xzf")
            .arg(set_folder.join(archive))
            .arg("-C")
            .arg(folder.path())
            .status();
        assert!(status.unwrap().success(), "{set} could not be unpacked");
        let expected = std::fs::read_to_string(set_folder.join("expected.jsonl")).unwrap_or_default();
        let expected = expected
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let mut files = Vec::new();
        collect(folder.path(), &mut files);
        files.sort();
        Some(Self {
            _folder: folder,
            files,
            expected,
        })
    }

    pub fn path(&self, name: &str) -> &Path {
        let found = self
            .files
            .iter()
            .find(|path| path.file_name().unwrap().to_str() == Some(name));
        found.unwrap_or_else(|| panic!("{name} is not among the samples"))
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Returns the F1 of two bags.
pub fn bag_f1<T: std::hash::Hash + Eq>(
    found: impl Iterator<Item = T>,
    expected: impl Iterator<Item = T>,
) -> f64 {
    let count = |items: &mut dyn Iterator<Item = T>| {
        let mut bag: HashMap<T, usize> = HashMap::new();
        for item in items {
            *bag.entry(item).or_default() += 1;
        }
        bag
    };
    let mut found = found;
    let mut expected = expected;
    let (found, expected) = (count(&mut found), count(&mut expected));
    let common: usize = found
        .iter()
        .map(|(item, count)| (*count).min(expected.get(item).copied().unwrap_or(0)))
        .sum();
    let all: usize = found.values().sum::<usize>() + expected.values().sum::<usize>();
    if all == 0 {
        1.0
    } else {
        2.0 * common as f64 / all as f64
    }
}
