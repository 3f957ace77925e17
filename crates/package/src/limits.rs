//! How much of a foreign package is looked at before it is refused.

/// Bounds of time and memory for a package that somebody else made.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Files in the package.
    pub files: usize,
    /// Bytes of all files together, unpacked.
    pub bytes: u64,
    /// Bytes of one file that is read as a whole: a manifest, an inventory, one value of an XML file.
    pub whole_bytes: u64,
    /// Problems that are told before looking ends.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: 200_000,
            bytes: 1 << 40,
            whole_bytes: 64 << 20,
            problems: 100,
        }
    }
}
