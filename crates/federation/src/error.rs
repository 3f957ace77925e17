//! Everything that can go wrong in this room, and what the person can do about it.

use guildhall_identity::{Denied, IdentityError};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum FederationError {
    /// No provider of this key is configured.
    #[error("there is no such identity provider")]
    UnknownProvider,
    /// The provider does not answer, or not as the standard says.
    #[error("the identity provider cannot be used: {reason}")]
    ProviderUnusable {
        /// What went wrong, for the log.
        reason: String,
    },
    /// Nothing waits for this answer: its time is over, it was given before, or another browser asked.
    #[error("nothing waits for this answer")]
    AttemptOver,
    /// The provider let nobody in.
    #[error("the identity provider refused: {reason}")]
    ProviderRefused {
        /// Its own code, for the log.
        reason: String,
    },
    /// What the provider says of the person cannot be believed.
    #[error("the answer of the identity provider is refused: {reason}")]
    AnswerRefused {
        /// What did not fit, for the log.
        reason: &'static str,
    },
    /// The identity outside belongs to no account.
    #[error("the identity belongs to no account")]
    NotBound,
    /// The identity outside belongs to another account.
    #[error("the identity belongs to another account")]
    BindingTaken,
    /// The account has as many identities outside as one may have.
    #[error("too many identities")]
    TooManyBindings,
    /// There is no such binding, or the actor may not know of it.
    #[error("the binding does not exist")]
    BindingNotFound,
    /// Nobody may sign in by a certificate: no authority is configured.
    #[error("no authority of client certificates is configured")]
    CertificatesOff,
    /// The browser shows no certificate.
    #[error("no certificate is shown")]
    CertificateMissing,
    /// The certificate does not count, or belongs to nobody; whoever shows it is not told which.
    #[error("the certificate is refused: {reason}")]
    CertificateRefused {
        /// What did not fit, for the log.
        reason: String,
    },
    /// The certificate belongs to an account already.
    #[error("the certificate belongs to an account")]
    CertificateTaken,
    /// The account has as many certificates as one may have.
    #[error("too many certificates")]
    TooManyCertificates,
    /// There is no such certificate, or the actor may not know of it.
    #[error("the certificate does not exist")]
    CertificateNotFound,
    /// A directory's token would hold for less than a day or more than two years.
    #[error("a token holds for 1 to 731 days")]
    TokenDays,
    /// There is no such token, or the actor may not know of it.
    #[error("the token does not exist")]
    TokenNotFound,
    /// The identity room refused.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The ledger refused the entry.
    #[error("ledger")]
    Ledger(#[from] LedgerError),
    /// The database refused.
    #[error("database")]
    Store(#[from] StoreError),
}

impl From<Denied> for FederationError {
    fn from(denied: Denied) -> Self {
        Self::Identity(denied.into())
    }
}

impl Explain for FederationError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownProvider => "outside-unknown-provider",
            Self::ProviderUnusable { .. } => "outside-provider-unusable",
            Self::AttemptOver => "outside-attempt-over",
            Self::ProviderRefused { .. } => "outside-provider-refused",
            Self::AnswerRefused { .. } => "outside-answer-refused",
            Self::NotBound => "outside-not-bound",
            Self::BindingTaken => "outside-binding-taken",
            Self::TooManyBindings => "outside-too-many-bindings",
            Self::BindingNotFound => "outside-binding-not-found",
            Self::CertificatesOff => "certificates-off",
            Self::CertificateMissing => "certificate-missing",
            Self::CertificateRefused { .. } => "certificate-refused",
            Self::CertificateTaken => "certificate-taken",
            Self::TooManyCertificates => "too-many-certificates",
            Self::CertificateNotFound => "certificate-not-found",
            Self::TokenDays => "directory-token-days",
            Self::TokenNotFound => "directory-token-not-found",
            Self::Identity(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Identity(error) => error.arguments(),
            Self::Ledger(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::UnknownProvider
            | Self::BindingNotFound
            | Self::CertificateNotFound
            | Self::TokenNotFound => ErrorKind::NotFound,
            Self::ProviderUnusable { .. } => ErrorKind::Unavailable,
            Self::TokenDays
            | Self::CertificateMissing
            | Self::CertificateRefused { .. }
            | Self::AttemptOver
            | Self::ProviderRefused { .. }
            | Self::AnswerRefused { .. } => ErrorKind::Invalid,
            Self::NotBound => ErrorKind::Denied,
            Self::BindingTaken
            | Self::TooManyBindings
            | Self::CertificatesOff
            | Self::CertificateTaken
            | Self::TooManyCertificates => ErrorKind::Conflict,
            Self::Identity(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
