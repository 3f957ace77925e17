//! Every table and every SQL text of the house keeps the rules that let it run on all databases.

use super::repository::{SourceFile, files};
use guildhall_store::schema::{self, TableClass};

/// How a statement begins.
const VERBS: &[&str] = &["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];

fn migrations() -> Vec<SourceFile> {
    files("sql")
        .into_iter()
        .filter(|file| file.path.contains("/migrations/"))
        .collect()
}

/// Returns the names of all tables that belong to a realm.
fn realm_tables() -> Vec<String> {
    let mut tables = Vec::new();
    for migration in migrations() {
        let statements = schema::statements(&migration.text).expect("the class lines are known");
        let of_realm = statements
            .iter()
            .filter(|statement| statement.class == Some(TableClass::Realm));
        tables.extend(of_realm.filter_map(schema::table_name).map(str::to_owned));
    }
    tables
}

#[test]
fn every_migration_keeps_the_schema_rules() {
    let migrations = migrations();
    assert!(migrations.len() > 4, "the migrations were found");
    let breaches: Vec<String> = migrations
        .iter()
        .flat_map(|file| {
            schema::check(&file.text)
                .into_iter()
                .map(|breach| format!("{}: {breach}", file.path))
        })
        .collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn every_statement_keeps_the_rules() {
    let tables = realm_tables();
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    assert!(tables.contains(&"record"), "the tables were found");
    let (mut count, mut breaches) = (0, Vec::new());
    // The lint names the forbidden words themselves.
    let checked = |file: &&SourceFile| file.is_in_room() && file.path != "crates/store/src/lint.rs";
    for file in files("rs").iter().filter(checked) {
        for statement in literals(file.without_tests())
            .iter()
            .filter(|text| is_statement(text))
        {
            count += 1;
            let found = guildhall_store::lint::check(statement, &tables);
            breaches.extend(
                found
                    .into_iter()
                    .map(|breach| format!("{}: {breach}: {statement}", file.path)),
            );
        }
    }
    assert!(count > 100, "only {count} statements were found");
    assert!(breaches.is_empty(), "{breaches:#?}");
}

fn is_statement(text: &str) -> bool {
    VERBS.iter().any(|verb| text.trim_start().starts_with(verb))
}

/// Returns the text literals of a source; those inside one `concat!` count as one.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(token) = next_token(&mut rest) {
        match token {
            Token::Text(text) => found.push(text),
            Token::Concat => found.push(concatenated(&mut rest)),
            Token::Open | Token::Close => {}
        }
    }
    found
}

/// Joins the literals up to the end of a `concat!`; what its macros stand for is left out.
fn concatenated(rest: &mut &str) -> String {
    let (mut joined, mut depth) = (String::new(), 1);
    while depth > 0 {
        match next_token(rest) {
            Some(Token::Text(text)) => joined.push_str(&text),
            Some(Token::Open | Token::Concat) => depth += 1,
            Some(Token::Close) => depth -= 1,
            None => break,
        }
    }
    joined
}

/// What matters of a source here.
enum Token {
    Text(String),
    Concat,
    Open,
    Close,
}

/// Takes the next token off; comments and characters in quotes are stepped over.
fn next_token(rest: &mut &str) -> Option<Token> {
    loop {
        let source = *rest;
        let first = source.chars().next()?;
        if source.starts_with("//") {
            *rest = source.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(after) = source.strip_prefix("concat!(") {
            *rest = after;
            return Some(Token::Concat);
        } else if source.starts_with("r\"") || source.starts_with("r#\"") {
            return Some(Token::Text(raw_text(rest)));
        } else if first == '"' {
            return Some(Token::Text(quoted_text(rest)));
        } else if let Some(length) = character_length(source) {
            *rest = &source[length..];
        } else {
            *rest = &source[first.len_utf8()..];
            match first {
                '(' => return Some(Token::Open),
                ')' => return Some(Token::Close),
                _ => {}
            }
        }
    }
}

/// Returns the length of a character literal at the beginning, so that `'"'` opens no text.
fn character_length(source: &str) -> Option<usize> {
    let inside = source.strip_prefix('\'')?;
    let character = inside.chars().next()?;
    let length = if character == '\\' {
        1 + inside[1..].chars().next()?.len_utf8()
    } else {
        character.len_utf8()
    };
    inside[length..].starts_with('\'').then_some(length + 2)
}

fn raw_text(rest: &mut &str) -> String {
    let source = &rest[1..];
    let hashes = source.len() - source.trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(hashes));
    let inside = &source[hashes + 1..];
    let (text, after) = inside.split_once(&end).unwrap_or((inside, ""));
    *rest = after;
    text.to_owned()
}

/// Reads a text in quotes; a backslash at the end of a line swallows the line's end and the blanks behind it.
fn quoted_text(rest: &mut &str) -> String {
    let mut text = String::new();
    let mut characters = rest[1..].char_indices();
    let mut is_escaped = false;
    for (at, character) in characters.by_ref() {
        if is_escaped {
            is_escaped = false;
            text.push(if character == '\n' { ' ' } else { character });
        } else if character == '\\' {
            is_escaped = true;
        } else if character == '"' {
            *rest = &rest[at + 2..];
            return text;
        } else {
            text.push(character);
        }
    }
    *rest = "";
    text
}

#[test]
fn literals_are_found_as_the_compiler_reads_them() {
    let source = r##"
        // "not this"
        const A: &str = "one \"two\"";
        const B: &str = concat!("SELECT ", columns!(), " FROM a");
        let quote = '"';
        let raw = r#"three "four""#;
        let folded = "five \
                      six";
    "##;
    let found = literals(source);
    assert_eq!(&found[..3], ["one \"two\"", "SELECT  FROM a", "three \"four\""]);
    assert_eq!(found[3].split_whitespace().collect::<Vec<_>>(), ["five", "six"]);
}
