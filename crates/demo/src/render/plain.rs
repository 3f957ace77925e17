//! Plain text in two encodings, and tables as comma-separated values (RFC 4180).

use crate::paper::{Block, PaperPlan};

/// Returns the paper as text in UTF-8 with the line ends of Windows.
pub(super) fn utf8(plan: &PaperPlan) -> Vec<u8> {
    text(plan).into_bytes()
}

/// Returns the paper as text in GBK, as older office machines saved it.
pub(super) fn gbk(plan: &PaperPlan) -> Vec<u8> {
    encoding_rs::GBK.encode(&text(plan)).0.into_owned()
}

fn text(plan: &PaperPlan) -> String {
    plan.text().replace('\n', "\r\n")
}

/// Returns the paper's tables below its title; with a byte order mark, or spreadsheets take it for GBK.
pub(super) fn csv(plan: &PaperPlan) -> Vec<u8> {
    let mut lines = vec![quoted(&plan.title)];
    for block in &plan.blocks {
        match block {
            Block::Table(table) => lines.extend(
                std::iter::once(&table.header)
                    .chain(&table.rows)
                    .map(|row| record(row)),
            ),
            Block::Addressee(text)
            | Block::Heading(text)
            | Block::Paragraph(text)
            | Block::Signature(text)
            | Block::Date(text) => lines.push(quoted(text)),
        }
    }
    format!("\u{feff}{}\r\n", lines.join("\r\n")).into_bytes()
}

fn record(cells: &[String]) -> String {
    cells
        .iter()
        .map(|cell| quoted(cell))
        .collect::<Vec<_>>()
        .join(",")
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell.to_owned()
}
