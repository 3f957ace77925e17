//! The job that reads a paper: out of the vault, through the child process, into pages and a proposal.

mod attachments;
mod failure;
mod job;
mod note;
mod pages;
mod propose;

pub use job::{PaperReading, READ_PAPER};
pub use note::PaperNote;
pub use propose::ReadingTools;
