//! Finds where text stands on a page: scales the page, runs the detection network, collects the boxes.

use std::path::PathBuf;
use std::sync::Arc;

use image::RgbImage;
use image::imageops::{self, FilterType};
use rten::ThreadPool;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::boxes;
use crate::error::OcrError;
use crate::network::Network;
use crate::quad::Quad;

/// Pages are scaled down until their long side has this many pixels …
const LONG_SIDE: f32 = 1280.0;
/// … but not below this many on the short side, so that long strips of paper stay legible …
const SHORT_SIDE: f32 = 736.0;
/// … and to at most this many pixels altogether, which bounds time and memory.
const AREA_MAX: f32 = 4_000_000.0;
/// The network halves its input five times, so sides are multiples of this many pixels.
const SIDE_STEP: f32 = 32.0;

/// The network that marks text on a page (检测模型).
pub(crate) struct Detector {
    network: Network,
}

impl Detector {
    /// Loads the network.
    pub(crate) fn load(path: PathBuf, threads: Option<Arc<ThreadPool>>) -> Result<Self, OcrError> {
        Ok(Self {
            network: Network::load(path, threads)?,
        })
    }

    /// Returns the places of text on the page, in pixels of the page, in no particular order.
    pub(crate) fn find(&self, page: &RgbImage) -> Result<Vec<Quad>, OcrError> {
        let (width, height) = working_size(page.dimensions());
        let input = normalised(&imageops::resize(page, width, height, FilterType::Triangle));
        let answer: NdTensor<f32, 4> = self.network.run(input)?;
        if answer.shape() != [1, 1, height as usize, width as usize] {
            return Err(OcrError::UnexpectedOutput);
        }
        let scale = [
            page.width() as f32 / width as f32,
            page.height() as f32 / height as f32,
        ];
        let places = boxes::find(answer.slice((0, 0)));
        Ok(places
            .iter()
            .map(|quad| quad.map(|[x, y]| [x * scale[0], y * scale[1]]))
            .collect())
    }
}

/// Returns the size at which a page of this size is looked at.
fn working_size((width, height): (u32, u32)) -> (u32, u32) {
    let (width, height) = (width as f32, height as f32);
    let readable = (LONG_SIDE / width.max(height)).max(SHORT_SIDE / width.min(height));
    let affordable = (AREA_MAX / (width * height)).sqrt();
    let scale = readable.min(affordable).min(1.0);
    let side = |length: f32| ((length * scale / SIDE_STEP).round().max(1.0) * SIDE_STEP) as u32;
    (side(width), side(height))
}

/// Returns the image as the network wants it: blue, green, red planes, each from -1 to 1.
fn normalised(image: &RgbImage) -> NdTensor<f32, 4> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut planes = vec![0.0; 3 * width * height];
    for (index, pixel) in image.pixels().enumerate() {
        for channel in 0..3 {
            planes[channel * width * height + index] = f32::from(pixel.0[2 - channel]) / 127.5 - 1.0;
        }
    }
    NdTensor::from_data([1, 3, height, width], planes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_page_is_looked_at_in_bounded_size(width in 1u32..60_000, height in 1u32..60_000) {
            let (w, h) = working_size((width, height));
            prop_assert!(w > 0 && h > 0 && w % 32 == 0 && h % 32 == 0);
            prop_assert!(f64::from(w) * f64::from(h) < 6.0e6, "{w} {h}");
        }
    }

    #[test]
    fn a_page_of_a4_at_200_dpi_is_halved_and_a_small_one_kept() {
        assert_eq!(working_size((1654, 2339)), (896, 1280));
        assert_eq!(working_size((640, 320)), (640, 320));
    }

    #[test]
    fn a_long_strip_keeps_a_legible_width() {
        assert_eq!(working_size((1000, 6000)), (736, 4416));
    }
}
