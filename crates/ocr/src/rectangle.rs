//! The smallest rectangle, at any angle, around the outline of a spot of pixels. Pure geometry.
//!
//! The hull is found with whole numbers: rounding in nearly straight outlines, which lines of text have,
//! would bend it inwards and lose the rectangle.

use crate::quad::Quad;

/// A rectangle that may lean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rectangle {
    centre: [f32; 2],
    /// Unit vector along the width; never more than 45 degrees from the direction of the rows.
    along: [f32; 2],
    /// Extent along `along`, in pixels.
    pub(crate) width: f32,
    /// Extent across it, in pixels.
    pub(crate) height: f32,
}

impl Rectangle {
    /// Returns the smallest rectangle around the centres of these pixels `[x, y]`; nothing without pixels.
    pub(crate) fn around(pixels: &mut Vec<[i32; 2]>) -> Option<Self> {
        let hull = hull(pixels);
        let first = *hull.first()?;
        let upright = Self::along_direction(&hull, first, [1.0, 0.0]);
        let leaning = (0..hull.len()).filter_map(|side| {
            let (from, to) = (hull[side], hull[(side + 1) % hull.len()]);
            let direction = [0, 1].map(|axis| (to[axis] - from[axis]) as f32);
            let length = direction[0].hypot(direction[1]);
            (length > 0.0)
                .then(|| Self::along_direction(&hull, first, direction.map(|component| component / length)))
        });
        let smallest = leaning.fold(
            upright,
            |best, next| if next.area() < best.area() { next } else { best },
        );
        Some(smallest.levelled())
    }

    /// Returns the rectangle around the hull whose width has this direction.
    fn along_direction(hull: &[[i32; 2]], origin: [i32; 2], along: [f32; 2]) -> Self {
        let across = [-along[1], along[0]];
        let extent = |direction: [f32; 2]| {
            hull.iter().fold((0.0f32, 0.0f32), |(low, high), point| {
                let place = (point[0] - origin[0]) as f32 * direction[0]
                    + (point[1] - origin[1]) as f32 * direction[1];
                (low.min(place), high.max(place))
            })
        };
        let ((left, right), (top, bottom)) = (extent(along), extent(across));
        let middle = [(left + right) / 2.0, (top + bottom) / 2.0];
        let centre =
            [0, 1].map(|axis| origin[axis] as f32 + middle[0] * along[axis] + middle[1] * across[axis]);
        Self {
            centre,
            along,
            width: right - left,
            height: bottom - top,
        }
    }

    /// Returns the same rectangle, named so that its width runs along the rows rather than down.
    fn levelled(self) -> Self {
        let [x, y] = self.along;
        if x.abs() < y.abs() {
            let along = if y > 0.0 { [y, -x] } else { [-y, x] };
            return Self {
                along,
                width: self.height,
                height: self.width,
                ..self
            };
        }
        let along = if x < 0.0 { [-x, -y] } else { [x, y] };
        Self { along, ..self }
    }

    /// Returns the area in square pixels.
    pub(crate) fn area(&self) -> f32 {
        self.width * self.height
    }

    /// Returns the rectangle with each side moved outwards by `margin` pixels.
    pub(crate) fn grown(self, margin: f32) -> Self {
        Self {
            width: self.width + 2.0 * margin,
            height: self.height + 2.0 * margin,
            ..self
        }
    }

    /// Returns the corners, clockwise from the one that lies up and left.
    pub(crate) fn corners(&self) -> Quad {
        let across = [-self.along[1], self.along[0]];
        [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)].map(|(u, v)| {
            [0, 1].map(|axis| {
                self.centre[axis] + u * self.width * self.along[axis] + v * self.height * across[axis]
            })
        })
    }
}

/// Returns the corners of the convex hull in order (Andrew's monotone chain); sorts `points` on the way.
fn hull(points: &mut Vec<[i32; 2]>) -> Vec<[i32; 2]> {
    points.sort_unstable();
    points.dedup();
    if points.len() < 3 {
        return points.clone();
    }
    let mut hull = chain(points.iter());
    hull.pop();
    let mut back = chain(points.iter().rev());
    back.pop();
    hull.extend(back);
    hull
}

/// Returns the points on one side that keep turning the same way.
fn chain<'a>(points: impl Iterator<Item = &'a [i32; 2]>) -> Vec<[i32; 2]> {
    let mut chain: Vec<[i32; 2]> = Vec::new();
    for &point in points {
        while let [.., before, last] = chain.as_slice() {
            if turn(*before, *last, point) > 0 {
                break;
            }
            chain.pop();
        }
        chain.push(point);
    }
    chain
}

/// Returns a positive number if the way from `a` over `b` to `c` turns one way, a negative one if the other.
fn turn(a: [i32; 2], b: [i32; 2], c: [i32; 2]) -> i64 {
    let step = |from: [i32; 2], to: [i32; 2], axis: usize| i64::from(to[axis]) - i64::from(from[axis]);
    step(a, b, 0) * step(a, c, 1) - step(a, b, 1) * step(a, c, 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_flat_outline_keeps_its_height() {
        // One pixel of unevenness along 852 pixels.
        let mut outline: Vec<[i32; 2]> = (0..852)
            .flat_map(|x| [[x, 297 + i32::from(x % 300 == 7)], [x, 311 - i32::from(x > 400)]])
            .collect();
        let found = Rectangle::around(&mut outline).unwrap();
        assert!(found.height > 12.0 && found.width > 850.0, "{found:?}");
    }

    #[test]
    fn a_leaning_outline_gives_a_leaning_rectangle() {
        let mut outline: Vec<[i32; 2]> = (0..200)
            .flat_map(|x| [[x, 50 + x / 5], [x, 62 + x / 5]])
            .collect();
        let corners = Rectangle::around(&mut outline).unwrap().corners();
        let slope = (corners[1][1] - corners[0][1]) / (corners[1][0] - corners[0][0]);
        assert!((slope - 0.2).abs() < 0.02, "{corners:?}");
    }

    #[test]
    fn spots_of_one_or_two_pixels_have_no_area_and_no_spot_no_rectangle() {
        assert_eq!(Rectangle::around(&mut Vec::new()), None);
        assert_eq!(Rectangle::around(&mut vec![[3, 4]; 5]).unwrap().area(), 0.0);
        assert_eq!(Rectangle::around(&mut vec![[3, 4], [9, 9]]).unwrap().area(), 0.0);
    }

    proptest! {
        #[test]
        fn every_pixel_lies_inside_and_the_first_side_runs_along_the_rows(
            mut pixels in proptest::collection::vec([0i32..400, 0i32..400], 1..60),
        ) {
            let all = pixels.clone();
            let found = Rectangle::around(&mut pixels).unwrap();
            let corners = found.grown(0.05).corners();
            for pixel in all {
                let point = pixel.map(|value| value as f32);
                for side in 0..4 {
                    let (a, b) = (corners[side], corners[(side + 1) % 4]);
                    let inside = (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]);
                    prop_assert!(inside >= -0.1, "{point:?} {corners:?}");
                }
            }
            let along = [0, 1].map(|axis| corners[1][axis] - corners[0][axis]);
            prop_assert!(along[0] > 0.0 && along[1].abs() <= along[0] + 1e-3, "{corners:?}");
        }
    }
}
