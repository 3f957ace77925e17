//! What holds for the whole house, and the program as a person at the machine uses it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking, and a skipped test says so"
)]

mod backups;
#[path = "../../../federation/src/tests/certificate_authority.rs"]
mod certificate_authority;
mod client_certificates;
mod commands;
mod crypto_vectors;
mod doctor;
mod full_disk;
mod hardware_module;
mod keys;
mod migrating;
mod passwords;
mod program;
mod reading;
mod schedules;
mod split;
mod tables;
mod tamper;
mod tidy;
