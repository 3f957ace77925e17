//! Errors as a page and as a notice: what happened and what to do.

use askama::Template;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

use super::Frame;
use crate::locale::Explained;
use crate::routes;

/// What can go wrong before a service is reached; every other error comes from the room that met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageFault {
    /// Nothing at this address, or nothing that this person may know of.
    #[error("no such page")]
    NotFound,
    /// The role may not do this.
    #[error("the role may not do this")]
    Forbidden,
    /// No session, or one that has ended.
    #[error("nobody is signed in")]
    SignInRequired,
    /// The password was chosen by somebody else and must be changed first.
    #[error("the password must be changed first")]
    PasswordDue,
    /// The house obliges her to a second factor, and she has none.
    #[error("a second factor must be set up first")]
    SecondFactorDue,
    /// The last proof of identity is too old for something sensitive.
    #[error("a new proof of identity is needed")]
    ConfirmNeeded,
    /// The form or query does not hold together.
    #[error("the request does not hold together")]
    BadRequest,
    /// The form's token is old or foreign (CSRF).
    #[error("the token of the form is old or foreign")]
    FormExpired,
    /// The body is larger than allowed.
    #[error("the body is larger than allowed")]
    TooLarge,
    /// A part is not there just now.
    #[error("a part is not available")]
    Unavailable,
    /// A fault of ours.
    #[error("the request met an unexpected fault")]
    Internal,
}

impl Explain for PageFault {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "page-not-found",
            Self::Forbidden => "page-forbidden",
            Self::SignInRequired => "page-sign-in-required",
            Self::PasswordDue => "page-password-due",
            Self::SecondFactorDue => "page-second-factor-due",
            Self::ConfirmNeeded => "page-confirm-needed",
            Self::BadRequest => "page-bad-request",
            Self::FormExpired => "page-form-expired",
            Self::TooLarge => "page-too-large",
            Self::Unavailable => "page-unavailable",
            Self::Internal => "page-internal",
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Forbidden
            | Self::FormExpired
            | Self::PasswordDue
            | Self::SecondFactorDue
            | Self::ConfirmNeeded => ErrorKind::Denied,
            Self::SignInRequired => ErrorKind::Unauthenticated,
            Self::BadRequest => ErrorKind::Invalid,
            Self::TooLarge => ErrorKind::TooLarge,
            Self::Unavailable => ErrorKind::Unavailable,
            Self::Internal => ErrorKind::Internal,
        }
    }
}

/// A page instead of the one that was asked for.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// The frame.
    pub ui: Frame,
    /// What kind of error it is; names the page.
    pub kind: ErrorKind,
    /// HTTP status.
    pub status: u16,
    /// What happened and what to do about it; from `ui.explain(error)`.
    pub text: Explained,
    /// The number of the request in the log, for support.
    pub reference: String,
}

impl ProblemPage {
    /// What the page is called.
    #[must_use]
    pub fn title(&self) -> String {
        let ui = &self.ui;
        match self.kind {
            ErrorKind::Invalid => ui.t("problem-invalid"),
            ErrorKind::NotFound => ui.t("problem-not-found"),
            ErrorKind::Conflict => ui.t("problem-conflict"),
            ErrorKind::Denied => ui.t("problem-denied"),
            ErrorKind::Unauthenticated => ui.t("problem-sign-in"),
            ErrorKind::TooMany => ui.t("problem-too-many"),
            ErrorKind::TooLarge => ui.t("problem-too-large"),
            ErrorKind::Unavailable => ui.t("problem-unavailable"),
            ErrorKind::Internal => ui.t("problem-internal"),
        }
    }
}

/// The same as a notice, for a request in the background.
#[derive(Debug, Template)]
#[template(path = "components/problem_notice.html")]
pub struct ProblemNotice {
    /// The frame.
    pub ui: Frame,
    /// What happened and what to do about it; from `ui.explain(error)`.
    pub text: Explained,
}
