//! What every source file of the house has, and has not.

use super::repository::{SourceFile, files};

/// Places on the machine of whoever wrote a file; nobody else has them.
const MACHINE_FOLDERS: &[&str] = &["work", "root", "home", "tmp", "Users"];

#[test]
fn every_source_file_says_what_it_is_for() {
    let silent: Vec<String> = files("rs")
        .into_iter()
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.path)
        .collect();
    assert!(silent.is_empty(), "files that do not begin with //!: {silent:#?}");
}

#[test]
fn nothing_is_left_for_later() {
    let unfinished = ["todo", "unimplemented", "dbg"].map(|name| format!("{name}!("));
    let notes = ["TODO", "FIXME", "XXX"].map(|word| format!("{word}:"));
    let mut breaches = Vec::new();
    for file in files("rs") {
        for (number, line) in file.text.lines().enumerate() {
            let found = unfinished
                .iter()
                .chain(&notes)
                .find(|mark| line.contains(mark.as_str()));
            breaches.extend(found.map(|mark| format!("{}:{}: {mark}", file.path, number + 1)));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    let mut breaches = Vec::new();
    for file in files("") {
        for (number, line) in file.text.lines().enumerate() {
            if MACHINE_FOLDERS
                .iter()
                .any(|folder| names_absolutely(line, folder))
            {
                breaches.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// Says whether a line holds `/folder/…` as an absolute path, not as the middle of a longer one.
fn names_absolutely(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        before.is_none_or(|before| !before.is_alphanumeric() && !"./-_~})".contains(before))
            && after.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn files_stay_small_enough_to_be_read_in_one_go() {
    const LINES_MAX: usize = 700;
    let long = |file: SourceFile| {
        let lines = file.text.lines().count();
        (lines > LINES_MAX).then(|| format!("{}: {lines} lines", file.path))
    };
    let breaches: Vec<String> = files("rs").into_iter().filter_map(long).collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn an_absolute_path_is_told_from_a_relative_one() {
    let folder = MACHINE_FOLDERS[3];
    assert!(names_absolutely(&format!("cd \"/{folder}/x\""), folder));
    assert!(!names_absolutely(&format!("../../{folder}/x"), folder));
    assert!(!names_absolutely(
        &format!("https://example.org/{folder}/x"),
        folder
    ));
    assert!(!names_absolutely("a /folder/ alone", folder));
}
