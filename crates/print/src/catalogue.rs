//! What a catalogue of filed items holds (归档文件目录), with its cover and note sheet (备考表). Pure data.
//!
//! Source: DA/T 22-2015, which asks for A4 across, nine columns, a cover and a note sheet behind the items.

use serde::Serialize;

/// How many columns the catalogue has.
pub const COLUMNS: usize = 9;

/// A catalogue to be printed on A4 across and bound on the left.
#[derive(Debug, Clone, Serialize)]
pub struct Catalogue {
    /// Language tag of the text, such as `zh` or `en`.
    pub language: &'static str,
    /// Its title.
    pub title: String,
    /// The cover: fonds, name of the fonds, year, retention and the like, each with its name.
    pub cover: Vec<(String, String)>,
    /// The head of each column.
    pub head: [String; COLUMNS],
    /// The items.
    pub rows: Vec<[String; COLUMNS]>,
    /// The note sheet.
    pub note: NoteSheet,
    /// What stands at the foot of every page, before the page number.
    pub foot: String,
}

/// The sheet behind the items on which is noted what is missing or was changed, and who put them in order.
#[derive(Debug, Clone, Serialize)]
pub struct NoteSheet {
    /// Its title.
    pub title: String,
    /// Over the space for notes.
    pub lead: String,
    /// What the program knows to be noted, such as numbers without a record.
    pub notes: Vec<String>,
    /// Names of the places that are signed.
    pub signed: Vec<String>,
}
