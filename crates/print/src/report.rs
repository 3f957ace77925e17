//! What a report holds: sections of facts, tables and text, already in one language. Pure data.

use serde::Serialize;

/// A report to be printed on A4.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Language tag of the text, such as `zh` or `en`: it rules line breaks and quotes.
    pub language: &'static str,
    /// Title, on the first page and in the properties of the file.
    pub title: String,
    /// Lines under the title: whose it is, of when, who made it.
    pub lines: Vec<String>,
    /// What stands at the foot of every page, before the page number.
    pub foot: String,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// A part of a report with a heading. What is empty is left out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Section {
    /// The heading; empty for a part that goes on.
    pub heading: String,
    /// A paragraph under it.
    pub lead: String,
    /// Names with their values.
    pub facts: Vec<(String, String)>,
    /// A table.
    pub table: Option<Table>,
    /// A picture as SVG, such as a QR code.
    pub picture: Option<String>,
    /// Text that is printed line by line as it is, such as a signed note.
    pub verbatim: String,
}

/// A table; its head is repeated on every page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// The share of the width of each column.
    pub widths: Vec<u32>,
    /// The head of each column.
    pub head: Vec<String>,
    /// The cells of each row, as many as there are columns.
    pub rows: Vec<Vec<String>>,
}
