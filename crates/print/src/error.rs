//! Why something could not be printed.

use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use typst::diag::SourceDiagnostic;

/// A refusal by the printer.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// There is no font with Chinese characters.
    #[error("there is no font to print with")]
    NoFont,
    /// The report is too long.
    #[error("a report holds at most {most} cells")]
    TooLarge {
        /// Most cells.
        most: usize,
    },
    /// The template cannot set this data: a fault of the program.
    #[error("the template cannot set this: {0}")]
    Template(String),
}

impl PrintError {
    pub(crate) fn template(faults: &[SourceDiagnostic]) -> Self {
        let said: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        Self::Template(said.join("; "))
    }
}

impl Explain for PrintError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoFont => "print-no-font",
            Self::TooLarge { .. } => "print-too-large",
            Self::Template(_) => "print-template",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { most } => vec![("most", most.to_string())],
            Self::NoFont | Self::Template(_) => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoFont => ErrorKind::Conflict,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Template(_) => ErrorKind::Internal,
        }
    }
}
