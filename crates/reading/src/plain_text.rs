//! Plain text and its relatives, decoded by stream.
//!
//! A page is what a form feed ends, or a fixed number of lines: text has no other pages.

use std::io::Read;

use crate::document::{Line, LineKind, Note, Page};
use crate::error::ReadingError;
use crate::format::{Format, HEAD_BYTES};
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::task::Task;
use crate::text_encoding;

/// Lines on a page of plain text, as on a printed sheet.
const LINES_PER_PAGE: usize = 60;
/// Bytes after which a line without an end is broken.
const LINE_BYTES_MAX: usize = 8 * 1024;

pub(crate) fn read(
    format: Format,
    task: &Task<'_>,
    pages: &mut PageSink<'_>,
) -> Result<Findings, ReadingError> {
    if format == Format::Html {
        return read_html(task, pages);
    }
    let kind = if format == Format::Csv {
        LineKind::TableRow
    } else {
        LineKind::Body
    };
    let mut lines = PageCutter::new(kind, pages);
    let encoding = decode_by_stream(task, &mut |text| lines.push(text))?;
    let page_count = lines.finish()?;
    Ok(Findings {
        page_count,
        notes: encoding_note(encoding),
        ..Findings::default()
    })
}

fn read_html(task: &Task<'_>, pages: &mut PageSink<'_>) -> Result<Findings, ReadingError> {
    let bytes = task.whole_file()?;
    let encoding = text_encoding::detect(&bytes, true);
    let text = mail_parser::decoders::html::html_to_text(&encoding.decode(&bytes).0);
    let page_count = hand_over_text(&text, pages)?;
    Ok(Findings {
        page_count,
        notes: encoding_note(encoding),
        ..Findings::default()
    })
}

/// Hands a text over, cut into pages, and returns their number.
pub(crate) fn hand_over_text(text: &str, pages: &mut PageSink<'_>) -> Result<u64, ReadingError> {
    let mut lines = PageCutter::new(LineKind::Body, pages);
    lines.push(text)?;
    lines.finish()
}

fn encoding_note(encoding: &'static encoding_rs::Encoding) -> Vec<Note> {
    let is_utf8 = encoding == encoding_rs::UTF_8;
    (!is_utf8)
        .then(|| Note::Encoding {
            name: encoding.name().to_owned(),
        })
        .into_iter()
        .collect()
}

/// Decodes the file piece by piece; the first piece decides the encoding.
fn decode_by_stream(
    task: &Task<'_>,
    take: &mut dyn FnMut(&str) -> Result<(), ReadingError>,
) -> Result<&'static encoding_rs::Encoding, ReadingError> {
    let mut file = task.open()?;
    let mut head = Vec::new();
    let length = file.by_ref().take(4 * HEAD_BYTES as u64).read_to_end(&mut head)?;
    let encoding = text_encoding::detect(&head, length < 4 * HEAD_BYTES);
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut piece = head;
    loop {
        task.check()?;
        let last = piece.is_empty();
        let most = decoder
            .max_utf8_buffer_length(piece.len())
            .unwrap_or(piece.len().saturating_mul(4) + 16);
        let mut text = String::with_capacity(most);
        // The capacity is the decoder's own upper bound, so one call takes the whole piece.
        let _ = decoder.decode_to_string(&piece, &mut text, last);
        take(&text)?;
        if last {
            return Ok(encoding);
        }
        piece.clear();
        file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut piece)?;
    }
}

/// Cuts a stream of text into lines and pages.
struct PageCutter<'a, 'b> {
    kind: LineKind,
    pages: &'a mut PageSink<'b>,
    line: String,
    lines: Vec<Line>,
    page_count: u64,
    after_return: bool,
}

impl<'a, 'b> PageCutter<'a, 'b> {
    fn new(kind: LineKind, pages: &'a mut PageSink<'b>) -> Self {
        Self {
            kind,
            pages,
            line: String::new(),
            lines: Vec::new(),
            page_count: 0,
            after_return: false,
        }
    }

    fn push(&mut self, text: &str) -> Result<(), ReadingError> {
        for char in text.chars() {
            match char {
                // A line feed after a carriage return belongs to it.
                '\n' if std::mem::take(&mut self.after_return) => {}
                '\r' | '\n' => {
                    self.after_return = char == '\r';
                    self.end_line()?;
                }
                '\u{C}' => self.end_page()?,
                '\0' => {}
                char => {
                    self.after_return = false;
                    self.line.push(char);
                    if self.line.len() >= LINE_BYTES_MAX {
                        self.end_line()?;
                    }
                }
            }
        }
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), ReadingError> {
        self.lines
            .push(Line::plain(std::mem::take(&mut self.line), self.kind));
        if self.lines.len() >= LINES_PER_PAGE {
            self.end_page()?;
        }
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), ReadingError> {
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            self.lines.push(Line::plain(line, self.kind));
        }
        self.page_count += 1;
        let lines = std::mem::take(&mut self.lines);
        self.pages.accept(Page::flowing(self.page_count, lines), None)
    }

    fn finish(mut self) -> Result<u64, ReadingError> {
        if !self.line.is_empty() || !self.lines.is_empty() || self.page_count == 0 {
            self.end_page()?;
        }
        Ok(self.page_count)
    }
}
