//! Watching over conduct (行为监测): what people do with records is counted, held against rules and against what is usual
//! for their role, and what is odd becomes an alert with its evidence; brakes stop it before anybody has looked.
//!
//! Begin reading at [`Watch`], which takes acts and judges them; then `rule/` for the judgement without a database and
//! `alert/service.rs` for what people do with alerts. `export/` counts what leaves the house.
//!
//! Invariants: taking an act never waits. No record is looked at here, only ids. Every alert and every step of people is
//! an entry of the ledger in the unit of work of the change. Nobody decides about an alert about herself.

mod activity;
pub mod alert;
pub mod cleaning;
pub mod error;
pub mod export;
mod kind;
pub mod rule;
mod text;
mod trail;
mod watcher;

pub use activity::{Act, Subject};
pub use alert::subjects::AlertSubjects;
pub use alert::{Alert, AlertState, Evidence, SeenAct};
pub use error::WatchError;
pub use kind::ActKind;
pub use rule::{WatchFiles, WatchRules};
pub use watcher::{BATCH, EVERY, Watch};

/// The tables of this room.
pub const MIGRATIONS: &[guildhall_store::Migration] = &[
    guildhall_store::Migration {
        name: "watch.0001_watch",
        sql: include_str!("../migrations/0001_watch.sql"),
    },
    guildhall_store::Migration {
        name: "watch.0002_export",
        sql: include_str!("../migrations/0002_export.sql"),
    },
];
