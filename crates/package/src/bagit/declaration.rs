//! The declaration `bagit.txt` (RFC 8493, 2.1.1): version and encoding of the tag files.

use super::{Problem, Reason};
use encoding_rs::Encoding;

/// Name of the declaration.
pub(super) const FILE: &str = "bagit.txt";

/// What a bag declares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declaration {
    /// Version, major and minor.
    pub version: (u32, u32),
    /// How all other tag files are written.
    pub encoding: &'static Encoding,
}

impl Declaration {
    /// Says whether the bag follows RFC 8493 and not one of its drafts.
    pub fn is_final(&self) -> bool {
        self.version >= (1, 0)
    }

    /// Reads the declaration, which is UTF-8 without a byte order mark and has exactly two lines.
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let wrong = |what: &str| Problem::new(Reason::Declaration, what);
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return Err(wrong("byte order mark"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("UTF-8"))?;
        let mut lines = text.lines();
        let mut value = |label: &str| {
            let line = lines.next().unwrap_or_default();
            let value = line.strip_prefix(label).and_then(|rest| rest.strip_prefix(": "));
            value.map(str::trim_end).ok_or_else(|| wrong(line))
        };
        let version = value("BagIt-Version")?;
        let encoding = value("Tag-File-Character-Encoding")?;
        if lines.any(|line| !line.trim().is_empty()) {
            return Err(wrong("more than two lines"));
        }
        Ok(Self {
            version: parse_version(version).ok_or_else(|| wrong(version))?,
            encoding: Encoding::for_label(encoding.as_bytes())
                .ok_or_else(|| Problem::new(Reason::Encoding, encoding))?,
        })
    }

    /// Reads a tag file as text.
    pub fn decode(&self, name: &str, bytes: &[u8]) -> Result<String, Problem> {
        let wrong = || Problem::new(Reason::Encoding, name);
        self.encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(wrong)
    }
}

/// Reads a version such as `0.97` of which something is known here.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    let version = (major.parse().ok()?, minor.parse().ok()?);
    matches!(version, (0, 93..=97) | (1, 0)).then_some(version)
}
