//! Four-cornered places on a page, and how they move when the page is turned. Pure geometry.

/// Four corners `[x, y]` in pixels, clockwise from the text's own top left; y grows downwards.
pub type Quad = [[f32; 2]; 4];

/// Boxes at least this many times as high as wide are taken for text that runs downwards.
const TALL_RATIO: f32 = 1.5;

/// Returns the distance between two points.
pub(crate) fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Returns the length of the upper edge.
pub(crate) fn width(quad: &Quad) -> f32 {
    distance(quad[0], quad[1])
}

/// Returns the length of the left edge.
pub(crate) fn height(quad: &Quad) -> f32 {
    distance(quad[0], quad[3])
}

/// Tells whether the text in this place must run from top to bottom.
pub(crate) fn is_tall(quad: &Quad) -> bool {
    height(quad) >= TALL_RATIO * width(quad)
}

/// Returns the length of the longer side, along which the text runs.
pub(crate) fn reading_length(quad: &Quad) -> f32 {
    width(quad).max(height(quad))
}

/// Returns the centre.
pub(crate) fn centre(quad: &Quad) -> [f32; 2] {
    [0, 1].map(|axis| quad.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0)
}

/// Returns the same place with `steps` corners moved from the front to the back: the corner that comes
/// first is the top left of whoever looks at it turned by `steps` quarter turns.
pub(crate) fn turned(quad: &Quad, steps: usize) -> Quad {
    let mut turned = *quad;
    turned.rotate_left(steps % 4);
    turned
}

/// Returns where a place on a page lies on the original image, when that image of `size` (width, height)
/// was turned clockwise by `rotation_deg` to make the page.
pub(crate) fn on_original(quad: &Quad, size: (u32, u32), rotation_deg: u16) -> Quad {
    let (width, height) = (size.0 as f32, size.1 as f32);
    quad.map(|[x, y]| match rotation_deg {
        90 => [y, height - x],
        180 => [width - x, height - y],
        270 => [width - y, x],
        _ => [x, y],
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Where a point of an image of this size comes to lie when the image is turned clockwise once.
    fn quarter_turn([x, y]: [f32; 2], height: f32) -> [f32; 2] {
        [height - y, x]
    }

    proptest! {
        #[test]
        fn turning_a_page_and_mapping_back_returns_every_point(
            x in 0.0f32..300.0, y in 0.0f32..200.0, turns in 0u16..4,
        ) {
            let (mut point, mut size) = ([x, y], (300u32, 200u32));
            for _ in 0..turns {
                point = quarter_turn(point, size.1 as f32);
                size = (size.1, size.0);
            }
            let back = on_original(&[point; 4], (300, 200), turns * 90)[0];
            prop_assert!(distance(back, [x, y]) < 1e-3, "{back:?}");
        }
    }

    #[test]
    fn a_place_looked_at_upside_down_begins_at_its_lower_right() {
        let quad = [[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]];
        assert_eq!(turned(&quad, 2)[0], [4.0, 2.0]);
        assert!(!is_tall(&quad));
        assert!(is_tall(&turned(&quad, 1)));
        assert_eq!(centre(&quad), [2.0, 1.0]);
    }
}
