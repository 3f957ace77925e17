//! Where the originals lie (库房管理): places one in the other, records in boxes, and what was moved.
//!
//! Begin at [`Storeroom`]. A place stays where it is until somebody moves it, and each move is kept with who, when, from
//! and to: the line of a box is its whole trace. Nothing here changes a record.

mod error;
mod kind;
mod model;
mod moving;
mod records;
mod relocation;
mod service;
mod store;
mod subjects;
mod trace;

pub use error::StoreroomError;
pub use kind::{PlaceKind, PlaceKinds};
pub use model::{BoxQuery, BoxSet, Chosen, NewPlace, Place, PlaceChange};
pub(crate) use moving::take_out_destroyed;
pub use relocation::Relocation;
pub use service::{KEEP_STOREROOM, Storeroom};
pub use subjects::{PlaceSubjects, RelocationSubjects};
pub use trace::Located;
