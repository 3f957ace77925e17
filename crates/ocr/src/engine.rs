//! The whole way from an image to its text: find lines, read them, settle the orientation, order them.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use image::RgbImage;
use rten::ThreadPool;

use crate::detection::Detector;
use crate::error::OcrError;
use crate::orientation;
use crate::page::{Line, PageText, mean_confidence};
use crate::place::{self, Place};
use crate::quad;
use crate::reading_order;
use crate::recognition::Recogniser;

/// The detection network, within the models folder.
const DETECTION_FILE: &str = "ocr/PP-OCRv6_det_small.onnx";
/// The recognition network, within the models folder.
const RECOGNITION_FILE: &str = "ocr/PP-OCRv6_rec_small.onnx";
/// Images with a side below this many pixels cannot hold a legible character.
const SIDE_MIN: u32 = 8;
/// Lines read with less confidence are folds, stamps and stains.
const LINE_CONFIDENCE_MIN: f32 = 0.5;
/// A page that was turned may be read this much less surely than before; else it is left as it came.
const TURNING_LOSS_MAX: f32 = 0.02;

/// How much an engine may take on.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Images with more pixels than this are refused. The default, 150 million, holds A4 at 1200 dpi.
    pub pixels_max: u64,
    /// How many threads read; by default as many as there are processor cores.
    pub threads: Option<NonZeroUsize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pixels_max: 150_000_000,
            threads: None,
        }
    }
}

/// Reads pages with the PP-OCRv6 networks.
///
/// An engine is shared: several threads may call [`Engine::read`] at once. One page takes about 300 MB while
/// it is being read.
pub struct Engine {
    detector: Detector,
    recogniser: Recogniser,
    pixels_max: u64,
}

impl Engine {
    /// Loads the networks from the models folder.
    ///
    /// # Errors
    /// [`OcrError::ModelMissing`], [`OcrError::ModelUnusable`] or [`OcrError::ModelUnfit`], each with the file.
    pub fn load(models_dir: &Path) -> Result<Self, OcrError> {
        Self::with_settings(models_dir, &Settings::default())
    }

    /// Loads the networks from the models folder, with other limits than the usual ones.
    ///
    /// # Errors
    /// As [`Engine::load`].
    pub fn with_settings(models_dir: &Path, settings: &Settings) -> Result<Self, OcrError> {
        let threads = settings
            .threads
            .map(|count| Arc::new(ThreadPool::with_num_threads(count.get())));
        Ok(Self {
            detector: Detector::load(models_dir.join(DETECTION_FILE), threads.clone())?,
            recogniser: Recogniser::load(models_dir.join(RECOGNITION_FILE), threads)?,
            pixels_max: settings.pixels_max,
        })
    }

    /// Reads one page. An image without text gives a page without lines.
    ///
    /// # Errors
    /// [`OcrError::ImageEmpty`] and [`OcrError::ImageTooLarge`] before any work;
    /// [`OcrError::Inference`] and [`OcrError::UnexpectedOutput`] when a network fails.
    pub fn read(&self, image: &RgbImage) -> Result<PageText, OcrError> {
        self.accept(image)?;
        let (mut places, rotation_deg) = self.read_upright(image)?;
        places.retain(|place| place.reading.confidence >= LINE_CONFIDENCE_MIN);
        let skew_deg = reading_order::sort(&mut places);
        let lines = places
            .into_iter()
            .map(|place| line(place, image.dimensions(), rotation_deg))
            .collect();
        Ok(PageText {
            width: image.width(),
            height: image.height(),
            rotation_deg,
            skew_deg,
            lines,
        })
    }

    fn accept(&self, image: &RgbImage) -> Result<(), OcrError> {
        let (width, height) = image.dimensions();
        if width == 0 || height == 0 {
            return Err(OcrError::ImageEmpty);
        }
        if u64::from(width) * u64::from(height) > self.pixels_max {
            return Err(OcrError::ImageTooLarge {
                width,
                height,
                pixels_max: self.pixels_max,
            });
        }
        Ok(())
    }

    /// Reads the page as it came and, if it seems to stand otherwise, once more turned upright.
    fn read_upright(&self, image: &RgbImage) -> Result<(Vec<Place>, u16), OcrError> {
        let as_it_came = self.read_places(image)?;
        let rotation_deg = orientation::rotation_deg(&self.recogniser, image, &as_it_came)?;
        if rotation_deg == 0 {
            return Ok((as_it_came, 0));
        }
        let turned = self.read_places(&orientation::turned(image, rotation_deg))?;
        if confidence(&turned) + TURNING_LOSS_MAX < confidence(&as_it_came) {
            return Ok((as_it_came, 0));
        }
        Ok((turned, rotation_deg))
    }

    fn read_places(&self, image: &RgbImage) -> Result<Vec<Place>, OcrError> {
        if image.width().min(image.height()) < SIDE_MIN {
            return Ok(Vec::new());
        }
        let quads = self.detector.find(image)?;
        tracing::debug!(places = quads.len(), "found text");
        place::read_all(&self.recogniser, image, quads)
    }
}

fn confidence(places: &[Place]) -> f32 {
    mean_confidence(places.iter().map(Place::weighted_confidence))
}

fn line(place: Place, original_size: (u32, u32), rotation_deg: u16) -> Line {
    Line {
        text: place.reading.text,
        confidence: place.reading.confidence,
        quad: quad::on_original(&place.quad, original_size, rotation_deg),
        vertical: place.vertical,
        chars: place.reading.centres,
    }
}
