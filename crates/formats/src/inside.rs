//! What lies in a container: the directory of a zip or compound file, and the beginning of the files that are asked for.

use crate::format::{Container, Entry, Inside};
use crate::pattern::Budget;
use crate::sample::{END_BYTES, Sample, SampleReader};
use std::collections::BTreeMap;
use std::io::Read;

/// Signature of a zip entry.
const ZIP: &[u8] = b"PK\x03\x04";
/// Signature of a compound file.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Most entries of a zip that is looked into.
const ENTRIES_MAX: usize = 65_536;

/// A container that is looked into.
pub(crate) struct Opened<'s> {
    files: Files<'s>,
    /// What was read of its files; nothing for one that is not there.
    read: BTreeMap<String, Option<Sample>>,
}

enum Files<'s> {
    Zip(zip::ZipArchive<SampleReader<'s>>),
    Compound(cfb::CompoundFile<SampleReader<'s>>),
}

impl<'s> Opened<'s> {
    /// Opens the container; nothing when the file is none, or none whose directory can be read.
    pub fn open(sample: &'s Sample) -> Option<Self> {
        let files = if sample.head().starts_with(ZIP) {
            let archive = zip::ZipArchive::new(sample.reader()).ok()?;
            (archive.len() <= ENTRIES_MAX).then_some(Files::Zip(archive))?
        } else if sample.head().starts_with(COMPOUND) {
            Files::Compound(cfb::CompoundFile::open(sample.reader()).ok()?)
        } else {
            return None;
        };
        Some(Self {
            files,
            read: BTreeMap::new(),
        })
    }

    /// Says whether all that is named lies in it.
    pub fn holds(&mut self, inside: &Inside, budget: &Budget) -> bool {
        let is_kind = match self.files {
            Files::Zip(_) => inside.kind == Container::Zip,
            Files::Compound(_) => inside.kind == Container::Compound,
        };
        is_kind && inside.entries.iter().all(|entry| self.has(entry, budget))
    }

    fn has(&mut self, entry: &Entry, budget: &Budget) -> bool {
        if entry.has.is_empty() {
            return self.is_there(&entry.name);
        }
        if !self.read.contains_key(&entry.name) {
            let sample = self.beginning(&entry.name);
            self.read.insert(entry.name.clone(), sample);
        }
        let sample = self.read.get(&entry.name).and_then(Option::as_ref);
        sample.is_some_and(|sample| entry.has.iter().all(|signature| signature.is_in(sample, budget)))
    }

    fn is_there(&self, name: &str) -> bool {
        match &self.files {
            Files::Zip(archive) => archive.index_for_name(name).is_some(),
            Files::Compound(compound) => stream_of(compound, name).is_some(),
        }
    }

    /// Returns the beginning of a file, unpacked, bounded however much it claims to hold.
    fn beginning(&mut self, name: &str) -> Option<Sample> {
        let mut bytes = Vec::new();
        let limit = END_BYTES as u64;
        let read = match &mut self.files {
            Files::Zip(archive) => archive.by_name(name).ok()?.take(limit).read_to_end(&mut bytes),
            Files::Compound(compound) => {
                let path = stream_of(compound, name)?;
                compound
                    .open_stream(path)
                    .ok()?
                    .take(limit)
                    .read_to_end(&mut bytes)
            }
        };
        read.ok().map(|_| Sample::of(&bytes))
    }
}

/// Finds a stream or storage; PRONOM leaves out the control character with which some names begin (MS-OLEPS).
fn stream_of(compound: &cfb::CompoundFile<SampleReader<'_>>, name: &str) -> Option<String> {
    ["", "\u{1}", "\u{5}"]
        .into_iter()
        .map(|before| format!("/{before}{name}"))
        .find(|path| compound.exists(path))
}
