//! Manifests and `fetch.txt`: which files a bag has, with their digests, and which it would have to fetch.

use super::declaration::Declaration;
use super::{Problem, Reason, Remark};
use crate::digest::Algorithm;
use crate::path::is_inside;
use std::collections::BTreeMap;

/// Folder of the payload.
pub(super) const PAYLOAD: &str = "data/";

/// A manifest: the digest of each file that it lists.
#[derive(Debug)]
pub(super) struct Manifest {
    /// Its file name.
    pub name: String,
    /// The algorithm of its digests.
    pub algorithm: Algorithm,
    /// Digest by path, in lower case.
    pub digests: BTreeMap<String, String>,
}

/// Reads a manifest, noting what is wrong with it.
pub(super) fn parse(
    name: &str,
    (algorithm, is_payload): (Algorithm, bool),
    text: &str,
    declaration: &Declaration,
    notes: &mut Notes,
) -> Manifest {
    let mut digests: BTreeMap<String, String> = BTreeMap::new();
    for line in text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()) {
        if notes.are_full() {
            break;
        }
        let Some((digest, path)) = split(line, algorithm) else {
            notes.problem(Reason::Line, format!("{name}: {line}"));
            continue;
        };
        let path = match path.strip_prefix("./") {
            Some(plain) => {
                notes.remarks.push(Remark::RelativePath(plain.to_owned()));
                plain
            }
            None => path,
        };
        let path = decoded(path, declaration);
        if !is_inside(&path) || is_payload != path.starts_with(PAYLOAD) {
            notes.problem(Reason::Path, format!("{name}: {path}"));
            continue;
        }
        let before = digests.get(&path);
        if before.is_some_and(|before| *before != digest) {
            notes.problem(Reason::ListedTwice, format!("{name}: {path}"));
            continue;
        }
        digests.insert(path, digest);
    }
    Manifest {
        name: name.to_owned(),
        algorithm,
        digests,
    }
}

/// Takes a line apart: digest, blanks, an asterisk that old tools write, path.
fn split(line: &str, algorithm: Algorithm) -> Option<(String, &str)> {
    let (digest, rest) = line.split_once([' ', '\t'])?;
    let path = rest.trim_start_matches([' ', '\t']);
    let path = path.strip_prefix('*').unwrap_or(path);
    let sound = algorithm.is_digest(digest) && !path.is_empty();
    sound.then(|| (digest.to_ascii_lowercase(), path))
}

/// Puts back what RFC 8493, 2.1.3 has encoded: line ends, and since 1.0 the percent sign itself.
fn decoded(path: &str, declaration: &Declaration) -> String {
    let lines = path
        .replace("%0A", "\n")
        .replace("%0a", "\n")
        .replace("%0D", "\r")
        .replace("%0d", "\r");
    match declaration.is_final() {
        true => lines.replace("%25", "%"),
        false => lines,
    }
}

/// Reads the paths of `fetch.txt`. Addresses are passed over: nothing is ever fetched.
pub(super) fn fetched(text: &str, declaration: &Declaration, notes: &mut Notes) -> Vec<String> {
    let mut paths = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if notes.are_full() {
            break;
        }
        let mut parts = line.trim_end().splitn(3, char::is_whitespace);
        let (Some(_address), Some(_length), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
            notes.problem(Reason::Line, format!("fetch.txt: {line}"));
            continue;
        };
        let path = decoded(path.trim_start(), declaration);
        match is_inside(&path) && path.starts_with(PAYLOAD) {
            true => paths.push(path),
            false => notes.problem(Reason::Path, format!("fetch.txt: {path}")),
        }
    }
    paths
}

/// What was found about a bag so far.
#[derive(Debug)]
pub(super) struct Notes {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What is odd.
    pub remarks: Vec<Remark>,
    limit: usize,
}

impl Notes {
    /// Begins; at most `limit` problems are told.
    pub fn new(limit: usize) -> Self {
        Self {
            problems: Vec::new(),
            remarks: Vec::new(),
            limit,
        }
    }

    /// Tells a problem.
    pub fn problem(&mut self, reason: Reason, what: impl AsRef<str>) {
        if !self.are_full() {
            self.problems.push(Problem::new(reason, what));
        }
    }

    /// Says whether enough was told.
    pub fn are_full(&self) -> bool {
        self.problems.len() >= self.limit
    }
}
