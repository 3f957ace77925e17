//! What can go wrong with keys.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key file cannot be read or written.
    #[error("the key file cannot be read or written")]
    File(#[source] std::io::Error),
    /// The key file may be read by others.
    #[error("the key file {0} may be read by others")]
    OpenToOthers(String),
    /// The key file is not one.
    #[error("the key file is damaged: {0}")]
    Damaged(&'static str),
    /// Something was sealed with a key that the ring does not hold.
    #[error("the key ring does not hold the key {0}")]
    Unknown(String),
    /// What was sealed was changed, or belongs to something else.
    #[error("what was sealed was changed or belongs to something else")]
    Changed,
}

impl Explain for KeyError {
    fn code(&self) -> &'static str {
        match self {
            Self::File(_) => "key-file",
            Self::OpenToOthers(_) => "key-file-open",
            Self::Damaged(_) => "key-file-damaged",
            Self::Unknown(_) => "key-unknown",
            Self::Changed => "key-changed",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OpenToOthers(file) => vec![("file", file.clone())],
            Self::Unknown(id) => vec![("key", id.clone())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Internal
    }
}
