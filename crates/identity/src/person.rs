//! The staff directory (人员名册): who works where, since when.

mod model;
pub(crate) mod rewrap;
mod sealing;
pub mod service;
pub(crate) mod store;

pub use model::{NewPerson, Person, PersonName, PersonQuery, PersonState, Phone, Sex};
pub use service::Directory;
