//! The metadata dictionary (元数据词典): which fields each archive type has, read from rules/dictionary.

mod check;
mod load;
mod model;

pub use check::check_fields;
pub use model::{Cue, Dictionary, FieldDefinition, FieldKind, FieldValue, Fields, Obligation, RecordType};
