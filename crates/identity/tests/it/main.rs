//! The identity room as a whole, on both databases, with the policies that the product ships.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

mod accounts;
mod devices;
mod first_run;
mod house;
mod obligation;
mod organisations;
mod passkeys;
mod people;
mod powers;
mod rights;
mod schema;
mod second_factor;
mod sign_in;
mod soft_authenticator;

use guildhall_store::Migration;

/// The tables that this room needs.
fn migrations() -> &'static [Migration] {
    static ALL: std::sync::LazyLock<Vec<Migration>> = std::sync::LazyLock::new(|| {
        [
            guildhall_store::MIGRATIONS,
            guildhall_ledger::MIGRATIONS,
            guildhall_identity::MIGRATIONS,
        ]
        .concat()
    });
    &ALL
}
