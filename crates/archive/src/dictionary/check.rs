//! Holding values against the dictionary.

use super::model::{Dictionary, FieldDefinition, FieldKind, FieldValue, Fields, Obligation, RecordType};
use crate::Codes;
use crate::error::FieldProblem;
use guildhall_kernel::Date;

/// Longest text of a field, in characters.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Most values of a field.
const VALUES_MAX: usize = 500;

/// Returns what does not fit; with `complete`, also what is missing.
pub fn check_fields(
    dictionary: &Dictionary,
    record_type: &RecordType,
    codes: &Codes,
    fields: &Fields,
    complete: bool,
) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let problem = |field: &str, code| FieldProblem {
        field: field.to_owned(),
        code,
    };
    for (name, value) in fields {
        match dictionary.field(record_type, name) {
            None => problems.push(problem(name, "unknown-field")),
            Some(_) if value.is_empty() => {}
            Some(definition) => {
                if let Some(code) = value_problem(definition, value, codes) {
                    problems.push(problem(name, code));
                }
            }
        }
    }
    if complete {
        let mandatory = record_type.fields.iter().chain(dictionary.base());
        for definition in mandatory.filter(|field| field.obligation == Obligation::Mandatory) {
            if fields.get(&definition.name).is_none_or(FieldValue::is_empty) {
                problems.push(problem(&definition.name, "missing"));
            }
        }
    }
    problems
}

fn value_problem(definition: &FieldDefinition, value: &FieldValue, codes: &Codes) -> Option<&'static str> {
    let values = value.values();
    if values.len() > VALUES_MAX || values.iter().any(|value| value.chars().count() > TEXT_CHARS_MAX) {
        return Some("too-long");
    }
    if values.len() > 1 && !definition.kind.is_many() {
        return Some("one-value");
    }
    values
        .iter()
        .find_map(|value| text_problem(definition, value.trim(), codes))
}

fn text_problem(definition: &FieldDefinition, text: &str, codes: &Codes) -> Option<&'static str> {
    let fits = match definition.kind {
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Texts
        | FieldKind::Person
        | FieldKind::Persons
        | FieldKind::StaffNumber => return None,
        FieldKind::Date => (text.parse::<Date>().is_ok(), "not-a-date"),
        FieldKind::Year => (
            text.parse::<i16>().is_ok_and(|year| (1800..2200).contains(&year)),
            "not-a-year",
        ),
        FieldKind::Number => (text.parse::<i64>().is_ok(), "not-a-number"),
        FieldKind::Money => (is_money(text), "not-an-amount"),
        FieldKind::YesNo => (matches!(text, "yes" | "no"), "not-yes-or-no"),
        FieldKind::Code => {
            let table = definition.code_table.as_deref().unwrap_or_default();
            (codes.find(table, text).is_some(), "unknown-code")
        }
    };
    (!fits.0).then_some(fits.1)
}

/// Says whether the text is an amount in yuan with at most two decimals.
fn is_money(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, cents) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(cents) && whole.len() <= 13 && cents.len() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_at_most_two_decimals() {
        for right in ["0", "12", "12.5", "-3.20", "9999999999999.99"] {
            assert!(is_money(right), "{right}");
        }
        for wrong in ["", ".", "1.", ".5", "1.234", "1,000", "一百", "1e3"] {
            assert!(!is_money(wrong), "{wrong}");
        }
    }
}
