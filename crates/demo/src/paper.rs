//! The plan of a paper (文件): everything that it says, before it becomes a file.

use guildhall_kernel::Date;

/// The file that a paper becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperKind {
    /// A Word document.
    Docx,
    /// A workbook.
    Xlsx,
    /// A presentation.
    Pptx,
    /// A PDF with text and embedded fonts.
    Pdf,
    /// An OFD (版式文档, GB/T 33190-2016).
    Ofd,
    /// Plain text in UTF-8.
    TxtUtf8,
    /// Plain text in GBK.
    TxtGbk,
    /// A table of comma-separated values.
    Csv,
    /// A mail (RFC 5322) with the paper as text and as an attached document.
    Eml,
    /// A scan, its first page as JPEG.
    ScanJpeg,
    /// A scan, its first page as PNG in shades of grey.
    ScanPng,
    /// A scan of all pages as TIFF.
    ScanTiff,
    /// A scan of all pages as a PDF of images.
    ScanPdf,
}

impl PaperKind {
    /// Returns whether the file holds page images and no text.
    pub fn is_scanned(self) -> bool {
        matches!(
            self,
            Self::ScanJpeg | Self::ScanPng | Self::ScanTiff | Self::ScanPdf
        )
    }

    /// Returns the kind that takes its place where there is no font to draw or embed.
    #[must_use]
    pub fn without_fonts(self) -> Self {
        if self.is_scanned() || self == Self::Pdf {
            Self::Docx
        } else {
            self
        }
    }

    /// Returns the extension of the file's name, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Pdf | Self::ScanPdf => "pdf",
            Self::Ofd => "ofd",
            Self::TxtUtf8 | Self::TxtGbk => "txt",
            Self::Csv => "csv",
            Self::Eml => "eml",
            Self::ScanJpeg => "jpg",
            Self::ScanPng => "png",
            Self::ScanTiff => "tif",
        }
    }
}

/// A table: its head and its rows, all equally long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// One piece of a paper, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The main recipient (主送机关), at the left edge.
    Addressee(String),
    /// A heading within the text.
    Heading(String),
    /// Running text, its first line indented by two characters.
    Paragraph(String),
    /// A table.
    Table(Table),
    /// The signature (落款), at the right.
    Signature(String),
    /// The date below the signature (成文日期).
    Date(String),
}

/// Everything that a paper says and what file it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperPlan {
    /// Its place among the union's papers, from 1; part of the file's name.
    pub number: usize,
    /// The type of archive (档案门类), a code such as `ZY.HY`.
    pub type_code: &'static str,
    /// The genre (文种), such as 通知.
    pub genre: &'static str,
    /// The title (题名).
    pub title: String,
    /// The document number (文号); empty where the genre has none.
    pub doc_number: String,
    /// The date on the paper.
    pub doc_date: Date,
    /// Who answers for the paper (责任者).
    pub responsible_party: String,
    /// The people named in it, as places in the list of staff, each once.
    pub persons: Vec<usize>,
    /// The department it belongs to, as a place in the union's list.
    pub department: usize,
    /// The line of a red head (红头); nothing for papers without one.
    pub red_head: Option<String>,
    /// Whether the signature is sealed.
    pub sealed: bool,
    /// Whether it is written in traditional characters (繁体); names stay as registered.
    pub traditional: bool,
    /// The file it becomes.
    pub kind: PaperKind,
    /// What it says below the title.
    pub blocks: Vec<Block>,
    /// Decides how a scan of it looks.
    pub seed: u64,
}

impl PaperPlan {
    /// Returns the paper's text without its red head, a line for each paragraph and row.
    pub fn text(&self) -> String {
        let mut lines = vec![self.title.clone()];
        if !self.doc_number.is_empty() {
            lines.push(self.doc_number.clone());
        }
        for block in &self.blocks {
            match block {
                Block::Table(table) => {
                    lines.push(table.header.join("\t"));
                    lines.extend(table.rows.iter().map(|row| row.join("\t")));
                }
                Block::Addressee(text)
                | Block::Heading(text)
                | Block::Paragraph(text)
                | Block::Signature(text)
                | Block::Date(text) => lines.push(text.clone()),
            }
        }
        lines.join("\n")
    }
}
