//! The recogniser (文字识别) as this room sees it: an image in, lines with places and confidences out.

use guildhall_ocr::Engine;
use image::RgbImage;

use crate::document::{Line, LineKind};
use crate::error::ReadingError;

/// Reads the text on an image.
pub trait Recognise: Send + Sync {
    /// Recognises the lines of one page image.
    ///
    /// # Errors
    /// [`RecogniseError`] when the engine fails; an image without text is a page without lines.
    fn recognise(&self, image: &RgbImage) -> Result<RecognisedPage, RecogniseError>;
}

/// Why an image was not recognised.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RecogniseError(pub String);

/// The lines found on an image.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecognisedPage {
    /// Degrees clockwise by which the image had to be turned to stand upright: 0, 90, 180 or 270.
    pub rotation_deg: u16,
    /// The lines in reading order.
    pub lines: Vec<RecognisedLine>,
}

/// One recognised line; places in pixels of the image as it was given, from its top left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct RecognisedLine {
    /// The text.
    pub text: String,
    /// Mean confidence, from 0 to 1.
    pub confidence: f32,
    /// Left, top, right, bottom.
    pub bbox: [f32; 4],
    /// Whether the characters stand one below the other.
    pub vertical: bool,
    /// For each character its centre, as a fraction of the way along the line.
    pub chars: Vec<f32>,
}

impl RecognisedLine {
    /// Returns the line with its place multiplied by `scale`.
    pub(crate) fn scaled(self, scale: f32) -> Line {
        Line {
            text: self.text,
            confidence: self.confidence,
            bbox: Some(self.bbox.map(|edge| edge * scale)),
            kind: LineKind::Body,
            vertical: self.vertical,
            chars: self.chars,
        }
    }
}

impl Recognise for Engine {
    fn recognise(&self, image: &RgbImage) -> Result<RecognisedPage, RecogniseError> {
        let page = self
            .read(image)
            .map_err(|error| RecogniseError(error.to_string()))?;
        let lines = page.lines.into_iter().map(|line| RecognisedLine {
            text: line.text,
            confidence: line.confidence,
            bbox: bounds(&line.quad),
            vertical: line.vertical,
            chars: line.chars,
        });
        Ok(RecognisedPage {
            rotation_deg: page.rotation_deg,
            lines: lines.collect(),
        })
    }
}

/// Runs the recogniser; its failure is a reading's failure.
pub(crate) fn recognise(
    recogniser: &dyn Recognise,
    image: &RgbImage,
) -> Result<RecognisedPage, ReadingError> {
    recogniser
        .recognise(image)
        .map_err(|error| ReadingError::RecogniserFailed {
            reason: error.to_string(),
        })
}

fn bounds(quad: &[[f32; 2]; 4]) -> [f32; 4] {
    let least = |axis: usize| {
        quad.iter()
            .map(|corner| corner[axis])
            .fold(f32::INFINITY, f32::min)
    };
    let most = |axis: usize| {
        quad.iter()
            .map(|corner| corner[axis])
            .fold(f32::NEG_INFINITY, f32::max)
    };
    [least(0), least(1), most(0), most(1)]
}
