//! A line of a first page with the part it plays in the layout of an official paper.

use crate::date::find_dates;
use crate::document_number::find_document_numbers;
use crate::excerpt::beginning;
use crate::page::{Evidence, PageLines};
use crate::script::{fold_chars, is_han};

/// The part a line plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The red head (发文机关标志), such as 某某工会文件.
    RedHead,
    /// The line with the document number.
    Number,
    /// The addressee (主送机关), closed by a colon.
    Addressee,
    /// Page numbers, secrecy, urgency, dates that stand alone: between other lines without dividing them.
    Aside,
    /// Anything else.
    Text,
}

/// A line that is not empty, with what is known about it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The text without spaces around it and without the spaces that spread Chinese print.
    pub(crate) text: String,
    pub(crate) role: Role,
    /// Height of the print; 0 when unknown.
    pub(crate) height: f32,
    /// Distance of the line's middle from the page's, as a share of the page's width, and the line's own share.
    centre: Option<(f32, f32)>,
    pub(crate) evidence: Evidence,
    /// How far its text is trusted, 0 to 1.
    pub(crate) trust: f32,
}

impl Line {
    /// Whether the line stands in the middle of the page without filling it.
    pub(crate) fn is_centred(&self) -> bool {
        self.centre.is_some_and(|(off, share)| off < 0.05 && share < 0.85)
    }
}

/// Longest line looked at, in bytes.
const MAX_BYTES: usize = 1_000;

/// The first `count` lines of a page that are not empty.
pub(crate) fn lines_of(page: &PageLines, count: usize) -> Vec<Line> {
    let with_text = page
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.text.trim().is_empty());
    with_text
        .take(count)
        .map(|(index, line)| {
            let text = unspread(beginning(&line.text, MAX_BYTES).trim());
            let known = page.width > 0.0 && line.width > 0.0;
            let off = (line.x + line.width / 2.0 - page.width / 2.0).abs() / page.width;
            Line {
                role: role_of(&text),
                height: if line.height.is_finite() { line.height } else { 0.0 },
                centre: known.then_some((off, line.width / page.width)),
                evidence: Evidence {
                    page: page.page,
                    line: u32::try_from(index).unwrap_or(u32::MAX),
                },
                trust: line.trust(),
                text,
            }
        })
        .collect()
}

/// `通    知` becomes `通知`: a line of single Han characters with spaces between them.
fn unspread(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_single = |word: &&str| word.chars().count() == 1 && word.chars().all(is_han);
    if words.len() > 1 && words.iter().all(is_single) {
        words.concat()
    } else {
        text.to_owned()
    }
}

fn role_of(text: &str) -> Role {
    let folded = fold_chars(text);
    let chars = folded.chars().count();
    if is_number_line(text, chars) {
        Role::Number
    } else if is_aside(text, &folded, chars) {
        Role::Aside
    } else if is_addressee(&folded, chars) {
        Role::Addressee
    } else if (4..=30).contains(&chars) && folded.ends_with("文件") && !folded.contains("关于") {
        Role::RedHead
    } else {
        Role::Text
    }
}

/// A document number with little beside it, such as the name of the person who signs.
fn is_number_line(text: &str, chars: usize) -> bool {
    let number_chars: usize = find_document_numbers(text)
        .iter()
        .map(|found| text[found.bytes.clone()].chars().count())
        .sum();
    number_chars > 0
        && chars <= number_chars + 16
        && !text.contains(['《', '。'])
        && !text.contains("关于")
        && !text.contains("關於")
}

const ASIDES: [&str; 20] = [
    "秘密",
    "机密",
    "绝密",
    "特急",
    "加急",
    "平急",
    "急件",
    "特提",
    "内部资料",
    "内部文件",
    "签发人",
    "份号",
    "抄送",
    "抄报",
    "印发",
    "电话",
    "传真",
    "邮编",
    "地址",
    "http",
];

fn is_aside(text: &str, folded: &str, chars: usize) -> bool {
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    let page_number = folded.starts_with('第') && folded.ends_with('页');
    letters == 0
        || (letters == 1 && !folded.chars().any(is_han))
        || page_number
        || is_date_alone(text)
        || (chars <= 40 && ASIDES.iter().any(|aside| folded.starts_with(aside)))
}

/// Whether a line holds a date and nothing else but brackets and marks.
pub(crate) fn is_date_alone(text: &str) -> bool {
    let dates = find_dates(text);
    let [date] = dates.as_slice() else { return false };
    let beside = text[..date.bytes.start]
        .chars()
        .chain(text[date.bytes.end..].chars());
    beside.filter(|c| c.is_alphanumeric()).count() == 0
}

/// Words that addressees are named by.
const ADDRESSED: [&str; 20] = [
    "各",
    "单位",
    "科室",
    "委员会",
    "工会",
    "部门",
    "公司",
    "局",
    "院",
    "分会",
    "小组",
    "处",
    "中心",
    "机关",
    "同志",
    "党委",
    "政府",
    "会员",
    "职工",
    "代表",
];

fn is_addressee(folded: &str, chars: usize) -> bool {
    let Some(names) = folded.strip_suffix(':') else {
        return false;
    };
    (3..=80).contains(&chars)
        && !names.contains(['。', ':', ';'])
        && !names.contains("如下")
        && ADDRESSED.iter().any(|word| names.contains(word))
}
