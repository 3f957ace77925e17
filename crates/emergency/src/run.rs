//! A plan being carried out (演练、实战).

mod model;
mod service;
pub(crate) mod store;

pub use model::{NewRun, Run, RunKind, RunState, StepOutcome, Taken};
pub use service::{PAGE_MAX, Standing};
