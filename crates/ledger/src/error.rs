//! What can go wrong with the ledger.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// A failure of the ledger, as opposed to a ledger that was found to be wrong.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database refused.
    #[cfg(feature = "database")]
    #[error(transparent)]
    Store(#[from] guildhall_store::StoreError),
    /// The details of an entry are larger than [`crate::DETAILS_BYTES_MAX`].
    #[error(
        "details of an entry are {bytes} bytes long, allowed are {}",
        crate::DETAILS_BYTES_MAX
    )]
    DetailsTooLarge {
        /// Their length.
        bytes: usize,
    },
    /// There is no such leaf or tree.
    #[error("the log has {size} leaves, but {asked} was asked for")]
    OutOfRange {
        /// Leaves in the log.
        size: u64,
        /// What was asked for.
        asked: u64,
    },
    /// What is kept of the tree does not fit together; a verification says where.
    #[error("the kept tree is damaged: {0}")]
    Damaged(String),
    /// A key, checkpoint or proof cannot be understood.
    #[error("malformed: {0}")]
    Malformed(String),
    /// A file could not be read or written.
    #[error("file of the ledger")]
    File(#[from] std::io::Error),
}

impl Explain for LedgerError {
    fn code(&self) -> &'static str {
        match self {
            #[cfg(feature = "database")]
            Self::Store(error) => error.code(),
            Self::DetailsTooLarge { .. } => "ledger-details-too-large",
            Self::OutOfRange { .. } => "ledger-out-of-range",
            Self::Damaged(_) => "ledger-damaged",
            Self::Malformed(_) => "ledger-malformed",
            Self::File(_) => "ledger-file",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            #[cfg(feature = "database")]
            Self::Store(error) => error.arguments(),
            Self::OutOfRange { size, asked } => {
                vec![("size", size.to_string()), ("asked", asked.to_string())]
            }
            Self::DetailsTooLarge { bytes } => vec![("bytes", bytes.to_string())],
            Self::Damaged(what) | Self::Malformed(what) => vec![("what", what.clone())],
            Self::File(error) => vec![("what", error.to_string())],
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            #[cfg(feature = "database")]
            Self::Store(error) => error.kind(),
            Self::OutOfRange { .. } => ErrorKind::NotFound,
            Self::Malformed(_) => ErrorKind::Invalid,
            Self::DetailsTooLarge { .. } | Self::Damaged(_) | Self::File(_) => ErrorKind::Internal,
        }
    }
}
