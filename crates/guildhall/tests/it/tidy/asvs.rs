//! The checklist of OWASP ASVS 5 in docs/security: no requirement is left out, and every test that it names is there.
//!
//! Whether a test proves what its row says is for people to judge; this only keeps the list from rotting.

use super::repository::root;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

const LIST: &str = "docs/security/asvs-5.csv";
const README: &str = "docs/security/README.md";
/// What a row may say, in the order of the table in the readme.
const STATES: [&str; 4] = ["met", "partly", "open", "not-applicable"];

/// What the list says about one requirement.
struct Row {
    id: String,
    state: String,
    tests: Vec<String>,
    note: String,
}

fn text(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn rows() -> Vec<Row> {
    let mut lines = cells(&text(LIST)).into_iter();
    assert_eq!(lines.next().expect("a heading"), ["id", "state", "test", "note"]);
    let row = |cells: Vec<String>| {
        let [id, state, tests, note]: [String; 4] = cells.try_into().expect("four cells");
        let named = tests.split(" | ").filter(|test| !test.is_empty());
        Row {
            id,
            state,
            tests: named.map(str::to_owned).collect(),
            note,
        }
    };
    lines.map(row).collect()
}

/// Reads comma-separated values (RFC 4180); empty lines say nothing.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if is_quoted && characters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            other => cell.push(other),
        }
    }
    lines.retain(|line: &Vec<String>| line.len() > 1);
    lines
}

/// Says whether a test, named `file.rs::function` or `file.spec.ts:title`, stands in its file.
fn exists(test: &str) -> bool {
    let (file, sought) = if let Some((file, title)) = test.split_once(".spec.ts:") {
        (format!("{file}.spec.ts"), format!("test(\"{title}\""))
    } else if let Some((file, function)) = test.split_once("::") {
        (file.to_owned(), format!("fn {function}("))
    } else {
        return false;
    };
    std::fs::read_to_string(root().join(file)).is_ok_and(|text| text.contains(&sought))
}

/// Returns the ids of all requirements of level 1 and 2; says so when the standard is not at hand.
fn required() -> Option<BTreeSet<String>> {
    let folder = std::env::var_os("GUILDHALL_SHARED_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let file = folder.join("owasp-asvs-5/asvs-5.0.0-en.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!(
            "SKIPPED: {} is not there; the list is not held against the standard",
            file.display()
        );
        return None;
    };
    let mut lines = cells(&text).into_iter();
    let heading = lines.next().expect("a heading");
    let column = |name: &str| {
        heading
            .iter()
            .position(|known| known == name)
            .expect("a known column")
    };
    let (id, level) = (column("req_id"), column("L"));
    let wanted = lines.filter(|line| matches!(line[level].as_str(), "1" | "2"));
    Some(wanted.map(|line| line[id].clone()).collect())
}

#[test]
fn every_test_of_the_checklist_is_there() {
    let rows = rows();
    let named = rows
        .iter()
        .flat_map(|row| row.tests.iter().map(move |test| (&row.id, test)));
    let gone: Vec<_> = named.filter(|(_, test)| !exists(test)).collect();
    assert!(gone.is_empty(), "{gone:#?}");
}

#[test]
fn every_row_of_the_checklist_has_a_state_and_what_is_met_has_a_test() {
    let mut ids = BTreeSet::new();
    for row in rows() {
        let id = &row.id;
        assert!(ids.insert(id.clone()), "{id} stands twice");
        assert!(STATES.contains(&row.state.as_str()), "{id}: {}", row.state);
        assert!(!row.note.trim().is_empty(), "{id} has no note");
        match row.state.as_str() {
            "met" => assert!(!row.tests.is_empty(), "{id} is met and names no test"),
            "open" | "not-applicable" => {
                assert!(row.tests.is_empty(), "{id} is {} and names a test", row.state);
            }
            _ => {}
        }
    }
}

#[test]
fn every_requirement_of_level_one_and_two_has_a_row() {
    let Some(required) = required() else { return };
    assert!(required.len() > 200, "the standard was read");
    let listed: BTreeSet<String> = rows().into_iter().map(|row| row.id).collect();
    let missing: Vec<_> = required.difference(&listed).collect();
    let unknown: Vec<_> = listed.difference(&required).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "missing {missing:?}, unknown {unknown:?}"
    );
}

#[test]
fn the_readme_counts_the_checklist_right() {
    let mut chapters: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for row in rows() {
        let (chapter, _) = row.id.split_once('.').expect("chapter and number");
        let state = STATES
            .iter()
            .position(|state| *state == row.state)
            .expect("a known state");
        for sum in [chapter, "all"] {
            chapters.entry(sum.to_owned()).or_default()[state] += 1;
        }
    }
    let readme = text(README);
    for (chapter, counts) in chapters {
        let counts = counts.map(|count| count.to_string()).join(" | ");
        let is_row = |line: &str| {
            line.starts_with(&format!("| {chapter} |")) && line.ends_with(&format!("| {counts} |"))
        };
        assert!(readme.lines().any(is_row), "{chapter}: {counts}");
    }
}

#[test]
fn cells_are_read_with_their_quotes() {
    let read = cells("a,\"b,\"\"c\"\"\"\r\n,\"d\ne\"\n\n");
    assert_eq!(read, [["a", "b,\"c\""], ["", "d\ne"]]);
}
