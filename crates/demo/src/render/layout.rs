//! Places a paper's text on A4 pages, near to the layout of official papers (GB/T 9704-2012). Knows no file format.
//!
//! All measures are millimetres from the top left corner of the page. A Chinese character is as wide as its size, any
//! ASCII character 0.56 of it; fonts that differ a little do no harm.

use crate::fonts::Hand;
use crate::paper::{Block, PaperPlan, Table};

pub(crate) const PAGE_WIDTH: f32 = 210.0;
pub(crate) const PAGE_HEIGHT: f32 = 297.0;
const LEFT: f32 = 28.0;
const RIGHT: f32 = 184.0;
const TOP: f32 = 37.0;
const BOTTOM: f32 = 268.0;
/// Size of the text (三号).
const TEXT: f32 = 5.5;
/// Size of titles (二号).
const TITLE: f32 = 7.6;
/// Size of table cells (小四).
const CELL: f32 = 4.2;
/// Size of page numbers (四号).
const FOLIO: f32 = 4.9;
const PADDING: f32 = 1.4;
/// What may not begin a line; it is hung over the edge instead.
const HANGING: &str = "，。、；：？！）》”〉】";

/// The colour in which something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Black,
    Red,
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// Text that begins at `x` and stands on `baseline`.
    Text {
        x: f32,
        baseline: f32,
        size: f32,
        text: String,
        ink: Ink,
        hand: Hand,
    },
    /// A straight line with its thickness.
    Rule {
        from: [f32; 2],
        to: [f32; 2],
        thickness: f32,
        ink: Ink,
    },
    /// A round seal (公章) by its centre, with the name along its edge.
    Seal { centre: [f32; 2], name: String },
}

/// What stands on one page, in the order of printing.
pub(crate) type Sheet = Vec<Mark>;

/// Places a paper on pages; there is at least one.
pub(crate) fn lay_out(plan: &PaperPlan) -> Vec<Sheet> {
    let mut flow = Flow {
        sheets: vec![Vec::new()],
        y: TOP,
    };
    flow.opening(plan);
    for block in &plan.blocks {
        match block {
            Block::Addressee(text) => flow.paragraph(text, 0.0, Hand::Text),
            Block::Heading(text) => flow.paragraph(text, 2.0 * TEXT, Hand::Head),
            Block::Paragraph(text) => flow.paragraph(text, 2.0 * TEXT, Hand::Text),
            Block::Table(table) => flow.table(table),
            Block::Signature(text) => flow.signature(text, plan),
            Block::Date(text) => flow.right_aligned(text, 4.0 * TEXT),
        }
    }
    flow.folios();
    flow.sheets
}

/// Returns how far a character reaches along the line, for a size of one.
pub(crate) fn advance(char: char) -> f32 {
    if char.is_ascii() { 0.56 } else { 1.0 }
}

/// Returns how long a text is.
pub(crate) fn length(text: &str, size: f32) -> f32 {
    text.chars().map(advance).sum::<f32>() * size
}

struct Flow {
    sheets: Vec<Sheet>,
    y: f32,
}

impl Flow {
    fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(mark);
        }
    }

    /// Goes to a new page unless there is room for so much.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.sheets.push(Vec::new());
            self.y = TOP;
        }
    }

    fn opening(&mut self, plan: &PaperPlan) {
        if let Some(head) = &plan.red_head {
            let size = (156.0 / length(head, 1.0)).min(14.0);
            self.y += 12.0;
            self.centred(head, size, Ink::Red);
            self.y += 14.0;
        }
        if !plan.doc_number.is_empty() {
            self.centred(&plan.doc_number, TEXT, Ink::Black);
            self.y += 4.0;
        }
        if plan.red_head.is_some() {
            let y = self.y;
            self.mark(Mark::Rule {
                from: [LEFT, y],
                to: [RIGHT, y],
                thickness: 0.6,
                ink: Ink::Red,
            });
        }
        self.y += 16.0;
        for line in broken(&plan.title, TITLE, 150.0, 0.0) {
            self.centred(&line, TITLE, Ink::Black);
            self.y += TITLE * 1.6;
        }
        self.y += 4.0;
    }

    fn centred(&mut self, text: &str, size: f32, ink: Ink) {
        let x = (LEFT + RIGHT - length(text, size)) / 2.0;
        let hand = if size > TEXT { Hand::Head } else { Hand::Text };
        self.text(x, text, size, ink, hand);
    }

    fn text(&mut self, x: f32, text: &str, size: f32, ink: Ink, hand: Hand) {
        let baseline = self.y;
        self.mark(Mark::Text {
            x,
            baseline,
            size,
            text: text.to_owned(),
            ink,
            hand,
        });
    }

    fn paragraph(&mut self, text: &str, indent: f32, hand: Hand) {
        for (order, line) in broken(text, TEXT, RIGHT - LEFT, indent).iter().enumerate() {
            self.need(0.0);
            let x = if order == 0 { LEFT + indent } else { LEFT };
            self.text(x, line, TEXT, Ink::Black, hand);
            self.y += TEXT * 1.75;
        }
    }

    fn right_aligned(&mut self, text: &str, from_edge: f32) {
        self.need(0.0);
        let x = (RIGHT - from_edge - length(text, TEXT)).max(LEFT);
        self.text(x, text, TEXT, Ink::Black, Hand::Text);
        self.y += TEXT * 1.75;
    }

    /// Places the signature with room for the date, and the seal over both.
    fn signature(&mut self, text: &str, plan: &PaperPlan) {
        self.y += TEXT * 1.5;
        self.need(TEXT * 4.0);
        let centre = [
            (RIGHT - 2.0 * TEXT - length(text, TEXT) / 2.0).max(LEFT + 22.0),
            self.y + 2.0,
        ];
        self.right_aligned(text, 2.0 * TEXT);
        if plan.sealed {
            self.mark(Mark::Seal {
                centre,
                name: plan.responsible_party.clone(),
            });
        }
    }

    fn table(&mut self, table: &Table) {
        let widths = column_widths(table);
        for (order, cells) in std::iter::once(&table.header).chain(&table.rows).enumerate() {
            let hand = if order == 0 { Hand::Head } else { Hand::Text };
            self.row(cells, &widths, hand);
        }
        self.y += TEXT * 1.6;
    }

    fn row(&mut self, cells: &[String], widths: &[f32], hand: Hand) {
        let lines: Vec<Vec<String>> = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| broken(cell, CELL, width - 2.0 * PADDING, 0.0))
            .collect();
        let most = lines.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let height = most as f32 * CELL * 1.3 + 2.0 * PADDING;
        self.need(height);
        let top = self.y - CELL;
        let mut x = LEFT;
        for (cell, width) in lines.iter().zip(widths) {
            for (order, line) in cell.iter().enumerate() {
                let baseline = top + PADDING + CELL * (1.0 + 1.3 * order as f32);
                self.mark(Mark::Text {
                    x: x + PADDING,
                    baseline,
                    size: CELL,
                    text: line.clone(),
                    ink: Ink::Black,
                    hand,
                });
            }
            self.frame(x, top, *width, height);
            x += width;
        }
        self.y += height;
    }

    fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
        for side in 0..4 {
            self.mark(Mark::Rule {
                from: corners[side],
                to: corners[(side + 1) % 4],
                thickness: 0.25,
                ink: Ink::Black,
            });
        }
    }

    /// Numbers the pages, if there are several.
    fn folios(&mut self) {
        if self.sheets.len() < 2 {
            return;
        }
        for (order, sheet) in self.sheets.iter_mut().enumerate() {
            let text = format!("— {} —", order + 1);
            let x = (PAGE_WIDTH - length(&text, FOLIO)) / 2.0;
            sheet.push(Mark::Text {
                x,
                baseline: 280.0,
                size: FOLIO,
                text,
                ink: Ink::Black,
                hand: Hand::Text,
            });
        }
    }
}

/// Shares the width among the columns by their longest cell.
fn column_widths(table: &Table) -> Vec<f32> {
    let longest = |column: usize| {
        let cells = std::iter::once(&table.header).chain(&table.rows);
        cells
            .filter_map(|row| row.get(column))
            .map(|cell| length(cell, 1.0))
            .fold(2.0, f32::max)
            .min(16.0)
    };
    let wanted: Vec<f32> = (0..table.header.len()).map(longest).collect();
    let total: f32 = wanted.iter().sum();
    wanted
        .iter()
        .map(|width| width / total.max(1.0) * (RIGHT - LEFT))
        .collect()
}

/// Breaks a text into lines of this width; the first is shorter by `indent`.
fn broken(text: &str, size: f32, width: f32, indent: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = indent;
    for char in text.chars() {
        let step = advance(char) * size;
        if used + step > width && !line.is_empty() && !HANGING.contains(char) {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        line.push(char);
        used += step;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_does_not_begin_with_a_stop() {
        assert_eq!(broken("甲乙丙。丁", 1.0, 3.0, 0.0), ["甲乙丙。", "丁"]);
        assert_eq!(broken("甲乙丙", 1.0, 3.0, 2.0), ["甲", "乙丙"]);
        assert!(broken("", 1.0, 3.0, 0.0).is_empty());
    }

    #[test]
    fn columns_fill_the_width_between_the_margins() {
        let table = Table {
            header: vec!["序号".into(), "姓名".into()],
            rows: vec![vec!["1".into(), "欧阳静怡".into()]],
        };
        let widths = column_widths(&table);
        assert!((widths.iter().sum::<f32>() - (RIGHT - LEFT)).abs() < 0.01);
        assert!(widths[1] > widths[0]);
    }
}
