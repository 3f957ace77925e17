//! Who issued a paper (责任者) and to whom (主送), from the red head, the signature and the addressee.

use crate::describe::FileProperties;
use crate::describe::proposal::{ProposedField, field};
use crate::script::{fold_chars, is_han};
use crate::title::{Line, Role, Title, is_date_alone};

/// Endings of those who sign papers.
const SIGNERS: [&str; 26] = [
    "委员会",
    "工会",
    "医院",
    "公司",
    "大学",
    "学院",
    "学校",
    "局",
    "处",
    "科",
    "部",
    "办公室",
    "中心",
    "政府",
    "法院",
    "仲裁院",
    "协会",
    "学会",
    "党委",
    "支部",
    "小组",
    "研究院",
    "研究所",
    "联合会",
    "分会",
    "集团",
];
/// Labels before the issuer.
const ISSUER_LABELS: [&str; 7] = [
    "责任者",
    "发文机关",
    "发文单位",
    "制发单位",
    "填报单位",
    "编制单位",
    "落款",
];
/// Labels before the addressees.
const RECIPIENT_LABELS: [&str; 3] = ["主送机关", "主送单位", "主送"];

/// The issuer of a paper.
pub(super) fn responsible_party(lines: &[Line], properties: &FileProperties) -> Option<ProposedField> {
    let read = red_head(lines)
        .or_else(|| labelled(lines, &ISSUER_LABELS))
        .or_else(|| signature(lines))
        .or_else(|| letterhead(lines));
    if let Some((value, confidence, line)) = read {
        return Some(ProposedField::new(
            field::RESPONSIBLE_PARTY,
            value,
            confidence * line.trust,
            Some(line.evidence),
        ));
    }
    let author = properties
        .author
        .as_deref()
        .map(str::trim)
        .filter(|author| author.chars().any(is_han))?;
    Some(ProposedField::new(
        field::RESPONSIBLE_PARTY,
        author.to_owned(),
        0.3,
        None,
    ))
}

fn red_head(lines: &[Line]) -> Option<(String, f32, &Line)> {
    let line = lines.iter().take(12).find(|line| line.role == Role::RedHead)?;
    let issuer = line.text.trim_end_matches("文件").trim();
    (issuer.chars().count() >= 2).then(|| (issuer.to_owned(), 0.92, line))
}

/// The line above a date that stands alone.
fn signature(lines: &[Line]) -> Option<(String, f32, &Line)> {
    let pair = lines
        .windows(2)
        .find(|pair| is_date_alone(&pair[1].text) && is_signature(&pair[0].text))?;
    Some((pair[0].text.clone(), 0.85, &pair[0]))
}

/// The line above the document number, where it names an organisation.
fn letterhead(lines: &[Line]) -> Option<(String, f32, &Line)> {
    let number = lines.iter().take(12).position(|line| line.role == Role::Number)?;
    let line = lines[..number]
        .iter()
        .rev()
        .find(|line| line.role == Role::Text && is_signature(&line.text))?;
    Some((line.text.clone(), 0.7, line))
}

fn labelled<'a>(lines: &'a [Line], labels: &[&str]) -> Option<(String, f32, &'a Line)> {
    lines.iter().take(200).find_map(|line| {
        let (label, value) = line.text.split_once(['：', ':'])?;
        let label: String = label.chars().filter(|c| !c.is_whitespace()).collect();
        let value = value.trim();
        let right = labels.contains(&label.as_str()) && !value.is_empty() && value.chars().count() <= 60;
        right.then(|| (value.to_owned(), 0.85, line))
    })
}

/// Whether a line could be the signature of an organisation.
pub(super) fn is_signature(text: &str) -> bool {
    let folded = fold_chars(
        text.trim()
            .trim_end_matches(['）', ')', '章', '盖', '公', '（', '(']),
    );
    (3..=30).contains(&folded.chars().count())
        && !folded.contains(['。', ',', ':', ';', '、'])
        && !folded.chars().any(|c| c.is_ascii_digit())
        && SIGNERS.iter().any(|ending| folded.ends_with(ending))
}

/// The addressees of a paper: the lines between its title and the colon, or behind a label.
pub(super) fn main_recipients(lines: &[Line], title: Option<&Title>) -> Option<ProposedField> {
    let proposed = |value: String, confidence: f32, line: &Line| {
        ProposedField::new(
            field::MAIN_RECIPIENTS,
            value,
            confidence * line.trust,
            Some(line.evidence),
        )
    };
    if let Some((value, confidence, line)) = labelled(lines, &RECIPIENT_LABELS) {
        return Some(proposed(value, confidence, line));
    }
    let last_of_title = title?.lines.last()?;
    let below = lines.iter().position(|line| line.evidence == *last_of_title)? + 1;
    let addressed = lines[below..]
        .iter()
        .take(4)
        .position(|line| line.role == Role::Addressee)?;
    let names: String = lines[below..=below + addressed]
        .iter()
        .filter(|line| line.role != Role::Aside)
        .map(|line| line.text.trim())
        .collect();
    let names = names.trim_end_matches(['：', ':']).trim();
    let confidence = if addressed == 0 { 0.9 } else { 0.7 };
    Some(proposed(names.to_owned(), confidence, &lines[below]))
}
