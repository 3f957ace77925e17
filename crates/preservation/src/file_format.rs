//! What a file of a record is.

use guildhall_archive::Record;
use guildhall_formats::Basis;
use guildhall_kernel::{ComponentId, RecordId, Timestamp};

/// What a file of a record was found to be (格式识别结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFormat {
    /// The file.
    pub component: ComponentId,
    /// Its record.
    pub record: RecordId,
    /// Identifier of its format.
    pub puid: String,
    /// From what that was told.
    pub basis: Basis,
    /// Encoding of a text; empty for others.
    pub encoding: String,
    /// Whether its name promises another format.
    pub name_disagrees: bool,
    /// Version of the rules by which it was told.
    pub rules: String,
    /// When.
    pub identified_at: Timestamp,
}

/// How much the archive holds in one format, as far as somebody may list it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatCount {
    /// Identifier of the format.
    pub puid: String,
    /// Files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

/// A file in one format, with its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOfFormat {
    /// What it is.
    pub format: FileFormat,
    /// Place in its record, from 1.
    pub sequence: u32,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its record.
    pub record: Record,
}
