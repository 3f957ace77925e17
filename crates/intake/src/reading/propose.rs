//! From pages to a proposed description: the language room's findings, fitted to the dictionary.

use crate::inbox::StoredProposal;
use guildhall_archive::{Archive, Description, Dictionary, FieldKind, FieldValue, Fields};
use guildhall_language::classify::{TypeClassifier, TypeCues};
use guildhall_language::describe::{DescribeInput, FileProperties, Proposal, describe, field};
use guildhall_language::page::PageLines;
use guildhall_language::person::{Gazetteer, Tagger};
use std::sync::Arc;

/// Confidence below which a type is not taken over as the supposed one.
const TYPE_CONFIDENCE_MIN: f32 = 0.3;
/// Type supposed when nothing speaks for another: administrative documents.
const TYPE_DEFAULT: &str = "WS";

/// What reading needs beside the text. Cheap to clone.
#[derive(Clone)]
pub struct ReadingTools {
    /// The model for names, if it is installed.
    pub tagger: Option<Arc<Tagger>>,
    /// Known people.
    pub gazetteer: Option<Arc<Gazetteer>>,
    /// The cue words of the types.
    pub cues: Option<Arc<TypeClassifier>>,
}

impl ReadingTools {
    /// Makes the tools from the dictionary's cues and whatever else is there.
    pub fn new(
        dictionary: &Dictionary,
        tagger: Option<Arc<Tagger>>,
        gazetteer: Option<Arc<Gazetteer>>,
    ) -> Self {
        let cues: Vec<TypeCues> = dictionary
            .types()
            .map(|kind| TypeCues {
                code: kind.code.clone(),
                words: kind
                    .cues
                    .iter()
                    .map(|cue| (cue.words.clone(), cue.weight))
                    .collect(),
            })
            .collect();
        let cues = TypeClassifier::new(&cues)
            .inspect_err(|error| tracing::warn!(%error, "types cannot be proposed"))
            .ok()
            .map(Arc::new);
        Self {
            tagger,
            gazetteer,
            cues,
        }
    }

    /// Proposes a description; keeps a core busy.
    pub(super) fn propose(
        &self,
        file_name: &str,
        pages: &[PageLines],
        properties: &FileProperties,
    ) -> Proposal {
        describe(&DescribeInput {
            file_name,
            pages,
            properties,
            gazetteer: self.gazetteer.as_deref(),
            cues: self.cues.as_deref(),
            tagger: self.tagger.as_deref(),
        })
    }
}

/// Turns a proposal into the description that a record shows until a person confirms one. What does not fit the
/// dictionary is left out; it stays in the proposal.
pub(super) fn description(
    archive: &Archive,
    proposal: &StoredProposal,
    title: &str,
    year: i64,
) -> Description {
    let found = &proposal.description;
    let supposed = found
        .field(field::TYPE_CODE)
        .filter(|proposed| proposed.confidence >= TYPE_CONFIDENCE_MIN);
    let type_code = supposed
        .map(|proposed| proposed.value.clone())
        .filter(|code| archive.dictionary.find(code).is_some())
        .unwrap_or_else(|| TYPE_DEFAULT.to_owned());
    let mut fields = Fields::new();
    let mut set = |name: &str, value: FieldValue| {
        if !value.is_empty() {
            fields.insert(name.to_owned(), value);
        }
    };
    let one = |text: &str| FieldValue::One(text.to_owned());
    set(
        "title",
        one(found
            .value(field::TITLE)
            .filter(|title| !title.is_empty())
            .unwrap_or(title)),
    );
    let date = found
        .value(field::DOC_DATE)
        .filter(|date| date.parse::<guildhall_kernel::Date>().is_ok());
    set("doc_date", one(date.unwrap_or_default()));
    set(
        "year",
        one(&date
            .and_then(|date| date.get(..4))
            .map_or_else(|| year.to_string(), str::to_owned)),
    );
    set(
        "doc_number",
        one(found.value(field::DOC_NUMBER).unwrap_or_default()),
    );
    set(
        "responsible_party",
        one(found.value(field::RESPONSIBLE_PARTY).unwrap_or_default()),
    );
    set("summary", one(&found.summary));
    set("keywords", FieldValue::Many(found.keywords.clone()));
    set(
        "persons",
        FieldValue::Many(found.persons.iter().map(|person| person.name.clone()).collect()),
    );
    if let Some(record_type) = archive.dictionary.find(&type_code) {
        set("retention", one(&record_type.retention_default));
        for (proposed, name) in [
            (field::MAIN_RECIPIENTS, "main_recipients"),
            (field::AMOUNT_TOTAL, "amount_total"),
            (field::DOCUMENT_GENRE, "document_genre"),
        ] {
            let Some(definition) = record_type.fields.iter().find(|field| field.name == name) else {
                continue;
            };
            let Some(value) = found.value(proposed) else {
                continue;
            };
            set(name, fitted(archive, definition, value));
        }
    }
    Description {
        type_code,
        fields,
        department: None,
    }
}

/// A genre is proposed by its name and kept by its code.
fn fitted(archive: &Archive, definition: &guildhall_archive::FieldDefinition, value: &str) -> FieldValue {
    match definition.kind {
        FieldKind::Code => {
            let table = definition.code_table.as_deref().unwrap_or_default();
            let code = archive
                .codes
                .table(table)
                .iter()
                .find(|code| code.name_zh == value || code.code == value);
            FieldValue::One(code.map(|code| code.code.clone()).unwrap_or_default())
        }
        kind if kind.is_many() => FieldValue::Many(
            value
                .split([';', '；'])
                .map(|part| part.trim().to_owned())
                .collect(),
        ),
        _ => FieldValue::One(value.to_owned()),
    }
}
