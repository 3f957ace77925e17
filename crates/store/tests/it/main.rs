//! The contract of the store, run on SQLite and on PostgreSQL.

mod event;
mod job;
mod work;
