//! What a directory is refused, in the words of the standard (RFC 7644, 3.12).

use crate::FederationError;
use guildhall_identity::IdentityError;
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum ScimFault {
    /// No token, or one that is unknown, over or revoked.
    #[error("a token that holds is needed")]
    Unauthorized,
    /// There is no such user or group in the branch of the token.
    #[error("there is no such resource in the branch of this token")]
    NotFound,
    /// The filter is none of those that are understood.
    #[error(
        "only userName eq, externalId eq and displayName eq with a text in quotation marks are understood"
    )]
    Filter,
    /// The body is not what the standard says.
    #[error("{0}")]
    Syntax(&'static str),
    /// A value cannot be taken.
    #[error("{0}")]
    Value(String),
    /// A value that stays as it is was to be changed.
    #[error("userName stays as it is")]
    Mutability,
    /// Another account has the login name.
    #[error("another account has this userName")]
    Uniqueness,
    /// The resource was changed since it was read.
    #[error("the resource was changed since it was read")]
    Precondition,
    /// The branch has more accounts than are listed.
    #[error("the branch has more accounts than are listed; use a filter")]
    TooMany,
    /// What is asked for clashes with a rule of the house.
    #[error("{0}")]
    Conflict(String),
    /// The program or the machine failed.
    #[error(transparent)]
    Failed(FederationError),
}

impl ScimFault {
    /// Returns the status of HTTP.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::NotFound => 404,
            Self::Filter | Self::Syntax(_) | Self::Value(_) | Self::Mutability | Self::TooMany => 400,
            Self::Uniqueness | Self::Conflict(_) => 409,
            Self::Precondition => 412,
            Self::Failed(_) => 500,
        }
    }

    /// Returns the standard's own code, where it has one.
    pub fn scim_type(&self) -> Option<&'static str> {
        match self {
            Self::Filter => Some("invalidFilter"),
            Self::Syntax(_) => Some("invalidSyntax"),
            Self::Value(_) => Some("invalidValue"),
            Self::Mutability => Some("mutability"),
            Self::Uniqueness => Some("uniqueness"),
            Self::TooMany => Some("tooMany"),
            _ => None,
        }
    }
}

impl From<FederationError> for ScimFault {
    fn from(error: FederationError) -> Self {
        match error {
            FederationError::Identity(IdentityError::LoginTaken) => Self::Uniqueness,
            FederationError::Identity(IdentityError::NotFound { what: "account" }) => Self::NotFound,
            error => match error.kind() {
                ErrorKind::Internal | ErrorKind::Unavailable => Self::Failed(error),
                ErrorKind::Invalid => Self::Value(error.to_string()),
                _ => Self::Conflict(error.to_string()),
            },
        }
    }
}

impl From<IdentityError> for ScimFault {
    fn from(error: IdentityError) -> Self {
        FederationError::from(error).into()
    }
}

impl From<StoreError> for ScimFault {
    fn from(error: StoreError) -> Self {
        FederationError::from(error).into()
    }
}

impl From<LedgerError> for ScimFault {
    fn from(error: LedgerError) -> Self {
        FederationError::from(error).into()
    }
}
