//! The total sum of money that a paper states (合计金额).

use crate::amount::{FoundAmount, find_amounts};
use crate::describe::proposal::{ProposedField, field};
use crate::script::fold_chars;
use crate::title::Line;

/// Words that a total stands behind.
const LABELS: [&str; 10] = [
    "价税合计",
    "总金额",
    "金额合计",
    "合计",
    "总计",
    "共计",
    "总额",
    "金额(大写)",
    "大写",
    "金额大写",
];

/// The total: the last one of the paper, surer when figures and words agree.
pub(super) fn amount_total(lines: &[Line]) -> Option<ProposedField> {
    let mut best: Option<ProposedField> = None;
    for line in lines {
        let folded = closed_up(&fold_chars(&line.text));
        let Some(behind) = LABELS
            .iter()
            .filter_map(|label| folded.find(label).map(|at| at + label.len()))
            .min()
        else {
            continue;
        };
        let Some((total, confidence)) = total_behind(&folded[behind..]) else {
            continue;
        };
        let confidence = confidence * line.trust;
        if best.as_ref().is_none_or(|best| confidence >= best.confidence) {
            best = Some(ProposedField::new(
                field::AMOUNT_TOTAL,
                total.amount.to_string(),
                confidence,
                Some(line.evidence),
            ));
        }
    }
    best
}

/// Takes out the spaces that spread Chinese print; those between two figures stay.
fn closed_up(text: &str) -> String {
    text.split_whitespace().fold(String::new(), |mut closed, word| {
        if closed.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit()) {
            closed.push(' ');
        }
        closed.push_str(word);
        closed
    })
}

fn total_behind(text: &str) -> Option<(FoundAmount, f32)> {
    let found = find_amounts(text);
    let in_words = found.iter().find(|one| one.in_words);
    let in_figures = found.iter().find(|one| !one.in_words);
    match (in_words, in_figures) {
        (Some(words), Some(figures)) if words.amount == figures.amount => Some((words.clone(), 0.95)),
        (Some(words), Some(_)) => Some((words.clone(), 0.6)),
        (Some(words), None) => Some((words.clone(), 0.85)),
        (None, Some(figures)) => Some((figures.clone(), 0.75)),
        (None, None) => bare_total(text).map(|total| (total, 0.55)),
    }
}

/// The last figure with two decimals: tables state the unit in their head.
fn bare_total(text: &str) -> Option<FoundAmount> {
    let is_sum = |token: &&str| token.len() >= 4 && token.as_bytes()[token.len() - 3] == b'.';
    let tokens = text.split(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'));
    let last = tokens.rev().find(is_sum)?;
    find_amounts(&format!("{last}元")).into_iter().next()
}
