//! The staff directory (人员名册): who works where, since when.

mod correction;
mod model;
pub(crate) mod rewrap;
mod sealing;
pub mod service;
pub(crate) mod store;

pub use correction::{Changed, Correction, ErasedFields, Whom};
pub use model::{NewPerson, Person, PersonName, PersonQuery, PersonState, Phone, Sex};
pub use service::Directory;
