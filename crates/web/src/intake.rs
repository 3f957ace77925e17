//! Faces of the inbox: the list, uploads, and the describing of a paper.

pub mod describe;
pub mod describe_fields;
pub mod list;
pub mod upload;
