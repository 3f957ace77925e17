//! A definition being followed: its state, the tasks of people, their decisions.

mod decision;
mod decision_store;
mod engine;
mod follow_up;
mod model;
mod people;
mod service;
pub(crate) mod store;
mod task;
mod task_service;
mod task_store;

pub use decision::{Decided, Said};
pub(crate) use decision_store::after_id as decisions_after;
pub use engine::{Effect, Event, Refusal, Seat, State, Status, Verdict, advance};
pub use follow_up::{FollowUp, KIND, SCHEDULE};
pub use model::{NewRun, Run, RunKey, Subject};
pub use service::RunChanged;
pub use task::{Task, TaskKey};
