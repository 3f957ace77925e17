//! Workbooks: a sheet is a page (a long one several), a row a line, its cells parted by tabs.
//!
//! Cells of modern workbooks are read by stream: one cell in the last row of the last column must not cost the memory
//! of the whole grid.

use calamine::{
    Data, DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};
use serde::{Deserialize, Serialize};

use super::{core_properties, legacy_workbook};
use crate::broken_parser::contained;
use crate::document::{Line, LineKind, Note, Page, Properties};
use crate::error::{Measure, ReadingError};
use crate::format::Format;
use crate::limits::Limits;
use crate::package::Package;
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::task::{Task, check_most};
use crate::watch::Watch;

/// Rows of a sheet on one page.
const ROWS_PER_PAGE: usize = 1000;

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether the workbook shows it.
    pub is_visible: bool,
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Row from 0.
    pub row: u32,
    /// Column from 0.
    pub column: u32,
    /// What it holds; of a formula the last result.
    pub value: CellValue,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellValue {
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// True or false.
    Bool(bool),
    /// Date and time as ISO 8601, without zone.
    DateTime(String),
    /// A length of time in seconds.
    Duration(f64),
    /// A formula's error, such as `#DIV/0!`.
    Error(String),
}

impl std::fmt::Display for CellValue {
    /// Writes the value as a person would expect to find it by searching.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Text(text) | Self::Error(text) => formatter.write_str(text),
            Self::Bool(true) => formatter.write_str("TRUE"),
            Self::Bool(false) => formatter.write_str("FALSE"),
            Self::DateTime(moment) => {
                formatter.write_str(&moment.trim_end_matches("T00:00:00").replacen('T', " ", 1))
            }
            Self::Duration(seconds) => {
                let whole = seconds.round() as i64;
                write!(
                    formatter,
                    "{}:{:02}:{:02}",
                    whole / 3600,
                    whole / 60 % 60,
                    whole % 60
                )
            }
        }
    }
}

/// Calls `take` with each cell of an XLSX or XLS workbook, sheet by sheet, and returns the sheets, empty ones too.
///
/// # Errors
/// [`ReadingError`], as reading does; [`ReadingError::Unsupported`] for other formats.
pub fn for_each_cell(
    source: &std::path::Path,
    format: Format,
    limits: &Limits,
    watch: &dyn Watch,
    take: &mut dyn FnMut(&Sheet, Cell) -> Result<(), ReadingError>,
) -> Result<Vec<Sheet>, ReadingError> {
    let task = Task {
        source,
        limits,
        watch,
    };
    contained(|| {
        walk(format, &task, &mut |sheet, cell| {
            cell.map_or(Ok(()), |cell| take(sheet, cell))
        })
    })
}

pub(crate) fn read(
    format: Format,
    task: &Task<'_>,
    pages: &mut PageSink<'_>,
) -> Result<Findings, ReadingError> {
    let mut rows = Rows {
        pages,
        row: None,
        cells: Vec::new(),
        lines: Vec::new(),
        page_count: 0,
    };
    let sheets = walk(format, task, &mut |sheet, cell| rows.push(sheet, cell))?;
    let page_count = rows.page_count;
    let hidden = sheets.iter().filter(|sheet| !sheet.is_visible).count() as u64;
    let notes = (hidden > 0)
        .then_some(Note::HiddenSheets { count: hidden })
        .into_iter()
        .collect();
    let properties = match format {
        Format::Xlsx => core_properties(&mut Package::open(task)?, task)?,
        _ => Properties::default(),
    };
    Ok(Findings {
        page_count,
        properties,
        notes,
        ..Findings::default()
    })
}

/// Takes a sheet's cell, or nothing at the sheet's end.
type Take<'a> = dyn FnMut(&Sheet, Option<Cell>) -> Result<(), ReadingError> + 'a;

fn walk(format: Format, task: &Task<'_>, take: &mut Take<'_>) -> Result<Vec<Sheet>, ReadingError> {
    match format {
        Format::Xlsx => walk_modern(task, take),
        Format::Xls => walk_legacy(task, take),
        _ => Err(ReadingError::unsupported("anything but a workbook")),
    }
}

fn walk_modern(task: &Task<'_>, take: &mut Take<'_>) -> Result<Vec<Sheet>, ReadingError> {
    // The workbook parser does not count what it unpacks.
    Package::open(task)?.check_expansion()?;
    let mut workbook = Xlsx::new(task.open()?).map_err(from_xlsx)?;
    let sheets = worksheets(workbook.sheets_metadata());
    let mut count = 0;
    for sheet in &sheets {
        let mut cells = workbook.worksheet_cells_reader(&sheet.name).map_err(from_xlsx)?;
        while let Some(cell) = cells.next_cell().map_err(from_xlsx)? {
            count += 1;
            if count % 4096 == 0 {
                task.check()?;
            }
            check_most(Measure::Cells, count, task.limits.cells)?;
            let (row, column) = cell.get_position();
            if let Some(value) = value_of(cell.get_value()) {
                take(sheet, Some(Cell { row, column, value }))?;
            }
        }
        take(sheet, None)?;
    }
    Ok(sheets)
}

fn walk_legacy(task: &Task<'_>, take: &mut Take<'_>) -> Result<Vec<Sheet>, ReadingError> {
    task.check_whole_file()?;
    legacy_workbook::check(task)?;
    let mut workbook = Xls::new(task.open()?).map_err(from_xls)?;
    let sheets = worksheets(workbook.sheets_metadata());
    for sheet in &sheets {
        task.check()?;
        let range = workbook.worksheet_range(&sheet.name).map_err(from_xls)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            if let Some(value) = value_of(&borrowed(data)) {
                let (row, column) = (first_row + row as u32, first_column + column as u32);
                take(sheet, Some(Cell { row, column, value }))?;
            }
        }
        take(sheet, None)?;
    }
    Ok(sheets)
}

fn worksheets(all: &[calamine::Sheet]) -> Vec<Sheet> {
    all.iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| Sheet {
            name: sheet.name.clone(),
            is_visible: sheet.visible == SheetVisible::Visible,
        })
        .collect()
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn value_of(data: &DataRef<'_>) -> Option<CellValue> {
    Some(match data {
        DataRef::Int(number) => CellValue::Number(*number as f64),
        DataRef::Float(number) => CellValue::Number(*number),
        DataRef::String(text) => CellValue::Text(text.clone()),
        DataRef::SharedString(text) => CellValue::Text((*text).to_owned()),
        DataRef::Bool(truth) => CellValue::Bool(*truth),
        DataRef::DateTime(moment) => moment_of(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => CellValue::DateTime(text.clone()),
        DataRef::Error(error) => CellValue::Error(error.to_string()),
        DataRef::Empty => return None,
    })
    .filter(|value| !matches!(value, CellValue::Text(text) if text.is_empty()))
}

fn moment_of(moment: &ExcelDateTime) -> CellValue {
    if moment.is_duration() {
        return CellValue::Duration((moment.as_f64() * 86_400.0).round());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    CellValue::DateTime(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    ))
}

fn from_xlsx(error: XlsxError) -> ReadingError {
    match error {
        XlsxError::Password => ReadingError::Encrypted,
        XlsxError::Io(error) => error.into(),
        other => ReadingError::broken(other),
    }
}

fn from_xls(error: XlsError) -> ReadingError {
    match error {
        XlsError::Password => ReadingError::Encrypted,
        XlsError::Io(error) => error.into(),
        other => ReadingError::broken(other),
    }
}

/// Collects cells into rows and rows into pages.
struct Rows<'a, 'b> {
    pages: &'a mut PageSink<'b>,
    row: Option<u32>,
    cells: Vec<String>,
    lines: Vec<Line>,
    page_count: u64,
}

impl Rows<'_, '_> {
    fn push(&mut self, sheet: &Sheet, cell: Option<Cell>) -> Result<(), ReadingError> {
        let row = cell.as_ref().map(|cell| cell.row);
        if row != self.row {
            self.end_row();
            self.row = row;
        }
        match cell {
            Some(_) if self.lines.len() >= ROWS_PER_PAGE => {
                self.end_page(sheet)?;
                self.push_value(cell);
                Ok(())
            }
            Some(_) => {
                self.push_value(cell);
                Ok(())
            }
            None => self.end_page(sheet),
        }
    }

    fn push_value(&mut self, cell: Option<Cell>) {
        self.cells.extend(cell.map(|cell| cell.value.to_string()));
    }

    fn end_row(&mut self) {
        if !self.cells.is_empty() {
            let text = self.cells.join("\t").replace(['\n', '\r'], " ");
            self.lines.push(Line::plain(text, LineKind::TableRow));
            self.cells.clear();
        }
    }

    fn end_page(&mut self, sheet: &Sheet) -> Result<(), ReadingError> {
        self.page_count += 1;
        let lines = std::mem::take(&mut self.lines);
        let page = Page {
            label: Some(sheet.name.clone()),
            ..Page::flowing(self.page_count, lines)
        };
        self.pages.accept(page, None)
    }
}
