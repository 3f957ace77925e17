//! The case file of a breach of personal data (泄露事件案卷, PIPL Article 57).

mod letter;
mod letter_service;
pub(crate) mod letter_store;
mod model;
mod service;
mod sighting;
mod sighting_service;
pub(crate) mod sighting_store;
pub(crate) mod store;

pub use letter::{Letter, LetterState, NewLetter};
pub use model::{Facts, FromAlert, Incident, IncidentState, NewIncident, Running, Stopped, Stopping};
pub use service::Opened;
pub use sighting::{KeptSightings, SIGHTINGS_MAX, Sighting, Sightings};
