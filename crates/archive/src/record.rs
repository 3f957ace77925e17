//! Records (档案): from capture through description to filing.

mod component;
mod discard;
mod event;
mod media_type;
mod model;
mod service;
pub mod store;

pub use component::{Component, ComponentRole, NewComponent};
pub use discard::Standing;
pub use event::RecordChanged;
pub use model::{Description, Discarded, NewRecord, Record, RecordState, SECRECY_MAX};
pub use service::{Archive, CaptureOrder, ReadPages, SUBJECT_KIND, is_restricted};
