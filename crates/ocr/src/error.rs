//! Everything that can go wrong while reading a page or writing its two-layer PDF.

use std::path::PathBuf;

/// Why a page could not be read, or a two-layer PDF not be written.
#[derive(Debug, thiserror::Error)]
pub enum OcrError {
    /// A model file is not where it should be; `make models` fetches it.
    #[error("the model file {} is missing; fetch the models with `make models` or copy the models folder", .0.display())]
    ModelMissing(PathBuf),
    /// A model file exists but is no usable network.
    #[error("the model file {} cannot be used", path.display())]
    ModelUnusable {
        /// The file in question.
        path: PathBuf,
        /// What the inference library says of it.
        source: Box<rten::LoadError>,
    },
    /// A model file is a network, but not the kind that this crate knows how to run.
    #[error("the model file {} does not fit: {reason}", path.display())]
    ModelUnfit {
        /// The file in question.
        path: PathBuf,
        /// What was expected and not found.
        reason: &'static str,
    },
    /// The network stopped while it was reading a page.
    #[error("the network failed on this page")]
    Inference(#[from] rten::RunError),
    /// The network answered in a shape that its kind never has.
    #[error("the network answered in an unexpected shape")]
    UnexpectedOutput,
    /// The image has no pixels at all.
    #[error("the image is empty")]
    ImageEmpty,
    /// The image has more pixels than the engine accepts.
    #[error("the image has {width} × {height} pixels; at most {pixels_max} pixels are read")]
    ImageTooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The limit that was set, in pixels.
        pixels_max: u64,
    },
    /// The bytes given as a JPEG are not one, or one that PDF cannot hold.
    #[error("not a JPEG that a PDF can hold: {0}")]
    JpegUnusable(&'static str),
    /// The resolution of a page is zero, negative or not a number.
    #[error("a page resolution of {0} dots per inch is not possible")]
    ResolutionImpossible(f32),
    /// A PDF needs at least one page.
    #[error("a PDF without pages cannot be written")]
    NoPages,
    /// The PDF could not be written to its destination.
    #[error("the PDF could not be written")]
    Write(#[from] std::io::Error),
}
