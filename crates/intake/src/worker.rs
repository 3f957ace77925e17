//! The child process in which foreign files are opened (阅读进程).
//!
//! A hostile file may crash a parser, run for ever or eat memory. All that happens in a child: [`serve`] is what the
//! child runs, [`Workers`] is what the server keeps. They speak JSON, one message a line, over the child's standard
//! input and output. The child limits its own memory; the server kills it when its time is over, and starts another.

mod protocol;
mod searchable;
mod serve;
mod workers;

pub use protocol::{LostAttachment, ReadRequest, TakeOut};
pub use serve::{ServeConfig, serve};
pub use workers::{ReadFailure, ReadOutcome, WorkerConfig, Workers};
