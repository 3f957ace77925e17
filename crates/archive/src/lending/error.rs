//! What can go wrong with a loan, and what the person can do about it.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// A refusal by the lending desk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LendingError {
    /// There is no such loan, or its record is not in the actor's care.
    #[error("no such loan")]
    NoSuchLoan,
    /// Nobody in the union has the staff number.
    #[error("nobody has this staff number")]
    NoSuchPerson,
    /// No filed record in the actor's care bears the code.
    #[error("no filed record in her care bears the code {0}")]
    NoSuchRecord(String),
    /// A field cannot stand as it is.
    #[error("{0} cannot stand as it is")]
    Field(&'static str),
    /// No record was named.
    #[error("there is nothing to be lent")]
    Nothing,
    /// More records than one slip holds.
    #[error("one slip holds at most {most} records")]
    TooMany {
        /// How many it holds.
        most: u32,
    },
    /// Longer than anything is lent.
    #[error("nothing is lent for more than {most} days")]
    TooLong {
        /// The most days.
        most: u32,
    },
    /// The original does not leave the storeroom.
    #[error("the original of {0} does not leave the storeroom")]
    StaysIn(String),
    /// The original is out.
    #[error("{0} is lent out")]
    Out(String),
    /// The loan is over.
    #[error("the original came back before")]
    CameBack,
    /// The loan is not over, so there is no return to be undone.
    #[error("the original has not come back")]
    NotBack,
    /// It was renewed as often as may be.
    #[error("it was renewed {most} times, as often as may be")]
    RenewedOut {
        /// How often a loan is renewed.
        most: u32,
    },
    /// The account belongs to nobody in the directory of people, so nothing can be lent to her.
    #[error("the account is linked to no person")]
    NoPerson,
    /// There is no such request, or it is another's and its record is not in the actor's care.
    #[error("no such request to borrow")]
    NoSuchRequest,
    /// The same person has asked for the record, and that is not over.
    #[error("{0} was asked for before")]
    RequestedBefore(String),
    /// The request was decided, handed out or dropped before.
    #[error("the request is over")]
    RequestOver,
    /// Somebody changed the loan meanwhile.
    #[error("the loan was changed by somebody else")]
    Changed,
}

impl Explain for LendingError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchLoan => "loan-not-found",
            Self::NoSuchPerson => "loan-no-person",
            Self::NoSuchRecord(_) => "loan-no-record",
            Self::Field(_) => "loan-field",
            Self::Nothing => "loan-nothing",
            Self::TooMany { .. } => "loan-too-many",
            Self::TooLong { .. } => "loan-too-long",
            Self::StaysIn(_) => "loan-stays-in",
            Self::Out(_) => "loan-out",
            Self::CameBack => "loan-came-back",
            Self::NotBack => "loan-not-back",
            Self::RenewedOut { .. } => "loan-renewed-out",
            Self::NoPerson => "loan-no-own-person",
            Self::NoSuchRequest => "loan-request-not-found",
            Self::RequestedBefore(_) => "loan-requested-before",
            Self::RequestOver => "loan-request-over",
            Self::Changed => "loan-changed",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoSuchRecord(code)
            | Self::StaysIn(code)
            | Self::Out(code)
            | Self::RequestedBefore(code) => vec![("code", code.clone())],
            Self::Field(field) => vec![("field", (*field).to_owned())],
            Self::TooMany { most } | Self::TooLong { most } | Self::RenewedOut { most } => {
                vec![("most", most.to_string())]
            }
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoSuchLoan | Self::NoSuchRequest => ErrorKind::NotFound,
            Self::RequestedBefore(_) | Self::RequestOver => ErrorKind::Conflict,
            Self::Out(_) | Self::CameBack | Self::NotBack | Self::Changed => ErrorKind::Conflict,
            Self::RenewedOut { .. } => ErrorKind::Conflict,
            Self::NoSuchPerson | Self::NoSuchRecord(_) | Self::Field(_) => ErrorKind::Invalid,
            Self::Nothing | Self::TooMany { .. } | Self::TooLong { .. } => ErrorKind::Invalid,
            Self::StaysIn(_) | Self::NoPerson => ErrorKind::Invalid,
        }
    }
}
