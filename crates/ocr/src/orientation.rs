//! Settles which way up a page is, from how well its lines can be read one way and the other.
//!
//! Two questions decide it. Are the lines read better from their other end? And if they run downwards: do
//! their characters stand (true vertical writing, 竖排) or lie (a page that was scanned on its side)?

use image::RgbImage;
use image::imageops;

use crate::crop;
use crate::error::OcrError;
use crate::page::mean_confidence;
use crate::place::Place;
use crate::quad::{self, Quad};
use crate::recognition::Recogniser;

/// Pages read with at least this mean confidence are not upside down: those reach 0.72 to 0.79, upright ones
/// 0.98.
const CONFIDENT: f32 = 0.85;
/// How many lines are read the other way round; the longest say most.
const SAMPLE_LINES: usize = 12;
/// How many characters of each of them are looked at one by one.
const SAMPLE_CHARACTERS: usize = 4;
/// A character's cell is this much larger than the line is thick.
const CELL_MARGIN: f32 = 1.1;

/// Returns by how many degrees the page must be turned clockwise to stand upright.
pub(crate) fn rotation_deg(
    recogniser: &Recogniser,
    page: &RgbImage,
    places: &[Place],
) -> Result<u16, OcrError> {
    let confident = mean_confidence(places.iter().map(Place::weighted_confidence)) >= CONFIDENT;
    let downwards = runs_downwards(places);
    if confident && !downwards {
        return Ok(0);
    }
    let mut sample = longest(places);
    let flipped = !confident && flip_if_better(recogniser, page, &mut sample)?;
    let lying = downwards && characters_lie(recogniser, page, &sample)?;
    Ok(match (lying, flipped) {
        (false, false) => 0,
        (false, true) => 180,
        (true, false) => 270,
        (true, true) => 90,
    })
}

/// Tells whether most of the text runs from top to bottom.
pub(crate) fn runs_downwards(places: &[Place]) -> bool {
    let length = |vertical: bool| -> f32 {
        places
            .iter()
            .filter(|p| p.vertical == vertical)
            .map(|p| quad::reading_length(&p.quad))
            .sum()
    };
    length(true) > length(false)
}

/// Returns the page turned clockwise; anything but 90, 180 and 270 leaves it as it is.
pub(crate) fn turned(page: &RgbImage, rotation_deg: u16) -> RgbImage {
    match rotation_deg {
        90 => imageops::rotate90(page),
        180 => imageops::rotate180(page),
        270 => imageops::rotate270(page),
        _ => page.clone(),
    }
}

/// A line of the sample: the corners as it was cut out, and what it says that way.
struct Sampled {
    reading_quad: Quad,
    text: String,
    centres: Vec<f32>,
    confidence: f32,
}

fn longest(places: &[Place]) -> Vec<Sampled> {
    let mut longest: Vec<&Place> = places.iter().collect();
    longest.sort_by(|a, b| quad::reading_length(&b.quad).total_cmp(&quad::reading_length(&a.quad)));
    longest
        .into_iter()
        .take(SAMPLE_LINES)
        .map(|place| Sampled {
            reading_quad: place.reading_quad(),
            text: place.reading.text.clone(),
            centres: place.reading.centres.clone(),
            confidence: place.reading.confidence,
        })
        .collect()
}

/// Reads the sample from the other end; if that goes better, the sample becomes that and the answer is yes.
fn flip_if_better(
    recogniser: &Recogniser,
    page: &RgbImage,
    sample: &mut Vec<Sampled>,
) -> Result<bool, OcrError> {
    let quads: Vec<Quad> = sample
        .iter()
        .map(|line| quad::turned(&line.reading_quad, 2))
        .collect();
    let strips: Vec<RgbImage> = quads.iter().map(|quad| crop::strip(page, quad)).collect();
    let flipped: Vec<Sampled> = quads
        .into_iter()
        .zip(recogniser.read(&strips)?)
        .map(|(reading_quad, reading)| Sampled {
            reading_quad,
            text: reading.text,
            centres: reading.centres,
            confidence: reading.confidence,
        })
        .collect();
    let better = confidence(&flipped) > confidence(sample);
    if better {
        *sample = flipped;
    }
    Ok(better)
}

fn confidence(sample: &[Sampled]) -> f32 {
    mean_confidence(sample.iter().map(|line| (line.confidence, line.centres.len())))
}

/// Tells whether the characters lie on their side in lines that run downwards: each is cut out and read
/// lying and standing, and the way that gives the character the line gave has it.
fn characters_lie(recogniser: &Recogniser, page: &RgbImage, sample: &[Sampled]) -> Result<bool, OcrError> {
    let cells: Vec<(char, Quad)> = sample.iter().flat_map(han_cells).collect();
    let agreeing = |steps: usize| -> Result<usize, OcrError> {
        let strips: Vec<RgbImage> = cells
            .iter()
            .map(|(_, cell)| crop::strip(page, &quad::turned(cell, steps)))
            .collect();
        let readings = recogniser.read(&strips)?;
        Ok(cells
            .iter()
            .zip(readings)
            .filter(|((han, _), reading)| reading.text.contains(*han))
            .count())
    };
    let (lying, standing) = (agreeing(0)?, agreeing(3)?);
    Ok(lying > standing)
}

/// Returns square cells around some Chinese characters of a line. Others are no witnesses: a one or a dash
/// looks much the same either way.
fn han_cells(line: &Sampled) -> Vec<(char, Quad)> {
    let is_witness = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c) && !"一二三十口田回中".contains(*c);
    line.text
        .chars()
        .zip(&line.centres)
        .filter(|(character, _)| is_witness(character))
        .take(SAMPLE_CHARACTERS)
        .map(|(character, &centre)| (character, cell(&line.reading_quad, centre)))
        .collect()
}

fn cell(reading_quad: &Quad, centre: f32) -> Quad {
    let [start, end, _, below] = *reading_quad;
    let along = quad::width(reading_quad).max(1.0);
    let across = quad::height(reading_quad);
    let half = CELL_MARGIN * across / 2.0 / along;
    let at = |u: f32, v: f32| {
        [0, 1].map(|axis| start[axis] + u * (end[axis] - start[axis]) + v * (below[axis] - start[axis]))
    };
    [
        at(centre - half, 0.0),
        at(centre + half, 0.0),
        at(centre + half, 1.0),
        at(centre - half, 1.0),
    ]
}
