//! Turns the plan of a paper into the bytes of a file.
//!
//! The same plan and fonts always give the same bytes; nothing here asks for the time.

mod layout;
mod mail;
mod ofd;
mod package;
mod pdf;
mod plain;
mod presentation;
mod scan;
mod word;
mod workbook;
mod xml_text;

use crate::fonts::Fonts;
use crate::paper::{PaperKind, PaperPlan};

/// A file: its name and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedPaper {
    /// The name; different for each paper of a union.
    pub file_name: String,
    /// The kind that it became; another than planned where there is no font.
    pub kind: PaperKind,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Why a paper did not become a file.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The package of a document could not be written.
    #[error("the package cannot be written: {0}")]
    Package(#[from] zip::result::ZipError),
    /// A part could not be written into the package.
    #[error("the file cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// A page image could not be encoded.
    #[error("the page image cannot be encoded: {0}")]
    Image(#[from] image::ImageError),
    /// A page image could not be written as TIFF.
    #[error("the page image cannot be written: {0}")]
    Tiff(#[from] tiff::TiffError),
    /// The font could not be made smaller for embedding.
    #[error("the font cannot be embedded: {0}")]
    Font(String),
}

/// Makes the file of a paper; without fonts, scans and PDFs become Word documents.
///
/// # Errors
/// [`RenderError`] when a font is damaged or an encoder refuses; never because of what the paper says.
pub fn render(plan: &PaperPlan, fonts: Option<&Fonts>) -> Result<RenderedPaper, RenderError> {
    let kind = if fonts.is_some() {
        plan.kind
    } else {
        plan.kind.without_fonts()
    };
    let bytes = match (kind, fonts) {
        (PaperKind::Xlsx, _) => workbook::write(plan)?,
        (PaperKind::Pptx, _) => presentation::write(plan)?,
        (PaperKind::Ofd, _) => ofd::write(plan)?,
        (PaperKind::TxtUtf8, _) => plain::utf8(plan),
        (PaperKind::TxtGbk, _) => plain::gbk(plan),
        (PaperKind::Csv, _) => plain::csv(plan),
        (PaperKind::Eml, _) => mail::write(plan)?,
        (PaperKind::Pdf, Some(fonts)) => pdf::write(plan, fonts)?,
        (PaperKind::ScanJpeg, Some(fonts)) => scan::jpeg(plan, fonts)?,
        (PaperKind::ScanPng, Some(fonts)) => scan::png(plan, fonts)?,
        (PaperKind::ScanTiff, Some(fonts)) => scan::tiff(plan, fonts)?,
        (PaperKind::ScanPdf, Some(fonts)) => scan::pdf(plan, fonts)?,
        _ => word::write(plan)?,
    };
    Ok(RenderedPaper {
        file_name: file_name(plan, kind),
        kind,
        bytes,
    })
}

/// Scans are named by the machine, other files by a person.
fn file_name(plan: &PaperPlan, kind: PaperKind) -> String {
    let number = plan.number;
    let day = plan.doc_date.to_string().replace('-', "");
    if kind.is_scanned() {
        return format!("扫描_{day}_{number:04}.{}", kind.extension());
    }
    let title: String = plan
        .title
        .chars()
        .filter(|char| !"/\\:*?\"<>|".contains(*char))
        .take(36)
        .collect();
    format!("{number:04}_{title}.{}", kind.extension())
}
