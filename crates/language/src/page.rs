//! The lines of a paper as reading delivers them, and the running text they make together.
//!
//! Coordinates are in any unit that is the same for the whole page, from its top left corner.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::excerpt::beginning;

/// One page with its lines in reading order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PageLines {
    /// Page number, from 1.
    pub page: u32,
    /// Width of the page; 0 when unknown.
    pub width: f32,
    /// Height of the page; 0 when unknown.
    pub height: f32,
    /// The lines from top to bottom.
    pub lines: Vec<PageLine>,
}

/// One line of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PageLine {
    /// The text of the line.
    pub text: String,
    /// Left edge; 0 when unknown.
    pub x: f32,
    /// Upper edge; 0 when unknown.
    pub y: f32,
    /// Width of the line; 0 when unknown.
    pub width: f32,
    /// Height of the line, near the size of its print; 0 when unknown.
    pub height: f32,
    /// How sure recognition was, 0 to 1; `None` for text that was born digital.
    pub confidence: Option<f32>,
}

impl PageLine {
    /// How far the text of the line can be trusted, 0 to 1; born digital text fully.
    #[must_use]
    pub fn trust(&self) -> f32 {
        self.confidence
            .filter(|c| c.is_finite())
            .map_or(1.0, |c| c.clamp(0.0, 1.0))
    }
}

/// The line that a value was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Page number, from 1, as in [`PageLines::page`].
    pub page: u32,
    /// Index of the line on its page, from 0.
    pub line: u32,
}

/// The running text of some pages, in which words broken over two lines are whole again.
#[derive(Debug, Clone, Default)]
pub struct RunningText {
    text: String,
    /// Byte offset at which each line begins, where it stands and how far it is trusted.
    lines: Vec<(usize, Evidence, f32)>,
}

/// A line at least this share of the page's longest is taken to continue in the next one.
const FULL_LINE: f32 = 0.85;

impl RunningText {
    /// Joins the lines of `pages` until the text has `max_bytes`.
    #[must_use]
    pub fn new(pages: &[PageLines], max_bytes: usize) -> Self {
        let mut running = Self::default();
        for page in pages {
            let longest = page
                .lines
                .iter()
                .map(|line| line.text.trim().chars().count())
                .max()
                .unwrap_or(0);
            for (index, line) in page.lines.iter().enumerate() {
                if running.text.len() >= max_bytes {
                    return running;
                }
                running.push(page.page, index, line, max_bytes);
                if !continues(line.text.trim(), longest) && running.text.len() < max_bytes {
                    running.text.push('\n');
                }
            }
        }
        running
    }

    fn push(&mut self, page: u32, index: usize, line: &PageLine, max_bytes: usize) {
        let evidence = Evidence {
            page,
            line: u32::try_from(index).unwrap_or(u32::MAX),
        };
        self.lines.push((self.text.len(), evidence, line.trust()));
        let trimmed = line.text.trim();
        self.text
            .push_str(beginning(trimmed, max_bytes.saturating_sub(self.text.len())));
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line that a byte of the text stands on, and how far it is trusted.
    #[must_use]
    pub fn line_at(&self, byte: usize) -> Option<(Evidence, f32)> {
        let after = self.lines.partition_point(|(start, ..)| *start <= byte);
        let (_, evidence, trust) = self.lines.get(after.checked_sub(1)?)?;
        Some((*evidence, *trust))
    }

    /// The line on which a range of the text begins; see [`RunningText::line_at`].
    #[must_use]
    pub fn line_of(&self, bytes: &Range<usize>) -> Option<(Evidence, f32)> {
        self.line_at(bytes.start)
    }
}

fn continues(line: &str, longest: usize) -> bool {
    let length = line.chars().count();
    let full = length >= 12 && (length as f32) >= FULL_LINE * (longest as f32);
    full && !line.ends_with(['。', '！', '？', '；', '：', ':', '”', '.', '!', '?', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u32, lines: &[&str]) -> PageLines {
        let lines = lines
            .iter()
            .map(|text| PageLine {
                text: (*text).to_owned(),
                ..PageLine::default()
            })
            .collect();
        PageLines {
            page: number,
            lines,
            ..PageLines::default()
        }
    }

    #[test]
    fn a_word_broken_over_two_lines_is_whole_in_the_running_text() {
        let pages = [page(
            3,
            &[
                "标题",
                "经院工会第十二次全委会研究决定，任命欧",
                "阳明为副主席。",
                "特此通知。",
            ],
        )];
        let running = RunningText::new(&pages, 10_000);
        assert!(running.text().contains("欧阳明"), "{}", running.text());
        let at = running.text().find("阳明").expect("present");
        assert_eq!(
            running.line_at(at).map(|(evidence, _)| evidence),
            Some(Evidence { page: 3, line: 2 })
        );
    }

    #[test]
    fn the_text_stops_at_its_bound_on_a_character_boundary() {
        let pages = [page(1, &["工会工会工会", "第二行"])];
        assert_eq!(RunningText::new(&pages, 7).text(), "工会\n");
        assert_eq!(RunningText::new(&[], 7).line_at(0), None);
    }
}
