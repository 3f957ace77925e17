//! What to light up: the terms of a question, and where they stand in a text or on a page.
//!
//! Comparison is by folded characters, so that simplified words light up traditional text; places are given
//! in the original text. Whatever is lit up is only shown: it decides nothing about what is found.

use crate::analyse::{Folded, RunKind, runs};
use crate::query::{Question, Scope};
use guildhall_language::words::segment_for_search;
use std::collections::HashMap;
use std::ops::Range;

/// Most terms of a question that are lit up.
const TERMS_MAX: usize = 64;

/// Most places lit up on one page.
const MATCHES_MAX: usize = 1_000;

/// A term found on a line of a page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LineMatch {
    /// Index of the line.
    pub line: usize,
    /// First character of the term in the line.
    pub start_char: usize,
    /// Character behind the term.
    pub end_char: usize,
}

/// Returns the terms of a question that are worth lighting up, folded, the longest first.
///
/// Each stretch of Chinese counts as a whole and by its words; a quoted phrase only as a whole; what is
/// excluded not at all. A single character counts only when it is all that a clause has.
pub fn highlight_terms(text: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for clause in Question::parse(text).clauses {
        if clause.excluded || clause.scope == Scope::Year {
            continue;
        }
        let folded = Folded::of(&clause.text);
        let found = runs(&folded.chars);
        for run in &found {
            let whole: String = folded.chars[run.start..run.start + run.len].iter().collect();
            if run.len == 1 && found.len() > 1 {
                continue;
            }
            if run.kind == RunKind::Ideographs && !clause.phrase {
                terms.extend(words_of(&whole));
            }
            terms.push(whole);
        }
    }
    terms.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    terms.dedup();
    terms.truncate(TERMS_MAX);
    terms
}

fn words_of(run: &str) -> impl Iterator<Item = String> {
    segment_for_search(run)
        .into_iter()
        .map(|word| word.text)
        .filter(|word| word.chars().nth(1).is_some())
}

/// Finds terms on the lines of a page, also where a term runs over the end of a line.
pub fn find_in_lines<L: AsRef<str>>(lines: &[L], terms: &[String]) -> Vec<LineMatch> {
    let page = lines.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("\n");
    let folded = Folded::of(&page);
    let places = line_places(&page);
    let mut found: Vec<LineMatch> = Vec::new();
    for range in Terms::new(terms)
        .find(&folded.chars)
        .into_iter()
        .take(MATCHES_MAX)
    {
        for origin in &folded.origins[range] {
            let (line, column) = places[*origin];
            match found.last_mut() {
                Some(last) if last.line == line && last.end_char == column => last.end_char += 1,
                _ => found.push(LineMatch {
                    line,
                    start_char: column,
                    end_char: column + 1,
                }),
            }
        }
    }
    found
}

/// Returns line and column of each character of a page.
fn line_places(page: &str) -> Vec<(usize, usize)> {
    let (mut line, mut column) = (0, 0);
    let mut places = Vec::with_capacity(page.len());
    for c in page.chars() {
        places.push((line, column));
        column += 1;
        if c == '\n' {
            (line, column) = (line + 1, 0);
        }
    }
    places
}

/// Terms ready to be found in many texts.
pub(crate) struct Terms {
    /// By first character, the longest first.
    by_first: HashMap<char, Vec<Vec<char>>>,
}

impl Terms {
    /// Takes folded terms.
    pub fn new(terms: &[String]) -> Self {
        let mut by_first: HashMap<char, Vec<Vec<char>>> = HashMap::new();
        for term in terms {
            let chars = Folded::of(term).chars;
            if let Some(first) = chars.first() {
                by_first.entry(*first).or_default().push(chars);
            }
        }
        for same_first in by_first.values_mut() {
            same_first.sort_by_key(|term| std::cmp::Reverse(term.len()));
        }
        Self { by_first }
    }

    /// Finds the terms in folded text, from left to right, the longest at each place, none overlapping.
    pub fn find(&self, chars: &[char]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            match self.longest_at(chars, at) {
                Some(len) => {
                    found.push(at..at + len);
                    at += len;
                }
                None => at += 1,
            }
        }
        found
    }

    fn longest_at(&self, chars: &[char], at: usize) -> Option<usize> {
        let terms = self.by_first.get(&chars[at])?;
        let stands = |term: &&Vec<char>| chars[at..].starts_with(term) && is_whole(chars, at, term);
        terms.iter().find(stands).map(Vec::len)
    }
}

/// Says whether a word of letters stands alone; numbers and ideographs may stand inside others.
fn is_whole(chars: &[char], at: usize, term: &[char]) -> bool {
    if !term.iter().all(char::is_ascii_alphabetic) {
        return true;
    }
    let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    !letter(at.checked_sub(1).and_then(|before| chars.get(before))) && !letter(chars.get(at + term.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> String {
        highlight_terms(text).join("|")
    }

    #[test]
    fn a_question_is_lit_up_whole_and_by_words() {
        assert_eq!(terms("困难职工"), "困难职工|困难|职工");
        assert_eq!(terms("困難職工"), "困难职工|困难|职工");
        assert_eq!(terms("\"困难职工\""), "困难职工");
        assert_eq!(terms("通知 -经费 year:2024"), "通知");
        assert_eq!(terms("院工〔2024〕12号"), "2024|12|院工");
        assert_eq!(terms("李"), "李");
        assert_eq!(terms("。。。 🎉"), "");
    }

    #[test]
    fn terms_are_found_in_either_script_and_over_line_ends() {
        let lines = ["關於慰問困難職", "工的通知　OA", "oaks 13812345678"];
        let found = find_in_lines(&lines, &highlight_terms("困难职工 oa 2345"));
        let shown: Vec<String> = found
            .iter()
            .map(|hit| {
                lines[hit.line]
                    .chars()
                    .skip(hit.start_char)
                    .take(hit.end_char - hit.start_char)
                    .collect()
            })
            .collect();
        assert_eq!(shown, ["困難職", "工", "OA", "2345"]);
    }

    #[test]
    fn nothing_is_found_without_terms_or_lines() {
        assert!(find_in_lines(&["工会"], &[]).is_empty());
        assert!(find_in_lines::<&str>(&[], &["工会".to_owned()]).is_empty());
    }
}
