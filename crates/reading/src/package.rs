//! Zip containers, unpacked under a budget: entries, bytes in total, bytes for each part, ratio.
//!
//! Sizes that the container declares are never trusted; bytes are counted as they come out.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Measure, ReadingError};
use crate::task::{Task, check_most};
use crate::{text_encoding, xml};

/// Parts smaller than this may be packed by any ratio.
const RATIO_FREE_BYTES: u64 = 1024 * 1024;

/// The record that ends a zip (APPNOTE 4.3.16): its signature, its length without comment, the longest comment.
const END_SIGNATURE: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: u64 = 22;
const COMMENT_BYTES_MAX: u64 = 65_535;
/// Where the count of entries stands in that record.
const END_ENTRIES_AT: usize = 10;

/// An entry as the container's directory lists it.
pub(crate) struct Entry {
    /// Its path, with forward slashes, decoded.
    pub(crate) path: String,
    pub(crate) is_folder: bool,
    /// Bytes unpacked, as declared.
    pub(crate) declared_bytes: u64,
}

/// An open container.
pub(crate) struct Package<'a> {
    archive: ZipArchive<BufReader<File>>,
    entries: Vec<Entry>,
    task: &'a Task<'a>,
    expanded_bytes: u64,
}

impl<'a> Package<'a> {
    pub(crate) fn open(task: &'a Task<'a>) -> Result<Self, ReadingError> {
        let mut archive = ZipArchive::new(task.open()?).map_err(from_zip)?;
        check_most(Measure::Entries, archive.len() as u64, task.limits.entries)?;
        let mut entries = Vec::with_capacity(archive.len());
        for index in 0..archive.len() {
            let file = archive.by_index_raw(index).map_err(from_zip)?;
            entries.push(Entry {
                path: text_encoding::decode(file.name_raw()).replace('\\', "/"),
                is_folder: file.is_dir(),
                declared_bytes: file.size(),
            });
        }
        Ok(Self {
            archive,
            entries,
            task,
            expanded_bytes: 0,
        })
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns how many entries of the directory are hidden by a later one of the same name.
    pub(crate) fn same_names(&self) -> Result<u64, ReadingError> {
        let declared = entries_declared(&mut self.task.open()?)?;
        Ok(declared.map_or(0, |count| count.saturating_sub(self.entries.len() as u64)))
    }

    /// Finds an entry by path from the root; letter case and a leading slash do not matter.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        let wanted = normalised(path);
        self.entries
            .iter()
            .position(|entry| entry.path == wanted)
            .or_else(|| {
                self.entries
                    .iter()
                    .position(|entry| normalised(&entry.path).eq_ignore_ascii_case(&wanted))
            })
    }

    /// Reads one part whole, or nothing if there is none of this path.
    pub(crate) fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, ReadingError> {
        let Some(index) = self.find(path) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        self.copy(index, &mut bytes, Some(Measure::PartBytes))?;
        Ok(Some(bytes))
    }

    /// Reads one XML part as text, or nothing if there is none of this path.
    pub(crate) fn read_xml(&mut self, path: &str) -> Result<Option<String>, ReadingError> {
        Ok(self.read(path)?.map(|bytes| xml::decode(&bytes).into_owned()))
    }

    /// Reads one XML part that must be there.
    pub(crate) fn require_xml(&mut self, path: &str) -> Result<String, ReadingError> {
        self.read_xml(path)?
            .ok_or_else(|| ReadingError::broken(format!("part {path} is missing")))
    }

    /// Unpacks one entry into `out`.
    pub(crate) fn copy(
        &mut self,
        index: usize,
        out: &mut dyn Write,
        measure: Option<Measure>,
    ) -> Result<u64, ReadingError> {
        let limits = self.task.limits;
        let mut file = self.archive.by_index(index).map_err(from_zip)?;
        let packed_bytes = file.compressed_size();
        let mut copied = 0u64;
        let mut buffer = vec![0u8; 64 * 1024];
        loop {
            self.task.check()?;
            let count = file.read(&mut buffer).map_err(ReadingError::broken)?;
            if count == 0 {
                return Ok(copied);
            }
            copied += count as u64;
            self.expanded_bytes += count as u64;
            let ratio_broken =
                copied > RATIO_FREE_BYTES && copied > packed_bytes.saturating_mul(limits.expansion_ratio);
            if self.expanded_bytes > limits.expanded_bytes || ratio_broken {
                return Err(ReadingError::Bomb {
                    limit_bytes: limits.expanded_bytes,
                });
            }
            match measure {
                Some(Measure::PartBytes) => check_most(Measure::PartBytes, copied, limits.part_bytes)?,
                Some(other) => check_most(other, copied, limits.attachment_bytes)?,
                None => {}
            }
            out.write_all(&buffer[..count])?;
        }
    }

    /// Unpacks everything once into nothing, so that a parser which does not count may be let loose on it.
    pub(crate) fn check_expansion(&mut self) -> Result<(), ReadingError> {
        for index in 0..self.entries.len() {
            self.copy(index, &mut std::io::sink(), None)?;
        }
        self.expanded_bytes = 0;
        Ok(())
    }
}

/// Returns how many entries the end of a zip declares; nothing where the number is kept elsewhere (zip64).
fn entries_declared(file: &mut (impl Read + Seek)) -> std::io::Result<Option<u64>> {
    let length = file.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(END_BYTES + COMMENT_BYTES_MAX);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.take(END_BYTES + COMMENT_BYTES_MAX).read_to_end(&mut tail)?;
    let end = tail
        .windows(END_SIGNATURE.len())
        .rposition(|window| window == END_SIGNATURE);
    let count = end.and_then(|at| tail.get(at + END_ENTRIES_AT..at + END_ENTRIES_AT + 2));
    Ok(count
        .map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
        .filter(|count| *count != u16::MAX)
        .map(u64::from))
}

/// Resolves `target` as a reference found in the part `base`; it cannot leave the container.
pub(crate) fn resolve(base: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    if !target.starts_with('/') {
        parts.extend(base.split('/'));
        parts.pop();
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn normalised(path: &str) -> String {
    resolve("", path)
}

pub(crate) fn from_zip(error: ZipError) -> ReadingError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            ReadingError::Encrypted
        }
        ZipError::UnsupportedArchive(what) => ReadingError::unsupported(format!("zip ({what})")),
        ZipError::Io(error) => error.into(),
        other => ReadingError::broken(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stay_within_the_container() {
        assert_eq!(
            resolve("Doc_0/Document.xml", "Pages/Page_0/Content.xml"),
            "Doc_0/Pages/Page_0/Content.xml"
        );
        assert_eq!(
            resolve("Doc_0/Document.xml", "/Doc_0/Res/a.jpg"),
            "Doc_0/Res/a.jpg"
        );
        assert_eq!(
            resolve("word/document.xml", "../docProps/core.xml"),
            "docProps/core.xml"
        );
        assert_eq!(resolve("a/b.xml", "../../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolve("a/b.xml", "./c//d.xml"), "a/c/d.xml");
    }
}
