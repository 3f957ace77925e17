//! Reads strips: batches them by width, runs the recognition network, decodes the answers.

use std::path::PathBuf;
use std::sync::Arc;

use image::RgbImage;
use rten::ThreadPool;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::crop::STRIP_HEIGHT;
use crate::ctc::{self, Alphabet, Reading};
use crate::error::OcrError;
use crate::network::Network;

/// Most pixels of strip width in one batch. It bounds memory: the answer takes 9 kB for each pixel.
const BATCH_WIDTH_MAX: u32 = 3072;
/// Narrower strips are padded to this width in pixels: the network was trained on nothing narrower.
const STRIP_WIDTH_MIN: u32 = 160;
/// The network sees columns of this many pixels.
const COLUMN_WIDTH: u32 = 8;

/// The network that turns strips into text (识别模型).
pub(crate) struct Recogniser {
    network: Network,
    alphabet: Alphabet,
}

impl Recogniser {
    /// Loads the network and the alphabet that it carries.
    pub(crate) fn load(path: PathBuf, threads: Option<Arc<ThreadPool>>) -> Result<Self, OcrError> {
        let network = Network::load(path, threads)?;
        let Some(text) = network.metadata("character") else {
            let path = network.path().to_owned();
            return Err(OcrError::ModelUnfit {
                path,
                reason: "it carries no list of characters",
            });
        };
        let alphabet = Alphabet::from_model_text(text);
        Ok(Self { network, alphabet })
    }

    /// Reads all strips; the answers stand in the order of the strips.
    pub(crate) fn read(&self, strips: &[RgbImage]) -> Result<Vec<Reading>, OcrError> {
        let mut by_width: Vec<usize> = (0..strips.len()).collect();
        by_width.sort_by_key(|&index| strips[index].width());
        let mut readings = vec![Reading::default(); strips.len()];
        let mut rest = by_width.as_slice();
        while !rest.is_empty() {
            let (batch, later) = rest.split_at(batch_len(rest, strips));
            self.read_batch(batch, strips, &mut readings)?;
            rest = later;
        }
        Ok(readings)
    }

    fn read_batch(
        &self,
        batch: &[usize],
        strips: &[RgbImage],
        readings: &mut [Reading],
    ) -> Result<(), OcrError> {
        let width = batch
            .iter()
            .map(|&index| padded_width(&strips[index]))
            .max()
            .unwrap_or(0);
        let mut input = NdTensor::<f32, 4>::zeros([batch.len(), 3, STRIP_HEIGHT as usize, width as usize]);
        for (slot, &index) in batch.iter().enumerate() {
            fill(input.slice_mut(slot), &strips[index]);
        }
        let answer: NdTensor<f32, 3> = self.network.run(input)?;
        if answer.size(0) != batch.len() || answer.size(2) != self.alphabet.classes() {
            return Err(OcrError::UnexpectedOutput);
        }
        for (slot, &index) in batch.iter().enumerate() {
            let filled = strips[index].width() as f32 / width as f32;
            readings[index] = ctc::decode(answer.slice(slot), &self.alphabet, filled);
        }
        Ok(())
    }
}

/// Returns how many of the first strips go together: all padded to the widest, the batch stays in bounds.
fn batch_len(sorted: &[usize], strips: &[RgbImage]) -> usize {
    let fitting = sorted
        .iter()
        .enumerate()
        .take_while(|(slot, index)| padded_width(&strips[**index]) * (*slot as u32 + 1) <= BATCH_WIDTH_MAX)
        .count();
    fitting.max(1)
}

fn padded_width(strip: &RgbImage) -> u32 {
    strip.width().max(STRIP_WIDTH_MIN).next_multiple_of(COLUMN_WIDTH)
}

/// Writes a strip into its place in the batch: blue, green, red, each from -1 to 1. What lies to the right
/// stays 0, the grey that the network was trained to overlook.
fn fill(mut slot: rten_tensor::NdTensorViewMut<f32, 3>, strip: &RgbImage) {
    for (x, y, pixel) in strip.enumerate_pixels() {
        for channel in 0..3 {
            slot[[channel, y as usize, x as usize]] = f32::from(pixel.0[2 - channel]) / 127.5 - 1.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_never_outgrows_its_bound_and_never_is_empty() {
        let strips: Vec<RgbImage> = [40, 300, 900, 1200, 4000]
            .iter()
            .map(|&width| RgbImage::new(width, STRIP_HEIGHT))
            .collect();
        let sorted: Vec<usize> = (0..strips.len()).collect();
        assert_eq!(batch_len(&sorted, &strips), 3);
        assert_eq!(batch_len(&sorted[4..], &strips), 1);
    }

    #[test]
    fn colours_enter_blue_first_and_centred_on_zero() {
        let mut batch = NdTensor::<f32, 3>::zeros([3, 1, 2]);
        fill(
            batch.view_mut(),
            &RgbImage::from_pixel(1, 1, image::Rgb([255, 0, 0])),
        );
        assert_eq!(batch.to_vec(), [-1.0, 0.0, -1.0, 0.0, 1.0, 0.0]);
    }
}
