//! The tables keep the rules of schema, the statements those of statements.

use guildhall_store::{lint, schema};

#[test]
fn the_tables_keep_the_rules() {
    for migration in guildhall_vault::MIGRATIONS {
        assert_eq!(
            schema::check(migration.sql),
            Vec::<String>::new(),
            "{}",
            migration.name
        );
    }
}

#[test]
fn the_statements_keep_the_rules() {
    let source = include_str!("../../src/store.rs");
    let statements: Vec<&str> = source
        .split("\nconst ")
        .skip(1)
        .filter(|declared| declared.contains(": &str"))
        .filter_map(|declared| declared.split('"').nth(1))
        .collect();
    assert!(statements.len() >= 7, "{}", statements.len());
    for statement in statements {
        assert_eq!(
            lint::check(statement, &["vault_object"]),
            Vec::<String>::new(),
            "{statement}"
        );
    }
}
