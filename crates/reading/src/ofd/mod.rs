//! OFD (GB/T 33190-2016, 版式文档): pages of text with places, templates, attachments, signatures.
//!
//! Samples of several makers disagree on namespaces, on paths and on the page container, so elements are known by local
//! name and a location is looked for beside the part that names it first, from the root second.

mod attachments;
mod content;
mod drawing;
mod pdf_file;
mod structure;

pub(crate) use attachments::extract;
pub(crate) use drawing::as_pdf;

use content::{Sheet, TextRun};
use structure::{Body, Structure};

use crate::document::{Line, LineKind, Note, Page, TextSource, Unit};
use crate::error::ReadingError;
use crate::package::Package;
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::task::Task;

/// Points in a millimetre: OFD measures in millimetres.
const POINTS_PER_MM: f32 = 72.0 / 25.4;

pub(crate) fn read(task: &Task<'_>, pages: &mut PageSink<'_>) -> Result<Findings, ReadingError> {
    let mut package = Package::open(task)?;
    let bodies = structure::bodies(&mut package, task)?;
    let mut findings = Findings::default();
    let mut damaged = 0;
    for body in &bodies {
        let structure = Structure::of(&mut package, task, body)?;
        findings.page_count += structure.pages.len() as u64;
        damaged += hand_over(&mut package, task, &structure, pages)?;
        attachments::list(&mut package, task, &structure, &mut findings.attachments)?;
        note(&mut findings.notes, &mut package, body, &structure);
        take_properties(&mut findings, body);
    }
    if damaged > 0 {
        findings.notes.push(Note::PagesDamaged { count: damaged });
    }
    Ok(findings)
}

fn take_properties(findings: &mut Findings, body: &Body) {
    let properties = &mut findings.properties;
    properties.title = properties.title.take().or_else(|| body.title.clone());
    properties.author = properties.author.take().or_else(|| body.author.clone());
    properties.created = properties.created.take().or_else(|| body.created.clone());
}

fn note(notes: &mut Vec<Note>, package: &mut Package<'_>, body: &Body, structure: &Structure) {
    let signed = body
        .signatures
        .as_ref()
        .is_some_and(|location| locate(package, "OFD.xml", location).is_some());
    // GM/T 0099 signs the whole file by a list of its own beside the root.
    let signed = signed || package.find("OFDEntries.xml").is_some();
    if signed && !notes.contains(&Note::SignaturesPresent) {
        notes.push(Note::SignaturesPresent);
    }
    if structure.annotations.is_some() && !notes.contains(&Note::AnnotationsPresent) {
        notes.push(Note::AnnotationsPresent);
    }
}

/// Hands the pages over and returns how many are damaged.
fn hand_over(
    package: &mut Package<'_>,
    task: &Task<'_>,
    structure: &Structure,
    pages: &mut PageSink<'_>,
) -> Result<u64, ReadingError> {
    let mut damaged = 0;
    let total = Some(structure.pages.len() as u64);
    for location in &structure.pages {
        if !pages.has_room() {
            break;
        }
        let sheet = content::read(package, task, location)?;
        damaged += u64::from(sheet.is_none());
        let page = page_of(
            package,
            task,
            structure,
            &sheet.unwrap_or_default(),
            pages.next_number(),
        )?;
        pages.accept(page, total)?;
    }
    Ok(damaged)
}

fn page_of(
    package: &mut Package<'_>,
    task: &Task<'_>,
    structure: &Structure,
    sheet: &Sheet,
    number: u64,
) -> Result<Page, ReadingError> {
    let mut runs = Vec::new();
    for id in &sheet.templates {
        // A template that is missing takes nothing from the page itself.
        if let Some(location) = structure.templates.get(id) {
            runs.extend(content::read(package, task, location)?.unwrap_or_default().runs);
        }
    }
    let area = sheet.area.or(structure.area).unwrap_or([0.0, 0.0, 210.0, 297.0]);
    let mut lines = joined(runs, area);
    lines.extend(joined(sheet.runs.clone(), area));
    Ok(Page {
        number,
        width: area[2] * POINTS_PER_MM,
        height: area[3] * POINTS_PER_MM,
        unit: Unit::Points,
        source: TextSource::Text,
        rotation_deg: 0,
        label: None,
        lines,
    })
}

/// Joins runs that follow each other on one base line, because makers part a line into words or single characters.
fn joined(runs: Vec<TextRun>, area: [f32; 4]) -> Vec<Line> {
    let mut lines: Vec<TextRun> = Vec::new();
    for run in runs {
        match lines.last_mut().filter(|last| last.is_followed_by(&run)) {
            Some(last) => last.append(&run),
            None => lines.push(run),
        }
    }
    lines.into_iter().map(|run| line_of(run, area)).collect()
}

fn line_of(run: TextRun, area: [f32; 4]) -> Line {
    let [left, top, right, bottom] = run.bbox;
    let bbox =
        [left - area[0], top - area[1], right - area[0], bottom - area[1]].map(|edge| edge * POINTS_PER_MM);
    Line {
        bbox: Some(bbox),
        vertical: run.vertical,
        chars: run.centres(),
        ..Line::plain(run.text, LineKind::Body)
    }
}

/// Finds a part that `base` names: beside it, or from the root.
fn locate(package: &Package<'_>, base: &str, target: &str) -> Option<String> {
    let target = target.trim();
    let candidates = [
        crate::package::resolve(base, target),
        crate::package::resolve("", target),
    ];
    candidates.into_iter().find(|path| package.find(path).is_some())
}
