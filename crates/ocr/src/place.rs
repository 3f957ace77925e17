//! A place on a page with what was read there, before the page becomes lines in order.

use image::RgbImage;

use crate::crop;
use crate::ctc::Reading;
use crate::error::OcrError;
use crate::quad::{self, Quad};
use crate::recognition::Recogniser;

/// Tall boxes shorter than this many times their width may be one narrow character standing upright: they
/// are read both ways.
const SURELY_VERTICAL_RATIO: f32 = 3.0;

/// A place on a page and its reading.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Where it is, clockwise from its upper left on the page.
    pub(crate) quad: Quad,
    /// Whether it was read from top to bottom.
    pub(crate) vertical: bool,
    /// What it says.
    pub(crate) reading: Reading,
}

impl Place {
    /// Returns the corners in the order in which the text is cut out: the first side is the upper edge of
    /// the strip. A tall box lies down to its left, so that its text runs from left to right.
    pub(crate) fn reading_quad(&self) -> Quad {
        reading_quad(&self.quad, self.vertical)
    }

    /// Returns its weight in a mean of confidences.
    pub(crate) fn weighted_confidence(&self) -> (f32, usize) {
        (self.reading.confidence, self.reading.centres.len())
    }
}

/// Reads what stands in each of the quads.
pub(crate) fn read_all(
    recogniser: &Recogniser,
    page: &RgbImage,
    quads: Vec<Quad>,
) -> Result<Vec<Place>, OcrError> {
    let attempts: Vec<(usize, bool)> = quads
        .iter()
        .enumerate()
        .flat_map(|(index, quad)| directions(quad).iter().map(move |&vertical| (index, vertical)))
        .collect();
    let strips: Vec<RgbImage> = attempts
        .iter()
        .map(|&(index, vertical)| crop::strip(page, &reading_quad(&quads[index], vertical)))
        .collect();
    let mut places: Vec<Place> = quads
        .into_iter()
        .map(|quad| Place {
            quad,
            vertical: false,
            reading: Reading::default(),
        })
        .collect();
    for ((index, vertical), reading) in attempts.into_iter().zip(recogniser.read(&strips)?) {
        let place = &mut places[index];
        if reading.confidence > place.reading.confidence {
            place.vertical = vertical;
            place.reading = reading;
        }
    }
    Ok(places)
}

/// Returns the ways (vertical or not) in which a box of this shape may be read.
fn directions(quad: &Quad) -> &'static [bool] {
    if !quad::is_tall(quad) {
        &[false]
    } else if quad::height(quad) < SURELY_VERTICAL_RATIO * quad::width(quad) {
        &[false, true]
    } else {
        &[true]
    }
}

fn reading_quad(quad: &Quad, vertical: bool) -> Quad {
    if vertical { quad::turned(quad, 1) } else { *quad }
}
