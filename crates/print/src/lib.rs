//! Documents out (打印): reports set in type and written as PDF, by typst inside this process.
//!
//! Begin reading at [`print()`]. A template comes from this room, its data from the caller as one JSON value; text in the
//! data is text, never markup. The font comes in as bytes and only the characters used go into the file.
//!
//! Invariants: a template reads nothing but its data, asks for no package, no file, no network and no clock. This room
//! knows no union and no database. Printing takes a second or so of one core: callers keep it off shared threads.

mod catalogue;
mod error;
mod font;
mod report;
mod spine;
mod volume;
mod world;

pub use catalogue::{COLUMNS, Catalogue, NoteSheet};
pub use error::PrintError;
pub use font::Fonts;
pub use report::{Report, Section, Table};
pub use spine::{SpineLabel, SpineLabels, Thickness};
pub use volume::{VolumeColumn, VolumeCover, VolumeList, VolumeNote, VolumeSheet};

use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use world::Sheet;

/// The template of a report.
const REPORT: &str = include_str!("../templates/report.typ");
/// The template of a catalogue.
const CATALOGUE: &str = include_str!("../templates/catalogue.typ");
/// The template of spine labels.
const SPINE: &str = include_str!("../templates/spine.typ");
/// The template of what is printed for a volume.
const VOLUME: &str = include_str!("../templates/volume.typ");
/// Most labels of one print.
const LABELS_MAX: usize = 200;
/// Most cells and facts of one report: beyond that it is no report but a list, which belongs into another format.
const CELLS_MAX: usize = 20_000;

/// Prints a report and returns the PDF.
///
/// # Errors
/// [`PrintError::TooLarge`] beyond 20,000 cells; [`PrintError::Template`] when the report cannot be set, which is a
/// fault of this room.
pub fn print(report: &Report, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let cells: usize = report.sections.iter().map(cells_of).sum();
    if cells > CELLS_MAX {
        return Err(PrintError::TooLarge { most: CELLS_MAX });
    }
    set(REPORT, report, fonts)
}

/// Prints a catalogue with its cover and note sheet, and returns the PDF.
///
/// # Errors
/// As [`print()`].
pub fn print_catalogue(catalogue: &Catalogue, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    if catalogue.rows.len() * COLUMNS > CELLS_MAX {
        return Err(PrintError::TooLarge { most: CELLS_MAX });
    }
    set(CATALOGUE, catalogue, fonts)
}

/// Prints cover, list and note sheet of a volume, those that are there, and returns the PDF.
///
/// # Errors
/// As [`print()`].
pub fn print_volume(sheet: &VolumeSheet, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let cells = sheet.list.iter().flat_map(|list| &list.rows).map(Vec::len);
    if cells.sum::<usize>() > CELLS_MAX {
        return Err(PrintError::TooLarge { most: CELLS_MAX });
    }
    set(VOLUME, sheet, fonts)
}

/// Prints labels for the spines of boxes and returns the PDF.
///
/// # Errors
/// [`PrintError::TooLarge`] beyond 200 labels; as [`print()`].
pub fn print_spines(labels: &SpineLabels, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    if labels.labels.len() > LABELS_MAX {
        return Err(PrintError::TooLarge { most: LABELS_MAX });
    }
    set(SPINE, labels, fonts)
}

/// Sets a template with its data in type.
fn set(template: &str, data: &impl serde::Serialize, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let sheet = Sheet::new(template, data, fonts)?;
    let document = typst::compile::<PagedDocument>(&sheet).output;
    let pdf = document.and_then(|document| typst_pdf::pdf(&document, &PdfOptions::default()));
    // What typst remembers between runs is as large as the document; the next one will be another.
    typst::comemo::evict(0);
    pdf.map_err(|faults| PrintError::template(&faults))
}

fn cells_of(section: &Section) -> usize {
    let rows = section.table.iter().flat_map(|table| &table.rows);
    section.facts.len() + rows.map(Vec::len).sum::<usize>() + section.verbatim.lines().count()
}
