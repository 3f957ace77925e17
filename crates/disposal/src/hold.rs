//! Legal holds (冻结): what a lawsuit, an audit or an inspection needs is not destroyed while it does.

mod model;
mod service;
pub(crate) mod store;

pub use model::{Hold, NewHold, Scope};
pub use service::HoldKey;
