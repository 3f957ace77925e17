//! Short pieces of a record around the words that were asked for.
//!
//! Reads at most [`CHARS_READ_MAX`] characters of a record, so that a book costs no more than a letter.

use crate::analyse::Folded;
use crate::highlight::Terms;
use crate::index::{AttachedPage, StoredRecord};
use guildhall_kernel::ComponentId;
use std::collections::HashSet;
use std::ops::Range;

/// Most characters of one record that are looked through.
const CHARS_READ_MAX: usize = 60_000;

/// Length of a snippet in characters.
const SNIPPET_CHARS: usize = 100;

/// Characters shown in front of the first highlight.
const LEAD_CHARS: usize = 20;

/// Where in the record a snippet stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the title.
    Title,
    /// In the field of this name.
    Field(String),
    /// On the page of this number.
    Page(u32),
    /// In a file inside the original (附件).
    Attachment {
        /// The file.
        file: ComponentId,
        /// Its name.
        name: String,
        /// The page of that file.
        page: u32,
    },
}

/// A piece of text with the words that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Snippet {
    /// Where it stands.
    pub place: Place,
    /// The text.
    pub text: String,
    /// Byte ranges of the text to light up, in order, on character boundaries.
    pub highlights: Vec<Range<usize>>,
}

/// Returns the title, then the best field and the best page that have any of the terms.
pub(crate) fn snippets(record: &StoredRecord, terms: &Terms) -> Vec<Snippet> {
    let mut budget = CHARS_READ_MAX;
    let mut found = vec![whole(Place::Title, &record.title, terms)];
    let numbers = [
        ("doc_number", &record.doc_number),
        ("archival_code", &record.archival_code),
    ];
    let numbers = numbers.into_iter().map(|(name, text)| (name, text.as_str()));
    let persons = record.persons.iter().map(|name| ("person", name.as_str()));
    let department = [("department", record.department.as_str())];
    let others = record
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let fields = numbers
        .chain(persons)
        .chain(department)
        .chain(others)
        .map(|(name, text)| (Place::Field(name.to_owned()), text));
    found.extend(best(fields, terms, &mut budget));
    let pages = record
        .pages
        .iter()
        .map(|(number, text)| (Place::Page(*number), text.as_str()));
    let attached = record
        .attached
        .iter()
        .map(|page| (in_attachment(page), page.text.as_str()));
    found.extend(best(pages.chain(attached), terms, &mut budget));
    found
}

fn in_attachment(page: &AttachedPage) -> Place {
    Place::Attachment {
        file: page.file,
        name: page.file_name.clone(),
        page: page.number,
    }
}

/// Returns the snippet of the text in which the different terms have most characters, the first of several.
fn best<'a>(
    texts: impl Iterator<Item = (Place, &'a str)>,
    terms: &Terms,
    budget: &mut usize,
) -> Option<Snippet> {
    let mut most = 0;
    let mut found = None;
    for (place, text) in texts {
        let read = prefix(text, *budget);
        *budget -= read.chars().count();
        let folded = Folded::of(read);
        let ranges = terms.find(&folded.chars);
        let different: HashSet<&[char]> = ranges.iter().map(|range| &folded.chars[range.clone()]).collect();
        let asked_chars = different.iter().map(|term| term.len()).sum();
        if asked_chars > most {
            most = asked_chars;
            found = Some(cut(place, read, &folded, &ranges));
        }
        if *budget == 0 {
            break;
        }
    }
    found
}

fn whole(place: Place, text: &str, terms: &Terms) -> Snippet {
    let text = prefix(text, CHARS_READ_MAX);
    let folded = Folded::of(text);
    let bytes = byte_offsets(text);
    let ranges = terms.find(&folded.chars).into_iter();
    let highlights = ranges
        .map(|range| bytes_of(&bytes, &original(&folded, &range), 0))
        .collect();
    Snippet {
        place,
        text: text.to_owned(),
        highlights,
    }
}

/// Cuts a piece out of a text around the densest stretch of highlights.
fn cut(place: Place, text: &str, folded: &Folded, ranges: &[Range<usize>]) -> Snippet {
    let bytes = byte_offsets(text);
    let originals: Vec<Range<usize>> = ranges.iter().map(|range| original(folded, range)).collect();
    let first = densest(&originals);
    let start = first.saturating_sub(LEAD_CHARS);
    let end = (start + SNIPPET_CHARS).min(bytes.len() - 1);
    let inside = originals
        .iter()
        .filter(|range| range.start >= start && range.end <= end);
    let highlights = inside
        .map(|range| bytes_of(&bytes, range, bytes[start]))
        .collect();
    Snippet {
        place,
        text: text[bytes[start]..bytes[end]].to_owned(),
        highlights,
    }
}

/// Returns the start of the highlight that has most others behind it within one snippet.
fn densest(ranges: &[Range<usize>]) -> usize {
    let (mut best, mut most, mut end) = (0, 0, 0);
    for (index, range) in ranges.iter().enumerate() {
        while end < ranges.len() && ranges[end].end <= range.start + SNIPPET_CHARS - LEAD_CHARS {
            end += 1;
        }
        if end.saturating_sub(index) > most {
            (best, most) = (range.start, end - index);
        }
    }
    best
}

/// Returns the original characters of a stretch of folded text.
fn original(folded: &Folded, range: &Range<usize>) -> Range<usize> {
    folded.origins[range.start]..folded.origins[range.end - 1] + 1
}

/// Returns the byte offset of each character, and of the end.
fn byte_offsets(text: &str) -> Vec<usize> {
    text.char_indices()
        .map(|(offset, _)| offset)
        .chain([text.len()])
        .collect()
}

fn bytes_of(bytes: &[usize], chars: &Range<usize>, base: usize) -> Range<usize> {
    bytes[chars.start] - base..bytes[chars.end] - base
}

fn prefix(text: &str, chars: usize) -> &str {
    text.char_indices()
        .nth(chars)
        .map_or(text, |(offset, _)| &text[..offset])
}
