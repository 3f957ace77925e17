//! A rule file that cannot be used, told so that the person who wrote it finds the place.

/// A rule file that cannot be used; the program does not start with it.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct RuleError {
    /// The file.
    pub file: String,
    /// What is wrong, and where in the file.
    pub what: String,
}

impl RuleError {
    /// Names the file and what is wrong with it.
    pub fn new(file: &str, what: impl std::fmt::Display) -> Self {
        Self {
            file: file.to_owned(),
            what: what.to_string(),
        }
    }
}
