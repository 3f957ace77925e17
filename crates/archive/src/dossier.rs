//! Dossiers (卷宗): the papers that one matter must have, gathered, asked for when the matter falls due, filed together.
//!
//! Begin at [`Dossiers`]. A kind of dossier is data of the union: its papers, who owes each, when it falls due. What is
//! missing then stands in a table of its own with the post that owes it, so a task is a row and not a search. Must not file
//! a record itself: a complete dossier becomes a batch, which files each record with the rights of whoever pressed the
//! button.

mod error;
mod job;
mod model;
mod rules;
mod service;
mod settling;
mod store;
mod subjects;

pub use error::DossierError;
pub use job::DossierJob;
pub use model::{Dossier, DossierState, NewDossier, Owed, Paper};
pub use rules::{DossierFiles, DossierRules, Kind, Slot, Trigger};
pub use service::{DossierKey, Dossiers, OwedKey, Seen};
pub(crate) use settling::after_batch;
pub use subjects::DossierSubjects;
