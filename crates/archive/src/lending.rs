//! Lending of originals (借阅): lent for a time, renewed, returned, and what is out or overdue.
//!
//! Begin at [`Lending`]. A loan is a line of the register that stays; what is out now stands besides in a table whose key is
//! the record, so nothing is lent twice, and nothing is destroyed while it is out. Nothing here changes or moves a record:
//! its place in the storeroom stays its place.

mod error;
mod model;
pub mod request;
mod rules;
mod service;
mod store;
mod subjects;

pub use error::LendingError;
pub use model::{CameBack, Loan, NewLoan, Returned};
pub use rules::{LendingFiles, LendingRules};
pub use service::{DueKey, Lending, LoanKey};
pub use store::lent_out;
pub(crate) use store::{claim_for_destruction, release_destroyed};
pub use subjects::LoanSubjects;
