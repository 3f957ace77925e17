//! Reading rules/masking, and refusing what does not fit its schema or the dictionary.

use super::class::{Class, ClassLabel, Cue, Cues, Keep, Masks, NumberKind, Purpose, Taken};
use crate::{Dictionary, FieldDefinition, RuleError};
use guildhall_kernel::ContentHash;
use guildhall_language::script::fold_chars;
use serde::Deserialize;
use std::collections::BTreeSet;

const SCHEMA_FILE: &str = "masking/schema.json";
const CLASSES_FILE: &str = "masking/classes.toml";
const PURPOSES_FILE: &str = "masking/purposes.toml";

/// The texts of the rules.
#[derive(Debug, Clone, Copy)]
pub struct MaskingFiles<'a> {
    /// `masking/schema.json`.
    pub schema: &'a str,
    /// `masking/classes.toml`.
    pub classes: &'a str,
    /// `masking/purposes.toml`.
    pub purposes: &'a str,
}

#[derive(Deserialize)]
struct ClassesFile {
    class: Vec<WrittenClass>,
}

#[derive(Deserialize)]
struct PurposesFile {
    purpose: Vec<Purpose>,
}

/// A class as the file writes it.
#[derive(Deserialize)]
struct WrittenClass {
    code: String,
    label_zh: String,
    label_en: String,
    keep: WrittenKeep,
    #[serde(default)]
    first: usize,
    #[serde(default)]
    last: usize,
    #[serde(default)]
    hidden_min: usize,
    #[serde(default)]
    find: Vec<NumberKind>,
    cue: Option<Cue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenKeep {
    Nothing,
    Ends,
    District,
}

impl Masks {
    /// Reads the rules, checked against their JSON schema and against the dictionary whose fields name the classes.
    ///
    /// # Errors
    /// [`RuleError`] naming file and place of the first mistake.
    pub fn load(files: MaskingFiles<'_>, dictionary: &Dictionary) -> Result<Self, RuleError> {
        let schema = (SCHEMA_FILE, files.schema);
        let classes: ClassesFile = guildhall_rules::read(schema, CLASSES_FILE, files.classes)?;
        let purposes: PurposesFile = guildhall_rules::read(schema, PURPOSES_FILE, files.purposes)?;
        let classes: Vec<Class> = classes.class.into_iter().map(Class::from).collect();
        refuse_twice(
            CLASSES_FILE,
            classes.iter().map(|class| class.label.code.as_str()),
        )?;
        refuse_twice(
            PURPOSES_FILE,
            purposes.purpose.iter().map(|purpose| purpose.code.as_str()),
        )?;
        for class in &classes {
            refuse_kept_number(class)?;
        }
        let masks = Self {
            cues: Cues::of(&classes).map_err(|error| RuleError::new(CLASSES_FILE, error))?,
            classes,
            purposes: purposes.purpose,
            version: version(files.classes, dictionary),
        };
        masks.refuse_unknown_classes(dictionary)?;
        Ok(masks)
    }

    fn refuse_unknown_classes(&self, dictionary: &Dictionary) -> Result<(), RuleError> {
        for (holder, field) in fields(dictionary) {
            if let Some(class) = &field.class
                && self.class(class).is_none()
            {
                let what = format!("field {}: no masking class {class}", field.name);
                return Err(RuleError::new(&format!("{holder}.toml"), what));
            }
        }
        Ok(())
    }
}

impl From<WrittenClass> for Class {
    fn from(written: WrittenClass) -> Self {
        let keep = match written.keep {
            WrittenKeep::Nothing => Keep::Nothing,
            WrittenKeep::District => Keep::District,
            WrittenKeep::Ends => Keep::Ends {
                first: written.first,
                last: written.last,
                hidden_min: written.hidden_min,
            },
        };
        let fold = |words: &[String]| words.iter().map(|word| fold_chars(word)).collect();
        Self {
            label: ClassLabel {
                code: written.code,
                zh: written.label_zh,
                en: written.label_en,
            },
            keep,
            find: written.find,
            cue: written.cue.map(|cue| Cue {
                words: fold(&cue.words),
                words_alone: fold(&cue.words_alone),
                ..cue
            }),
        }
    }
}

/// Names classes and the fields that belong to them.
fn version(classes: &str, dictionary: &Dictionary) -> u64 {
    let mut text = classes.to_owned();
    for (holder, field) in fields(dictionary) {
        if let Some(class) = &field.class {
            text.extend(["\n", holder, " ", field.name.as_str(), " ", class.as_str()]);
        }
    }
    let digest = ContentHash::of(text.as_bytes()).to_hex();
    u64::from_str_radix(&digest[..16], 16).expect("a digest is written in hexadecimal digits")
}

/// Returns all fields with the code of their type; `_base` for those of every type.
fn fields(dictionary: &Dictionary) -> impl Iterator<Item = (&str, &FieldDefinition)> {
    let base = dictionary.base().iter().map(|field| ("_base", field));
    let own = dictionary
        .types()
        .flat_map(|kind| kind.fields.iter().map(|field| (kind.code.as_str(), field)));
    base.chain(own)
}

fn refuse_twice<'a>(file: &str, codes: impl Iterator<Item = &'a str>) -> Result<(), RuleError> {
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(RuleError::new(file, format!("{code} stands twice")));
        }
    }
    Ok(())
}

/// What stays at an end of a number must not itself be taken for a number behind a cue, or a text would be masked
/// otherwise each time it is masked again.
fn refuse_kept_number(class: &Class) -> Result<(), RuleError> {
    let (Keep::Ends { first, last, .. }, Some(cue)) = (class.keep, &class.cue) else {
        return Ok(());
    };
    if cue.take == Taken::Number && first.max(last) >= cue.digits_min {
        let what = format!(
            "class {}: first and last must be less than digits_min",
            class.label.code
        );
        return Err(RuleError::new(CLASSES_FILE, what));
    }
    Ok(())
}
