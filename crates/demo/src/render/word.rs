//! Word documents (WordprocessingML, ISO/IEC 29500-1).

use super::RenderError;
use super::package::{DECLARATION, Package};
use super::xml_text::escape;
use crate::paper::{Block, PaperPlan, Table};

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STYLES: &str = include_str!("parts/word_styles.xml");

pub(super) fn write(plan: &PaperPlan) -> Result<Vec<u8>, RenderError> {
    let mut package = Package::new();
    let types = [
        ("word/document.xml", "wordprocessingml.document.main"),
        ("word/styles.xml", "wordprocessingml.styles"),
    ];
    package.office(plan, "word/document.xml", &types)?;
    let styles = ("rId1".to_owned(), "styles", "styles.xml".to_owned());
    package.relationships("word/_rels/document.xml.rels", &[styles])?;
    package.part("word/styles.xml", STYLES)?;
    package.part(
        "word/document.xml",
        &format!(
            r#"{DECLARATION}<w:document xmlns:w="{MAIN}"><w:body>{}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>"#,
            body(plan)
        ),
    )?;
    package.finish()
}

fn body(plan: &PaperPlan) -> String {
    let mut body = String::new();
    if let Some(head) = &plan.red_head {
        body.push_str(&paragraph("RedHead", head));
    }
    if !plan.doc_number.is_empty() {
        body.push_str(&paragraph("DocNumber", &plan.doc_number));
    }
    body.push_str(&paragraph("Title", &plan.title));
    for block in &plan.blocks {
        match block {
            Block::Addressee(text) => body.push_str(&paragraph("Addressee", text)),
            Block::Heading(text) => body.push_str(&paragraph("Heading1", text)),
            Block::Paragraph(text) => body.push_str(&paragraph("BodyText", text)),
            Block::Table(table) => body.push_str(&rows(table)),
            Block::Signature(text) | Block::Date(text) => body.push_str(&paragraph("Signature", text)),
        }
    }
    body
}

fn paragraph(style: &str, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#,
        escape(text)
    )
}

fn rows(table: &Table) -> String {
    let columns = table.header.len().max(1);
    let width = 8844 / columns;
    let grid = format!(r#"<w:gridCol w:w="{width}"/>"#).repeat(columns);
    let row = |cells: &Vec<String>| {
        let cells: String = cells
            .iter()
            .map(|cell| {
                format!(
                    r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{}</w:tc>"#,
                    paragraph("Cell", cell)
                )
            })
            .collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let all: String = std::iter::once(&table.header)
        .chain(&table.rows)
        .map(row)
        .collect();
    // A table must be followed by a paragraph before the section ends.
    format!(
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{all}</w:tbl><w:p/>"#
    )
}
