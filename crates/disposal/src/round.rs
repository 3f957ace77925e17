//! Rounds of appraisal (鉴定批次): which records, what is proposed for each, who decided, who watched.

mod handing_over;
mod model;
mod proposing;
mod reading;
mod service;
mod signing;
pub(crate) mod store;

pub use model::{Item, ItemLine, NewRound, Outcome, Proposal, Round, RoundState, Signature, Stage, Verdict};
pub use reading::{ItemKey, RoundKey, RoundWhole};
pub use service::{Decided, Sent};
pub(crate) use service::{changed, noted_items};
