//! Pictures of one page: JPEG, PNG, BMP, WebP, GIF. Size is judged by the header before a pixel is decoded.

use std::io::{BufRead, Cursor, Seek};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, RgbImage};

use crate::document::{Page, TextSource, Unit};
use crate::error::ReadingError;
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::recognise::{Recognise, recognise};
use crate::task::Task;

pub(crate) fn read(
    task: &Task<'_>,
    recogniser: Option<&dyn Recognise>,
    pages: &mut PageSink<'_>,
) -> Result<Findings, ReadingError> {
    let recogniser = recogniser.ok_or(ReadingError::RecogniserMissing)?;
    let image = decode(task)?;
    pages.accept(recognised_page(1, recogniser, &image)?, Some(1))?;
    Ok(Findings {
        page_count: 1,
        ..Findings::default()
    })
}

/// Recognises a page that is one image; places count its pixels.
pub(crate) fn recognised_page(
    number: u64,
    recogniser: &dyn Recognise,
    image: &RgbImage,
) -> Result<Page, ReadingError> {
    let found = recognise(recogniser, image)?;
    Ok(Page {
        number,
        width: image.width() as f32,
        height: image.height() as f32,
        unit: Unit::Pixels,
        source: TextSource::Recognised,
        rotation_deg: found.rotation_deg,
        label: None,
        lines: found.lines.into_iter().map(|line| line.scaled(1.0)).collect(),
    })
}

/// Decodes the picture, turned as its EXIF tag asks.
pub(crate) fn decode(task: &Task<'_>) -> Result<RgbImage, ReadingError> {
    decode_from(task, task.open()?)
}

/// Decodes a picture that lies in another file.
pub(crate) fn decode_bytes(task: &Task<'_>, bytes: &[u8]) -> Result<RgbImage, ReadingError> {
    decode_from(task, Cursor::new(bytes))
}

fn decode_from(task: &Task<'_>, source: impl BufRead + Seek) -> Result<RgbImage, ReadingError> {
    let reader = ImageReader::new(source).with_guessed_format()?;
    let mut decoder = reader.into_decoder().map_err(from_image)?;
    let (width, height) = decoder.dimensions();
    task.check_pixels(u64::from(width), u64::from(height))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(from_image)?;
    image.apply_orientation(orientation);
    Ok(on_white(image))
}

/// Lays a picture with transparent parts on white paper.
pub(crate) fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let clear = image.into_rgba8();
    let mut paper = RgbImage::new(clear.width(), clear.height());
    for (below, above) in paper.pixels_mut().zip(clear.pixels()) {
        let [red, green, blue, alpha] = above.0.map(u16::from);
        below.0 = [red, green, blue].map(|part| ((part * alpha + 255 * (255 - alpha)) / 255) as u8);
    }
    paper
}

pub(crate) fn from_image(error: ImageError) -> ReadingError {
    match error {
        ImageError::IoError(error) => error.into(),
        ImageError::Unsupported(error) => ReadingError::unsupported(error.to_string()),
        other => ReadingError::broken(other),
    }
}
