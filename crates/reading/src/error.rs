//! Why a file could not be read, in cases that a person can act on.
//!
//! The error crosses a process border (the reader runs in a child), so it holds plain values and no foreign errors.

use serde::{Deserialize, Serialize};

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Bytes of a file that its parser needs whole in memory.
    WholeFileBytes,
    /// Bytes of one part that is held in memory.
    PartBytes,
    /// Pixels of one image, by its header.
    Pixels,
    /// Entries of an archive.
    Entries,
    /// Cells of a workbook.
    Cells,
    /// Bytes of one attachment.
    AttachmentBytes,
}

impl Measure {
    fn in_words(self) -> &'static str {
        match self {
            Self::WholeFileBytes => "bytes in the file",
            Self::PartBytes => "bytes in one part",
            Self::Pixels => "pixels in one image",
            Self::Entries => "entries in the archive",
            Self::Cells => "cells in the workbook",
            Self::AttachmentBytes => "bytes in one attachment",
        }
    }
}

/// The reason why a file, page or attachment could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ReadingError {
    /// The file asks for a password: save a copy without one.
    #[error("the file is protected by a password")]
    Encrypted,
    /// The file does not follow its own format: get a new copy.
    #[error("the file is damaged: {reason}")]
    Broken {
        /// What the parser met.
        reason: String,
    },
    /// The file is larger than this reader may hold: split it or raise the limit.
    #[error("too many {}: {found}, allowed are {limit}", .what.in_words())]
    TooLarge {
        /// What was counted.
        what: Measure,
        /// The count when reading stopped; the true one may be higher.
        found: u64,
        /// The most that is allowed.
        limit: u64,
    },
    /// The file unpacks to far more than it seems to hold; it is not opened further.
    #[error("the file unpacks to more than {limit_bytes} bytes or is packed beyond belief")]
    Bomb {
        /// Bytes after which unpacking stopped.
        limit_bytes: u64,
    },
    /// Elements or attachments are nested deeper than any honest file.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The deepest level allowed.
        limit: u32,
    },
    /// Guildhall does not read this format: keep it, or convert it and add the copy.
    #[error("files of type {what} cannot be read")]
    Unsupported {
        /// The format as a media type or in words.
        what: String,
    },
    /// The file holds no bytes.
    #[error("the file is empty")]
    Empty,
    /// The paper is an image and no recogniser is installed.
    #[error("the file holds images of text and no text recognition is installed")]
    RecogniserMissing,
    /// The recogniser gave up.
    #[error("text recognition failed: {reason}")]
    RecogniserFailed {
        /// What it said.
        reason: String,
    },
    /// The person stopped the reading.
    #[error("reading was cancelled")]
    Cancelled,
    /// Reading took too long.
    #[error("reading took longer than {seconds} seconds")]
    TimedOut {
        /// The time allowed.
        seconds: u64,
    },
    /// The document has no page of this number.
    #[error("there is no page {number}")]
    NoSuchPage {
        /// The number asked for, from 1.
        number: u64,
    },
    /// The document has no attachment of this index.
    #[error("there is no attachment {index}")]
    NoSuchAttachment {
        /// The index asked for, from 0.
        index: usize,
    },
    /// The disk or the operating system failed, not the file.
    #[error("the file could not be read from disk: {reason}")]
    Disk {
        /// What the system said.
        reason: String,
    },
}

impl ReadingError {
    /// Returns the stable name of the case, for messages in the person's language and for statistics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::Broken { .. } => "broken",
            Self::TooLarge { .. } => "too_large",
            Self::Bomb { .. } => "bomb",
            Self::TooDeep { .. } => "too_deep",
            Self::Unsupported { .. } => "unsupported",
            Self::Empty => "empty",
            Self::RecogniserMissing => "recogniser_missing",
            Self::RecogniserFailed { .. } => "recogniser_failed",
            Self::Cancelled => "cancelled",
            Self::TimedOut { .. } => "timed_out",
            Self::NoSuchPage { .. } => "no_such_page",
            Self::NoSuchAttachment { .. } => "no_such_attachment",
            Self::Disk { .. } => "disk",
        }
    }

    pub(crate) fn broken(reason: impl std::fmt::Display) -> Self {
        Self::Broken {
            reason: reason.to_string(),
        }
    }

    pub(crate) fn unsupported(what: impl Into<String>) -> Self {
        Self::Unsupported { what: what.into() }
    }
}

/// A file that ends early or holds invalid data is the file's fault; the rest is the disk's.
impl From<std::io::Error> for ReadingError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                Self::broken(error)
            }
            _ => Self::Disk {
                reason: error.to_string(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_serialised_tag() {
        let errors = [
            ReadingError::Encrypted,
            ReadingError::broken("x"),
            ReadingError::TooLarge {
                what: Measure::Pixels,
                found: 2,
                limit: 1,
            },
            ReadingError::Bomb { limit_bytes: 1 },
            ReadingError::TimedOut { seconds: 1 },
            ReadingError::NoSuchPage { number: 3 },
        ];
        for error in errors {
            let json = serde_json::to_value(&error).unwrap();
            assert_eq!(json["code"], error.code());
            assert_eq!(serde_json::from_value::<ReadingError>(json).unwrap(), error);
        }
    }

    #[test]
    fn a_file_that_ends_early_is_broken_and_a_missing_file_is_the_disks_fault() {
        let early = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        assert_eq!(ReadingError::from(early).code(), "broken");
        assert_eq!(ReadingError::from(missing).code(), "disk");
    }
}
