//! Impact assessments (个人信息保护影响评估): what Article 56 of the law wants considered before sensitive data are used.
//!
//! One officer drafts, another decides; never the same. A decided assessment stays for the years that the rules give.

mod model;
mod service;
pub(crate) mod store;

pub use model::{Assessment, AssessmentState, Content, NewAssessment};
