//! Alerts (告警): what was noticed, with the evidence, and what people found out about it.

pub mod evidence;
pub mod model;
pub(crate) mod raise;
pub mod service;
pub(crate) mod store;
pub mod subjects;

pub use evidence::{Evidence, SeenAct};
pub use model::{Alert, AlertState};
