//! The metadata dictionary (元数据词典): which fields each archive type has, read from rules/dictionary.

mod check;
mod load;
mod model;

pub use check::{TEXT_CHARS_MAX, check_fields};
pub use model::{Cue, Dictionary, FieldDefinition, FieldKind, FieldValue, Fields, Obligation, RecordType};
