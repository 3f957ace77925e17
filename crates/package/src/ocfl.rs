//! Objects of the Oxford Common File Layout (OCFL 1.0 and 1.1): [`validate()`] gives the codes of the specification,
//! [`ObjectWriter`] writes objects of version 1.1 with their versions.

mod content;
mod inventory;
mod json;
mod validate;
mod versions;
mod write;

pub use validate::{Validity, validate};
pub use write::{ObjectWriter, VersionInfo};

/// One rule of the specification that an object breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Code of the rule, such as `E092`; `W…` is a warning.
    pub code: &'static str,
    /// Which file, version or value.
    pub what: String,
}

impl Problem {
    pub(crate) fn new(code: &'static str, what: impl AsRef<str>) -> Self {
        Self {
            code,
            what: crate::path::shortened(what.as_ref()),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.what)
    }
}

/// What was found about an object so far.
#[derive(Debug)]
pub(crate) struct Notes {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    limit: usize,
}

impl Notes {
    fn new(limit: usize) -> Self {
        Self {
            problems: Vec::new(),
            warnings: Vec::new(),
            limit,
        }
    }

    fn problem(&mut self, code: &'static str, what: impl AsRef<str>) {
        if self.problems.len() < self.limit {
            self.problems.push(Problem::new(code, what));
        }
    }

    fn warning(&mut self, code: &'static str, what: impl AsRef<str>) {
        if self.warnings.len() < self.limit {
            self.warnings.push(Problem::new(code, what));
        }
    }
}
