//! What is done with personal data (处理活动登记): for what, on what basis, whose, for how long.
//!
//! What ships with the product, and what the union changed of it or added.

mod model;
mod service;
pub(crate) mod store;

pub use model::{Activity, Basis, Entry, Kept};
pub use service::NewVersion;
