//! Puts the places of a page into the order in which a person reads them. Pure geometry.
//!
//! Lines are laid level first (a page scanned one degree askew would else mix neighbouring lines), then
//! gathered into rows from the top, each from left to right; vertical writing goes by columns from the right.

use crate::orientation::runs_downwards;
use crate::place::Place;
use crate::quad::{self, Quad};

/// Two lines are in one row when their middles differ by less than this part of the thinner one.
const SAME_ROW: f32 = 0.5;
/// Shorter lines, measured in their own thickness, say nothing of how the page leans.
const SKEW_LENGTH_MIN: f32 = 3.0;

/// Sorts the places into reading order and returns how far the page leans, in degrees clockwise.
pub(crate) fn sort(places: &mut Vec<Place>) -> f32 {
    let lean = lean(places);
    let downwards = runs_downwards(places);
    let mut levelled: Vec<Levelled> = places
        .drain(..)
        .map(|p| Levelled::of(p, lean, downwards))
        .collect();
    levelled.sort_by(|a, b| a.row.total_cmp(&b.row));
    for mut row in rows(levelled) {
        let from_right = !downwards && row.iter().all(|line| line.place.vertical);
        row.sort_by(|a, b| {
            if from_right {
                b.start.total_cmp(&a.start)
            } else {
                a.start.total_cmp(&b.start)
            }
        });
        places.extend(row.into_iter().map(|line| line.place));
    }
    lean.to_degrees()
}

/// A place in the frame of the reader: rows count up in reading order, and so do starts within a row.
struct Levelled {
    place: Place,
    row: f32,
    start: f32,
    thickness: f32,
}

impl Levelled {
    fn of(place: Place, lean: f32, downwards: bool) -> Self {
        let quad = place.quad.map(|corner| rotated(corner, -lean));
        let edge = |axis: usize, pick: fn(f32, f32) -> f32| {
            quad.iter()
                .map(|corner| corner[axis])
                .reduce(pick)
                .unwrap_or_default()
        };
        let (left, top, right) = (edge(0, f32::min), edge(1, f32::min), edge(0, f32::max));
        let thickness = quad::width(&quad).min(quad::height(&quad));
        let middle = quad::centre(&quad);
        // A line across the direction of the page takes part with its beginning, not its middle.
        let (row, start) = match (downwards, place.vertical) {
            (false, false) => (middle[1], left),
            (false, true) => (top + thickness / 2.0, left),
            (true, true) => (-middle[0], top),
            (true, false) => (thickness / 2.0 - right, top),
        };
        Self {
            place,
            row,
            start,
            thickness,
        }
    }
}

/// Gathers lines that are sorted by row.
fn rows(levelled: Vec<Levelled>) -> Vec<Vec<Levelled>> {
    let mut rows: Vec<Vec<Levelled>> = Vec::new();
    for line in levelled {
        match rows.last_mut() {
            Some(row) if belongs(&line, row) => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    rows
}

fn belongs(line: &Levelled, row: &[Levelled]) -> bool {
    let mean = row.iter().map(|other| other.row).sum::<f32>() / row.len() as f32;
    let thinnest = row
        .iter()
        .map(|other| other.thickness)
        .fold(line.thickness, f32::min);
    line.row - mean < SAME_ROW * thinnest
}

/// Returns the lean of the page in radians: the median of its lines, long lines counting more.
fn lean(places: &[Place]) -> f32 {
    let mut leans: Vec<(f32, f32)> = places
        .iter()
        .filter(|place| thickness(&place.quad) * SKEW_LENGTH_MIN < quad::reading_length(&place.quad))
        .map(|place| (line_lean(place), quad::reading_length(&place.quad)))
        .collect();
    leans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = leans.iter().map(|(_, length)| length).sum::<f32>() / 2.0;
    let mut passed = 0.0;
    leans
        .iter()
        .find(|(_, length)| {
            passed += length;
            passed >= half
        })
        .map_or(0.0, |(lean, _)| *lean)
}

fn thickness(quad: &Quad) -> f32 {
    quad::width(quad).min(quad::height(quad))
}

fn line_lean(place: &Place) -> f32 {
    let [upper_left, upper_right, _, lower_left] = place.quad;
    if place.vertical {
        (upper_left[0] - lower_left[0]).atan2(lower_left[1] - upper_left[1])
    } else {
        (upper_right[1] - upper_left[1]).atan2(upper_right[0] - upper_left[0])
    }
}

/// Turns a point about the origin, clockwise as seen on an image.
fn rotated([x, y]: [f32; 2], radians: f32) -> [f32; 2] {
    let (sin, cos) = radians.sin_cos();
    [x * cos - y * sin, x * sin + y * cos]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ctc::Reading;

    fn place(name: &str, left: f32, top: f32, width: f32, height: f32, lean: f32) -> Place {
        let corners = [
            [left, top],
            [left + width, top],
            [left + width, top + height],
            [left, top + height],
        ];
        Place {
            quad: corners.map(|corner| rotated(corner, lean)),
            vertical: height > 1.5 * width,
            reading: Reading {
                text: name.to_owned(),
                ..Reading::default()
            },
        }
    }

    fn order(mut places: Vec<Place>) -> (String, f32) {
        let lean = sort(&mut places);
        (
            places.iter().map(|place| place.reading.text.as_str()).collect(),
            lean,
        )
    }

    #[test]
    fn rows_go_down_and_each_from_left_to_right() {
        let places = vec![
            place("d", 300.0, 52.0, 200.0, 20.0, 0.0),
            place("c", 10.0, 50.0, 200.0, 20.0, 0.0),
            place("b", 300.0, 9.0, 100.0, 22.0, 0.0),
            place("a", 10.0, 10.0, 200.0, 20.0, 0.0),
        ];
        assert_eq!(order(places).0, "abcd");
    }

    #[test]
    fn vertical_writing_goes_by_columns_from_the_right() {
        let places = vec![
            place("b", 100.0, 10.0, 20.0, 300.0, 0.0),
            place("d", 10.0, 200.0, 20.0, 100.0, 0.0),
            place("c", 11.0, 10.0, 20.0, 150.0, 0.0),
            place("a", 200.0, 10.0, 20.0, 300.0, 0.0),
        ];
        assert_eq!(order(places).0, "abcd");
    }

    #[test]
    fn a_block_of_columns_on_a_page_of_lines_is_read_from_the_right_in_its_place() {
        let places = vec![
            place("d", 10.0, 300.0, 600.0, 20.0, 0.0),
            place("c", 100.0, 100.0, 20.0, 150.0, 0.0),
            place("b", 200.0, 101.0, 20.0, 150.0, 0.0),
            place("a", 10.0, 10.0, 600.0, 20.0, 0.0),
        ];
        assert_eq!(order(places).0, "abcd");
    }

    proptest! {
        /// On a page 1600 pixels wide three degrees move the end of a line by 84 pixels: over two lines.
        #[test]
        fn a_leaning_page_is_read_like_a_level_one(lean_deg in -5.0f32..5.0) {
            let lean = lean_deg.to_radians();
            let places: Vec<Place> = (0..20)
                .flat_map(|row| {
                    let top = 100.0 + 40.0 * row as f32;
                    [place("r", 1100.0, top, 400.0, 28.0, lean), place("l", 100.0, top, 900.0, 28.0, lean)]
                })
                .collect();
            let (text, found) = order(places);
            prop_assert_eq!(text, "lr".repeat(20));
            prop_assert!((found - lean_deg).abs() < 0.1, "{}", found);
        }
    }
}
