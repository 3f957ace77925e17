//! How a scan falls short of its page: tilt, blur, noise, old paper, strong compression.

use super::page_image::PageImage;
use crate::dice::Dice;
use crate::paper::PaperPlan;

/// The wear of one scan.
#[derive(Debug, Clone)]
pub(super) struct Wear {
    /// Dots to the inch.
    pub(super) dpi: u32,
    /// Quality of the JPEG, of a hundred.
    pub(super) quality: u8,
    /// Tilt in degrees, clockwise.
    tilt: f32,
    /// How much of each pixel comes from its neighbours on either side, 0 to 0.25.
    blur: f32,
    /// Most by which the noise changes a pixel.
    noise: u8,
    /// What is left of red, green and blue on yellowed paper.
    tint: [f32; 3],
    in_grey: bool,
    seed: u64,
}

impl Wear {
    /// Draws the wear of a paper's scan; older paper is yellower.
    pub(super) fn of(plan: &PaperPlan) -> Self {
        let mut dice = Dice::new(plan.seed);
        let age = dice.within(0.0, 1.0);
        let coloured = plan.sealed || plan.red_head.is_some();
        Self {
            dpi: *dice.one_of(&[150, 150, 150, 160, 180, 200]),
            quality: u8::try_from(dice.between(40, 70)).unwrap_or(55),
            tilt: dice.within(-1.0, 1.0),
            blur: dice.within(0.02, 0.14),
            noise: u8::try_from(dice.between(3, 9)).unwrap_or(5),
            tint: [1.0 - 0.02 * age, 1.0 - 0.05 * age, 1.0 - 0.16 * age],
            in_grey: !coloured && dice.happens(50),
            seed: dice.roll(),
        }
    }

    /// Returns the same wear by a machine without colours.
    pub(super) fn grey(self) -> Self {
        Self {
            in_grey: true,
            ..self
        }
    }

    /// Wears a clean page; each page of a paper gets its own noise.
    pub(super) fn apply(&self, clean: PageImage, number: usize) -> PageImage {
        let page = if self.in_grey { clean.into_grey() } else { clean };
        let mut dice = Dice::new(self.seed ^ number as u64);
        let tilt = self.tilt + dice.within(-0.1, 0.1);
        let mut page = tilted(&blurred(&page, self.blur), tilt.clamp(-1.0, 1.0));
        self.age(&mut page, &mut dice);
        page
    }

    fn age(&self, page: &mut PageImage, dice: &mut Dice) {
        let span = 2 * i32::from(self.noise) + 1;
        let grey = [self.tint.iter().sum::<f32>() / 3.0; 3];
        let tint = if page.channels == 1 { grey } else { self.tint };
        let tint = tint.map(|share| (share * 256.0) as i32);
        for pixel in page.pixels.chunks_mut(page.channels) {
            let noise = (dice.roll() >> 40) as i32 % span - i32::from(self.noise);
            for (value, tint) in pixel.iter_mut().zip(tint) {
                *value = (((i32::from(*value) * tint) >> 8) + noise).clamp(0, 255) as u8;
            }
        }
    }
}

/// Mixes each pixel with its neighbours, first along the rows and then down the columns.
fn blurred(page: &PageImage, share: f32) -> PageImage {
    let side = (share * 256.0) as u32;
    let along = mixed(page, page.channels, side);
    mixed(&along, page.stride(), side)
}

fn mixed(page: &PageImage, step: usize, side: u32) -> PageImage {
    let source = &page.pixels;
    let middle = 256 - 2 * side;
    let mut pixels = source.clone();
    let last = source.len().saturating_sub(step);
    for at in step..last {
        let sides = u32::from(source[at - step]) + u32::from(source[at + step]);
        pixels[at] = ((u32::from(source[at]) * middle + sides * side) >> 8) as u8;
    }
    PageImage {
        pixels,
        ..page.clone()
    }
}

/// Turns the page around its middle; what comes in from outside is the lid of the scanner, nearly white.
fn tilted(page: &PageImage, degrees: f32) -> PageImage {
    const LID: u8 = 246;
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let (width, height, channels) = (page.width as usize, page.height as usize, page.channels);
    let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
    let stride = page.stride();
    let mut pixels = vec![LID; page.pixels.len()];
    for (row, line) in pixels.chunks_exact_mut(stride).enumerate() {
        let down = row as f32 - middle_y;
        for (column, pixel) in line.chunks_exact_mut(channels).enumerate() {
            let across = column as f32 - middle_x;
            let x = across * cosine + down * sine + middle_x;
            let y = down * cosine - across * sine + middle_y;
            if x < 0.0 || y < 0.0 || x >= width as f32 - 1.0 || y >= height as f32 - 1.0 {
                continue;
            }
            let (left, top) = (x as usize, y as usize);
            let (right_share, low_share) = (
                ((x - left as f32) * 256.0) as u32,
                ((y - top as f32) * 256.0) as u32,
            );
            let at = top * stride + left * channels;
            for (channel, value) in pixel.iter_mut().enumerate() {
                let take = |offset: usize| u32::from(page.pixels[at + channel + offset]);
                let upper = take(0) * (256 - right_share) + take(channels) * right_share;
                let lower = take(stride) * (256 - right_share) + take(stride + channels) * right_share;
                *value = ((upper * (256 - low_share) + lower * low_share) >> 16) as u8;
            }
        }
    }
    PageImage {
        pixels,
        ..page.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_tilt_or_blur_stays_as_it_is() {
        let mut page = PageImage::white(8, 8);
        page.print(4, 4, 1.0, [0, 0, 0]);
        let same = tilted(&blurred(&page, 0.0), 0.0);
        assert_eq!(same.pixels[(4 * 8 + 4) * 3], page.pixels[(4 * 8 + 4) * 3]);
        assert_eq!(same.pixels[(2 * 8 + 2) * 3], 255);
    }

    #[test]
    fn a_blurred_point_spreads_to_its_neighbours() {
        let mut page = PageImage::white(9, 9);
        page.print(4, 4, 1.0, [0, 0, 0]);
        let blurred = blurred(&page, 0.2);
        let value = |x: usize, y: usize| blurred.pixels[(y * 9 + x) * 3];
        assert!(value(4, 4) > 0 && value(3, 4) < 255 && value(4, 3) < 255);
        assert_eq!(value(1, 1), 255);
    }
}
