//! Editions of the policies (策略版本).

mod model;
mod service;
pub(crate) mod store;

pub(crate) use service::SUBJECT_KIND;

pub use model::{Draft, Edition, Effect, NewEdition, TEXT_MAX};
pub use service::{Checked, PAGE_MAX};
