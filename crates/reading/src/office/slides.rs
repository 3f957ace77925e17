//! PowerPoint presentations: a slide is a page, its title a heading, the speaker's notes an aside.

use super::flow::{self, Block};
use super::{Relationships, core_properties, main_part};
use crate::document::{Line, LineKind, Note, Page};
use crate::error::ReadingError;
use crate::package::Package;
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::task::Task;
use crate::xml::XmlReader;

pub(crate) fn read(task: &Task<'_>, pages: &mut PageSink<'_>) -> Result<Findings, ReadingError> {
    let mut package = Package::open(task)?;
    let main = main_part(&mut package, task, "ppt/presentation.xml")?;
    let slides = slides_in_order(&mut package, task, &main)?;
    let page_count = slides.len() as u64;
    let mut commented = false;
    for path in &slides {
        if !pages.has_room() {
            break;
        }
        let mut lines = lines_of(&mut package, task, path, false)?;
        let relationships = Relationships::of(&mut package, task, path)?;
        commented |= !relationships.of_kind("comments").is_empty();
        for notes in relationships.of_kind("notesSlide") {
            lines.extend(lines_of(&mut package, task, &notes, true)?);
        }
        pages.accept(Page::flowing(pages.next_number(), lines), Some(page_count))?;
    }
    let properties = core_properties(&mut package, task)?;
    let notes = commented
        .then_some(Note::AnnotationsPresent)
        .into_iter()
        .collect();
    Ok(Findings {
        page_count,
        properties,
        notes,
        ..Findings::default()
    })
}

fn slides_in_order(
    package: &mut Package<'_>,
    task: &Task<'_>,
    main: &str,
) -> Result<Vec<String>, ReadingError> {
    let relationships = Relationships::of(package, task, main)?;
    let xml = package.require_xml(main)?;
    let mut slides = Vec::new();
    XmlReader::new(&xml, task.limits.xml_depth).for_each_element(|_, element| {
        if element.name() == "sldId" {
            // The element has two attributes of the local name id: its own number and the relationship.
            let path = element
                .attribute_with_prefix("id")
                .and_then(|id| relationships.path(&id).map(str::to_owned));
            slides.extend(path);
        }
    })?;
    Ok(slides)
}

fn lines_of(
    package: &mut Package<'_>,
    task: &Task<'_>,
    path: &str,
    aside: bool,
) -> Result<Vec<Line>, ReadingError> {
    let mut lines = Vec::new();
    let Some(xml) = package.read_xml(path)? else {
        return Ok(lines);
    };
    flow::read(&xml, task.limits.xml_depth, &mut |block| {
        let kind = if aside { LineKind::Aside } else { kind_of(&block) };
        let texts = block.text.split('\n').filter(|line| !line.trim().is_empty());
        lines.extend(texts.map(|line| Line::plain(line, kind)));
        Ok(())
    })?;
    Ok(lines)
}

fn kind_of(block: &Block) -> LineKind {
    match block.style.as_deref() {
        _ if block.is_row => LineKind::TableRow,
        Some("title" | "ctrTitle") => LineKind::Heading(1),
        Some("ftr" | "sldNum" | "dt") => LineKind::Aside,
        _ => LineKind::Body,
    }
}
