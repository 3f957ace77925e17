//! The page viewer: image, lines, marks and the search within one record.

use crate::fault::Fault;
use crate::routes;
use crate::view::{Line, Mark, MarkKind, Marked, Outline, PageLink, Viewer};
use guildhall_archive::{Component, ComponentRole, Page, Record, page};
use guildhall_retrieval::{LineMatch, find_in_lines, highlight_terms};
use guildhall_store::Connection;
use serde::Deserialize;

/// Width of a page image in pixels; the marks are drawn in the same measure.
pub const IMAGE_WIDTH: u32 = 1_240;
/// Pages that a viewer leafs through.
const PAGES_MAX: u32 = 10_000;
/// Confidence below which a line is marked as doubtful.
const DOUBTFUL_BELOW: f32 = 0.8;

/// Which page, and what is looked for in it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ViewerQuery {
    /// The page, from 1.
    pub page: Option<u32>,
    /// Words to light up, from the search that led here.
    #[serde(default)]
    pub q: String,
    /// Words looked for within the record.
    #[serde(default)]
    pub within: String,
}

/// Says whether pages of such a file can be drawn.
fn has_images(component: &Component) -> bool {
    let drawn = ["application/pdf", "image/", "application/ofd"];
    drawn.iter().any(|kind| component.media_type.starts_with(kind))
}

/// Builds the viewer of a record. `path` is the page on which it stands; `evidence` are lines that fields came from,
/// as (field, page, line).
///
/// # Errors
/// When the database refuses.
pub async fn build(
    connection: &mut Connection,
    (record, original): (&Record, &Component),
    path: &str,
    query: &ViewerQuery,
    evidence: &[(String, u32, u32)],
) -> Result<Viewer, Fault> {
    let pages = page::of_record(connection, record.id, PAGES_MAX).await?;
    let pages: Vec<Page> = pages
        .into_iter()
        .filter(|page| page.component == original.id)
        .collect();
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX).max(1);
    let number = query.page.unwrap_or(1).clamp(1, count);
    let shown = pages.iter().find(|page| page.number == number);
    let words = if query.within.is_empty() {
        &query.q
    } else {
        &query.within
    };
    let terms = highlight_terms(words);
    let (width, height) = size(shown);
    let link = |number: u32| {
        let pairs = [
            ("page", number.to_string()),
            ("q", query.q.clone()),
            ("within", query.within.clone()),
        ];
        routes::with_query(path, pairs)
    };
    let lines = shown
        .map(|page| lines(page, &terms, (width, height)))
        .unwrap_or_default();
    let mut marks = hit_marks(&lines);
    marks.extend(field_marks(&lines, number, evidence));
    Ok(Viewer {
        page: number,
        pages: count,
        image: has_images(original).then(|| routes::page_image(&record.id.to_string(), number)),
        width,
        height,
        lines,
        marks,
        previous: (number > 1).then(|| link(number - 1)),
        next: (number < count).then(|| link(number + 1)),
        action: path.to_owned(),
        keep: if query.q.is_empty() {
            Vec::new()
        } else {
            vec![("q".to_owned(), query.q.clone())]
        },
        within: query.within.clone(),
        found_on: if query.within.is_empty() {
            Vec::new()
        } else {
            found_on(&pages, &terms, number, &link)
        },
        reason: None,
    })
}

/// Returns the size of the image of a page; an unread page is taken for A4.
fn size(page: Option<&Page>) -> (u32, u32) {
    let aspect = page
        .map(|page| page.aspect)
        .filter(|aspect| *aspect > 0.01)
        .unwrap_or(210.0 / 297.0);
    (IMAGE_WIDTH, (IMAGE_WIDTH as f32 / aspect).round() as u32)
}

fn lines(page: &Page, terms: &[String], (width, height): (u32, u32)) -> Vec<Line> {
    let texts: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    let found = find_in_lines(&texts, terms);
    page.lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let ranges: Vec<_> = found
                .iter()
                .filter(|hit| hit.line == index)
                .map(|hit| bytes(&line.text, hit))
                .collect();
            Line {
                number: u32::try_from(index).unwrap_or(u32::MAX),
                text: Marked::at(&line.text, &ranges),
                outline: line.place.map(|[left, top, right, bottom]| {
                    let (width, height) = (width as f32, height as f32);
                    Outline::upright(
                        left * width,
                        top * height,
                        (right - left) * width,
                        (bottom - top) * height,
                    )
                }),
                doubtful: line.confidence < DOUBTFUL_BELOW,
            }
        })
        .collect()
}

/// Returns the bytes of a place that is told in characters.
fn bytes(text: &str, hit: &LineMatch) -> std::ops::Range<usize> {
    let at = |place: usize| {
        text.char_indices()
            .nth(place)
            .map_or(text.len(), |(byte, _)| byte)
    };
    at(hit.start_char)..at(hit.end_char)
}

fn hit_marks(lines: &[Line]) -> Vec<Mark> {
    let hit = lines
        .iter()
        .filter(|line| line.text.0.iter().any(|piece| piece.found));
    hit.filter_map(|line| {
        line.outline.map(|outline| Mark {
            outline,
            kind: MarkKind::Hit,
        })
    })
    .collect()
}

fn field_marks(lines: &[Line], page: u32, evidence: &[(String, u32, u32)]) -> Vec<Mark> {
    let here = evidence.iter().filter(|(_, on, _)| *on == page);
    here.filter_map(|(field, _, line)| {
        let outline = lines.get(*line as usize)?.outline?;
        Some(Mark {
            outline,
            kind: MarkKind::Field(field.clone()),
        })
    })
    .collect()
}

fn found_on(pages: &[Page], terms: &[String], shown: u32, link: &dyn Fn(u32) -> String) -> Vec<PageLink> {
    let hits = pages.iter().map(|page| {
        let texts: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
        (page.number, find_in_lines(&texts, terms).len())
    });
    hits.filter(|(_, count)| *count > 0)
        .map(|(page, count)| PageLink {
            page,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            link: link(page),
            shown: page == shown,
        })
        .collect()
}

/// Returns the file that a viewer shows: the original.
pub fn original(components: &[Component]) -> Option<&Component> {
    components
        .iter()
        .find(|component| component.role == ComponentRole::Original)
}
