//! Conformance sets: unpacked beside the test, or skipped loudly when they are not there.

use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A set of cases with what its index says of each.
pub struct Cases {
    _folder: TempDir,
    root: PathBuf,
    rows: Vec<Vec<String>>,
}

impl Cases {
    /// Unpacks `set/archive`; nothing if the set is not there.
    pub fn of(set: &str, archive: &str) -> Option<Self> {
        let shared = std::env::var_os("GUILDHALL_SHARED_DATA").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
            PathBuf::from,
        );
        let folder = shared.join(set);
        if !folder.join(archive).exists() {
            eprintln!("SKIPPED: the shared set {set} is not there; no case of it was judged");
            return None;
        }
        let unpacked = tempfile::tempdir().unwrap();
        let mut tar = Command::new("tar");
        tar.arg("xzf")
            .arg(folder.join(archive))
            .arg("-C")
            .arg(unpacked.path());
        assert!(tar.status().unwrap().success(), "{set} could not be unpacked");
        let index = std::fs::read_to_string(folder.join("index.csv")).unwrap();
        let row = |line: &str| line.split(',').map(str::to_owned).collect();
        Some(Self {
            root: unpacked.path().to_owned(),
            _folder: unpacked,
            rows: index.lines().skip(1).map(row).collect(),
        })
    }

    /// Returns each case with its folder and the columns of the index behind its name.
    pub fn all(&self) -> Vec<(String, PathBuf, &[String])> {
        let case = |row: &'_ Vec<String>| (row[0].clone(), self.root.join(&row[0]));
        self.rows
            .iter()
            .map(|row| {
                let (name, folder) = case(row);
                (name, folder, &row[1..])
            })
            .collect()
    }
}
