//! Requests to borrow an original (借阅申请): asked for, decided by others, handed out at the desk.
//!
//! A request is no loan and reserves nothing: the original may be out when it is asked for, and the desk hands it out when it
//! is back. Who decides is another room's matter. One request becomes one loan at most.

mod model;
mod service;
mod store;
mod subjects;

pub use model::{AskLoan, LOAN_REQUEST, LoanRequest, RequestState};
pub use service::RequestKey;
pub(crate) use service::end_requests;
pub use subjects::LoanRequestSubjects;
