//! Records (档案): from capture through description to filing.

mod component;
mod event;
mod model;
mod service;
pub mod store;

pub use component::{Component, ComponentRole, NewComponent};
pub use event::RecordChanged;
pub use model::{Description, NewRecord, Record, RecordState, SECRECY_MAX};
pub use service::{Archive, CaptureOrder, ReadPages, SUBJECT_KIND, is_restricted};
