//! Cuts a slanted line out of a page and lays it flat: a strip of fixed height, ready to be recognised.

use image::{Rgb, RgbImage};

use crate::quad::{self, Quad};

/// Height of a strip in pixels, as the recognition network was trained.
pub(crate) const STRIP_HEIGHT: u32 = 48;
/// Widest strip in pixels; longer lines are squeezed. At usual type sizes a line of 150 characters fits.
pub(crate) const STRIP_WIDTH_MAX: u32 = 4096;
/// Most samples taken for one strip pixel in each direction. Text over 400 pixels high is read from fewer.
const SAMPLES_MAX: u32 = 8;

/// Returns the strip whose upper edge is the first side of `reading` (top left to top right as read).
pub(crate) fn strip(page: &RgbImage, reading: &Quad) -> RgbImage {
    let (length, thickness) = (quad::width(reading), quad::height(reading).max(1.0));
    let width = (STRIP_HEIGHT as f32 * length / thickness).ceil() as u32;
    let width = width.clamp(STRIP_HEIGHT / 4, STRIP_WIDTH_MAX);
    // Several samples for each pixel of the strip, or a scan of high resolution would be full of jaggies.
    let across = samples(length / width as f32);
    let down = samples(thickness / STRIP_HEIGHT as f32);
    let plane = Plane::over(reading);
    RgbImage::from_fn(width, STRIP_HEIGHT, |x, y| {
        let mut sum = [0.0; 3];
        for step in 0..across * down {
            let u = (x as f32 + (0.5 + (step % across) as f32) / across as f32) / width as f32;
            let v = (y as f32 + (0.5 + (step / across) as f32) / down as f32) / STRIP_HEIGHT as f32;
            for (sum, value) in sum.iter_mut().zip(sample(page, plane.at(u, v))) {
                *sum += value;
            }
        }
        Rgb(sum.map(|value| (value / (across * down) as f32).round() as u8))
    })
}

fn samples(scale: f32) -> u32 {
    (scale.round() as u32).clamp(1, SAMPLES_MAX)
}

/// The perspective map from the unit square onto a quad.
struct Plane {
    x: [f32; 3],
    y: [f32; 3],
    depth: [f32; 2],
}

impl Plane {
    /// Solves for the map by the closed formula for the unit square (Heckbert 1989).
    fn over(quad: &Quad) -> Self {
        let [p0, p1, p2, p3] = *quad;
        let bend = [0, 1].map(|axis| p0[axis] - p1[axis] + p2[axis] - p3[axis]);
        let [right, below] = [p1, p3].map(|p| [p[0] - p2[0], p[1] - p2[1]]);
        let area = right[0] * below[1] - below[0] * right[1];
        // A quad without area has no perspective; it is sampled along its sides as if it were flat.
        let depth = if area.abs() < f32::EPSILON {
            [0.0, 0.0]
        } else {
            [
                (bend[0] * below[1] - below[0] * bend[1]) / area,
                (right[0] * bend[1] - bend[0] * right[1]) / area,
            ]
        };
        let row = |axis: usize| {
            [
                p1[axis] - p0[axis] + depth[0] * p1[axis],
                p3[axis] - p0[axis] + depth[1] * p3[axis],
                p0[axis],
            ]
        };
        Self {
            x: row(0),
            y: row(1),
            depth,
        }
    }

    fn at(&self, u: f32, v: f32) -> [f32; 2] {
        let scale = self.depth[0] * u + self.depth[1] * v + 1.0;
        [self.x, self.y].map(|row| (row[0] * u + row[1] * v + row[2]) / scale)
    }
}

/// Returns the colour at a point between pixels; beyond the edge the nearest pixel is repeated.
fn sample(page: &RgbImage, [x, y]: [f32; 2]) -> [f32; 3] {
    let (right, bottom) = (page.width() - 1, page.height() - 1);
    // Pixel centres lie at halves.
    let x = (x - 0.5).clamp(0.0, right as f32);
    let y = (y - 0.5).clamp(0.0, bottom as f32);
    let (x0, y0) = (x as u32, y as u32);
    let (x1, y1) = ((x0 + 1).min(right), (y0 + 1).min(bottom));
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| page.get_pixel(x, y).0);
    let shares = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
    [0, 1, 2].map(|channel| {
        corners
            .iter()
            .zip(shares)
            .map(|(corner, share)| f32::from(corner[channel]) * share)
            .sum()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page that is red in its left half and blue in its right half.
    fn two_halves() -> RgbImage {
        RgbImage::from_fn(200, 100, |x, _| {
            if x < 100 {
                Rgb([255, 0, 0])
            } else {
                Rgb([0, 0, 255])
            }
        })
    }

    #[test]
    fn a_strip_keeps_the_shape_of_its_line() {
        let strip = strip(
            &two_halves(),
            &[[50.0, 40.0], [150.0, 40.0], [150.0, 60.0], [50.0, 60.0]],
        );
        assert_eq!(strip.dimensions(), (240, STRIP_HEIGHT));
        assert_eq!(strip.get_pixel(10, 24), &Rgb([255, 0, 0]));
        assert_eq!(strip.get_pixel(230, 24), &Rgb([0, 0, 255]));
    }

    #[test]
    fn a_line_read_upside_down_begins_at_its_other_end() {
        let quad = [[50.0, 40.0], [150.0, 40.0], [150.0, 60.0], [50.0, 60.0]];
        let strip = strip(&two_halves(), &quad::turned(&quad, 2));
        assert_eq!(strip.get_pixel(10, 24), &Rgb([0, 0, 255]));
    }

    #[test]
    fn the_perspective_map_meets_all_four_corners() {
        let quad = [[10.0, 20.0], [110.0, 10.0], [120.0, 70.0], [5.0, 60.0]];
        let plane = Plane::over(&quad);
        for (corner, (u, v)) in quad.iter().zip([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]) {
            assert!(quad::distance(plane.at(u, v), *corner) < 1e-3, "{corner:?}");
        }
    }

    #[test]
    fn places_without_area_or_beyond_the_page_give_a_strip_all_the_same() {
        let page = two_halves();
        for quad in [
            [[5.0, 5.0]; 4],
            [[-900.0, 0.0], [900.0, 0.0], [900.0, 1.0], [-900.0, 1.0]],
        ] {
            let strip = strip(&page, &quad);
            assert!(strip.width() <= STRIP_WIDTH_MAX);
            assert_eq!(strip.height(), STRIP_HEIGHT);
        }
    }
}
