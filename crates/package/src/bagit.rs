//! BagIt bags (RFC 8493), from drafts 0.93 to version 1.0: [`read()`] validates, [`BagWriter`] writes.
//!
//! A `fetch.txt` is never followed: a bag whose files would have to be fetched is incomplete.

mod declaration;
mod manifest;
mod read;
mod tag_file;
mod write;

pub use read::{Bag, read};
pub use write::BagWriter;

/// Why a bag is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// `bagit.txt` is missing or not as RFC 8493, 2.1.1 has it.
    Declaration,
    /// A tag file is not written in the encoding that the bag states.
    Encoding,
    /// There is no manifest of the payload with an algorithm that is known here.
    NoManifest,
    /// A line of a manifest or of `fetch.txt` cannot be read.
    Line,
    /// A path leads out of the bag, or not to where such a list may lead.
    Path,
    /// One file is listed twice with different digests.
    ListedTwice,
    /// A file is listed and not there.
    Missing,
    /// A file of the payload is not listed.
    Unlisted,
    /// A file has another digest than is listed.
    Digest,
    /// The payload has another size than `Payload-Oxum` says.
    Oxum,
    /// A file would have to be fetched from an address.
    Fetch,
}

/// One thing that is wrong with a bag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What rule it breaks.
    pub reason: Reason,
    /// Which file, line or path.
    pub what: String,
}

impl Problem {
    pub(crate) fn new(reason: Reason, what: impl AsRef<str>) -> Self {
        Self {
            reason,
            what: crate::path::shortened(what.as_ref()),
        }
    }

    /// Returns the code of the message that explains it.
    pub fn code(&self) -> &'static str {
        match self.reason {
            Reason::Declaration => "package-bag-declaration",
            Reason::Encoding => "package-bag-encoding",
            Reason::NoManifest => "package-bag-no-manifest",
            Reason::Line => "package-bag-line",
            Reason::Path => "package-bag-path",
            Reason::ListedTwice => "package-bag-listed-twice",
            Reason::Missing => "package-bag-missing",
            Reason::Unlisted => "package-bag-unlisted",
            Reason::Digest => "package-bag-digest",
            Reason::Oxum => "package-bag-oxum",
            Reason::Fetch => "package-bag-fetch",
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.reason, self.what)
    }
}

/// Something about a valid bag that its maker should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A path in a manifest begins with `./`.
    RelativePath(String),
    /// A file that systems make for themselves stands in the payload.
    SystemFile(String),
    /// An algorithm is not known here; its manifest was passed over.
    UnknownAlgorithm(String),
    /// The bag names addresses of files that it holds itself.
    FetchNotNeeded,
    /// The bag follows a draft from before RFC 8493.
    Draft(String),
}
