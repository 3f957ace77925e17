//! Workbooks (SpreadsheetML, ISO/IEC 29500-1): one sheet, the title first, then text and tables row by row.

use super::RenderError;
use super::package::{DECLARATION, Package};
use super::xml_text::escape;
use crate::paper::{Block, PaperPlan};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(super) fn write(plan: &PaperPlan) -> Result<Vec<u8>, RenderError> {
    let mut package = Package::new();
    let types = [
        ("xl/workbook.xml", "spreadsheetml.sheet.main"),
        ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
    ];
    package.office(plan, "xl/workbook.xml", &types)?;
    let sheet = ("rId1".to_owned(), "worksheet", "worksheets/sheet1.xml".to_owned());
    package.relationships("xl/_rels/workbook.xml.rels", &[sheet])?;
    package.part(
        "xl/workbook.xml",
        &format!(
            r#"{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
            escape(plan.genre)
        ),
    )?;
    let rows: String = rows(plan)
        .iter()
        .enumerate()
        .map(|(at, cells)| row(at + 1, cells))
        .collect();
    package.part(
        "xl/worksheets/sheet1.xml",
        &format!(
            r#"{DECLARATION}<worksheet xmlns="{MAIN}"><cols><col min="1" max="12" width="16" customWidth="1"/></cols><sheetData>{rows}</sheetData></worksheet>"#
        ),
    )?;
    package.finish()
}

fn rows(plan: &PaperPlan) -> Vec<Vec<String>> {
    let mut rows = vec![vec![plan.title.clone()]];
    if !plan.doc_number.is_empty() {
        rows.push(vec![plan.doc_number.clone()]);
    }
    for block in &plan.blocks {
        match block {
            Block::Table(table) => {
                rows.push(table.header.clone());
                rows.extend(table.rows.iter().cloned());
            }
            Block::Addressee(text)
            | Block::Heading(text)
            | Block::Paragraph(text)
            | Block::Signature(text)
            | Block::Date(text) => rows.push(vec![text.clone()]),
        }
    }
    rows
}

fn row(number: usize, cells: &[String]) -> String {
    let cells: String = cells
        .iter()
        .enumerate()
        .map(|(at, text)| cell(at, number, text))
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

fn cell(column: usize, row: usize, text: &str) -> String {
    let letter = char::from(b'A' + u8::try_from(column.min(25)).unwrap_or(25));
    if is_number(text) {
        return format!(r#"<c r="{letter}{row}"><v>{text}</v></c>"#);
    }
    format!(
        r#"<c r="{letter}{row}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
        escape(text)
    )
}

/// Amounts and counts are numbers; staff, telephone and identity numbers are not.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits && text.parse::<f64>().is_ok() && (text.len() < 8 || text.contains('.'))
}
