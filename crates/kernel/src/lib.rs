//! The ground that every room stands on: typed ids, time, chance, organisation paths, digests, money,
//! the acting person, and how an error explains itself.
//!
//! Invariant: this crate does no I/O, knows no database and no union business. The two exceptions are
//! [`time::SystemClock`] and [`chance::SystemRandom`], which exist so that nobody else has to touch the
//! system clock or the system's random source.

pub mod actor;
pub mod calendar;
pub mod chance;
pub mod digest;
pub mod explain;
pub mod id;
pub mod org_path;
pub mod time;

pub use actor::{Actor, ActorId, Grant, Origin, Standing};
pub use calendar::Calendar;
pub use chance::{Random, SeededRandom, SystemRandom};
pub use digest::ContentHash;
pub use explain::Explain;
pub use id::*;
pub use org_path::OrgPath;
pub use time::{Clock, Date, ManualClock, SystemClock, Timestamp};
