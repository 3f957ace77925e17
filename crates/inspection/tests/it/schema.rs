//! The tables keep the rules of schema.

use guildhall_store::schema;

#[test]
fn the_tables_keep_the_rules() {
    for migration in guildhall_inspection::MIGRATIONS {
        assert_eq!(
            schema::check(migration.sql),
            Vec::<String>::new(),
            "{}",
            migration.name
        );
    }
}
