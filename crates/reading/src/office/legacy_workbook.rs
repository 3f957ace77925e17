//! A look at the records of a BIFF workbook (MS-XLS) before its parser is let loose on it.
//!
//! The parser lays a sheet out as a full grid, so two cells far apart could cost any amount of memory.

use std::io::Read;

use crate::error::{Measure, ReadingError};
use crate::task::{Task, check_most};

/// Record types that hold cells, each beginning with row and column.
const CELLS: [u16; 10] = [
    0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E,
];
/// The record that begins a sheet.
const BEGIN: u16 = 0x0809;

/// Fails if a sheet's grid would have more cells than the limits allow.
pub(super) fn check(task: &Task<'_>) -> Result<(), ReadingError> {
    let mut compound = cfb::open(task.source)?;
    for name in ["/Workbook", "/WORKBOOK", "/Book", "/BOOK"] {
        if compound.is_stream(name) {
            let stream = compound.open_stream(name)?;
            return check_records(stream, task);
        }
    }
    Err(ReadingError::broken("it has no workbook stream"))
}

fn check_records(mut stream: impl Read, task: &Task<'_>) -> Result<(), ReadingError> {
    let mut grid = Grid::default();
    let mut body = Vec::new();
    loop {
        let mut head = [0u8; 4];
        if stream.read_exact(&mut head).is_err() {
            return Ok(());
        }
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = u16::from_le_bytes([head[2], head[3]]);
        body.clear();
        (&mut stream).take(u64::from(length)).read_to_end(&mut body)?;
        if kind == BEGIN {
            grid = Grid::default();
        }
        if let (true, [row_low, row_high, column_low, column_high, ..]) =
            (CELLS.contains(&kind), body.as_slice())
        {
            grid.grow(
                u16::from_le_bytes([*row_low, *row_high]),
                u16::from_le_bytes([*column_low, *column_high]),
            );
            check_most(Measure::Cells, grid.cells(), task.limits.cells)?;
        }
    }
}

/// The smallest rectangle around the cells of a sheet.
#[derive(Default)]
struct Grid(Option<(u16, u16, u16, u16)>);

impl Grid {
    fn grow(&mut self, row: u16, column: u16) {
        let (top, left, bottom, right) = self.0.unwrap_or((row, column, row, column));
        self.0 = Some((top.min(row), left.min(column), bottom.max(row), right.max(column)));
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |(top, left, bottom, right)| {
            u64::from(bottom - top + 1) * u64::from(right - left + 1)
        })
    }
}
