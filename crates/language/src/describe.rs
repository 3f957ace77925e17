//! Turns the lines of a paper into a proposal for its description (著录), each value with its confidence and the
//! line that it was read from.
//!
//! Proposes only what the paper, its file or the caller's lists show; a person confirms it. Nothing is kept.

mod date;
mod parties;
mod people;
mod proposal;
mod total;

pub use proposal::{PersonProposal, Proposal, ProposedField, field};

use crate::classify::TypeClassifier;
use crate::document_number::find_document_numbers;
use crate::genre::DocumentGenre;
use crate::keywords::keywords;
use crate::page::{PageLines, RunningText};
use crate::person::{Gazetteer, Tagger};
use crate::summary::summary;
use crate::title::{Line, Role, Title, find_title, lines_of, title_from_file_name};

/// What a file says about itself; often wrong, so it counts little.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileProperties {
    /// The title in the file's properties.
    pub title: Option<String>,
    /// The author in the file's properties.
    pub author: Option<String>,
    /// The date in the file's properties, in any form that [`crate::date::find_dates`] reads.
    pub date: Option<String>,
}

/// All that a description can be made from.
pub struct DescribeInput<'a> {
    /// The name of the file, with or without folders.
    pub file_name: &'a str,
    /// The pages in order.
    pub pages: &'a [PageLines],
    /// What the file says about itself.
    pub properties: &'a FileProperties,
    /// Known people and organisations.
    pub gazetteer: Option<&'a Gazetteer>,
    /// The cue words of the types.
    pub cues: Option<&'a TypeClassifier>,
    /// The model for names.
    pub tagger: Option<&'a Tagger>,
}

/// Bytes of a paper's text that are read at most: some 130 pages.
const MAX_BYTES: usize = 400_000;
/// Lines of a page and pages that are searched line by line.
const LINES_OF_PAGE: usize = 400;
const PAGES: usize = 60;
/// Keywords proposed.
const KEYWORDS: usize = 8;

/// Proposes a description.
///
/// Costs time linear in the text, of which the first 400 kB are read. If the model for names fails, names are
/// found by rules and the failure is logged.
#[must_use]
pub fn describe(input: &DescribeInput<'_>) -> Proposal {
    let text = RunningText::new(input.pages, MAX_BYTES);
    let lines: Vec<Line> = input
        .pages
        .iter()
        .take(PAGES)
        .flat_map(|page| lines_of(page, LINES_OF_PAGE))
        .collect();
    let title = find_title(input.pages);
    let trust = mean_trust(&lines);

    let mut proposal = Proposal::default();
    propose_title(&mut proposal, input, title.as_ref());
    proposal.add(document_number(&lines));
    proposal.add(date::document_date(&lines, input.properties));
    proposal.add(parties::responsible_party(&lines, input.properties));
    proposal.add(parties::main_recipients(&lines, title.as_ref()));
    proposal.add(total::amount_total(&lines));
    proposal.persons = people::persons(&text, input);
    proposal.add(people::persons_field(&proposal.persons));
    propose_type(&mut proposal, input, &text, &lines);
    proposal.keywords = keywords(text.text(), KEYWORDS)
        .into_iter()
        .map(|keyword| keyword.text)
        .collect();
    proposal.summary = summary(text.text());
    propose_content(&mut proposal, trust);
    proposal
}

/// The mean trust in the lines, weighed by their length; 1 without lines.
fn mean_trust(lines: &[Line]) -> f32 {
    let chars: usize = lines.iter().map(|line| line.text.len()).sum();
    let trusted: f32 = lines.iter().map(|line| line.trust * line.text.len() as f32).sum();
    if chars == 0 { 1.0 } else { trusted / chars as f32 }
}

fn propose_title(proposal: &mut Proposal, input: &DescribeInput<'_>, seen: Option<&Title>) {
    if let Some(title) = seen {
        let evidence = title.lines.first().copied();
        proposal.add(Some(ProposedField::new(
            field::TITLE,
            title.text.clone(),
            title.confidence,
            evidence,
        )));
        let genre_line = title.lines.last().copied();
        let genre = DocumentGenre::of_title(&title.text).map(|genre| {
            ProposedField::new(
                field::DOCUMENT_GENRE,
                genre.name().to_owned(),
                title.confidence * 0.95,
                genre_line,
            )
        });
        proposal.add(genre);
        return;
    }
    let named = title_from_file_name(input.file_name).map(|title| (title, 0.4));
    let stated = || {
        input
            .properties
            .title
            .as_deref()
            .and_then(title_from_file_name)
            .map(|title| (title, 0.3))
    };
    if let Some((title, confidence)) = named.or_else(stated) {
        let genre = DocumentGenre::of_title(&title).map(|genre| {
            ProposedField::new(field::DOCUMENT_GENRE, genre.name().to_owned(), confidence, None)
        });
        proposal.add(Some(ProposedField::new(field::TITLE, title, confidence, None)));
        proposal.add(genre);
    }
}

/// The number on a line of its own near the top, or else the first one in brackets behind it.
fn document_number(lines: &[Line]) -> Option<ProposedField> {
    let own_line = lines
        .iter()
        .take(25)
        .find(|line| line.role == Role::Number)
        .map(|line| (line, 0.95));
    let (line, confidence) = own_line.or_else(|| {
        let labelled = |line: &&Line| {
            ["文号", "字号", "编号"]
                .iter()
                .any(|label| line.text.starts_with(label))
        };
        lines
            .iter()
            .take(25)
            .filter(labelled)
            .map(|line| (line, 0.8))
            .next()
    })?;
    let number = find_document_numbers(&line.text).into_iter().next()?;
    Some(ProposedField::new(
        field::DOC_NUMBER,
        number.normalised,
        confidence * line.trust,
        Some(line.evidence),
    ))
}

fn propose_type(proposal: &mut Proposal, input: &DescribeInput<'_>, text: &RunningText, lines: &[Line]) {
    let Some(classifier) = input.cues else { return };
    let title = proposal.value(field::TITLE).unwrap_or_default().to_owned();
    proposal.types = classifier.classify(&title, text.text());
    let Some(best) = proposal.types.first() else {
        return;
    };
    let shows_cue = |line: &&Line| {
        best.cues
            .first()
            .is_some_and(|cue| crate::script::fold_chars(&line.text).contains(cue))
    };
    let evidence = lines.iter().find(shows_cue).map(|line| line.evidence);
    let proposed = ProposedField::new(field::TYPE_CODE, best.code.clone(), best.confidence, evidence);
    proposal.add(Some(proposed));
}

fn propose_content(proposal: &mut Proposal, trust: f32) {
    if !proposal.keywords.is_empty() {
        let joined = proposal.keywords.join(proposal::SEPARATOR);
        proposal.add(Some(ProposedField::new(
            field::KEYWORDS,
            joined,
            0.6 * trust,
            None,
        )));
    }
    if !proposal.summary.is_empty() {
        proposal.add(Some(ProposedField::new(
            field::SUMMARY,
            proposal.summary.clone(),
            0.5 * trust,
            None,
        )));
    }
}

#[cfg(test)]
mod tests;
