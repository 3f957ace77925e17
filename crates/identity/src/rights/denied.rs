//! The answer no.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;

/// The actor may not do this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{action} is not allowed")]
pub struct Denied {
    /// The action asked for.
    pub action: String,
    /// Ids of the policies that forbid it; none when no policy speaks for it.
    pub policies: Vec<String>,
}

impl Explain for Denied {
    fn code(&self) -> &'static str {
        "denied"
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        vec![("action", self.action.clone())]
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Denied
    }
}
