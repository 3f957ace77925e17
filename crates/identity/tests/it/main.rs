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
];
