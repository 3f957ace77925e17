//! Words burned into a page image (水印): tiled aslant over all of it, so that no part of the page is without them.
//!
//! They are in the pixels; nothing lies on top that could be taken off. Dark on what is light, light on what is dark.

use crate::ReadingError;
use ab_glyph_rasterizer::{Point, Rasterizer, point};
use image::{Rgb, RgbImage};
use std::path::Path;
use ttf_parser::{Face, OutlineBuilder};

/// Height of the letters in pixels; a page image is about 1,240 wide.
const SIZE: f32 = 30.0;
/// Pixels between two tiles.
const GAP: u32 = 90;
/// Longest words, in characters.
const CHARS_MAX: usize = 80;
/// How much of the ink shows.
const STRENGTH: f32 = 0.34;
/// Sine and cosine of the slant, 30 degrees.
const SLANT: [f32; 2] = [0.5, 0.866_025_4];
/// Largest font file.
const FONT_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// Words ready to be burned in.
#[derive(Debug, Clone)]
pub struct Watermark {
    coverage: Vec<f32>,
    width: u32,
    height: u32,
}

impl Watermark {
    /// Draws the words with a font; what the font does not know is left out.
    ///
    /// # Errors
    /// [`ReadingError::Disk`] if the font cannot be read, [`ReadingError::Unsupported`] if it is none or knows no letter of
    /// the words.
    pub fn load(font: &Path, words: &str) -> Result<Self, ReadingError> {
        if std::fs::metadata(font)?.len() > FONT_BYTES_MAX {
            return Err(ReadingError::unsupported("a font of more than 128 MiB"));
        }
        let bytes = std::fs::read(font)?;
        let face =
            Face::parse(&bytes, 0).map_err(|_| ReadingError::unsupported("a font that cannot be parsed"))?;
        let scale = SIZE / f32::from(face.units_per_em());
        let glyphs: Vec<_> = words
            .chars()
            .take(CHARS_MAX)
            .filter_map(|letter| face.glyph_index(letter))
            .collect();
        let advance = |glyph| f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
        let length: f32 = glyphs.iter().map(|glyph| advance(*glyph)).sum();
        let (width, height) = (length.ceil() as usize + 2, (SIZE * 1.4) as usize);
        let mut raster = Rasterizer::new(width, height);
        let mut left = 1.0;
        for glyph in glyphs {
            let mut pen = Pen {
                raster: &mut raster,
                origin: [left, SIZE * 1.05],
                most: [width as f32 - 1.0, height as f32 - 1.0],
                scale,
                start: point(0.0, 0.0),
                last: point(0.0, 0.0),
            };
            // A glyph without an outline, such as a space, draws nothing.
            let _ = face.outline_glyph(glyph, &mut pen);
            left += advance(glyph);
        }
        let mut coverage = vec![0.0; width * height];
        raster.for_each_pixel(|place, covered| coverage[place] = covered.clamp(0.0, 1.0));
        if coverage.iter().all(|covered| *covered < 0.5) {
            return Err(ReadingError::unsupported("a font without these letters"));
        }
        Ok(Self {
            coverage,
            width: width as u32,
            height: height as u32,
        })
    }

    /// Burns the words into an image.
    pub fn onto(&self, mut image: RgbImage) -> RgbImage {
        for (x, y, pixel) in image.enumerate_pixels_mut() {
            let strength = self.at(x as f32, y as f32) * STRENGTH;
            if strength > 0.0 {
                let Rgb(channels) = *pixel;
                let is_light = channels.iter().map(|channel| u32::from(*channel)).sum::<u32>() > 3 * 127;
                let ink = if is_light { 60.0 } else { 210.0 };
                *pixel = Rgb(channels.map(|channel| {
                    let channel = f32::from(channel);
                    (channel + (ink - channel) * strength).round() as u8
                }));
            }
        }
        image
    }

    /// Returns how much ink lies at a place: the image is turned back, then cut into tiles; every other row is shifted.
    fn at(&self, x: f32, y: f32) -> f32 {
        let [sine, cosine] = SLANT;
        let (along, across) = (x * cosine - y * sine, x * sine + y * cosine);
        let (tile, row_height) = (self.width + GAP, self.height + GAP);
        let row = (across / row_height as f32).floor();
        let shift = if row.rem_euclid(2.0) < 1.0 {
            0.0
        } else {
            tile as f32 / 2.0
        };
        let column = (along + shift).rem_euclid(tile as f32) as u32;
        let line = across.rem_euclid(row_height as f32) as u32;
        match column < self.width && line < self.height {
            true => self.coverage[(line * self.width + column) as usize],
            false => 0.0,
        }
    }
}

/// Carries a glyph's outline from the font's units into the raster.
struct Pen<'a> {
    raster: &'a mut Rasterizer,
    origin: [f32; 2],
    most: [f32; 2],
    scale: f32,
    start: Point,
    last: Point,
}

impl Pen<'_> {
    /// Places a point; the raster must not be left.
    fn place(&self, x: f32, y: f32) -> Point {
        let [left, base] = self.origin;
        let [right, bottom] = self.most;
        point(
            (left + x * self.scale).clamp(0.0, right),
            (base - y * self.scale).clamp(0.0, bottom),
        )
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.place(x, y);
        self.last = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let next = self.place(x, y);
        self.raster.draw_line(self.last, next);
        self.last = next;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, next) = (self.place(x1, y1), self.place(x, y));
        self.raster.draw_quad(self.last, control, next);
        self.last = next;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, next) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.raster.draw_cubic(self.last, first, second, next);
        self.last = next;
    }

    fn close(&mut self) {
        self.raster.draw_line(self.last, self.start);
        self.last = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tile without a font: a solid bar.
    fn bar() -> Watermark {
        Watermark {
            coverage: vec![1.0; 200 * 40],
            width: 200,
            height: 40,
        }
    }

    #[test]
    fn no_part_of_a_page_is_without_the_words_be_it_light_or_dark() {
        for ground in [255, 0] {
            let page = RgbImage::from_pixel(1_240, 1_754, Rgb([ground; 3]));
            let marked = bar().onto(page);
            for left in (0..1_240 - 300).step_by(100) {
                for top in (0..1_754 - 300).step_by(100) {
                    let cell = (0..300u32 * 300)
                        .map(|place| marked.get_pixel(left + place % 300, top + place / 300));
                    let changed = cell.filter(|pixel| pixel.0 != [ground; 3]).count();
                    assert!(changed > 1_000, "{left} {top}: {changed}");
                }
            }
        }
    }

    #[test]
    fn the_words_let_the_page_show_through() {
        let marked = bar().onto(RgbImage::from_pixel(400, 400, Rgb([255; 3])));
        assert!(marked.pixels().all(|pixel| pixel.0[0] > 150));
        let marked = bar().onto(RgbImage::from_pixel(400, 400, Rgb([0; 3])));
        assert!(marked.pixels().all(|pixel| pixel.0[0] < 100));
    }

    #[test]
    fn what_is_no_font_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("font.ttf");
        std::fs::write(&file, b"no font").unwrap();
        assert!(Watermark::load(&file, "钱立").is_err());
        assert!(Watermark::load(&folder.path().join("none"), "钱立").is_err());
    }
}
