//! The one error type of this crate. Only loading and running a model or compiling a word list can fail.

use std::path::PathBuf;

/// What can go wrong with the models and word lists that text analysis is given.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    /// A file of the model folder is missing or unreadable: fetch the models again.
    #[error("model file {path} cannot be read: {source}")]
    ModelFile {
        /// The file that was asked for.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file of the model folder is not what its name promises: fetch the models again.
    #[error("model file {path} is malformed: {reason}")]
    ModelFormat {
        /// The file that was read.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The model refused its input or returned an unexpected shape.
    #[error("name recognition failed: {0}")]
    Inference(String),
    /// A list of names or cue words is too large to be matched at once.
    #[error("word list cannot be compiled: {0}")]
    WordList(#[from] aho_corasick::BuildError),
}
