//! What can be wrong with a package, or in the way of making one.

use crate::path::shortened;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// Why a package was refused, or not made.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A file cannot be read or written.
    #[error("{name} cannot be read or written")]
    File {
        /// Which one.
        name: String,
        /// What the disk, or the source of the bytes, said.
        #[source]
        source: std::io::Error,
    },
    /// A path leads out of the package, or would on another system.
    #[error("the path {path:?} may not stand in a package")]
    Path {
        /// The path, shortened.
        path: String,
    },
    /// Two files are one where capitals or ways to write an accent do not count.
    #[error("{path:?} and {other:?} would be one file")]
    Clash {
        /// One path.
        path: String,
        /// The other.
        other: String,
    },
    /// There is a link, a device, or a name that is no text.
    #[error("{path:?} is no plain file")]
    Link {
        /// Its path.
        path: String,
    },
    /// The package, or one of its parts, is larger than is looked at.
    #[error("{what} is larger than allowed")]
    TooLarge {
        /// Which part.
        what: String,
    },
    /// The zip file is damaged or encrypted.
    #[error("the zip file is damaged or encrypted")]
    Zip,
    /// The bag breaks RFC 8493.
    #[error("the bag is not valid: {0}")]
    Bag(crate::bagit::Problem),
    /// The object breaks OCFL.
    #[error("the object is not valid: {0}")]
    Ocfl(crate::ocfl::Problem),
    /// The national package is not genuine, or none at all.
    #[error("the package is not genuine: {0}")]
    Eep(crate::eep::Problem),
    /// It is neither a bag, nor an object, nor a national package.
    #[error("no package that is known here")]
    Unknown,
    /// A file to be packed is not what it was said to be.
    #[error("{name} is not what it was said to be")]
    Changed {
        /// Its name.
        name: String,
    },
    /// The keys that sign packages cannot be made or used.
    #[error("the keys that sign packages cannot be used: {0}")]
    Key(String),
}

impl PackageError {
    /// Names the file that could not be read or written.
    pub(crate) fn file(name: impl std::fmt::Display, source: std::io::Error) -> Self {
        Self::File {
            name: shortened(&name.to_string()),
            source,
        }
    }

    /// Names the part that is too large.
    pub(crate) fn too_large(what: impl Into<String>) -> Self {
        Self::TooLarge { what: what.into() }
    }
}

impl Explain for PackageError {
    fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "package-file",
            Self::Path { .. } => "package-path",
            Self::Clash { .. } => "package-clash",
            Self::Link { .. } => "package-link",
            Self::TooLarge { .. } => "package-too-large",
            Self::Zip => "package-zip",
            Self::Bag(problem) => problem.code(),
            Self::Ocfl(_) => "package-ocfl",
            Self::Eep(problem) => problem.code(),
            Self::Unknown => "package-unknown",
            Self::Changed { .. } => "package-changed",
            Self::Key(_) => "package-key",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::File { name, source } => vec![("what", format!("{name}: {source}"))],
            Self::Path { path } | Self::Link { path } => vec![("path", path.clone())],
            Self::Clash { path, other } => vec![("path", path.clone()), ("other", other.clone())],
            Self::TooLarge { what } => vec![("what", what.clone())],
            Self::Zip | Self::Unknown => Vec::new(),
            Self::Bag(problem) => vec![("what", problem.what.clone())],
            Self::Eep(problem) => vec![("what", problem.what.clone())],
            Self::Changed { name } => vec![("what", name.clone())],
            Self::Key(what) => vec![("what", what.clone())],
            Self::Ocfl(problem) => vec![("rule", problem.code.to_owned()), ("what", problem.what.clone())],
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::File { .. } | Self::Changed { .. } | Self::Key(_) => ErrorKind::Internal,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            _ => ErrorKind::Invalid,
        }
    }
}

impl From<std::io::Error> for PackageError {
    fn from(error: std::io::Error) -> Self {
        Self::file("EEP", error)
    }
}
