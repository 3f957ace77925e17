//! Every error that can reach a person says what happened and what to do, in both languages.

use super::repository::{SourceFile, files};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the codes of the errors in a file: the text literals of `fn code` in each `impl Explain`.
fn codes(file: &SourceFile) -> Vec<String> {
    let mut found = Vec::new();
    for explained in file.without_tests().split("impl Explain for ").skip(1) {
        let Some((_, rest)) = explained.split_once("fn code(&self) -> &'static str {") else {
            continue;
        };
        let body = rest.split("\n    }").next().unwrap_or_default();
        found.extend(body.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    found
}

/// Returns the keys of all messages of one language.
fn messages(language: &str) -> BTreeSet<String> {
    let folder = format!("locales/{language}/");
    let is_key = |line: &&str| line.starts_with(|first: char| first.is_ascii_lowercase());
    files("ftl")
        .iter()
        .filter(|file| file.path.starts_with(&folder))
        .flat_map(|file| {
            file.text
                .lines()
                .filter(is_key)
                .filter_map(|line| line.split_once(" ="))
        })
        .map(|(key, _)| key.to_owned())
        .collect()
}

#[test]
fn every_error_code_has_its_sentences() {
    let mut rooms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files("rs").iter().filter(|file| file.is_in_room()) {
        rooms.entry(file.path.clone()).or_default().extend(codes(file));
    }
    rooms.retain(|_, codes| !codes.is_empty());
    assert!(rooms.len() > 5, "the error types were found");
    let mut missing = Vec::new();
    for language in ["zh-CN", "en"] {
        let known = messages(language);
        for (file, code) in rooms
            .iter()
            .flat_map(|(file, codes)| codes.iter().map(move |code| (file, code)))
        {
            let wanted = [format!("error-{code}"), format!("error-{code}-todo")];
            let absent = wanted.iter().filter(|key| !known.contains(*key));
            missing.extend(absent.map(|key| format!("{language}: {key} ({file})")));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
