//! Masking a page that was read: its lines, and the regions of its image where hidden characters stand.

use super::class::Masks;
use crate::page::{Page, PageLine};
use std::ops::Range;

/// A line at least so much wider than its characters need has gaps of which nobody knows the place.
const STRETCHED: f32 = 1.3;
/// Height of a character as a share of the height of its line.
const CHARACTER_HEIGHT: f32 = 0.85;
/// Height that is hidden above and below a line, as a share of the line's own.
const MARGIN: f32 = 0.15;

/// A page with personal data hidden.
#[derive(Debug, Clone, PartialEq)]
pub struct MaskedPage {
    /// The page.
    pub page: Page,
    /// Where in its image something is hidden: left, top, right, bottom as shares of width and height. The whole page,
    /// when a line with something hidden has no place.
    pub regions: Vec<[f32; 4]>,
}

impl Masks {
    /// Hides personal data on a page. Lines are looked at together, for a cue may stand on the line before its value.
    pub fn mask_page(&self, page: &Page) -> MaskedPage {
        let texts: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
        let masked = self.mask_text(&texts.join("\n"));
        let mut chars = masked.text.chars();
        let (mut lines, mut regions, mut start) = (Vec::new(), Vec::new(), 0);
        for line in &page.lines {
            let length = line.text.chars().count();
            let text = chars.by_ref().take(length).collect();
            // The end of the line.
            chars.next();
            regions.extend(
                within(&masked.hidden, start..start + length).map(|range| region(line, range, page.aspect)),
            );
            lines.push(PageLine { text, ..line.clone() });
            start += length + 1;
        }
        let label = page.label.as_deref().map(|label| self.mask_text(label).text);
        let page = Page {
            label,
            lines,
            ..page.clone()
        };
        MaskedPage { page, regions }
    }
}

/// Returns what of some ranges lies in a stretch, counted from its beginning.
fn within(ranges: &[Range<usize>], stretch: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let first = ranges.partition_point(|range| range.end <= stretch.start);
    ranges[first..]
        .iter()
        .take_while(move |range| range.start < stretch.end)
        .map(move |range| {
            range.start.max(stretch.start) - stretch.start..range.end.min(stretch.end) - stretch.start
        })
}

/// Returns where on the page some characters of a line stand, with a margin; the whole line when that is uncertain.
fn region(line: &PageLine, chars: Range<usize>, aspect: f32) -> [f32; 4] {
    let Some([left, top, right, bottom]) = line.place else {
        return [0.0, 0.0, 1.0, 1.0];
    };
    let (width, height) = (right - left, bottom - top);
    let above = (top - height * MARGIN).max(0.0);
    let below = (bottom + height * MARGIN).min(1.0);
    let character = height * CHARACTER_HEIGHT / aspect.max(0.01);
    let total = extent(&line.text, 0..usize::MAX);
    if total * character * STRETCHED < width || character > width || has_gap(&line.text) {
        return [
            (left - character).max(0.0),
            above,
            (right + character).min(1.0),
            below,
        ];
    }
    let margin = character.max(width * 0.05);
    let at = |place: usize| left + width * extent(&line.text, 0..place) / total;
    let (start, end) = (at(chars.start) - margin, at(chars.end) + margin);
    [start.max(0.0), above, end.min(1.0), below]
}

/// Returns how wide some characters are, in widths of a Chinese one.
fn extent(text: &str, chars: Range<usize>) -> f32 {
    let widths = text.chars().take(chars.end).skip(chars.start);
    widths.map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

fn has_gap(text: &str) -> bool {
    text.contains("  ") || text.contains(['\t', '\u{3000}'])
}
