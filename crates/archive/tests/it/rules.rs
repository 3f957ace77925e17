//! The shipped dictionary, and what a wrong one is answered.

use super::house::{files, text};
use guildhall_archive::{Codes, Dictionary, Obligation};

fn codes() -> Codes {
    Codes::parse("codes.csv", &text("codes/codes.csv")).unwrap()
}

fn load(files: &[(String, String)]) -> Result<Dictionary, String> {
    Dictionary::load(&text("dictionary/schema.json"), files, &codes()).map_err(|error| error.to_string())
}

fn with(name: &str, changed: &str) -> Result<Dictionary, String> {
    let mut all = files("dictionary", "toml");
    all.retain(|(file, _)| file != name);
    all.push((name.to_owned(), changed.to_owned()));
    load(&all)
}

#[test]
fn every_type_of_the_list_has_its_fields() {
    let dictionary = load(&files("dictionary", "toml")).unwrap();
    assert_eq!(dictionary.types().count(), 30);
    for kind in dictionary.types() {
        assert!(
            !kind.fields.is_empty() && !kind.materials.is_empty() && !kind.cues.is_empty(),
            "{}",
            kind.code
        );
        assert!(
            codes().find("RETENTION_CODE", &kind.retention_default).is_some(),
            "{}",
            kind.code
        );
    }
    let mandatory = dictionary
        .base()
        .iter()
        .filter(|field| field.obligation == Obligation::Mandatory);
    let elements: Vec<&str> = mandatory.filter_map(|field| field.element.as_deref()).collect();
    assert_eq!(elements, ["M22", "M32", "M33", "M11", "M12", "M38"]);
}

#[test]
fn filing_waits_for_what_is_mandatory_or_identifies_and_for_nothing_else() {
    let dictionary = load(&files("dictionary", "toml")).unwrap();
    for name in [
        "title",
        "doc_date",
        "responsible_party",
        "doc_number",
        "type_code",
        "year",
        "security_level",
    ] {
        assert!(dictionary.matters_for_filing("WS", name), "{name}");
    }
    for name in ["keywords", "summary", "persons", "no_such_field"] {
        assert!(!dictionary.matters_for_filing("WS", name), "{name}");
        assert!(!dictionary.matters_for_filing("XX", name), "{name}");
    }
    for kind in dictionary.types() {
        for field in kind
            .fields
            .iter()
            .filter(|field| field.obligation == Obligation::Mandatory)
        {
            assert!(
                dictionary.matters_for_filing(&kind.code, &field.name),
                "{} {}",
                kind.code,
                field.name
            );
        }
    }
}

#[test]
fn a_wrong_dictionary_is_refused_with_file_and_place() {
    for (changed, told) in [
        ("not toml at all [", "WS.toml"),
        ("version = 1\ncode = 'WS'\nsurprise = 1", "surprise"),
        ("version = 0\ncode = 'WS'", "version"),
    ] {
        let error = with("WS.toml", changed).unwrap_err();
        assert!(error.starts_with("WS.toml") && error.contains(told), "{error}");
    }
    let whole = text("dictionary/WS.toml");
    let renamed = whole.replace("code = \"WS\"", "code = \"XX\"");
    assert_eq!(
        with("WS.toml", &renamed).unwrap_err(),
        "WS.toml: holds the type XX"
    );
    let twice = format!(
        "{whole}\n[[field]]\nname = \"urgency\"\nlabel_zh = \"x\"\nlabel_en = \"x\"\nkind = \"text\"\nobligation = \"optional\"\n"
    );
    assert_eq!(
        with("WS.toml", &twice).unwrap_err(),
        "WS.toml: field urgency stands twice"
    );
    let no_table = whole.replace("DOC_URGENCY", "NO_SUCH_TABLE");
    assert_eq!(
        with("WS.toml", &no_table).unwrap_err(),
        "WS.toml: field urgency: no code table NO_SUCH_TABLE"
    );
}

#[test]
fn the_tables_keep_the_rules_of_schema() {
    for migration in guildhall_archive::MIGRATIONS {
        assert_eq!(
            guildhall_store::schema::check(migration.sql),
            Vec::<String>::new()
        );
    }
}
