//! Sessions (会话): who is signed in, on which browser, until when.

pub mod brake;
mod model;
pub mod service;
pub(crate) mod store;

pub use model::{Session, SessionConfig, SessionToken};
pub use service::{Authenticated, Sessions};
