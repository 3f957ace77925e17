//! Records (档案): from capture through description to filing.

mod clear_access;
mod component;
mod concerning;
mod destroy;
mod discard;
mod event;
mod files;
mod hold;
mod look;
mod media_type;
mod model;
mod naming;
mod numbers;
mod outgoing;
mod receive;
mod sample;
mod scan;
pub mod scan_store;
mod service;
pub mod store;

pub use clear_access::{ClearAccess, ClearRequest, Sight};
pub use component::{Component, ComponentRole, NewComponent};
pub use concerning::Concerning;
pub use destroy::{DestroyedRecord, RECORD_DESTROYED, Trace};
pub use discard::Standing;
pub use event::RecordChanged;
pub use files::{FILES_ARRIVED, FILES_KIND, RecordFilesSubjects};
pub(crate) use look::note as note_look;
pub use look::{Look, LookKey, OwnLook};
#[cfg(test)]
pub(crate) use model::tests as model_tests;
pub use model::{Description, Discarded, Hold, NewRecord, Record, RecordState, SECRECY_MAX};
pub use naming::{LookAtPerson, Named};
pub(crate) use numbers::ITEM;
pub use numbers::ItemNumbers;
pub use outgoing::{OutgoingLine, OutgoingQuery};
pub use receive::{RECEIVED, ReceivedRecord, Taken};
pub use sample::draw_originals;
pub use scan::{FileScan, ScanVerdict, Scanned};
pub use service::{Archive, CaptureOrder, ReadPages, SUBJECT_KIND, Waiting, is_restricted};
pub(crate) use service::{Given, refuse_state_secrets};
