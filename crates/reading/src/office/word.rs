//! Word documents: text in order with headings and tables, pages where Word last saw them end.

use std::collections::HashMap;

use super::flow::{self, Block, PAGE_BREAK};
use super::{Relationships, core_properties, main_part};
use crate::document::{Line, LineKind, Note, Page};
use crate::error::ReadingError;
use crate::package::Package;
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::task::Task;
use crate::xml::XmlReader;

/// Parts beside the main text, in the order in which they are appended to the last page.
const ASIDES: [&str; 5] = ["header", "footer", "footnotes", "endnotes", "comments"];

pub(crate) fn read(task: &Task<'_>, pages: &mut PageSink<'_>) -> Result<Findings, ReadingError> {
    let mut package = Package::open(task)?;
    let main = main_part(&mut package, task, "word/document.xml")?;
    let relationships = Relationships::of(&mut package, task, &main)?;
    let headings = heading_styles(&mut package, task, &relationships)?;
    let depth = task.limits.xml_depth;
    let mut text = Pages {
        pages,
        lines: Vec::new(),
        page_count: 0,
    };
    let xml = package.require_xml(&main)?;
    let traces = flow::read(&xml, depth, &mut |block| text.push(&block, &headings))?;
    drop(xml);
    let mut commented = traces.comments;
    for kind in ASIDES {
        for path in relationships.of_kind(kind) {
            let Some(xml) = package.read_xml(&path)? else {
                continue;
            };
            flow::read(&xml, depth, &mut |block| {
                commented |= kind == "comments";
                text.push_aside(&block);
                Ok(())
            })?;
        }
    }
    let page_count = text.finish()?;
    let mut notes = Vec::new();
    if traces.tracked_changes {
        notes.push(Note::TrackedChangesPresent);
    }
    if commented {
        notes.push(Note::AnnotationsPresent);
    }
    if !relationships.of_kind("_xmlsignatures").is_empty()
        || package.find("_xmlsignatures/origin.sigs").is_some()
    {
        notes.push(Note::SignaturesPresent);
    }
    let properties = core_properties(&mut package, task)?;
    Ok(Findings {
        page_count,
        properties,
        notes,
        ..Findings::default()
    })
}

/// Reads which styles are headings, and of which level; 0 is the title.
fn heading_styles(
    package: &mut Package<'_>,
    task: &Task<'_>,
    relationships: &Relationships,
) -> Result<HashMap<String, u8>, ReadingError> {
    let mut headings = HashMap::new();
    let Some(path) = relationships.of_kind("styles").into_iter().next() else {
        return Ok(headings);
    };
    let Some(xml) = package.read_xml(&path)? else {
        return Ok(headings);
    };
    let mut style = String::new();
    XmlReader::new(&xml, task.limits.xml_depth).for_each_element(|_, element| {
        match element.name().as_str() {
            "style" => style = element.attribute("styleId").unwrap_or_default(),
            "name" => {
                if let Some(level) = element.attribute("val").as_deref().and_then(level_of_name) {
                    headings.insert(style.clone(), level);
                }
            }
            "outlineLvl" => {
                let level = element
                    .attribute("val")
                    .and_then(|level| level.parse::<u8>().ok());
                if let Some(level) = level.filter(|level| *level < 9) {
                    headings.entry(style.clone()).or_insert(level + 1);
                }
            }
            _ => {}
        }
    })?;
    Ok(headings)
}

/// Word's own styles keep their English names in the file whatever the language on screen; WPS writes Chinese ones too.
fn level_of_name(name: &str) -> Option<u8> {
    let lower = name.to_ascii_lowercase();
    if lower == "title" || lower == "标题" {
        return Some(0);
    }
    let number = lower
        .strip_prefix("heading")
        .or_else(|| lower.strip_prefix("标题"))?;
    number.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

/// Collects lines into pages.
struct Pages<'a, 'b> {
    pages: &'a mut PageSink<'b>,
    lines: Vec<Line>,
    page_count: u64,
}

impl Pages<'_, '_> {
    fn push(&mut self, block: &Block, headings: &HashMap<String, u8>) -> Result<(), ReadingError> {
        let kind = kind_of(block, headings);
        for (at, piece) in block.text.split(PAGE_BREAK).enumerate() {
            // Word marks a break twice, where it was typed and where it was seen: an empty page is no page.
            if at > 0 && !self.lines.is_empty() {
                self.end_page()?;
            }
            let lines = piece.split('\n').filter(|line| !line.trim().is_empty());
            self.lines.extend(lines.map(|line| Line::plain(line, kind)));
        }
        Ok(())
    }

    fn push_aside(&mut self, block: &Block) {
        let lines = block
            .text
            .split(['\n', PAGE_BREAK])
            .filter(|line| !line.trim().is_empty());
        self.lines
            .extend(lines.map(|line| Line::plain(line, LineKind::Aside)));
    }

    fn end_page(&mut self) -> Result<(), ReadingError> {
        self.page_count += 1;
        let lines = std::mem::take(&mut self.lines);
        self.pages.accept(Page::flowing(self.page_count, lines), None)
    }

    fn finish(mut self) -> Result<u64, ReadingError> {
        if !self.lines.is_empty() || self.page_count == 0 {
            self.end_page()?;
        }
        Ok(self.page_count)
    }
}

fn kind_of(block: &Block, headings: &HashMap<String, u8>) -> LineKind {
    if block.is_row {
        return LineKind::TableRow;
    }
    let own = block.outline.filter(|level| *level < 9).map(|level| level + 1);
    let level = own.or_else(|| {
        block
            .style
            .as_ref()
            .and_then(|style| headings.get(style).copied())
    });
    level.map_or(LineKind::Body, LineKind::Heading)
}
