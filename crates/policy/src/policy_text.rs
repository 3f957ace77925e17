//! One policy as its author wrote it, for people who ask why.

use cedar_policy::Effect;

/// A policy (策略) with what stands above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    /// Its `@id`.
    pub id: String,
    /// File in which it stands.
    pub file: String,
    /// Whether it gives a right or takes one away.
    pub permits: bool,
    /// The comment right above it, in one line; empty when there is none.
    pub sentence: String,
    /// The policy itself.
    pub cedar: String,
}

impl PolicyText {
    pub(crate) fn of(policy: &cedar_policy::Policy, id: &str, file: &str, text: &str) -> Self {
        Self {
            id: id.to_owned(),
            file: file.to_owned(),
            permits: policy.effect() == Effect::Permit,
            sentence: sentence_above(text, id),
            cedar: policy.to_string(),
        }
    }
}

/// Returns the comment lines that end right above the `@id` of a policy, joined.
fn sentence_above(text: &str, id: &str) -> String {
    let mark = format!("@id(\"{id}\")");
    let mut comment: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(said) = line.strip_prefix("//") {
            comment.push(said.trim());
        } else if line.starts_with(&mark) {
            return comment.join(" ");
        } else {
            comment.clear();
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_comment_right_above_a_policy_is_its_sentence() {
        let text = "// The file.\n\n// She reads\n// what is filed.\n@id(\"a\")\npermit (principal, action, resource);\n\n@id(\"b\")\n";
        assert_eq!(sentence_above(text, "a"), "She reads what is filed.");
        assert_eq!(sentence_above(text, "b"), "");
        assert_eq!(sentence_above(text, "c"), "");
    }
}
