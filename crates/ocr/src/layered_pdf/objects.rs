//! The file structure of a PDF, written forward only: header, objects as they come, table of where each
//! begins. Knows bytes and object numbers, not what the objects are.

use std::io::{self, Write};

use pdf_writer::{Chunk, Ref, Settings};

use crate::error::OcrError;

/// The table has ten digits for the place of an object.
const PLACE_MAX: u64 = 9_999_999_999;

/// A PDF file in the making.
pub(super) struct Objects<'a> {
    out: &'a mut dyn Write,
    written: u64,
    /// Where each object begins, by object number less one; nothing for one that is reserved but not put.
    places: Vec<Option<u64>>,
}

impl<'a> Objects<'a> {
    /// Writes the header.
    pub(super) fn start(out: &'a mut dyn Write) -> Result<Self, OcrError> {
        let mut objects = Self {
            out,
            written: 0,
            places: Vec::new(),
        };
        // The second line tells transfer programs that the file is binary (ISO 32000-1, 7.5.2).
        objects.write(b"%PDF-1.7\n%\x80\x80\x80\x80\n")?;
        Ok(objects)
    }

    /// Sets aside the next object number.
    pub(super) fn reserve(&mut self) -> Ref {
        self.places.push(None);
        Ref::new(i32::try_from(self.places.len()).unwrap_or(i32::MAX))
    }

    /// Writes the one object `id` that `build` puts into the chunk.
    pub(super) fn put(&mut self, id: Ref, build: impl FnOnce(&mut Chunk)) -> Result<(), OcrError> {
        let mut chunk = Chunk::with_settings(Settings { pretty: false });
        build(&mut chunk);
        debug_assert!(
            chunk.refs().eq([id]),
            "one object at a time, or its place would not be known"
        );
        if self.written > PLACE_MAX {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge).into());
        }
        self.places[id.get() as usize - 1] = Some(self.written);
        self.write(chunk.as_bytes())
    }

    /// Writes the table of objects and the trailer.
    pub(super) fn finish(mut self, catalog: Ref) -> Result<(), OcrError> {
        let table = self.written;
        let size = self.places.len() + 1;
        let entries: Vec<String> = self.places.iter().map(|place| entry(*place)).collect();
        let head = format!("xref\n0 {size}\n{}", entry(None));
        let root = catalog.get();
        let tail = format!("trailer\n<</Size {size}/Root {root} 0 R>>\nstartxref\n{table}\n%%EOF\n");
        let text = [head, entries.concat(), tail].concat();
        self.write(text.as_bytes())?;
        Ok(self.out.flush()?)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), OcrError> {
        self.out.write_all(bytes)?;
        self.written += bytes.len() as u64;
        Ok(())
    }
}

/// Returns one line of the table: twenty bytes, as the format fixes it.
fn entry(place: Option<u64>) -> String {
    match place {
        Some(place) => format!("{place:010} 00000 n \n"),
        None => "0000000000 65535 f \n".to_owned(),
    }
}
