//! How much one file may cost. Every field is enforced while reading, before the cost is paid.

use serde::{Deserialize, Serialize};

/// The most that reading one file may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of a file whose parser needs it whole in memory (PDF, mail, legacy workbook).
    pub whole_file_bytes: u64,
    /// Bytes unpacked in total out of one container.
    pub expanded_bytes: u64,
    /// Bytes of one unpacked part that is held in memory.
    pub part_bytes: u64,
    /// Times that a part over one mebibyte may be larger than its packed form; honest XML stays below 60.
    pub expansion_ratio: u64,
    /// Entries of an archive.
    pub entries: u64,
    /// Levels of elements in XML.
    pub xml_depth: u32,
    /// Pages handed over; later ones are left out and said to be.
    pub pages: u64,
    /// Pixels of one image, by its header. A3 at 600 dpi has 70 million.
    pub pixels: u64,
    /// Cells of one workbook.
    pub cells: u64,
    /// Seconds for the whole reading, by the caller's [`Watch`](crate::Watch).
    pub seconds: u64,
    /// Levels of attachments within attachments.
    pub attachment_depth: u32,
    /// Bytes of one extracted attachment.
    pub attachment_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            whole_file_bytes: 256 * MIB,
            expanded_bytes: 1024 * MIB,
            part_bytes: 64 * MIB,
            expansion_ratio: 200,
            entries: 20_000,
            xml_depth: 256,
            pages: 10_000,
            pixels: 80_000_000,
            cells: 5_000_000,
            seconds: 6 * 3600,
            attachment_depth: 5,
            attachment_bytes: 2048 * MIB,
        }
    }
}
