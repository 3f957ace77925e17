//! The tables keep the rules of schema.

#[test]
fn the_tables_keep_the_rules_of_schema() {
    for migration in guildhall_dispatch::MIGRATIONS {
        let breaches = guildhall_store::schema::check(migration.sql);
        assert_eq!(breaches, Vec::<String>::new(), "{}", migration.name);
    }
}
