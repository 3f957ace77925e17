//! What the index keeps and how it is opened, written and read again.
//!
//! One folder holds one index, its layout version and the position in the stream of events up to which it
//! is complete. Begin at [`Index`].

mod document;
mod facets;
mod open;
mod schema;
mod writer;

pub use document::{AttachedPage, SearchDocument};
pub use open::{Index, IndexOptions};
pub use writer::Writer;

pub(crate) use document::StoredRecord;
pub(crate) use facets::{FacetNames, SegmentFacets};
pub(crate) use open::Snapshot;
pub(crate) use schema::{Fields, ID_HIGH, ID_LOW, NEWEST, RightsColumn};
