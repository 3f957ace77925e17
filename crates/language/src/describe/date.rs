//! Chooses the date of a paper (成文日期) among all dates in it.

use crate::date::{Date, FoundDate, Precision, find_dates};
use crate::describe::proposal::{ProposedField, field};
use crate::describe::{FileProperties, parties};
use crate::title::{Line, is_date_alone};

/// Words before a date that say it is the paper's own, with the confidence they give.
const LABELS: [(&str, f32); 12] = [
    ("成文日期", 0.9),
    ("发文日期", 0.9),
    ("签发日期", 0.85),
    ("签订日期", 0.8),
    ("签署日期", 0.8),
    ("填表日期", 0.8),
    ("制表日期", 0.8),
    ("申请日期", 0.75),
    ("落款日期", 0.85),
    ("会议时间", 0.65),
    ("日期", 0.7),
    ("时间", 0.6),
];

/// The date under the signature, or else a labelled one, the printing date, the first one, the file's own.
pub(super) fn document_date(lines: &[Line], properties: &FileProperties) -> Option<ProposedField> {
    let mut best: Option<ProposedField> = None;
    for (index, line) in lines.iter().enumerate() {
        for found in find_dates(&line.text) {
            let confidence = weigh(lines, index, &found) * line.trust;
            if best.as_ref().is_none_or(|best| confidence > best.confidence) {
                let value = found.date.to_string();
                best = Some(ProposedField::new(
                    field::DOC_DATE,
                    value,
                    confidence,
                    Some(line.evidence),
                ));
            }
        }
    }
    best.or_else(|| stated(properties))
}

fn weigh(lines: &[Line], index: usize, found: &FoundDate) -> f32 {
    let exact = match found.date.precision() {
        Precision::Day => 1.0,
        Precision::Month => 0.6,
        Precision::Year => 0.2,
    };
    let text = &lines[index].text;
    let place = if is_date_alone(text) {
        if index > 0 && parties::is_signature(&lines[index - 1].text) {
            0.95
        } else {
            0.8
        }
    } else if text.contains("印发") {
        0.55
    } else {
        labelled(&text[..found.bytes.start]).unwrap_or(0.4)
    };
    place * exact
}

/// The confidence of the label that a date stands behind.
fn labelled(before: &str) -> Option<f32> {
    let label: String = before.chars().filter(|c| !c.is_whitespace()).collect();
    let label = label.trim_end_matches(['：', ':']);
    LABELS
        .iter()
        .find(|(word, _)| label.ends_with(word))
        .map(|(_, confidence)| *confidence)
}

fn stated(properties: &FileProperties) -> Option<ProposedField> {
    let stated = properties.date.as_deref()?;
    let date: Date = find_dates(stated).into_iter().next()?.date;
    Some(ProposedField::new(field::DOC_DATE, date.to_string(), 0.25, None))
}
