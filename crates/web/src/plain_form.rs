//! A form that carries only its token: a button that does one thing.

use serde::Deserialize;

/// What such a form sends.
#[derive(Deserialize)]
pub struct PlainForm {
    /// The token of the session (CSRF).
    #[serde(default)]
    pub csrf: String,
}
