//! From a PDF's own coordinates (up from the lower left, before rotation) to the page as seen (down from the top left).

use hayro::hayro_syntax::page::{Page as Leaf, Rotation};

/// How one page lies.
pub(super) struct Placement {
    /// Left, bottom, right, top of the visible part, in the PDF's coordinates.
    visible: [f32; 4],
    rotation: Rotation,
    /// Width as seen, in points.
    pub(super) width: f32,
    /// Height as seen, in points.
    pub(super) height: f32,
}

impl Placement {
    pub(super) fn of(leaf: &Leaf<'_>) -> Self {
        let seen = leaf.intersected_crop_box();
        let (width, height) = leaf.render_dimensions();
        let visible = [seen.x0, seen.y0, seen.x1, seen.y1].map(|edge| edge as f32);
        Self {
            visible,
            rotation: leaf.rotation(),
            width,
            height,
        }
    }

    /// Turns left, bottom, right, top in the PDF into left, top, right, bottom as seen.
    pub(super) fn seen(&self, [left, bottom, right, top]: [f32; 4]) -> [f32; 4] {
        let [x0, y0, x1, y1] = self.visible;
        match self.rotation {
            Rotation::None => [left - x0, y1 - top, right - x0, y1 - bottom],
            Rotation::Horizontal => [bottom - y0, left - x0, top - y0, right - x0],
            Rotation::Flipped => [x1 - right, bottom - y0, x1 - left, top - y0],
            Rotation::FlippedHorizontal => [y1 - top, x1 - right, y1 - bottom, x1 - left],
        }
    }
}

pub(super) fn area([left, top, right, bottom]: [f32; 4]) -> f32 {
    (right - left).max(0.0) * (bottom - top).max(0.0)
}

/// Returns which share of `one` lies under `other`.
pub(super) fn cover(one: [f32; 4], other: [f32; 4]) -> f32 {
    let common = [
        one[0].max(other[0]),
        one[1].max(other[1]),
        one[2].min(other[2]),
        one[3].min(other[3]),
    ];
    let whole = area(one);
    if whole > 0.0 { area(common) / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rotation: Rotation) -> Placement {
        Placement {
            visible: [0.0, 0.0, 100.0, 200.0],
            rotation,
            width: 0.0,
            height: 0.0,
        }
    }

    #[test]
    fn a_corner_moves_with_the_rotation() {
        // A box in the upper left corner of the unturned page.
        let corner = [0.0, 190.0, 20.0, 200.0];
        assert_eq!(page(Rotation::None).seen(corner), [0.0, 0.0, 20.0, 10.0]);
        // Turned clockwise it stands in the upper right corner of a page 200 wide.
        assert_eq!(page(Rotation::Horizontal).seen(corner), [190.0, 0.0, 200.0, 20.0]);
        assert_eq!(page(Rotation::Flipped).seen(corner), [80.0, 190.0, 100.0, 200.0]);
        assert_eq!(
            page(Rotation::FlippedHorizontal).seen(corner),
            [0.0, 80.0, 10.0, 100.0]
        );
    }

    #[test]
    fn cover_is_the_share_of_the_first() {
        assert_eq!(cover([0.0, 0.0, 10.0, 10.0], [5.0, 0.0, 100.0, 100.0]), 0.5);
        assert_eq!(cover([0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]), 0.0);
    }
}
