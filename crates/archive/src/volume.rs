//! Volumes (案卷): papers of one type, year and period put in order, numbered together, and filed in one act.
//!
//! Begin at `service.rs`; all acts are [`crate::Archive`]'s. Which types are kept by volume, and how the numbers look, says
//! rules/numbering. Must not file past the four checks: [`crate::Archive::finish_volume`] only gives the numbers, and whoever
//! calls it holds the checks against every paper before the unit of work is committed.

mod error;
mod filing;
mod model;
mod order;
mod service;
mod sight;
mod store;
mod subjects;

use crate::record::Record;

pub use error::VolumeError;
pub(crate) use filing::VOLUME;
pub use filing::VolumeNumbers;
pub use model::{NewVolume, NoteSheet, Totals, Volume, VolumeState};
pub use order::Order;
pub use sight::{InVolume, Seen, VolumeKey, VolumeQuery, VolumeSet};
pub(crate) use store::holds;
pub use subjects::VolumeSubjects;

/// Says of a paper whether others decide before it is filed.
pub type NeedsApproval<'a> = &'a (dyn Fn(&Record) -> bool + Sync);
