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
    /// The key that seals cannot be removed.
    #[error("the key {0} seals and cannot be removed")]
    Seals(String),
    /// A recovery key can be shared out only so that two or more, and no more than there are, rebuild it.
    #[error("two shares or more must be needed, and no more than are made")]
    Sharing,
    /// A text is not a share, or there is a slip in it.
    #[error("a share has missing, mistyped or too many words")]
    Share,
    /// Shares of different recovery keys.
    #[error("the shares belong to different sets")]
    SharesMixed,
    /// One share was given twice.
    #[error("share {0} was given twice")]
    ShareTwice(u8),
    /// Fewer shares than are needed.
    #[error("{have} shares of the {need} that are needed")]
    SharesTooFew {
        /// Shares that were given.
        have: usize,
        /// Shares that are needed.
        need: u8,
    },
    /// Shares that rebuild no key.
    #[error("the shares do not rebuild the recovery key; one of them is made up")]
    SharesWrong,
    /// A text is not a wrapped key ring, or was changed.
    #[error("the wrapped key ring is damaged or is none")]
    Wrapped,
    /// A wrapped key ring that another recovery key opens.
    #[error("the wrapped key ring belongs to the shares of set {set}")]
    WrappedForOthers {
        /// The set that opens it.
        set: String,
    },
    /// A hardware module refused, or is not there.
    #[error("the hardware module: {0}")]
    Module(String),
    /// The key file is sealed by a hardware module, and none is configured.
    #[error("the key file is sealed by a hardware module, and none is configured")]
    ModuleNeeded,
    /// There is a key file already.
    #[error("the key file {0} exists and is not written over")]
    Exists(String),
}

impl Explain for KeyError {
    fn code(&self) -> &'static str {
        match self {
            Self::File(_) => "key-file",
            Self::OpenToOthers(_) => "key-file-open",
            Self::Damaged(_) => "key-file-damaged",
            Self::Unknown(_) => "key-unknown",
            Self::Changed => "key-changed",
            Self::Seals(_) => "key-seals",
            Self::Sharing => "key-sharing",
            Self::Share => "key-share",
            Self::SharesMixed => "key-shares-mixed",
            Self::ShareTwice(_) => "key-share-twice",
            Self::SharesTooFew { .. } => "key-shares-too-few",
            Self::SharesWrong => "key-shares-wrong",
            Self::Wrapped => "key-wrapped",
            Self::WrappedForOthers { .. } => "key-wrapped-for-others",
            Self::Module(_) => "key-module",
            Self::ModuleNeeded => "key-module-needed",
            Self::Exists(_) => "key-file-exists",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OpenToOthers(file) | Self::Exists(file) => vec![("file", file.clone())],
            Self::Module(said) => vec![("said", said.clone())],
            Self::Unknown(id) | Self::Seals(id) => vec![("key", id.clone())],
            Self::ShareTwice(number) => vec![("number", number.to_string())],
            Self::SharesTooFew { have, need } => vec![("have", have.to_string()), ("need", need.to_string())],
            Self::WrappedForOthers { set } => vec![("set", set.clone())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::File(_)
            | Self::OpenToOthers(_)
            | Self::Damaged(_)
            | Self::Unknown(_)
            | Self::Changed
            | Self::Module(_)
            | Self::ModuleNeeded => ErrorKind::Internal,
            Self::Seals(_) | Self::Exists(_) => ErrorKind::Conflict,
            _ => ErrorKind::Invalid,
        }
    }
}
