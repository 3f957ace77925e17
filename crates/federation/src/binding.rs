//! Which identity outside belongs to which account (外部身份绑定): made, used, listed, removed.

mod model;
pub mod service;
pub(crate) mod store;
mod subjects;

pub use model::{BINDINGS_MAX, Binding};
pub(crate) use model::{NewBinding, Outside};
pub use subjects::BindingSubjects;
