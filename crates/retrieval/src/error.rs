//! The errors of the search index; each case says what the caller can do about it.

/// Why the index could not answer or be changed.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder holds no usable index: recreate it and feed it from the start.
    #[error("the search index must be rebuilt: {0}")]
    NeedsRebuild(String),
    /// Another writer has the index open.
    #[error("the search index is being written by somebody else")]
    Busy,
    /// The position for the next page does not belong to this request; begin at the first page.
    #[error("the page position does not fit this search")]
    BadCursor,
    /// The rights filter names a field that the index does not keep, so nothing may be shown.
    #[error("the rights filter names {0}, which the search index does not keep")]
    UnknownRightsField(String),
    /// A file of the index could not be read or written.
    #[error("a file of the search index could not be read or written")]
    Files(#[source] std::io::Error),
    /// The index engine failed.
    #[error("the search index failed")]
    Engine(#[source] tantivy::TantivyError),
}

impl From<tantivy::TantivyError> for IndexError {
    fn from(error: tantivy::TantivyError) -> Self {
        match error {
            tantivy::TantivyError::LockFailure(..) => Self::Busy,
            other => Self::Engine(other),
        }
    }
}

impl From<std::io::Error> for IndexError {
    fn from(error: std::io::Error) -> Self {
        Self::Files(error)
    }
}
