//! Faces of the archive: the list of filed records, one record, its pages and files.

pub mod files;
pub mod page_image;
pub mod record;
pub mod records;
pub mod shown;
pub mod viewer;
