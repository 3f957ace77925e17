//! XML as a package is read and written: no document type, no entity of its own, no endless value.

use crate::PackageError;
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, BytesText, Event};
use std::io::{BufRead, Read, Write};

/// An input that gives only so many bytes between two marks, so that no value fills the memory.
pub(super) struct Bounded<R> {
    inner: R,
    limit: u64,
    used: u64,
    /// Whether the bytes are streamed on, and so not counted.
    pub is_streaming: bool,
}

impl<R> Bounded<R> {
    /// Begins with at most `limit` bytes between two marks.
    pub fn new(inner: R, limit: u64) -> Self {
        Self {
            inner,
            limit,
            used: 0,
            is_streaming: false,
        }
    }

    /// Begins to count anew.
    pub fn mark(&mut self) {
        self.used = 0;
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.used > self.limit && !self.is_streaming {
            return Err(std::io::Error::other("a value is longer than allowed"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.inner.consume(count);
        self.used += count as u64;
    }
}

/// Returns what a reference such as `&lt;` or `&#20013;` stands for; nothing for an entity that somebody declared.
pub(super) fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character.to_string());
    }
    let named = match reference.xml10_content().as_ref() {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        _ => return None,
    };
    Some(named.to_owned())
}

/// Writes elements one after the other.
pub(super) struct Elements<W> {
    writer: Writer<W>,
}

impl<W: Write> Elements<W> {
    /// Begins to write.
    pub fn new(output: W) -> Self {
        Self {
            writer: Writer::new(output),
        }
    }

    /// Returns the output.
    pub fn output(&mut self) -> &mut W {
        self.writer.get_mut()
    }

    /// Ends writing and returns the output.
    pub fn into_output(self) -> W {
        self.writer.into_inner()
    }

    /// Writes an event.
    pub fn event(&mut self, event: Event<'_>) -> Result<(), PackageError> {
        self.writer
            .write_event(event)
            .map_err(|error| PackageError::file("EEP", error))
    }

    /// Opens an element with attributes.
    pub fn open_with(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), PackageError> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Start(start))
    }

    /// Opens an element.
    pub fn open(&mut self, name: &str) -> Result<(), PackageError> {
        self.open_with(name, &[])
    }

    /// Closes an element.
    pub fn close(&mut self, name: &str) -> Result<(), PackageError> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element with a text.
    pub fn leaf(&mut self, name: &str, text: &str) -> Result<(), PackageError> {
        self.open(name)?;
        self.event(Event::Text(BytesText::new(&allowed(text))))?;
        self.close(name)
    }
}

/// Replaces what XML 1.0 has no place for.
fn allowed(text: &str) -> String {
    let fits =
        |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars()
        .map(|c| if fits(c) { c } else { '\u{fffd}' })
        .collect()
}
