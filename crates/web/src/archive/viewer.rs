//! The page viewer: image, lines, marks and the search within one record.

use crate::archive::sight;
use crate::fault::Fault;
use crate::routes;
use crate::view::{Line, LinkChoice, Mark, MarkKind, Marked, Outline, PageLink, Viewer};
use guildhall_archive::{Component, ComponentRole, Masks, Page, page};
use guildhall_kernel::{ComponentId, RecordId};
use guildhall_retrieval::{LineMatch, find_in_lines, highlight_terms};
use guildhall_store::Connection;
use serde::Deserialize;
use std::borrow::Cow;

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
    /// A file inside the original; without it the original is shown.
    pub file: Option<ComponentId>,
    /// Words to light up, from the search that led here.
    #[serde(default)]
    pub q: String,
    /// Words looked for within the record.
    #[serde(default)]
    pub within: String,
}

/// Says whether pages of such a file can be drawn.
pub fn has_images(component: &Component) -> bool {
    let drawn = ["application/pdf", "image/", "application/ofd"];
    drawn.iter().any(|kind| component.media_type.starts_with(kind))
}

/// What a viewer shows, and through which masks.
pub struct Shown<'a> {
    /// The record.
    pub record: RecordId,
    /// Its files.
    pub files: &'a [Component],
    /// The one to show.
    pub file: &'a Component,
    /// What hides personal data; none for who sees the record in clear.
    pub masks: Option<&'a Masks>,
}

/// Builds the viewer of a file of a record. `path` is the page on which it stands; `evidence` are lines of the original
/// that fields came from, as (field, page, line).
///
/// # Errors
/// When the database refuses.
pub async fn build(
    connection: &mut Connection,
    shown: Shown<'_>,
    path: &str,
    query: &ViewerQuery,
    evidence: &[(String, u32, u32)],
) -> Result<Viewer, Fault> {
    let pages = page::of_component(connection, shown.file.id, PAGES_MAX).await?;
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX).max(1);
    let number = query.page.unwrap_or(1).clamp(1, count);
    let stored = pages.iter().find(|page| page.number == number);
    let leaf = stored.map(|page| covered(shown.masks, page));
    let leaf = leaf.as_deref();
    let inside = (shown.file.role != ComponentRole::Original).then(|| shown.file.id.to_string());
    let words = if query.within.is_empty() {
        &query.q
    } else {
        &query.within
    };
    let terms = highlight_terms(words);
    let (width, height) = size(leaf);
    let link = |number: u32| {
        let pairs = [
            ("page", number.to_string()),
            ("file", inside.clone().unwrap_or_default()),
            ("q", query.q.clone()),
            ("within", query.within.clone()),
        ];
        routes::with_query(path, pairs)
    };
    let lines = leaf
        .map(|page| lines(page, &terms, (width, height)))
        .unwrap_or_default();
    let mut marks = hit_marks(&lines);
    if inside.is_none() {
        marks.extend(field_marks(&lines, number, evidence));
    }
    Ok(Viewer {
        page: number,
        pages: count,
        files: choices(&shown, path, query),
        label: leaf.and_then(|page| label(page, &terms)),
        image: has_images(shown.file).then(|| image(shown.record, inside.as_deref(), number)),
        is_masked: leaf != stored,
        width,
        height,
        lines,
        marks,
        previous: (number > 1).then(|| link(number - 1)),
        next: (number < count).then(|| link(number + 1)),
        action: path.to_owned(),
        keep: kept(query, inside.as_deref()),
        within: query.within.clone(),
        found_on: if query.within.is_empty() {
            Vec::new()
        } else {
            found_on((&pages, shown.masks), &terms, number, &link)
        },
        reason: None,
    })
}

/// Returns the address of the image of a page, of the original or of a file inside it.
fn image(record: RecordId, inside: Option<&str>, number: u32) -> String {
    let path = routes::page_image(&record.to_string(), number);
    routes::with_query(&path, inside.map(|file| ("file", file)))
}

/// Returns what the forms of the viewer must keep of the query.
fn kept(query: &ViewerQuery, inside: Option<&str>) -> Vec<(String, String)> {
    let pairs = [("file", inside.unwrap_or_default()), ("q", query.q.as_str())];
    pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Returns the original and the files inside it to choose from; nothing when there is no choice.
fn choices(shown: &Shown<'_>, path: &str, query: &ViewerQuery) -> Vec<LinkChoice> {
    let readable: Vec<&Component> = shown.files.iter().filter(|file| is_shown(file)).collect();
    if readable.len() < 2 {
        return Vec::new();
    }
    let choice = |file: &&Component| {
        let inside = match file.role {
            ComponentRole::Original => String::new(),
            _ => file.id.to_string(),
        };
        LinkChoice {
            label: sight::text(shown.masks, &file.file_name),
            link: routes::with_query(path, [("file", inside), ("q", query.q.clone())]),
            chosen: file.id == shown.file.id,
        }
    };
    readable.iter().map(choice).collect()
}

fn is_shown(file: &Component) -> bool {
    matches!(file.role, ComponentRole::Original | ComponentRole::Attachment)
}

/// Returns the page's own name with the words that were asked for.
fn label(page: &Page, terms: &[String]) -> Option<Marked> {
    let label = page.label.as_deref()?;
    let ranges: Vec<_> = find_in_lines(&[label], terms)
        .iter()
        .map(|hit| bytes(label, hit))
        .collect();
    Some(Marked::at(label, &ranges))
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

/// Returns a page as it is shown.
fn covered<'p>(masks: Option<&Masks>, page: &'p Page) -> Cow<'p, Page> {
    masks.map_or(Cow::Borrowed(page), |masks| {
        Cow::Owned(masks.mask_page(page).page)
    })
}

fn found_on(
    (pages, masks): (&[Page], Option<&Masks>),
    terms: &[String],
    shown: u32,
    link: &dyn Fn(u32) -> String,
) -> Vec<PageLink> {
    let count = |page: &Page| {
        let texts: Vec<&str> = page.texts().collect();
        find_in_lines(&texts, terms).len()
    };
    // What is hidden is not found either; few pages have the words at all.
    let hits = pages.iter().map(|page| match count(page) {
        0 => (page.number, 0),
        _ => (page.number, count(&covered(masks, page))),
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

/// Returns the file that a viewer shows: the one that was asked for, if it is one to show, or else the original.
pub fn chosen(components: &[Component], file: Option<ComponentId>) -> Option<&Component> {
    let asked_for = |component: &&Component| Some(component.id) == file && is_shown(component);
    components.iter().find(asked_for).or_else(|| original(components))
}

/// Returns the original.
pub fn original(components: &[Component]) -> Option<&Component> {
    components
        .iter()
        .find(|component| component.role == ComponentRole::Original)
}
