//! Everything Guildhall knows about Chinese text: scripts, words, dates, numbers, names, titles and types.
//!
//! Start reading at [`describe`], which turns the lines of a paper into a proposal for its description;
//! the other modules are its parts and can be used alone.
//!
//! Invariants: this crate does no input or output except loading a model folder ([`person::Tagger::load`]),
//! knows no institution beyond the word lists handed to it, and never panics on any text. All its functions
//! cost time linear in the text. Byte ranges always fall on character boundaries of the text they were found in.

pub mod amount;
pub mod classify;
pub mod date;
pub mod describe;
pub mod document_number;
mod error;
mod excerpt;
pub mod genre;
mod glyph;
pub mod identity_number;
pub mod keywords;
pub mod numeral;
pub mod page;
pub mod person;
pub mod phone;
pub mod pinyin;
pub mod script;
pub mod secrecy_mark;
pub mod sentence;
pub mod summary;
pub mod surname;
pub mod title;
pub mod words;

pub use error::LanguageError;
