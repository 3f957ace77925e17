//! The national package of an electronic record (电子文件封装包, EEP; DA/T 48-2009): [`write_original`] and
//! [`write_modified`] write it, [`read()`] reads it and checks signatures, certificates, sizes and digests.
//!
//! What is signed are the bytes of the element 被签名对象 with its tags, as they are written; 签名规则 says so.

mod certificate;
mod content;
mod grammar;
mod key;
mod layer;
mod metadata;
mod read;
mod scan;
mod signature;
mod verify;
mod write;
mod xml;

pub use certificate::Certificate;
pub use key::PackageKeys;
pub use layer::{EepFile, Layer, LayerKind};
pub use metadata::{Metadata, element, element_name};
pub use read::{Eep, read};
pub use write::{Act, Agent, Contents, Draft, DraftFile, write_modified, write_original};

/// The namespace of all elements.
pub const NAMESPACE: &str = "http://www.saac.gov.cn/standards/ERM/encapsulation";
/// The year of the standard, which every package states.
const EDITION: &str = "2009";
/// Layers inside each other that are read.
const LAYERS_MAX: usize = 16;

/// Why a package is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is no XML that is read here, or declares a document type.
    Xml,
    /// An element is missing, stands where it may not, or holds what it may not.
    Grammar,
    /// A signature does not fit what it signs.
    Signature,
    /// A certificate cannot be read, or its key is of a kind that is not known here.
    Certificate,
    /// A certificate has expired, or is not valid yet.
    Expired,
    /// A file has another digest than the package states.
    Digest,
    /// A file has another size than the package states.
    Size,
    /// Nobody has signed it.
    Unsigned,
}

/// One thing that is wrong with a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub reason: Reason,
    /// Which element, file or certificate.
    pub what: String,
}

impl Problem {
    fn new(reason: Reason, what: impl AsRef<str>) -> Self {
        Self {
            reason,
            what: crate::path::shortened(what.as_ref()),
        }
    }

    /// Returns the code of the message that explains it.
    pub fn code(&self) -> &'static str {
        match self.reason {
            Reason::Xml => "package-eep-xml",
            Reason::Grammar => "package-eep-grammar",
            Reason::Signature => "package-eep-signature",
            Reason::Certificate => "package-eep-certificate",
            Reason::Expired => "package-eep-expired",
            Reason::Digest => "package-eep-digest",
            Reason::Size => "package-eep-size",
            Reason::Unsigned => "package-eep-unsigned",
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.reason, self.what)
    }
}
