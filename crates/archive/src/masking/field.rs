//! Masking the values of a record.

use super::class::{Keep, Masks};
use super::text::{HIDDEN, hidden_places};
use crate::dictionary::{Dictionary, FieldDefinition, FieldKind, FieldValue, Fields};
use crate::record::{Description, Record};

/// What is shown of a value that is hidden as a whole: always as long, for its length would tell.
const WHOLE: &str = "***";

impl Masks {
    /// Hides personal data in the values of a type's fields: a field of a class by its class, a text as running text.
    /// A field that the dictionary no longer knows counts as text.
    pub fn mask_fields(&self, dictionary: &Dictionary, type_code: &str, fields: &Fields) -> Fields {
        let mask = |(name, value): (&String, &FieldValue)| {
            (
                name.clone(),
                self.mask_value(dictionary.field_of(type_code, name), value),
            )
        };
        fields.iter().map(mask).collect()
    }

    /// Returns a record as it is shown to who may not see its personal data.
    #[must_use]
    pub fn mask_record(&self, dictionary: &Dictionary, record: &Record) -> Record {
        let text = |text: &str| self.mask_text(text).text;
        let mut masked = record.clone();
        masked.title = text(&record.title);
        masked.doc_number = text(&record.doc_number);
        masked.responsible_party = text(&record.responsible_party);
        masked.department = text(&record.department);
        masked.fields = self.mask_fields(dictionary, &record.type_code, &record.fields);
        if let Some(discarded) = &mut masked.discarded {
            discarded.reason = text(&discarded.reason);
        }
        masked
    }

    /// Returns a single value of a field as it is shown masked.
    pub fn mask_one(&self, field: Option<&FieldDefinition>, value: &str) -> String {
        let class = field.and_then(|field| field.class.as_deref());
        match class.and_then(|class| self.class(class)) {
            Some(class) => by_rule(class.keep, value),
            None if field.is_none_or(|field| holds_text(field.kind)) => self.mask_text(value).text,
            None => value.to_owned(),
        }
    }

    fn mask_value(&self, field: Option<&FieldDefinition>, value: &FieldValue) -> FieldValue {
        match value {
            FieldValue::One(one) => FieldValue::One(self.mask_one(field, one)),
            FieldValue::Many(many) => {
                FieldValue::Many(many.iter().map(|one| self.mask_one(field, one)).collect())
            }
        }
    }

    /// Gives values that come back masked from who saw them so their old value again: she did not change them.
    #[must_use]
    pub(crate) fn put_back(
        &self,
        dictionary: &Dictionary,
        record: &Record,
        mut description: Description,
    ) -> Description {
        let stored = record.all_fields();
        for (name, value) in &mut description.fields {
            let field = dictionary.field_of(&record.type_code, name);
            if let Some(old) = stored.get(name)
                && *value == self.mask_value(field, old)
            {
                *value = old.clone();
            }
        }
        description
    }
}

fn holds_text(kind: FieldKind) -> bool {
    !matches!(
        kind,
        FieldKind::Date
            | FieldKind::Year
            | FieldKind::Number
            | FieldKind::Money
            | FieldKind::YesNo
            | FieldKind::Code
            | FieldKind::StaffNumber
    )
}

fn by_rule(keep: Keep, value: &str) -> String {
    if value.trim().is_empty() {
        return value.to_owned();
    }
    if keep == Keep::Nothing {
        return WHOLE.to_owned();
    }
    let mut chars: Vec<char> = value.chars().collect();
    for place in hidden_places(keep, &chars, false) {
        chars[place] = HIDDEN;
    }
    chars.into_iter().collect()
}
