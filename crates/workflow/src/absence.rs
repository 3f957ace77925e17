//! Absences (外出) and who stands in: said by the absent person herself.

mod model;
mod service;
pub(crate) mod store;

pub use model::{Absence, NewAbsence};
