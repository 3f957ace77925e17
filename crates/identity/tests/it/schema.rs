//! The tables keep the rules of schema.

#[test]
fn the_tables_keep_the_rules_of_schema() {
    assert_eq!(
        guildhall_store::schema::check(guildhall_identity::MIGRATIONS[0].sql),
        Vec::<String>::new()
    );
}
