//! The room on both databases, with the policies that the product ships.

mod bindings;
mod directories;
#[path = "../../identity/tests/it/house.rs"]
#[expect(
    dead_code,
    reason = "the union of the identity room's tests, of which some is not needed here"
)]
mod house;

use guildhall_store::Migration;

/// The tables that this room needs.
const MIGRATIONS: &[Migration] = &[
    guildhall_store::MIGRATIONS[0],
    guildhall_ledger::MIGRATIONS[0],
    guildhall_ledger::MIGRATIONS[1],
    guildhall_identity::MIGRATIONS[0],
    guildhall_identity::MIGRATIONS[1],
    guildhall_identity::MIGRATIONS[2],
    guildhall_identity::MIGRATIONS[3],
    guildhall_identity::MIGRATIONS[4],
    guildhall_identity::MIGRATIONS[5],
    guildhall_identity::MIGRATIONS[6],
    guildhall_identity::MIGRATIONS[7],
    guildhall_identity::MIGRATIONS[8],
    guildhall_identity::MIGRATIONS[9],
    crate::MIGRATIONS[0],
    crate::MIGRATIONS[1],
];

#[test]
fn the_tables_keep_the_rules_of_schema() {
    for migration in crate::MIGRATIONS {
        let breaches = guildhall_store::schema::check(migration.sql);
        assert_eq!(breaches, Vec::<String>::new(), "{}", migration.name);
    }
}
