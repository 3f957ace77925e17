//! Tokens of directories (目录同步令牌): made by a security administrator for a branch, shown once, revoked at once.

mod model;
pub mod service;
mod store;

pub use model::{NewToken, ScimToken, TOKEN_DAYS_MAX};
pub use service::ScimTokenSubjects;
