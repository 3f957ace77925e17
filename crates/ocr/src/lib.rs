//! Reads the text of page images (文字识别, OCR) and writes the searchable two-layer PDF (双层PDF) of a scan.
//!
//! Begin at [`Engine::read`]: it finds the lines on a page, reads them, settles which way up the page is and
//! returns a [`PageText`] in reading order. [`write_layered_pdf`] puts such lines, invisible, over the image
//! they were read from.
//!
//! This crate opens the model files it is given and nothing else: no network, no environment, no clock. It
//! knows pixels and characters, not papers, records or people.

mod boxes;
mod crop;
mod ctc;
mod detection;
mod engine;
mod error;
mod layered_pdf;
mod network;
mod orientation;
mod page;
mod place;
mod quad;
mod reading_order;
mod recognition;
mod rectangle;

pub use engine::{Engine, Settings};
pub use error::OcrError;
pub use layered_pdf::{JpegImage, LayeredPage, PageImage, write_layered_pdf};
pub use page::{Line, PageText};
pub use quad::Quad;
