//! The kinds of package in which a record leaves.

use crate::DispatchError;

/// A kind of package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The national package of DA/T 48-2009 (电子文件封装包), one XML file.
    Eep,
    /// A bag of RFC 8493 in a zip file.
    Bagit,
    /// An object of OCFL 1.1 in a zip file.
    Ocfl,
}

impl Format {
    /// All kinds, the national one first.
    pub const ALL: [Self; 3] = [Self::Eep, Self::Bagit, Self::Ocfl];

    /// Returns the code: `eep`, `bagit` or `ocfl`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eep => "eep",
            Self::Bagit => "bagit",
            Self::Ocfl => "ocfl",
        }
    }

    /// Reads a code.
    ///
    /// # Errors
    /// [`DispatchError::UnknownFormat`].
    pub fn parse(code: &str) -> Result<Self, DispatchError> {
        let found = Self::ALL.into_iter().find(|format| format.code() == code);
        found.ok_or_else(|| DispatchError::UnknownFormat(code.chars().take(40).collect()))
    }

    /// Returns the ending of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Eep => "eep.xml",
            Self::Bagit => "bag.zip",
            Self::Ocfl => "ocfl.zip",
        }
    }

    /// Returns the media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Eep => "application/xml",
            Self::Bagit | Self::Ocfl => "application/zip",
        }
    }
}
