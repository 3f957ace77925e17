//! The fields of the index.
//!
//! Text stands in fields of characters (they rank) and of words; rights, facets and sort keys stand in
//! columns, because a column costs the same for every reader however narrow the rights are.

use crate::analyse::{CHARACTERS, CharacterTokenizer, WORDS, WordTokenizer};
use crate::search::Facet;
use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

/// Version of the layout of fields and of what is kept of a record; an index made by another version must be rebuilt.
pub(crate) const LAYOUT: u32 = 3;

/// Handles of the fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The record's id, for replacing and deleting.
    pub record: Field,
    /// The two halves of the record's id, for key paging.
    pub id_high: Field,
    pub id_low: Field,
    /// Sort key of the order "newest".
    pub newest: Field,
    /// Everything that can be found, as characters.
    pub characters: Field,
    /// The same as words.
    pub words: Field,
    pub title: Field,
    pub person: Field,
    pub number: Field,
    pub year_term: Field,
    pub facets: [Field; Facet::COUNT],
    pub realm: Field,
    pub org_path: Field,
    pub state: Field,
    /// What a page of hits shows.
    pub stored: Field,
}

/// Column of the record id's upper half.
pub(crate) const ID_HIGH: &str = "id_high";
/// Column of the record id's lower half.
pub(crate) const ID_LOW: &str = "id_low";
/// Column of the sort key of the order "newest".
pub(crate) const NEWEST: &str = "newest";

/// A column of text that rights can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RightsColumn(&'static str);

impl RightsColumn {
    const ALL: [&'static str; 8] = [
        "realm",
        "org_path",
        "state",
        "secrecy",
        "type_code",
        "year",
        "department",
        "source",
    ];

    /// Finds the column by the field's name in a rights filter.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|known| **known == name)
            .map(|known| Self(known))
    }

    /// Says whether its values are numbers.
    pub fn is_number(self) -> bool {
        matches!(self.0, "secrecy" | "year")
    }

    /// Returns the column's name in the index.
    pub fn name(self) -> &'static str {
        self.0
    }
}

/// Builds the schema and the handles of its fields.
pub(crate) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let column = NumericOptions::default().set_fast();
    let raw = || TextOptions::default().set_fast("raw");
    let fields = Fields {
        record: schema.add_text_field("record", TextOptions::default().set_indexing_options(exact())),
        id_high: schema.add_u64_field(ID_HIGH, column.clone()),
        id_low: schema.add_u64_field(ID_LOW, column.clone()),
        newest: schema.add_i64_field(NEWEST, column),
        characters: schema.add_text_field("characters", characters()),
        words: schema.add_text_field("words", words()),
        title: schema.add_text_field("title", characters()),
        person: schema.add_text_field("person_text", characters()),
        number: schema.add_text_field("number", characters()),
        year_term: schema.add_text_field("year_term", TextOptions::default().set_indexing_options(exact())),
        facets: Facet::ALL.map(|facet| schema.add_text_field(facet.name(), raw())),
        realm: schema.add_text_field("realm", raw()),
        org_path: schema.add_text_field("org_path", raw()),
        state: schema.add_text_field("state", raw()),
        stored: schema.add_bytes_field("stored", STORED),
    };
    (schema.build(), fields)
}

/// Returns the analysers under the names that the schema uses.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(CHARACTERS, TextAnalyzer::from(CharacterTokenizer::default()));
    manager.register(WORDS, TextAnalyzer::from(WordTokenizer));
    manager
}

fn exact() -> TextFieldIndexing {
    TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false)
}

fn characters() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(CHARACTERS)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

fn words() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(WORDS)
        .set_index_option(IndexRecordOption::WithFreqs);
    TextOptions::default().set_indexing_options(indexing)
}
