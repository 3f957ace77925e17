//! A format as rules/formats describes it.

use crate::signature::Signature;
use serde::Deserialize;

/// A file format (文件格式) of the registry.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormatDefinition {
    /// Its identifier: that of PRONOM such as `fmt/18`, or one of our own such as `local/ofd`.
    pub puid: String,
    /// Its name.
    pub name: String,
    /// Its version; may be empty.
    #[serde(default)]
    pub version: String,
    /// Its media type (RFC 6838).
    pub media: String,
    /// Extensions of its files, lower case.
    #[serde(default)]
    pub extensions: Vec<String>,
    /// Formats that a file of this one resembles too, and that are then left out.
    #[serde(default)]
    pub(crate) over: Vec<String>,
    /// Each is a way to know it: all of its byte sequences are there.
    #[serde(default)]
    pub(crate) signatures: Vec<Vec<Signature>>,
    /// Each is a way to know it by what lies in a container.
    #[serde(default)]
    pub(crate) inside: Vec<Inside>,
    /// Whether it counts only for files of its extension.
    #[serde(default)]
    pub(crate) named: bool,
    /// Where it is described; empty for those of PRONOM.
    #[serde(default)]
    pub source: String,
}

/// What lies in a container of this format.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inside {
    /// Which container.
    #[serde(rename = "in")]
    pub kind: Container,
    /// Entries that are all there.
    pub entries: Vec<Entry>,
}

/// A container of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Container {
    /// APPNOTE of PKWARE.
    Zip,
    /// MS-CFB.
    Compound,
}

/// A file in a container.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Its path.
    pub name: String,
    /// Byte sequences that are all in it.
    #[serde(default)]
    pub has: Vec<Signature>,
}

impl FormatDefinition {
    /// Returns name and version for people.
    pub fn title(&self) -> String {
        match self.version.is_empty() || self.name.contains(&self.version) {
            true => self.name.clone(),
            false => format!("{} {}", self.name, self.version),
        }
    }

    /// Says whether a file of this extension may be of this format.
    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        self.extensions.iter().any(|own| own == extension)
    }

    /// Says whether its bytes can be told.
    pub(crate) fn has_signature(&self) -> bool {
        !self.signatures.is_empty() || !self.inside.is_empty()
    }
}
