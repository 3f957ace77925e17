//! One reading in progress: the file, what it may cost, and who watches.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::Duration;

use crate::error::{Measure, ReadingError};
use crate::limits::Limits;
use crate::watch::Watch;

/// What every format's reader needs to know.
pub(crate) struct Task<'a> {
    pub(crate) source: &'a Path,
    pub(crate) limits: &'a Limits,
    pub(crate) watch: &'a dyn Watch,
}

impl Task<'_> {
    /// Fails if the person cancelled or the time is up.
    pub(crate) fn check(&self) -> Result<(), ReadingError> {
        if self.watch.is_cancelled() {
            return Err(ReadingError::Cancelled);
        }
        if self.watch.elapsed() > Duration::from_secs(self.limits.seconds) {
            return Err(ReadingError::TimedOut {
                seconds: self.limits.seconds,
            });
        }
        Ok(())
    }

    /// Opens the file for reading by stream.
    pub(crate) fn open(&self) -> Result<BufReader<File>, ReadingError> {
        Ok(BufReader::new(File::open(self.source)?))
    }

    /// Reads the file whole, for parsers that can work only so.
    pub(crate) fn whole_file(&self) -> Result<Vec<u8>, ReadingError> {
        self.check_whole_file()?;
        let limit = self.limits.whole_file_bytes;
        let mut bytes = Vec::new();
        // The file may have grown since its size was asked.
        File::open(self.source)?.take(limit + 1).read_to_end(&mut bytes)?;
        check_most(Measure::WholeFileBytes, bytes.len() as u64, limit)?;
        Ok(bytes)
    }

    /// Fails if the file is larger than a parser may hold whole.
    pub(crate) fn check_whole_file(&self) -> Result<(), ReadingError> {
        let found = std::fs::metadata(self.source)?.len();
        check_most(Measure::WholeFileBytes, found, self.limits.whole_file_bytes)
    }

    /// Fails if an image of this size may not be decoded.
    pub(crate) fn check_pixels(&self, width: u64, height: u64) -> Result<(), ReadingError> {
        check_most(Measure::Pixels, width.saturating_mul(height), self.limits.pixels)
    }
}

/// Fails if `found` is more than `limit`.
pub(crate) fn check_most(what: Measure, found: u64, limit: u64) -> Result<(), ReadingError> {
    if found > limit {
        return Err(ReadingError::TooLarge { what, found, limit });
    }
    Ok(())
}
