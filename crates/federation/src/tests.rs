//! The room on both databases, with the policies that the product ships.

mod bindings;
#[expect(
    dead_code,
    reason = "the keys of clients are for handshakes, which are tried elsewhere"
)]
mod certificate_authority;
mod certificates;
mod directories;
#[path = "../../identity/tests/it/house.rs"]
#[expect(
    dead_code,
    reason = "the union of the identity room's tests, of which some is not needed here"
)]
mod house;

use guildhall_store::Migration;

/// The tables that this room needs.
fn migrations() -> &'static [Migration] {
    static ALL: std::sync::LazyLock<Vec<Migration>> = std::sync::LazyLock::new(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
            crate::MIGRATIONS,
        ]
        .concat()
    });
    &ALL
}

#[test]
fn the_tables_keep_the_rules_of_schema() {
    for migration in crate::MIGRATIONS {
        let breaches = guildhall_store::schema::check(migration.sql);
        assert_eq!(breaches, Vec::<String>::new(), "{}", migration.name);
    }
}
