//! Which element of DA/T 46-2009 each value of a record becomes in a package (rules/packages).
//!
//! What the dictionary knows (a field with its element) is not repeated here; the rule adds what is no field, and the
//! words of the standard for codes of the house.

use guildhall_archive::{Codes, Dictionary, FieldKind, FieldValue, Record};
use guildhall_package::eep::{Metadata, element_name};
use guildhall_rules::RuleError;
use serde::Deserialize;

/// Name of the rule.
const FILE: &str = "packages/elements.toml";
/// Elements that may stand several times in a package; several values of all others are joined into one.
const REPEATED: &[&str] = &["M26", "M51", "M67", "M68", "M75"];

/// The files, as text.
#[derive(Debug, Clone, Copy)]
pub struct ElementFiles<'a> {
    /// The JSON schema.
    pub schema: &'a str,
    /// The elements.
    pub elements: &'a str,
}

/// What is no field of the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Source {
    /// Id of the record.
    Id,
    /// Name of its organisation.
    Organisation,
    /// Fonds (全宗号).
    Fonds,
    /// Archive type (类别号).
    Type,
    /// Number of the volume in which it was filed (室编案卷号).
    Volume,
    /// Item number (件号).
    Item,
    /// Department from which it comes.
    Department,
    /// Pages.
    Pages,
}

#[derive(Debug, Clone, Deserialize)]
struct Element {
    number: String,
    from: Option<Source>,
    value: Option<String>,
}

/// What the standard calls a code of the house.
#[derive(Debug, Clone, Deserialize)]
struct Word {
    number: String,
    code: String,
    value: String,
}

#[derive(Debug, Deserialize)]
struct Rule {
    element: Vec<Element>,
    word: Vec<Word>,
}

/// The rule, checked.
#[derive(Debug, Clone)]
pub struct Elements {
    elements: Vec<Element>,
    words: Vec<Word>,
}

impl Elements {
    /// Reads the rule, held against its schema and the elements that a package has a place for.
    ///
    /// # Errors
    /// [`RuleError`] naming a wrong form, or an element that no package has.
    pub fn load(files: ElementFiles<'_>) -> Result<Self, RuleError> {
        let rule: Rule = guildhall_rules::read(("packages/schema.json", files.schema), FILE, files.elements)?;
        let numbers = rule.element.iter().map(|element| &element.number);
        for number in numbers.chain(rule.word.iter().map(|word| &word.number)) {
            if element_name(number).is_none() {
                return Err(RuleError::new(
                    FILE,
                    format!("a package has no place for {number}"),
                ));
            }
        }
        guildhall_rules::refuse_twice(FILE, rule.element.iter().map(|element| &element.number))?;
        Ok(Self {
            elements: rule.element,
            words: rule.word,
        })
    }

    /// Returns the metadata of a record, filed in the volume of this number if in one, whose organisation has this name.
    pub fn describe(
        &self,
        (dictionary, codes): (&Dictionary, &Codes),
        (record, volume): (&Record, Option<i64>),
        organisation: &str,
    ) -> Metadata {
        let mut metadata = Metadata::default();
        let fields = dictionary.find(&record.type_code).map(|kind| &kind.fields);
        let values = record.all_fields();
        for field in dictionary.base().iter().chain(fields.into_iter().flatten()) {
            let (Some(number), Some(value)) = (&field.element, values.get(&field.name)) else {
                continue;
            };
            if !metadata.get(number).is_empty() {
                continue;
            }
            let said = |text: &str| match field.kind {
                FieldKind::Date => text.replace('-', ""),
                _ => self.word(number, text).unwrap_or_else(|| {
                    let table = field.code_table.as_deref().unwrap_or_default();
                    codes
                        .find(table, text)
                        .map_or(text, |code| &code.name_zh)
                        .to_owned()
                }),
            };
            add(&mut metadata, number, value, said);
        }
        for element in &self.elements {
            let value = match (element.from, &element.value) {
                (Some(source), _) => source_value(source, (record, volume), organisation),
                (None, value) => value.clone().unwrap_or_default(),
            };
            if !value.is_empty() && metadata.get(&element.number).is_empty() {
                metadata.add(&element.number, value);
            }
        }
        metadata
    }

    fn word(&self, number: &str, code: &str) -> Option<String> {
        let mut words = self.words.iter();
        let found = words.find(|word| word.number == number && word.code == code);
        found.map(|word| word.value.clone())
    }
}

/// Adds the values of a field.
fn add(metadata: &mut Metadata, number: &str, value: &FieldValue, said: impl Fn(&str) -> String) {
    let values: Vec<String> = value.values().into_iter().map(said).collect();
    match REPEATED.contains(&number) {
        true => values.into_iter().for_each(|value| metadata.add(number, value)),
        false => metadata.add(number, values.join("；")),
    }
}

fn source_value(source: Source, (record, volume): (&Record, Option<i64>), organisation: &str) -> String {
    match source {
        Source::Id => record.id.to_string(),
        Source::Organisation => organisation.to_owned(),
        Source::Fonds => record.fonds_code.clone().unwrap_or_default(),
        Source::Type => record.type_code.clone(),
        Source::Volume => volume.map(|volume| volume.to_string()).unwrap_or_default(),
        Source::Item => record
            .item_number
            .map(|item| item.to_string())
            .unwrap_or_default(),
        Source::Department => record.department.clone(),
        Source::Pages => match record.page_count {
            0 => String::new(),
            pages => pages.to_string(),
        },
    }
}
