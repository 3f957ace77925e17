//! TIFF of one or many pages, as scanners make them: bilevel (fax), grey, colour, palette.

use std::fs::File;
use std::io::BufReader;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage};
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use crate::document::{Note, Page};
use crate::error::ReadingError;
use crate::page_sink::PageSink;
use crate::picture::recognised_page;
use crate::reader::Findings;
use crate::recognise::Recognise;
use crate::task::Task;

pub(crate) fn read(
    task: &Task<'_>,
    recogniser: Option<&dyn Recognise>,
    pages: &mut PageSink<'_>,
) -> Result<Findings, ReadingError> {
    let recogniser = recogniser.ok_or(ReadingError::RecogniserMissing)?;
    let mut decoder = open(task)?;
    let volume = count(task)?;
    let mut damaged = 0;
    for number in 1..=volume.pages {
        if !pages.has_room() {
            break;
        }
        task.check()?;
        let page = match page_of(task, &mut decoder, number) {
            Ok(image) => recognised_page(number, recogniser, &image)?,
            // One bad page must not cost the others; a file of only bad pages is broken.
            Err(ReadingError::Broken { .. }) if volume.pages > 1 => {
                damaged += 1;
                Page::flowing(number, Vec::new())
            }
            Err(error) => return Err(error),
        };
        pages.accept(page, Some(volume.pages))?;
    }
    if damaged == volume.pages {
        return Err(ReadingError::broken("none of its pages can be decoded"));
    }
    damaged += u64::from(volume.is_torn);
    let notes = (damaged > 0).then_some(Note::PagesDamaged { count: damaged });
    Ok(Findings {
        page_count: volume.pages,
        notes: notes.into_iter().collect(),
        ..Findings::default()
    })
}

/// Decodes one page, from 1.
pub(crate) fn page_image(task: &Task<'_>, number: u64) -> Result<RgbImage, ReadingError> {
    if number == 0 || number > count(task)?.pages {
        return Err(ReadingError::NoSuchPage { number });
    }
    page_of(task, &mut open(task)?, number)
}

fn open(task: &Task<'_>) -> Result<Decoder<BufReader<File>>, ReadingError> {
    Decoder::new(task.open()?).map_err(from_tiff)
}

/// How many pages can be reached, and whether the chain of directories breaks after them.
struct Volume {
    pages: u64,
    is_torn: bool,
}

/// Counts pages by walking the directories; the parser refuses one that leads back.
fn count(task: &Task<'_>) -> Result<Volume, ReadingError> {
    let mut decoder = open(task)?;
    let mut volume = Volume {
        pages: 1,
        is_torn: false,
    };
    while volume.pages < task.limits.entries && decoder.more_images() {
        task.check()?;
        if decoder.next_image().is_err() {
            volume.is_torn = true;
            break;
        }
        volume.pages += 1;
    }
    Ok(volume)
}

fn page_of(
    task: &Task<'_>,
    decoder: &mut Decoder<BufReader<File>>,
    number: u64,
) -> Result<RgbImage, ReadingError> {
    let index = usize::try_from(number - 1).map_err(ReadingError::broken)?;
    decoder.seek_to_image(index).map_err(from_tiff)?;
    let (width, height) = decoder.dimensions().map_err(from_tiff)?;
    task.check_pixels(u64::from(width), u64::from(height))?;
    let color = decoder.colortype().map_err(from_tiff)?;
    let palette = palette_of(decoder, color);
    let orientation = decoder
        .find_tag_unsigned::<u8>(Tag::Orientation)
        .ok()
        .flatten()
        .and_then(Orientation::from_exif)
        .unwrap_or(Orientation::NoTransforms);
    let samples = eight_bit(decoder.read_image().map_err(from_tiff)?)?;
    let mut image = assemble((width, height), color, &samples, palette.as_deref())?;
    image.apply_orientation(orientation);
    Ok(crate::picture::on_white(image))
}

fn palette_of(decoder: &mut Decoder<BufReader<File>>, color: ColorType) -> Option<Vec<u16>> {
    matches!(color, ColorType::Palette(_))
        .then(|| decoder.get_tag_u16_vec(Tag::ColorMap).ok())
        .flatten()
}

/// Samples of more than eight bits lose their lower ones; floats are none of a scanner's.
fn eight_bit(result: DecodingResult) -> Result<Vec<u8>, ReadingError> {
    match result {
        DecodingResult::U8(samples) => Ok(samples),
        DecodingResult::U16(samples) => Ok(samples.into_iter().map(|sample| (sample >> 8) as u8).collect()),
        _ => Err(ReadingError::unsupported(
            "image/tiff with samples that are not whole numbers of 8 or 16 bits",
        )),
    }
}

fn assemble(
    (width, height): (u32, u32),
    color: ColorType,
    samples: &[u8],
    palette: Option<&[u16]>,
) -> Result<DynamicImage, ReadingError> {
    let pixels = width as usize * height as usize;
    let short = || ReadingError::broken("the image ends early");
    let rgb = |data: Vec<u8>| {
        RgbImage::from_raw(width, height, data)
            .map(DynamicImage::ImageRgb8)
            .ok_or_else(short)
    };
    match color {
        ColorType::Gray(bits @ (1 | 2 | 4)) => {
            let most = (1u16 << bits) - 1;
            let grey =
                unpacked(samples, width, height, bits).map(|level| (u16::from(level) * 255 / most) as u8);
            GrayImage::from_raw(width, height, grey.collect())
                .map(DynamicImage::ImageLuma8)
                .ok_or_else(short)
        }
        ColorType::Gray(8 | 16) => GrayImage::from_raw(width, height, samples.to_vec())
            .map(DynamicImage::ImageLuma8)
            .ok_or_else(short),
        ColorType::Palette(bits @ (1 | 2 | 4 | 8)) => {
            let palette = palette.ok_or_else(|| ReadingError::broken("the palette is missing"))?;
            rgb(unpacked(samples, width, height, bits)
                .flat_map(|index| looked_up(palette, index))
                .collect())
        }
        ColorType::GrayA(8 | 16) => rgb(samples
            .chunks_exact(2)
            .flat_map(|pair| over_white(&[pair[0]; 3], pair[1]))
            .collect()),
        ColorType::RGB(8 | 16) => rgb(samples.get(..pixels * 3).ok_or_else(short)?.to_vec()),
        ColorType::RGBA(8 | 16) => rgb(samples
            .chunks_exact(4)
            .flat_map(|four| over_white(&four[..3], four[3]))
            .collect()),
        ColorType::CMYK(8 | 16) => rgb(samples.chunks_exact(4).flat_map(from_ink).collect()),
        ColorType::YCbCr(8) => rgb(samples.chunks_exact(3).flat_map(from_luma).collect()),
        other => Err(ReadingError::unsupported(format!(
            "image/tiff with colours {other:?}"
        ))),
    }
}

/// Samples smaller than a byte; each row begins a new byte.
fn unpacked(samples: &[u8], width: u32, height: u32, bits: u8) -> impl Iterator<Item = u8> + '_ {
    let (width, bits) = (width as usize, usize::from(bits));
    let row_bytes = (width * bits).div_ceil(8);
    let mask = ((1u16 << bits) - 1) as u8;
    (0..height as usize * width).map_while(move |at| {
        let (row, bit) = (at / width, at % width * bits);
        let byte = samples.get(row * row_bytes + bit / 8)?;
        Some((byte >> (8 - bits - bit % 8)) & mask)
    })
}

/// A palette holds all reds, then all greens, then all blues (TIFF 6.0, section 5).
fn looked_up(palette: &[u16], index: u8) -> [u8; 3] {
    let colors = palette.len() / 3;
    [0, 1, 2].map(|part| {
        palette
            .get(part * colors + usize::from(index))
            .map_or(0, |level| (level >> 8) as u8)
    })
}

fn over_white(color: &[u8], alpha: u8) -> [u8; 3] {
    let alpha = u16::from(alpha);
    [0, 1, 2].map(|part| ((u16::from(color[part]) * alpha + 255 * (255 - alpha)) / 255) as u8)
}

fn from_ink(ink: &[u8]) -> [u8; 3] {
    let light = 255 - u16::from(ink[3]);
    [0, 1, 2].map(|part| ((255 - u16::from(ink[part])) * light / 255) as u8)
}

/// ITU-R BT.601, as TIFF 6.0 section 21 has it.
fn from_luma(sample: &[u8]) -> [u8; 3] {
    let (luma, blue, red) = (
        f32::from(sample[0]),
        f32::from(sample[1]) - 128.0,
        f32::from(sample[2]) - 128.0,
    );
    [
        luma + 1.402 * red,
        luma - 0.344 * blue - 0.714 * red,
        luma + 1.772 * blue,
    ]
    .map(|part| part.clamp(0.0, 255.0) as u8)
}

fn from_tiff(error: TiffError) -> ReadingError {
    match error {
        TiffError::IoError(error) => error.into(),
        TiffError::UnsupportedError(error) => ReadingError::unsupported(format!("image/tiff: {error}")),
        other => ReadingError::broken(other),
    }
}
