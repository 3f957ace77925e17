//! The tables keep the rules of schema, the statements those of statements.

use guildhall_store::{lint, schema};

#[test]
fn the_tables_keep_the_rules() {
    for migration in guildhall_ledger::MIGRATIONS {
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
    let tables = [
        "ledger_entry",
        "ledger_waiting",
        "ledger_leaf",
        "ledger_tile",
        "ledger_head",
        "ledger_checkpoint",
        "ledger_witness",
        "ledger_witnessed",
        "ledger_address",
    ];
    let sources = [
        include_str!("../../src/address.rs"),
        include_str!("../../src/append.rs"),
        include_str!("../../src/export.rs"),
        include_str!("../../src/log.rs"),
        include_str!("../../src/subjects.rs"),
        include_str!("../../src/trail.rs"),
        include_str!("../../src/verification.rs"),
        include_str!("../../src/witness.rs"),
        include_str!("../../src/witnessed.rs"),
    ];
    let mut seen = 0;
    for source in sources {
        for declared in source
            .split("\nconst ")
            .skip(1)
            .filter(|declared| declared.contains(": &str"))
        {
            let statement = declared.split('"').nth(1).unwrap();
            assert_eq!(
                lint::check(statement, &tables),
                Vec::<String>::new(),
                "{statement}"
            );
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen}");
}
