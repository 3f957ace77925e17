//! What was read on one page: lines of text with their places and how sure the engine is of each.

use serde::{Deserialize, Serialize};

use crate::quad::Quad;

/// The text of one page, in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// Width of the image that was read, in pixels.
    pub width: u32,
    /// Height of the image that was read, in pixels.
    pub height: u32,
    /// By how many degrees the image must be turned clockwise to stand upright: 0, 90, 180 or 270.
    pub rotation_deg: u16,
    /// How far the lines lean on the upright page, in degrees; positive when they fall to the right.
    pub skew_deg: f32,
    /// The lines, first to be read first.
    pub lines: Vec<Line>,
}

impl PageText {
    /// Returns the mean confidence of all characters, 0 to 1, or 0 for a page without text.
    pub fn mean_confidence(&self) -> f32 {
        mean_confidence(self.lines.iter().map(|line| (line.confidence, line.chars.len())))
    }

    /// Returns the whole text, one line of the page on one line.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }
}

/// One line of text (文本行) as it stands on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The characters, in reading order.
    pub text: String,
    /// How sure the engine is of them on average, 0 to 1.
    pub confidence: f32,
    /// The corners in pixels of the original image, clockwise from the text's own top left.
    pub quad: Quad,
    /// Whether the characters stand one below the other (竖排).
    pub vertical: bool,
    /// For each character of `text` its centre, as a fraction of the way along the line, 0 to 1.
    pub chars: Vec<f32>,
}

/// Returns the mean of confidences, each weighted by its number of characters; 0 when there are none.
pub(crate) fn mean_confidence(lines: impl Iterator<Item = (f32, usize)>) -> f32 {
    let (sum, count) = lines.fold((0.0, 0), |(sum, count), (confidence, characters)| {
        (sum + confidence * characters as f32, count + characters)
    });
    if count == 0 { 0.0 } else { sum / count as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, confidence: f32) -> Line {
        Line {
            text: text.to_owned(),
            confidence,
            quad: [[0.0; 2]; 4],
            vertical: false,
            chars: vec![0.5; text.chars().count()],
        }
    }

    fn page(lines: Vec<Line>) -> PageText {
        PageText {
            width: 10,
            height: 10,
            rotation_deg: 0,
            skew_deg: 0.0,
            lines,
        }
    }

    #[test]
    fn long_lines_weigh_more_in_the_mean_confidence() {
        let mean = page(vec![line("职工", 0.5), line("职工代表大会", 0.9)]).mean_confidence();
        assert!((mean - 0.8).abs() < 1e-6, "{mean}");
    }

    #[test]
    fn a_page_without_text_has_no_confidence_and_no_text() {
        let empty = page(Vec::new());
        assert_eq!(empty.mean_confidence(), 0.0);
        assert_eq!(empty.text(), "");
    }

    #[test]
    fn a_page_survives_json() {
        let page = page(vec![line("工会", 0.75)]);
        let json = serde_json::to_string(&page).unwrap();
        assert_eq!(serde_json::from_str::<PageText>(&json).unwrap(), page);
    }
}
