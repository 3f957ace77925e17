//! What is looked at of a file: its first and last bytes, and all of one that is not large.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes at either end that are looked at.
pub(crate) const END_BYTES: usize = 64 * 1024;
/// Largest file that is held whole, so that the directory of a container is found wherever it lies.
const WHOLE_MAX: usize = 16 * 1024 * 1024;

/// Takes what is looked at out of a stream.
#[derive(Debug, Default)]
pub struct Sampler {
    size: u64,
    /// All that came, until it is too much; then the beginning alone.
    front: Vec<u8>,
    /// What came last, once it is too much.
    back: Vec<u8>,
}

impl Sampler {
    /// Takes the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        if self.back.is_empty() && self.front.len() + bytes.len() <= WHOLE_MAX {
            self.front.extend_from_slice(bytes);
            return;
        }
        let mut bytes = bytes;
        if self.back.is_empty() {
            let missing = END_BYTES.saturating_sub(self.front.len()).min(bytes.len());
            let (first, rest) = bytes.split_at(missing);
            self.front.extend_from_slice(first);
            bytes = rest;
            let from = self.front.len().saturating_sub(END_BYTES);
            self.back = self.front[from..].to_vec();
            self.front.truncate(END_BYTES);
            self.front.shrink_to_fit();
        }
        self.back.extend_from_slice(bytes);
        let beyond = self.back.len().saturating_sub(END_BYTES);
        self.back.drain(..beyond);
    }

    /// Returns what is looked at, when the file has come to its end.
    pub fn finish(self) -> Sample {
        let from = self.front.len().saturating_sub(END_BYTES);
        let tail = match self.back.is_empty() {
            true => self.front[from..].to_vec(),
            false => self.back,
        };
        Sample {
            turned_tail: tail.iter().rev().copied().collect(),
            front: self.front,
            tail,
            size: self.size,
        }
    }
}

/// What is looked at of a file.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    front: Vec<u8>,
    tail: Vec<u8>,
    turned_tail: Vec<u8>,
    size: u64,
}

impl Sample {
    /// Returns the sample of bytes that are all there.
    pub fn of(bytes: &[u8]) -> Self {
        let mut sampler = Sampler::default();
        sampler.push(bytes);
        sampler.finish()
    }

    /// Returns the size of the whole file in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn head(&self) -> &[u8] {
        &self.front[..self.front.len().min(END_BYTES)]
    }

    pub(crate) fn tail(&self) -> &[u8] {
        &self.tail
    }

    pub(crate) fn turned_tail(&self) -> &[u8] {
        &self.turned_tail
    }

    /// Returns a reader of the file; reading what is not held fails.
    pub(crate) fn reader(&self) -> SampleReader<'_> {
        SampleReader { sample: self, at: 0 }
    }
}

/// Reads a sample as if it were the file.
pub(crate) struct SampleReader<'s> {
    sample: &'s Sample,
    at: u64,
}

impl Read for SampleReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Sample {
            front, tail, size, ..
        } = self.sample;
        if self.at >= *size {
            return Ok(0);
        }
        let tail_begins = size - tail.len() as u64;
        let held = match usize::try_from(self.at) {
            Ok(at) if at < front.len() => &front[at..],
            _ if self.at >= tail_begins => &tail[(self.at - tail_begins) as usize..],
            _ => return Err(io::Error::new(io::ErrorKind::Unsupported, "not held")),
        };
        let read = held.len().min(buffer.len());
        buffer[..read].copy_from_slice(&held[..read]);
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for SampleReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.sample.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_large_file_both_ends_are_held_and_no_more() {
        let mut sampler = Sampler::default();
        for part in 0..=255_u8 {
            sampler.push(&[part; 100_000]);
        }
        let sample = sampler.finish();
        assert_eq!(sample.size(), 25_600_000);
        assert_eq!((sample.head().len(), sample.tail().len()), (END_BYTES, END_BYTES));
        assert_eq!((sample.head()[0], *sample.tail().last().unwrap()), (0, 255));
        let mut reader = sample.reader();
        let mut byte = [0];
        reader.seek(SeekFrom::End(-1)).unwrap();
        assert_eq!((reader.read(&mut byte).unwrap(), byte), (1, [255]));
        reader.seek(SeekFrom::Start(1_000_000)).unwrap();
        assert!(reader.read(&mut byte).is_err(), "the middle is not there");
    }

    #[test]
    fn a_small_file_is_held_whole() {
        let sample = Sample::of(&[7; 200_000]);
        let mut all = Vec::new();
        sample.reader().read_to_end(&mut all).unwrap();
        assert_eq!(all.len(), 200_000);
        assert_eq!(Sample::of(b"").size(), 0);
    }
}
