//! What a reading yields: the document's own facts and its pages, lines and characters.

use serde::{Deserialize, Serialize};

use crate::file_name::SafeFileName;
use crate::format::Format;

/// A file as read: its facts, and its pages when they were asked for together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The format by signature.
    pub format: Format,
    /// The media type (RFC 6838).
    pub mime: String,
    /// Pages of the file; more than were read if [`Note::PagesLeftOut`] is present.
    pub page_count: u64,
    /// What the file says of itself.
    pub properties: Properties,
    /// The header of a mail; nothing for other formats.
    pub mail: Option<MailHeaders>,
    /// Files within the file (附件), by index.
    pub attachments: Vec<AttachmentInfo>,
    /// What a person should know about the file or the reading.
    pub notes: Vec<Note>,
    /// The pages, filled by [`Reader::read`](crate::Reader::read) and empty after
    /// [`Reader::read_pages`](crate::Reader::read_pages), which hands them over one by one.
    pub pages: Vec<Page>,
}

/// What a file says of itself; unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Properties {
    /// The title (题名) or a mail's subject.
    pub title: Option<String>,
    /// The author (责任者) or a mail's sender.
    pub author: Option<String>,
    /// When it was made, as ISO 8601; a date, or date and time with the offset if the file gives one.
    pub created: Option<String>,
}

/// The header of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailHeaders {
    /// The subject.
    pub subject: Option<String>,
    /// Addresses of the senders, or their names where no address is given.
    pub from: Vec<String>,
    /// Addresses of the recipients.
    pub to: Vec<String>,
    /// Addresses of those who got a copy.
    pub cc: Vec<String>,
    /// When it was sent, as ISO 8601.
    pub date: Option<String>,
    /// The identifier without angle brackets.
    pub message_id: Option<String>,
}

/// A file within a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentInfo {
    /// Its place, for [`extract_attachment`](crate::Reader::extract_attachment).
    pub index: usize,
    /// Its name, safe for any file system; the name as sent is kept in it.
    pub name: SafeFileName,
    /// The media type that the container gives, if any; unchecked.
    pub mime: Option<String>,
    /// Bytes unpacked, as far as the container says.
    pub size_bytes: Option<u64>,
}

/// Something about the file or its reading that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// The file's name promises another format.
    ExtensionDisagrees,
    /// The file carries electronic signatures (电子签名); they are not verified here.
    SignaturesPresent,
    /// The file carries annotations or comments (批注).
    AnnotationsPresent,
    /// The file keeps changes that were neither accepted nor refused (修订).
    TrackedChangesPresent,
    /// Some pages were not read: the limit was reached or the caller had enough.
    PagesLeftOut {
        /// Pages handed over.
        read: u64,
        /// Pages in the file.
        total: u64,
    },
    /// These pages hold an image of text and nothing recognised it.
    PagesNotRecognised {
        /// How many.
        count: u64,
    },
    /// These pages are damaged and were handed over empty.
    PagesDamaged {
        /// How many.
        count: u64,
    },
    /// Sheets that the workbook hides were read as well.
    HiddenSheets {
        /// How many.
        count: u64,
    },
    /// Entries of an archive carry the name of another one; of each name only the last can be taken out.
    SameNames {
        /// How many cannot be taken out.
        count: u64,
    },
    /// The text was not in UTF-8.
    Encoding {
        /// The encoding's name by the WHATWG standard.
        name: String,
    },
}

/// One page (页).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its place in the file, from 1.
    pub number: u64,
    /// Width in `unit`; 0 where the format has no fixed page.
    pub width: f32,
    /// Height in `unit`; 0 where the format has no fixed page.
    pub height: f32,
    /// What width, height and boxes count.
    pub unit: Unit,
    /// Where the text came from.
    pub source: TextSource,
    /// Degrees clockwise by which the image was turned to stand upright; boxes are given before that turn.
    pub rotation_deg: u16,
    /// A name of the page within its file: a sheet's name.
    pub label: Option<String>,
    /// The lines in reading order.
    pub lines: Vec<Line>,
}

impl Page {
    /// Makes a page of a format that has text but no fixed page size.
    pub(crate) fn flowing(number: u64, lines: Vec<Line>) -> Self {
        Self {
            number,
            width: 0.0,
            height: 0.0,
            unit: Unit::Points,
            source: TextSource::Text,
            rotation_deg: 0,
            label: None,
            lines,
        }
    }

    /// Returns the lines' text, one line after the other.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            text.push_str(&line.text);
            text.push('\n');
        }
        text
    }
}

/// What a page's measures count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 1/72 inch.
    Points,
    /// Pixels of the page image as it lies in the file, turned as its own tags ask.
    Pixels,
}

/// Where a page's text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSource {
    /// The file holds it as text.
    Text,
    /// It was recognised on the page image.
    Recognised,
    /// Both: text in the file, and recognised lines where an image showed more.
    Mixed,
}

/// What a line is on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Running text.
    Body,
    /// A heading of this level, from 1; 0 for the title.
    Heading(u8),
    /// A row of a table, its cells joined by tabs.
    TableRow,
    /// A header, footer, footnote, comment or speaker's note.
    Aside,
}

/// One line of text (行).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its text, without a line break at the end.
    pub text: String,
    /// How sure the reader is, from 0 to 1; 1 for text that the file holds.
    pub confidence: f32,
    /// Left, top, right, bottom in the page's unit from the top left corner; nothing where the format has no places.
    pub bbox: Option<[f32; 4]>,
    /// What it is on the page.
    pub kind: LineKind,
    /// Whether the characters stand one below the other (竖排).
    pub vertical: bool,
    /// For each character of `text` its centre, as a fraction of the way along the line, 0 to 1; empty if unknown.
    pub chars: Vec<f32>,
}

impl Line {
    /// Makes a line of text that the file holds, without a place.
    pub(crate) fn plain(text: impl Into<String>, kind: LineKind) -> Self {
        Self {
            text: text.into(),
            confidence: 1.0,
            bbox: None,
            kind,
            vertical: false,
            chars: Vec::new(),
        }
    }
}
