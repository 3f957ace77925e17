//! The page viewer: one page as an image, its text, and what is lit up on it.

use super::{LinkChoice, Marked};

/// One page of a paper or record (页面浏览).
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Page shown, counted from 1.
    pub page: u32,
    /// Pages in all; 0 when the paper has none that can be shown.
    pub pages: u32,
    /// The original and the files inside it (附件); empty when there is no choice.
    pub files: Vec<LinkChoice>,
    /// The page's own name, such as that of a sheet.
    pub label: Option<Marked>,
    /// Address of the image, none when the page has text only.
    pub image: Option<String>,
    /// Width of the page in the unit of its boxes.
    pub width: u32,
    /// Height of the page in the unit of its boxes.
    pub height: u32,
    /// Lines of the page in reading order.
    pub lines: Vec<Line>,
    /// Boxes to light up beside those of the lines: hits and the sources of fields.
    pub marks: Vec<Mark>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Where the forms for page number and search within send to (GET).
    pub action: String,
    /// Query values that those forms must keep.
    pub keep: Vec<(String, String)>,
    /// Words searched within this paper.
    pub within: String,
    /// Pages on which they stand; empty without a search.
    pub found_on: Vec<PageLink>,
    /// Whether something on this page is hidden from the reader.
    pub is_masked: bool,
    /// Why there is no image or text, in the language of the page.
    pub reason: Option<String>,
}

impl Viewer {
    /// Whether the original is shown: it is the first of the files to choose from.
    #[must_use]
    pub fn shows_original(&self) -> bool {
        self.files.first().is_none_or(|original| original.chosen)
    }
}

/// A line of text on a page.
#[derive(Debug, Clone)]
pub struct Line {
    /// Number on the page, from 0.
    pub number: u32,
    /// The text, with found words marked.
    pub text: Marked,
    /// Where it stands; none when the text has no place on the image.
    pub outline: Option<Outline>,
    /// Whether the recognition was unsure.
    pub doubtful: bool,
}

/// Something lit up on the image.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Where.
    pub outline: Outline,
    /// Why.
    pub kind: MarkKind,
}

/// Why something is lit up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkKind {
    /// A word that was searched.
    Hit,
    /// The source of a form field with this name; lit while the field has the focus.
    Field(String),
}

/// A four-sided outline on a page, in the page's unit, clockwise from the top left of the reading direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outline(pub [(f32, f32); 4]);

impl Outline {
    /// An upright box.
    #[must_use]
    pub fn upright(left: f32, top: f32, width: f32, height: f32) -> Self {
        let (right, bottom) = (left + width, top + height);
        Self([(left, top), (right, top), (right, bottom), (left, bottom)])
    }

    /// The corners as SVG wants them in `points`.
    #[must_use]
    pub fn points(&self) -> String {
        self.0
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A page on which something was found.
#[derive(Debug, Clone)]
pub struct PageLink {
    /// Page, counted from 1.
    pub page: u32,
    /// How often.
    pub count: u32,
    /// The viewer at that page.
    pub link: String,
    /// Whether it is the page shown.
    pub shown: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_written_corner_by_corner() {
        assert_eq!(
            Outline::upright(1.0, 2.0, 10.0, 5.25).points(),
            "1.0,2.0 11.0,2.0 11.0,7.2 1.0,7.2"
        );
    }
}
