//! Which identity outside belongs to which account (外部身份绑定): made, used, listed, removed.

mod model;
pub mod service;
pub(crate) mod store;
mod subjects;

pub use model::{BINDINGS_MAX, Binding, BindingKind};
pub(crate) use model::{NewBinding, Outside};
pub use subjects::BindingSubjects;
