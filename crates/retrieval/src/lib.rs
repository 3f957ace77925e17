//! The room where records are found (检索): the search index, the query language and highlighting.
//!
//! The index is derived data. Its folder can be deleted and rebuilt from the database to the same answers;
//! it is never the only copy of a fact. Begin reading at [`index::Index`] (what is kept) and
//! [`search::SearchRequest`] (what can be asked).
//!
//! Invariant: every hit, count and total is taken through the reader's rights filter inside the search
//! itself; nothing is filtered afterwards. The parts `analyse`, `index`, `query` and `search` know no
//! database, no network and no clock.

pub mod analyse;
pub mod error;
pub mod finder;
pub mod highlight;
pub mod index;
pub mod indexer;
pub mod query;
pub mod search;

pub use error::IndexError;
pub use finder::{Finder, Question};
pub use highlight::{LineMatch, find_in_lines, highlight_terms};
pub use index::{AttachedPage, Index, IndexOptions, SearchDocument, Writer};
pub use indexer::{DocumentSource, Indexer, IndexingError};
pub use search::{
    Cursor, Facet, FacetCount, Hit, Order, Place, SearchPage, SearchRequest, Selection, Snippet,
};
