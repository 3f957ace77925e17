//! Asking the index: one request in, one page of hits with counts out.
//!
//! One pass over the matching records applies rights, counts facets and keeps the best; there is no second
//! look that could disagree with the first. Begin at [`Index::search`](crate::Index::search).

mod collect;
mod cursor;
mod facet;
mod request;
mod rights;
mod run;
mod snippet;
mod top;

pub use cursor::Cursor;
pub use facet::{Facet, FacetCount, Selection};
pub use request::{Hit, Order, SearchPage, SearchRequest};
pub use snippet::{Place, Snippet};
