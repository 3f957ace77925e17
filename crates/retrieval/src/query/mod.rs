//! The language of questions: parsed from what a person types, compiled into what the index can answer.
//!
//! No text is an error. What is not understood as a sign of the language is read as plain words.

mod compile;
mod parse;

pub use parse::{CHARS_MAX, Clause, Question, Scope};

pub(crate) use compile::{Match, compile};
