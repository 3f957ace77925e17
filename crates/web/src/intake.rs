//! Faces of the inbox: the list, uploads, and the describing of a paper.

pub mod describe;
pub mod describe_fields;
pub mod discard;
pub mod list;
pub mod notes;
pub mod upload;
