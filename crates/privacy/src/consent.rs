//! Consents (同意): what people may agree to, who did, when, and to which text.
//!
//! Each act is a row of its own. A new version of a text asks again; nothing is given before somebody gives it.

mod model;
mod service;
pub(crate) mod store;

pub use model::{ConsentAct, ConsentText, OwnConsent, Standing};
