//! The lower layer of a page: its image, as it came if PDF can hold that, else packed without loss.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{GrayImage, RgbImage};
use pdf_writer::types::Predictor;
use pdf_writer::{Filter, Finish, Ref};

use super::jpeg::JpegImage;
use super::objects::Objects;
use crate::error::OcrError;

/// The image of a page.
#[derive(Debug, Clone)]
pub enum PageImage {
    /// A JPEG file, which goes into the PDF byte for byte.
    Jpeg(JpegImage),
    /// Colours, packed without loss.
    Rgb(RgbImage),
    /// Shades of grey, packed without loss; pure black and white take one bit a pixel.
    Gray(GrayImage),
}

impl PageImage {
    /// Returns width and height in pixels.
    pub fn dimensions(&self) -> (u32, u32) {
        match self {
            Self::Jpeg(jpeg) => jpeg.dimensions(),
            Self::Rgb(image) => image.dimensions(),
            Self::Gray(image) => image.dimensions(),
        }
    }

    /// Writes the image as object `id`.
    pub(super) fn write(&self, objects: &mut Objects, id: Ref) -> Result<(), OcrError> {
        match self {
            Self::Jpeg(jpeg) => write_jpeg(jpeg, objects, id),
            Self::Rgb(image) => Raster {
                size: image.dimensions(),
                components: 3,
                bits: 8,
                samples: image.as_raw(),
            }
            .write(objects, id),
            Self::Gray(image) if is_black_and_white(image) => Raster {
                size: image.dimensions(),
                components: 1,
                bits: 1,
                samples: &bits(image),
            }
            .write(objects, id),
            Self::Gray(image) => Raster {
                size: image.dimensions(),
                components: 1,
                bits: 8,
                samples: image.as_raw(),
            }
            .write(objects, id),
        }
    }
}

/// Returns the bytes packed by zlib, as PDF's flate filter wants them.
pub(super) fn deflated(bytes: &[u8]) -> Result<Vec<u8>, OcrError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn write_jpeg(jpeg: &JpegImage, objects: &mut Objects, id: Ref) -> Result<(), OcrError> {
    objects.put(id, |chunk| {
        let mut image = chunk.image_xobject(id, jpeg.bytes());
        image.filter(Filter::DctDecode);
        image
            .width(jpeg.dimensions().0 as i32)
            .height(jpeg.dimensions().1 as i32)
            .bits_per_component(8);
        match jpeg.components() {
            1 => image.color_space().device_gray(),
            3 => image.color_space().device_rgb(),
            _ => image.color_space().device_cmyk(),
        }
        if jpeg.is_inverted() {
            image.decode([1.0, 0.0].repeat(4));
        }
    })
}

/// Plain samples, row after row, each row padded to a whole byte.
struct Raster<'a> {
    size: (u32, u32),
    components: usize,
    bits: usize,
    samples: &'a [u8],
}

impl Raster<'_> {
    fn write(&self, objects: &mut Objects, id: Ref) -> Result<(), OcrError> {
        let packed = deflated(&self.predicted())?;
        objects.put(id, |chunk| {
            let mut image = chunk.image_xobject(id, &packed);
            image.filter(Filter::FlateDecode);
            image
                .decode_parms()
                .predictor(Predictor::PngUp)
                .colors(self.components as i32)
                .bits_per_component(self.bits as i32)
                .columns(self.size.0 as i32);
            image.width(self.size.0 as i32).height(self.size.1 as i32);
            image.bits_per_component(self.bits as i32);
            if self.components == 1 {
                image.color_space().device_gray();
            } else {
                image.color_space().device_rgb();
            }
            image.finish();
        })
    }

    /// Returns the samples as differences to the row above (PNG filter 2): paper packs to a third that way.
    fn predicted(&self) -> Vec<u8> {
        let stride = (self.size.0 as usize * self.components * self.bits).div_ceil(8);
        let mut predicted = Vec::with_capacity(self.samples.len() + self.size.1 as usize);
        let mut above: &[u8] = &vec![0; stride];
        for row in self.samples.chunks_exact(stride) {
            predicted.push(2);
            predicted.extend(
                row.iter()
                    .zip(above)
                    .map(|(sample, above)| sample.wrapping_sub(*above)),
            );
            above = row;
        }
        predicted
    }
}

fn is_black_and_white(image: &GrayImage) -> bool {
    image.as_raw().iter().all(|&sample| sample == 0 || sample == 255)
}

/// Returns the pixels as bits, the leftmost in the highest bit.
fn bits(image: &GrayImage) -> Vec<u8> {
    image
        .as_raw()
        .chunks_exact(image.width() as usize)
        .flat_map(|row| row.chunks(8))
        .map(|eight| {
            eight
                .iter()
                .enumerate()
                .fold(0, |byte, (place, sample)| byte | ((sample & 0x80) >> place))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn rows_of_bits_are_filled_up_to_whole_bytes() {
        let paper = GrayImage::from_fn(10, 2, |x, _| Luma([if x == 0 || x == 9 { 0 } else { 255 }]));
        assert_eq!(bits(&paper), [0x7F, 0x80, 0x7F, 0x80]);
    }

    #[test]
    fn rows_are_told_by_their_difference_to_the_row_above() {
        let raster = Raster {
            size: (2, 3),
            components: 1,
            bits: 8,
            samples: &[9, 8, 9, 9, 0, 9],
        };
        assert_eq!(raster.predicted(), [2, 9, 8, 2, 0, 1, 2, 247, 0]);
    }
}
