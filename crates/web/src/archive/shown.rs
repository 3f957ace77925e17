//! Names of types, codes and fields in the language of the page.

use crate::locale::Locale;
use guildhall_archive::codes::Code;
use guildhall_archive::{Archive, FieldDefinition, FieldKind, FieldValue, Record};

/// Returns the name of a code.
pub fn code_name(locale: Locale, code: Option<&Code>) -> Option<String> {
    code.map(|code| match locale {
        Locale::ZhCn => code.name_zh.clone(),
        Locale::En => code.name_en.clone(),
    })
}

/// Returns the name of an archive type; its code when the dictionary no longer knows it.
pub fn type_name(locale: Locale, archive: &Archive, code: &str) -> String {
    archive.dictionary.find(code).map_or_else(
        || code.to_owned(),
        |kind| match locale {
            Locale::ZhCn => kind.name_zh.clone(),
            Locale::En => kind.name_en.clone(),
        },
    )
}

/// Returns the label of a field.
pub fn label(locale: Locale, field: &FieldDefinition) -> String {
    match locale {
        Locale::ZhCn => field.label_zh.clone(),
        Locale::En => field.label_en.clone(),
    }
}

/// Returns the name of a secrecy level above *internal*, to be shown as a tag.
pub fn secrecy(locale: Locale, archive: &Archive, level: i64) -> Option<String> {
    let code = archive.codes.find("HOUSE_SECURITY_LEVEL", &level.to_string());
    if level > 1 {
        code_name(locale, code).or_else(|| Some(level.to_string()))
    } else {
        None
    }
}

/// Returns the name of a retention period.
pub fn retention(locale: Locale, archive: &Archive, code: &str) -> String {
    code_name(locale, archive.codes.find("RETENTION_CODE", code)).unwrap_or_else(|| code.to_owned())
}

/// Returns the value of a field for people: codes by their names, yes and no in words.
pub fn value(locale: Locale, archive: &Archive, field: &FieldDefinition, value: &FieldValue) -> String {
    let one = |text: &str| match field.kind {
        FieldKind::Code => {
            let table = field.code_table.as_deref().unwrap_or_default();
            code_name(locale, archive.codes.find(table, text)).unwrap_or_else(|| text.to_owned())
        }
        FieldKind::YesNo => {
            let key = if text == "yes" { "answer-yes" } else { "answer-no" };
            crate::locale::t(locale, key, &crate::locale::Args::none())
        }
        FieldKind::Date => text
            .parse::<jiff::civil::Date>()
            .map_or_else(|_| text.to_owned(), |date| locale.date(date)),
        _ => text.to_owned(),
    };
    value.values().into_iter().map(one).collect::<Vec<_>>().join("；")
}

/// Label and value of some fields.
pub type Facts = Vec<(String, String)>;

/// Returns what is filled of a record: of the fields that every record carries, and of those of its type.
pub fn facts(locale: Locale, archive: &Archive, record: &Record) -> (Facts, Facts) {
    let all = record.all_fields();
    let fact = |field: &FieldDefinition| {
        let shown = value(locale, archive, field, all.get(&field.name)?);
        (!shown.is_empty()).then(|| (label(locale, field), shown))
    };
    let base = archive.dictionary.base().iter().filter_map(fact).collect();
    let own = archive
        .dictionary
        .find(&record.type_code)
        .map(|kind| kind.fields.iter().filter_map(fact).collect());
    (base, own.unwrap_or_default())
}
