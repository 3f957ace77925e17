//! What can be in the way of packing records, and of taking packages in.

use guildhall_archive::ArchiveError;
use guildhall_identity::IdentityError;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_package::PackageError;
use guildhall_store::StoreError;
use guildhall_vault::VaultError;

/// Why records were not packed, or packages not taken in.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The package cannot be made or read.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A file cannot be fetched from the vault, or kept in it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The file of the keys that sign packages, or the ledger, cannot be read or written.
    #[error(transparent)]
    Key(#[from] LedgerError),
    /// The archive refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The identity room refused.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The record is not filed yet, so it has no number to go by.
    #[error("the record is not filed")]
    NotFiled,
    /// There is no such kind of package.
    #[error("{0:?} is no kind of package")]
    UnknownFormat(String),
    /// The machine has no place or time for it now.
    #[error("the package could not be written")]
    Scratch(#[source] std::io::Error),
    /// Nothing of what was asked for may be taken along.
    #[error("there is nothing to take along")]
    NothingToSend,
    /// More than may go at once was asked for.
    #[error("more than {0} records")]
    TooMany(u64),
    /// There is no such consignment or accession, or it is somebody else's.
    #[error("there is no such consignment or accession")]
    NoSuchExchange,
    /// The packages are not all there yet, or not any more.
    #[error("the packages are not there")]
    NotThere,
    /// The purpose is none, or the reason says nothing.
    #[error("a purpose and a reason are needed")]
    PurposeNeeded,
    /// Meanwhile the actor may no longer take all of it along.
    #[error("the rights have changed")]
    RightsChanged,
    /// The actor may take packages in nowhere.
    #[error("no package may be taken in")]
    MayNotReceive,
    /// There is no package in what was given.
    #[error("there is no package in {0:?}")]
    NoPackage(String),
    /// What was typed is missing, too long, not printable, or a day that cannot be.
    #[error("the field {0} does not fit")]
    Field(&'static str),
    /// The handover has come further, or somebody else changed it meanwhile.
    #[error("the handover was changed meanwhile")]
    Changed,
    /// The consignment is being handed over, or was.
    #[error("the handover was asked for before")]
    HandoverAsked,
    /// A record was handed over before.
    #[error("{0:?} is handed over already")]
    HandedOver(String),
    /// The receiver counted something else than was sent.
    #[error("{sent} records were sent, {received} counted")]
    CountDiffers {
        /// Records that were sent.
        sent: u64,
        /// Records that the receiver counted.
        received: u64,
    },
}

impl Explain for DispatchError {
    fn code(&self) -> &'static str {
        match self {
            Self::Package(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Archive(error) => error.code(),
            Self::Identity(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::NotFiled => "dispatch-not-filed",
            Self::UnknownFormat(_) => "dispatch-format",
            Self::Scratch(_) => "dispatch-scratch",
            Self::NothingToSend => "dispatch-nothing",
            Self::TooMany(_) => "dispatch-too-many",
            Self::NoSuchExchange => "dispatch-no-such",
            Self::NotThere => "dispatch-not-there",
            Self::PurposeNeeded => "dispatch-purpose",
            Self::RightsChanged => "dispatch-rights-changed",
            Self::MayNotReceive => "dispatch-may-not-receive",
            Self::NoPackage(_) => "dispatch-no-package",
            Self::Field(_) => "dispatch-field",
            Self::Changed => "dispatch-changed",
            Self::HandoverAsked => "dispatch-handover-asked",
            Self::HandedOver(_) => "dispatch-handed-over",
            Self::CountDiffers { .. } => "dispatch-count-differs",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Package(error) => error.arguments(),
            Self::Vault(error) => error.arguments(),
            Self::Key(error) => error.arguments(),
            Self::Archive(error) => error.arguments(),
            Self::Identity(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            Self::NoPackage(name) => vec![("what", name.clone())],
            Self::Field(field) => vec![("field", (*field).to_owned())],
            Self::HandedOver(number) => vec![("number", number.clone())],
            Self::CountDiffers { sent, received } => {
                vec![("sent", sent.to_string()), ("received", received.to_string())]
            }
            Self::TooMany(most) => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Package(error) => error.kind(),
            Self::Vault(error) => error.kind(),
            Self::Key(error) => error.kind(),
            Self::Archive(error) => error.kind(),
            Self::Identity(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::NotFiled | Self::NotThere | Self::Changed | Self::HandoverAsked | Self::HandedOver(_) => {
                ErrorKind::Conflict
            }
            Self::UnknownFormat(_)
            | Self::NothingToSend
            | Self::PurposeNeeded
            | Self::NoPackage(_)
            | Self::Field(_)
            | Self::CountDiffers { .. } => ErrorKind::Invalid,
            Self::TooMany(_) => ErrorKind::TooLarge,
            Self::NoSuchExchange => ErrorKind::NotFound,
            Self::RightsChanged | Self::MayNotReceive => ErrorKind::Denied,
            Self::Scratch(_) => ErrorKind::Unavailable,
        }
    }
}
