//! A form that says yes or no to what somebody else asked for, with the reason.

use serde::Deserialize;

/// What such a form sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct DecisionForm {
    /// The token of the session (CSRF).
    pub csrf: String,
    /// `approve`; everything else refuses.
    pub verdict: String,
    /// Why; the service says whether it may be empty.
    pub reason: String,
}

impl DecisionForm {
    /// Returns whether the answer is yes.
    pub fn approves(&self) -> bool {
        self.verdict == "approve"
    }
}
