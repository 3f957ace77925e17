//! What can go wrong when a scanner is asked. None of it says anything about the file.

/// The scanner could not be asked, or its answer not be understood.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// It cannot be reached, or the connection broke.
    #[error("the virus scanner cannot be reached: {0}")]
    Unreachable(#[source] std::io::Error),
    /// It kept silent for too long.
    #[error("the virus scanner did not answer in time")]
    TooSlow,
    /// It answered something else than clean or infected.
    #[error("the virus scanner answered: {0}")]
    Refused(String),
    /// The file could not be read to its end.
    #[error("the file could not be read: {0}")]
    File(#[source] std::io::Error),
}
