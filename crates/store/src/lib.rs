//! The database of the house: one set of statements on SQLite (embedded default) and PostgreSQL.
//!
//! Begin reading at [`Database`], then [`Work`] (one writing transaction in one realm) and
//! [`Connection`] (what reads and writes share). Rooms hand their tables over as [`Migration`]s written
//! once in a neutral dialect (see [`schema`]).
//!
//! Invariants: this crate knows no union and no archive. No function touches a realm table without a
//! realm, except those named `across_realms_*`. Time and chance come from the [`Database`]'s clock and
//! random source. What is told to others (events, jobs) is written in the transaction of the change.

mod coded;
pub mod config;
pub mod connection;
pub mod counter;
pub mod database;
pub mod durability;
pub mod error;
pub mod event;
pub mod job;
pub mod lint;
mod memory;
pub mod migrate;
pub mod realm;
pub mod row;
pub mod schema;
pub mod shape;
pub mod snapshot;
#[cfg(feature = "testing")]
pub mod testing;
pub mod value;
pub mod work;

pub use config::DatabaseConfig;
pub use connection::{Answer, Connection, Sql};
pub use database::{Database, Dialect};
pub use durability::Durability;
pub use error::StoreError;
pub use memory::AsOf;
pub use migrate::Migration;
pub use realm::Realm;
pub use row::{FromColumn, Row};
pub use shape::{ColumnKind, ColumnShape, TableShape};
pub use snapshot::Snapshot;
pub use value::{IntoValue, Value};
pub use work::Work;

/// The tables of this room itself.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "store.0001_foundation",
    sql: include_str!("../migrations/0001_foundation.sql"),
}];
