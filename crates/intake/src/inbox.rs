//! The inbox (收件箱): papers from the moment they come in until they are filed.

mod discard;
mod model;
mod release;
mod service;
pub(crate) mod store;
mod trace;

pub use model::{Arrival, DOUBTFUL_BELOW, InboxItem, ItemState, Received, Source, StoredProposal};
pub use service::{Inbox, StagedPaper};
pub use trace::InboxTrace;
