//! Domain events (领域事件): the outbox of the house and its consumers' cursors.
//!
//! An event is written in the transaction of the change it tells of. A sequencer gives it a position after the
//! commit; consumers read by position, each with its own cursor, and must be idempotent: an event may come
//! twice, never out of order, never not at all. Positions are given in one statement under the lock of the
//! head row, so two sequencers cannot give one position twice, and no reader can see a gap that fills later.

mod log;
mod sequencer;

pub use log::{Event, EventBody, append, append_many, cursor, read_after, set_cursor};
pub use sequencer::{head, sequence};
