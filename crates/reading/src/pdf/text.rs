//! The text layer of a PDF, and what lies around it: pictures, annotations, signatures.

use pdf_oxide::PdfDocument;
use pdf_oxide::geometry::Rect;
use pdf_oxide::layout::TextLine;
use pdf_oxide::object::Object;

use super::geometry::{Placement, area, cover};
use crate::broken_parser::contained;
use crate::document::{Line, LineKind};
use crate::error::ReadingError;

/// Characters below which a page counts as an image: a page number or a scanner's stamp is no text layer.
const NEARLY_EMPTY: usize = 16;
/// Share of the page from which a picture may hold text.
const PICTURE_SHARE: f32 = 0.2;
/// Annotations that are no remark of a person.
const SILENT_ANNOTATIONS: [&str; 3] = ["Link", "Widget", "Popup"];

/// The parser that is good at text.
pub(super) struct TextLayer(PdfDocument);

/// What it finds on one page.
#[derive(Default)]
pub(super) struct PageLayer {
    pub(super) lines: Vec<Line>,
    /// Pictures' places as seen.
    pictures: Vec<[f32; 4]>,
    /// Pictures' width and height in pixels.
    pub(super) picture_sizes: Vec<(u32, u32)>,
    pub(super) annotated: bool,
}

impl TextLayer {
    /// Opens the file; nothing if this parser cannot follow it.
    pub(super) fn open(bytes: &[u8]) -> Option<Self> {
        contained(|| PdfDocument::from_bytes(bytes.to_vec()).map_err(ReadingError::broken))
            .ok()
            .map(Self)
    }

    /// Reads one page, from 0; a page that this parser cannot follow has no text layer.
    pub(super) fn page(&self, index: usize, placement: &Placement) -> PageLayer {
        let mut layer = PageLayer::default();
        let lines =
            contained(|| self.0.extract_text_lines(index).map_err(ReadingError::broken)).unwrap_or_default();
        layer.lines = lines.iter().filter_map(|line| line_of(line, placement)).collect();
        if is_gibberish(&layer.lines) {
            layer.lines.clear();
        }
        let pictures = contained(|| {
            let pictures = self.0.page_image_handles(index).map_err(ReadingError::broken)?;
            Ok(pictures
                .iter()
                .map(|picture| ((picture.width, picture.height), corners(&picture.bbox)))
                .collect())
        });
        let pictures: Vec<_> = pictures.unwrap_or_default();
        layer.picture_sizes = pictures.iter().map(|(size, _)| *size).collect();
        layer.pictures = pictures.iter().map(|(_, place)| placement.seen(*place)).collect();
        layer.annotated = contained(|| Ok(self.is_annotated(index))).unwrap_or(false);
        layer
    }

    /// Returns whether the form of the document says that signatures exist (ISO 32000-1, table 219).
    pub(super) fn is_signed(&self) -> bool {
        contained(|| {
            let catalog = self.0.catalog().map_err(ReadingError::broken)?;
            let form = self.entry(&catalog, "AcroForm");
            let flags = form
                .and_then(|form| self.entry(&form, "SigFlags"))
                .and_then(|flags| flags.as_integer());
            Ok(flags.is_some_and(|flags| flags & 1 == 1))
        })
        .unwrap_or(false)
    }

    fn is_annotated(&self, index: usize) -> bool {
        let Ok(page) = self.0.get_page(index) else {
            return false;
        };
        let Some(annotations) = self.entry(&page, "Annots") else {
            return false;
        };
        annotations.as_array().into_iter().flatten().any(|annotation| {
            let annotation = self.0.resolve_object(annotation).ok();
            let kind = annotation.and_then(|annotation| self.entry(&annotation, "Subtype"));
            kind.is_some_and(|kind| {
                kind.as_name()
                    .is_some_and(|name| !SILENT_ANNOTATIONS.contains(&name))
            })
        })
    }

    fn entry(&self, object: &Object, key: &str) -> Option<Object> {
        self.0.resolve_object(object.as_dict()?.get(key)?).ok()
    }
}

impl PageLayer {
    /// Returns whether there is so little text that the page must be an image.
    pub(super) fn is_nearly_empty(&self) -> bool {
        letters(self.lines.iter()) < NEARLY_EMPTY
    }

    /// Returns whether a large picture has no text layer over it.
    pub(super) fn has_silent_picture(&self, placement: &Placement) -> bool {
        let page = placement.width * placement.height;
        self.pictures
            .iter()
            .filter(|picture| area(**picture) > PICTURE_SHARE * page)
            .any(|picture| {
                let above = self
                    .lines
                    .iter()
                    .filter(|line| line.bbox.is_some_and(|bbox| cover(bbox, *picture) > 0.5));
                letters(above) < NEARLY_EMPTY
            })
    }
}

fn letters<'a>(lines: impl Iterator<Item = &'a Line>) -> usize {
    lines
        .map(|line| line.text.chars().filter(|char| !char.is_whitespace()).count())
        .sum()
}

/// A font without a table of characters yields private or replacement characters: then the image is the better text.
fn is_gibberish(lines: &[Line]) -> bool {
    let all = letters(lines.iter());
    let strange = |char: &char| {
        matches!(char, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}') || (char.is_control() && !char.is_whitespace())
    };
    let bad: usize = lines
        .iter()
        .map(|line| line.text.chars().filter(strange).count())
        .sum();
    bad * 3 > all
}

fn line_of(line: &TextLine, placement: &Placement) -> Option<Line> {
    let (text, chars) = joined(line);
    if text.trim().is_empty() {
        return None;
    }
    let bbox = placement.seen(corners(&line.bbox));
    let finite = bbox.iter().all(|edge| edge.is_finite());
    Some(Line {
        bbox: finite.then_some(bbox),
        chars,
        ..Line::plain(text, LineKind::Body)
    })
}

/// Joins words with a space, except where both sides are Chinese: there a gap is only justification.
///
/// Beside the text stand the characters' centres, or nothing where the words do not tell.
fn joined(line: &TextLine) -> (String, Vec<f32>) {
    let (mut text, mut centres) = (String::new(), Vec::new());
    let along = |x: f32| ((x - line.bbox.x) / line.bbox.width.max(f32::EPSILON)).clamp(0.0, 1.0);
    for word in &line.words {
        let between = (text.chars().next_back(), word.text.chars().next());
        if let (Some(before), Some(after)) = between
            && !(is_han(before) && is_han(after))
        {
            text.push(' ');
            centres.push(along(word.bbox.x));
        }
        text.push_str(&word.text);
        centres.extend(
            word.chars
                .iter()
                .map(|char| along(char.bbox.x + char.bbox.width / 2.0)),
        );
    }
    if text.chars().count() != centres.len() {
        centres.clear();
    }
    (text, centres)
}

/// Han characters, kana and full-width punctuation, which are set without spaces.
fn is_han(char: char) -> bool {
    matches!(char, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Returns left, bottom, right, top.
fn corners(rect: &Rect) -> [f32; 4] {
    [rect.x, rect.y, rect.x + rect.width, rect.y + rect.height]
}
