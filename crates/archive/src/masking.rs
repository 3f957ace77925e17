//! Masking of personal data (个人信息遮盖): which characters of a field, a text or a page are hidden, by rules/masking.
//!
//! Begin at [`Masks`]. Pure: nothing here knows who asks; whether somebody sees clear text is decided by
//! [`crate::Archive::sight`]. A masked text has as many characters as the text it was made from, so that places on a
//! page and marks in a text stay where they were; a field that is hidden as a whole has not, for its length would tell.

mod class;
mod field;
mod find;
mod load;
mod page;
mod text;

pub use class::{ClassLabel, Masks, Purpose};
pub use load::MaskingFiles;
pub use page::MaskedPage;
pub use text::MaskedText;

#[cfg(test)]
mod tests;
