//! Finds the title (题名) of a paper from the lines of its first pages.
//!
//! Follows the layout of official papers (GB/T 9704-2012): the title stands below the red head and the document
//! number and above the addressee, is larger than the text, usually reads 关于…的通知 and may be broken over lines.
//! Other papers are judged by size, place and the words that titles end with.

mod file_name;
mod line;

pub use file_name::title_from_file_name;
pub(crate) use line::{Line, Role, is_date_alone, lines_of};

use serde::{Deserialize, Serialize};

use crate::genre::without_remarks;
use crate::page::{Evidence, PageLines};
use crate::script::fold_chars;

/// A title and the lines that it was joined from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Title {
    /// The title in one line.
    pub text: String,
    /// How sure it is, 0 to 1, lowered by what recognition was unsure of.
    pub confidence: f32,
    /// Its lines in order, one at least.
    pub lines: Vec<Evidence>,
}

/// Pages and lines of each that are looked at.
const PAGES: usize = 3;
const LINES: usize = 60;
/// Lines that one title may be broken over.
const BROKEN_OVER: usize = 4;
/// Shortest and longest title believed, in characters.
const CHARS: std::ops::RangeInclusive<usize> = 4..=110;
/// Least score of a title; below it a paper has none that can be seen.
const LEAST: f32 = 1.0;

/// What the titles of papers end with, beside the genres of official papers.
const ENDINGS: &str = "通知 通报 报告 请示 批复 决定 决议 意见 公告 通告 公报 议案 纪要 函 令 记录 总结 计划 方案 办法 细则 规定 制度 \
规则 章程 条例 名单 名册 申请 申请书 表 协议 协议书 合同 证书 清单 清册 简报 意见书 建议书 提案 公示 讲话 致辞 倡议书 聘书 通知书 决定书 \
调解书 裁决书 判决书 笔录 凭证 预算 决算 台账 材料 说明 手册 指南 须知 感谢信 慰问信 议程 日程 安排 选票 收据 发票 报告书 委托书 承诺书 \
责任书 回执 简历 证明 大事记 要点 预案 标准 汇编 问卷 答复 回复 批示 规程 守则 信 书";

/// Labels that a title may stand behind.
const LABELS: [&str; 7] = ["文件标题", "文件题名", "标题", "题名", "主题", "题目", "subject"];

/// Finds the best title of a paper; `None` if no line looks like one.
#[must_use]
pub fn find_title(pages: &[PageLines]) -> Option<Title> {
    let pages: Vec<&PageLines> = pages
        .iter()
        .filter(|page| !page.lines.is_empty())
        .take(PAGES)
        .collect();
    let mut best: Option<(f32, Title)> = None;
    for (turned, page) in pages.iter().enumerate() {
        let lines = lines_of(page, LINES);
        let median = median_height(&lines);
        let number = lines.iter().position(|line| line.role == Role::Number);
        for start in (0..lines.len()).filter(|at| lines[*at].role == Role::Text) {
            for end in start..lines.len().min(start + BROKEN_OVER) {
                if lines[end].role != Role::Text {
                    break;
                }
                let Some(block) = Block::new(&lines, start, end) else {
                    break;
                };
                let score = block.score(median, number) - turned as f32;
                if score >= LEAST && best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                    best = Some((score, block.title(score)));
                }
            }
        }
    }
    best.map(|(_, title)| title)
}

/// The middle height of the lines with a known one; 0 if none has.
fn median_height(lines: &[Line]) -> f32 {
    let mut heights: Vec<f32> = lines
        .iter()
        .map(|line| line.height)
        .filter(|h| *h > 0.0)
        .collect();
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(0.0)
}

/// Neighbouring lines that might be one title.
struct Block<'a> {
    lines: &'a [Line],
    start: usize,
    end: usize,
    text: String,
    folded: String,
    labelled: bool,
}

impl<'a> Block<'a> {
    /// Joins the lines from `start` to `end`; `None` once they are too long for a title.
    fn new(lines: &'a [Line], start: usize, end: usize) -> Option<Self> {
        let mut text = String::new();
        for line in &lines[start..=end] {
            if needs_space(&text, &line.text) {
                text.push(' ');
            }
            text.push_str(&line.text);
        }
        let labelled = strip_label(&mut text);
        let folded = fold_chars(&text);
        (folded.chars().count() <= *CHARS.end()).then_some(Self {
            lines,
            start,
            end,
            text,
            folded,
            labelled,
        })
    }

    fn score(&self, median: f32, number: Option<usize>) -> f32 {
        if !CHARS.contains(&self.folded.chars().count()) {
            return f32::NEG_INFINITY;
        }
        self.words() + self.size(median) + self.place(number)
    }

    /// What the wording says.
    fn words(&self) -> f32 {
        let bare = without_remarks(&self.folded);
        let about = bare.contains("关于");
        let ended = ENDINGS.split_whitespace().any(|ending| bare.ends_with(ending));
        let mut score = match (about, ended) {
            (true, true) => 4.0,
            (false, true) => 1.7,
            (true, false) => 0.3,
            (false, false) => 0.0,
        };
        score += if self.labelled { 2.5 } else { 0.0 };
        score -= if self.folded.contains(['。', ';', '?', '!']) {
            3.0
        } else {
            0.0
        };
        score -= if bare.contains([',', ':', '|']) { 1.0 } else { 0.0 };
        score -= if bare.ends_with([',', ':', '、', '的']) {
            2.0
        } else {
            0.0
        };
        score -= if is_numbered(&self.folded) { 3.0 } else { 0.0 };
        score -= if self.folded.starts_with("附件") || bare == "目录" {
            2.0
        } else {
            0.0
        };
        score - if unbalanced(&self.folded) { 1.5 } else { 0.0 }
    }

    /// What the print says: large and of one size.
    fn size(&self, median: f32) -> f32 {
        let heights = || self.lines[self.start..=self.end].iter().map(|line| line.height);
        let (smallest, largest) = (heights().fold(f32::MAX, f32::min), heights().fold(0.0, f32::max));
        let broken = (self.end - self.start) as f32;
        if smallest <= 0.0 || median <= 0.0 {
            return -0.2 * broken;
        }
        let even = largest <= smallest * 1.25;
        let large = ((smallest / median - 1.0) * 4.0).clamp(0.0, 2.0);
        // A line more of the same large print belongs to the title.
        let joined = if even && large > 0.4 {
            0.4 * broken
        } else {
            -0.2 * broken
        };
        large + joined - if even { 0.0 } else { 2.0 }
    }

    /// What the place says: in the middle, near the top, between number and addressee.
    fn place(&self, number: Option<usize>) -> f32 {
        let text_lines_before = self.lines[..self.start]
            .iter()
            .filter(|line| line.role == Role::Text)
            .count();
        let mut score = -0.1 * text_lines_before as f32;
        let centred = self.lines[self.start..=self.end].iter().all(Line::is_centred);
        score += if centred { 0.7 } else { 0.0 };
        let directly_below = |at: usize| {
            at < self.start
                && self.lines[at + 1..self.start]
                    .iter()
                    .all(|line| line.role == Role::Aside)
        };
        score += if number.is_some_and(directly_below) {
            1.2
        } else {
            0.0
        };
        score -= if number.is_some_and(|at| self.start < at && at < 12) {
            0.5
        } else {
            0.0
        };
        let next = self.lines[self.end + 1..]
            .iter()
            .find(|line| line.role != Role::Aside);
        score
            + if next.is_some_and(|line| line.role == Role::Addressee) {
                1.2
            } else {
                0.0
            }
    }

    fn title(&self, score: f32) -> Title {
        let trust = self.lines[self.start..=self.end]
            .iter()
            .map(|line| line.trust)
            .fold(1.0, f32::min);
        let sure = 1.0 / (1.0 + (2.0 - score).exp());
        Title {
            text: self.text.clone(),
            confidence: sure.min(0.97) * trust,
            lines: self.lines[self.start..=self.end]
                .iter()
                .map(|line| line.evidence)
                .collect(),
        }
    }
}

/// Latin words on two lines are divided by a space, Chinese is not.
fn needs_space(before: &str, behind: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    latin(before.chars().next_back()) && latin(behind.chars().next())
}

/// Takes a label like 标题： off; whether there was one.
fn strip_label(text: &mut String) -> bool {
    let Some(colon) = text.find(['：', ':']) else {
        return false;
    };
    let label: String = fold_chars(&text[..colon])
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let behind = text[colon..].trim_start_matches(['：', ':', ' ', '\u{3000}']);
    if !LABELS.contains(&label.as_str()) || behind.is_empty() {
        return false;
    }
    *text = behind.to_owned();
    true
}

/// `一、`, `（一）`, `1.`, `第一条`: a part of the text, not its title.
fn is_numbered(folded: &str) -> bool {
    let behind = folded
        .trim_start_matches('(')
        .trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let numbered = behind.len() < folded.len() && behind.starts_with(['、', '.', ')']);
    numbered || (folded.starts_with('第') && folded.chars().take(6).any(|c| "条章节".contains(c)))
}

/// Whether a bracket or book mark is open at the end: the title goes on.
fn unbalanced(folded: &str) -> bool {
    [('《', '》'), ('(', ')'), ('“', '”')]
        .into_iter()
        .any(|(open, close)| folded.matches(open).count() != folded.matches(close).count())
}

#[cfg(test)]
mod tests;
