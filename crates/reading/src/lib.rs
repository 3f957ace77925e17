//! Reading (阅读): files in, pages of text with positions out, page images for the viewer.
//!
//! Begin with [`Reader`]: it names the format by signature, chooses the part of this crate that knows it, and hands
//! over one [`Page`] at a time, so that a volume of ten thousand pages never stands in memory whole. [`Renderer`]
//! makes page images; [`Reader::extract_attachment`] takes one file out of a mail, an archive or an OFD.
//!
//! Invariants: this crate knows nothing of unions or records. It opens only the file that it is given, never another
//! one that the file names (no external entity, no link, no include). Everything read is charged to [`Limits`] while
//! it is read, never afterwards. Time comes from [`Watch`]. Whatever a file holds, the answer is a [`Document`] or a
//! [`ReadingError`]: panics of foreign parsers are caught at the edge. Memory taken inside a foreign parser cannot be
//! bounded here; run the reader in a child process with a memory limit.

mod archive;
mod broken_parser;
mod document;
mod error;
pub mod file_name;
pub mod format;
mod limits;
mod mail;
mod ofd;
mod office;
mod package;
mod page_sink;
mod pdf;
mod picture;
mod plain_text;
mod reader;
mod recognise;
pub mod render;
mod task;
mod text_encoding;
mod tiff_pages;
mod watch;
mod watermark;
mod xml;

pub use document::{
    AttachmentInfo, Document, Line, LineKind, MailHeaders, Note, Page, Properties, TextSource, Unit,
};
pub use error::{Measure, ReadingError};
pub use file_name::SafeFileName;
pub use format::{Format, Identified};
pub use limits::Limits;
pub use office::spreadsheet::{Cell, CellValue, Sheet, for_each_cell};
pub use reader::Reader;
pub use recognise::{Recognise, RecogniseError, RecognisedLine, RecognisedPage};
pub use render::{Fonts, Renderer};
pub use watch::{Unwatched, Watch};
pub use watermark::Watermark;
