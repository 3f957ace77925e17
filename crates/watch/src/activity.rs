//! Acts of people (行为): what one is, how they are kept, and how they are counted.

pub(crate) mod hours;
pub(crate) mod model;
pub(crate) mod store;

pub use model::{Act, Subject};
