//! What can be wrong with policies and with questions put to them.
//!
//! The texts name the file, the policy and the place, so that whoever edits rules/policies can mend it.

/// Why policies were refused, or a question could not be answered. Whoever gets one denies.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The schema text is not a Cedar schema.
    #[error("the policy schema cannot be read: {0}")]
    Schema(String),
    /// The schema lacks something that decisions need, or has something that no list filter can hold.
    #[error("the policy schema does not fit: {0}")]
    SchemaShape(String),
    /// A text is larger than [`crate::TEXT_BYTES_MAX`].
    #[error("{file}: larger than {limit} bytes")]
    TooLarge {
        /// Name of the file.
        file: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// A text is nested deeper, or one of its policies is longer, than any sensible policy.
    #[error("{file}: nested too deeply or too long an expression")]
    TooDeep {
        /// Name of the file.
        file: String,
    },
    /// A file is not Cedar text.
    #[error("{file}: not a policy file: {message}")]
    Syntax {
        /// Name of the file.
        file: String,
        /// What the parser says.
        message: String,
    },
    /// A policy has no `@id`, or the file has a template.
    #[error("{file}: {problem}")]
    Form {
        /// Name of the file.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// Two policies have the same `@id`.
    #[error("{file}: policy {policy} exists twice")]
    Duplicate {
        /// File of the second one.
        file: String,
        /// The id.
        policy: String,
    },
    /// A policy does not agree with the schema, or can never apply.
    #[error("{file}: policy {policy}: {message}")]
    Invalid {
        /// Name of the file.
        file: String,
        /// Id of the policy.
        policy: String,
        /// What the validator says.
        message: String,
    },
    /// A policy is good Cedar but outside the subset that becomes list filters.
    #[error("{file}: policy {policy}: `{node}` cannot become a list filter: {reason}")]
    Untranslatable {
        /// Name of the file.
        file: String,
        /// Id of the policy.
        policy: String,
        /// The part of the policy, as Cedar text.
        node: String,
        /// Why not, and what to write instead.
        reason: &'static str,
    },
    /// The schema has no such action.
    #[error("there is no action {0}")]
    UnknownAction(String),
    /// A text is not an organisation path such as `/1/17/`.
    #[error("{0:?} is not an organisation path")]
    MalformedPath(String),
    /// The resource is not of the kind, or has not the attributes, that the schema wants for the action.
    #[error("{action}: {problem}")]
    Resource {
        /// The action asked for.
        action: String,
        /// What does not fit.
        problem: String,
    },
    /// The policy engine failed; the invariants of this crate say that it cannot.
    #[error("the policy engine failed: {0}")]
    Engine(String),
}
