//! From the detection network's map of "how likely is text here" to boxes around lines: threshold, contours,
//! smallest rectangle around each, a look at how sure the map is inside, and growth back to full height
//! (differentiable binarisation, Liao et al. 2020: the network marks only the core of each line).

use rten_imageproc::{RetrievalMode, find_contours};
use rten_tensor::AsView;
use rten_tensor::{MatrixLayout, NdTensor, NdTensorView};

use crate::quad::{Quad, distance};
use crate::rectangle::Rectangle;

/// Pixels above this are text.
const PIXEL_THRESHOLD: f32 = 0.2;
/// Boxes whose pixels are less likely than this on average are noise.
const BOX_THRESHOLD: f32 = 0.5;
/// How far a box grows: its area divided by its outline, times this.
const GROWTH: f32 = 1.6;
/// Cores thinner than this many pixels are specks.
const CORE_MIN: f32 = 3.0;
/// Most boxes taken from one page; a page full of noise must not take hours.
const BOXES_MAX: usize = 3000;

/// Returns the boxes on a map (row, column), in pixels of the map, each clockwise from its upper left.
///
/// The outlines of holes are followed too, for a seal may surround a line; an empty hole fails the look inside.
pub(crate) fn find(map: NdTensorView<f32, 2>) -> Vec<Quad> {
    find_contours(text_mask(map).view(), RetrievalMode::List)
        .iter()
        .filter_map(|contour| {
            let mut pixels: Vec<[i32; 2]> = contour.iter().map(|point| [point.x, point.y]).collect();
            Rectangle::around(&mut pixels)
        })
        .filter(|core| core.width.min(core.height) >= CORE_MIN)
        .filter(|core| mean_inside(map, &core.corners()) >= BOX_THRESHOLD)
        .map(|core| grown(core).corners())
        .take(BOXES_MAX)
        .collect()
}

/// Marks text, each pixel spread to its right and lower neighbours to close cracks of one pixel.
fn text_mask(map: NdTensorView<f32, 2>) -> NdTensor<bool, 2> {
    let is_text = |y: usize, x: usize| map[[y, x]] > PIXEL_THRESHOLD;
    NdTensor::from_fn([map.rows(), map.cols()], |[y, x]| {
        let (above, before) = (y.saturating_sub(1), x.saturating_sub(1));
        is_text(y, x) || is_text(above, x) || is_text(y, before) || is_text(above, before)
    })
}

fn grown(core: Rectangle) -> Rectangle {
    let outline = 2.0 * (core.width + core.height);
    core.grown(core.area() * GROWTH / outline)
}

/// Returns the mean of the map inside a convex quad, 0 if it covers no pixel.
fn mean_inside(map: NdTensorView<f32, 2>, quad: &Quad) -> f32 {
    let rows = span(quad.iter().map(|corner| corner[1]), map.rows());
    let (sum, count) = rows
        .flat_map(|y| columns_inside(quad, y as f32, map.cols()).map(move |x| (y, x)))
        .fold((0.0, 0), |(sum, count), (y, x)| (sum + map[[y, x]], count + 1));
    if count == 0 { 0.0 } else { sum / count as f32 }
}

/// Returns the columns of row `y` that lie inside a convex quad.
fn columns_inside(quad: &Quad, y: f32, columns: usize) -> std::ops::Range<usize> {
    let crossings = (0..4).filter_map(|side| {
        let (from, to) = (quad[side], quad[(side + 1) % 4]);
        let (low, high) = (from[1].min(to[1]), from[1].max(to[1]));
        let crosses = y >= low && y <= high && distance(from, to) > 0.0;
        let along = if high > low {
            (y - from[1]) / (to[1] - from[1])
        } else {
            0.0
        };
        crosses.then_some(from[0] + along * (to[0] - from[0]))
    });
    span(crossings, columns)
}

/// Returns the pixels from the smallest to the largest value, within `0..end`.
fn span(values: impl Iterator<Item = f32>, end: usize) -> std::ops::Range<usize> {
    let (low, high) = values.fold((f32::MAX, f32::MIN), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low > high {
        return 0..0;
    }
    let first = low.ceil().max(0.0) as usize;
    let last = (high.floor().max(-1.0) + 1.0) as usize;
    first.min(end)..last.min(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::quad;

    /// A map with certain text inside a rectangle `(left, top, right, bottom)` and none outside.
    fn map_with(rectangles: &[(usize, usize, usize, usize)], likelihood: f32) -> NdTensor<f32, 2> {
        NdTensor::from_fn([120, 200], |[y, x]| {
            let inside = rectangles
                .iter()
                .any(|r| x >= r.0 && x < r.2 && y >= r.1 && y < r.3);
            if inside { likelihood } else { 0.0 }
        })
    }

    #[test]
    fn a_core_grows_to_the_line_it_stands_for() {
        let boxes = find(map_with(&[(40, 50, 140, 60)], 0.95).view());
        let [found] = boxes.as_slice() else {
            panic!("{boxes:?}")
        };
        // 100 × 10 grows by 1000 · 1.6 / 220 ≈ 7 on each side.
        assert!(
            (30.0..36.0).contains(&found[0][0]) && (40.0..46.0).contains(&found[0][1]),
            "{found:?}"
        );
        assert!(found[1][0] > 144.0 && found[2][1] > 64.0, "{found:?}");
    }

    #[test]
    fn two_lines_are_two_boxes_and_specks_and_doubts_are_none() {
        let two = map_with(&[(10, 10, 100, 20), (10, 60, 100, 70), (150, 100, 152, 102)], 0.9);
        assert_eq!(find(two.view()).len(), 2);
        assert!(find(map_with(&[(10, 10, 100, 20)], 0.4).view()).is_empty());
    }

    #[test]
    fn a_leaning_line_gives_a_leaning_box_that_starts_upper_left() {
        let leaning = NdTensor::from_fn([120, 200], |[y, x]| {
            let line = 30.0 + 0.2 * x as f32;
            if (20..180).contains(&x) && (y as f32 - line).abs() < 5.0 {
                0.9f32
            } else {
                0.0
            }
        });
        let boxes = find(leaning.view());
        let [found] = boxes.as_slice() else {
            panic!("{boxes:?}")
        };
        let slope = (found[1][1] - found[0][1]) / (found[1][0] - found[0][0]);
        assert!((slope - 0.2).abs() < 0.03, "{found:?}");
        assert!(found[3][1] > found[0][1] && quad::width(found) > quad::height(found));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_map_gives_finite_boxes(values in proptest::collection::vec(0.0f32..1.0, 24 * 24)) {
            let map = NdTensor::from_data([24, 24], values);
            for found in find(map.view()) {
                prop_assert!(found.iter().flatten().all(|value| value.is_finite()), "{found:?}");
            }
        }
    }
}
