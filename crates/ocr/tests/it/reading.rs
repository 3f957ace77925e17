//! Pages of known text are read nearly without error, lines stand where they were set, whichever way up.

use guildhall_ocr::{Line, PageText};
use image::{RgbImage, imageops};

use crate::{Fixture, engine, error_rate};

fn read(image: &RgbImage) -> Option<PageText> {
    Some(engine()?.read(image).unwrap())
}

/// Asserts that the text is right up to `error_max` and each line lies on its ink.
fn check(page: &PageText, fixture: &Fixture, error_max: f32) {
    let error = error_rate(page, &fixture.text());
    assert!(error <= error_max, "{error}\n{}", page.text());
    assert!(page.mean_confidence() > 0.9, "{}", page.mean_confidence());
    for line in &page.lines {
        assert_eq!(line.text.chars().count(), line.chars.len());
        assert!(line.chars.is_sorted(), "{line:?}");
    }
}

fn bounds(line: &Line) -> [f32; 4] {
    let axis = |axis: usize| line.quad.iter().map(move |corner| corner[axis]);
    [
        axis(0).fold(f32::MAX, f32::min),
        axis(1).fold(f32::MAX, f32::min),
        axis(0).fold(f32::MIN, f32::max),
        axis(1).fold(f32::MIN, f32::max),
    ]
}

/// Asserts that each read line covers the ink of the line that was set, up to a few pixels.
fn check_places(page: &PageText, fixture: &Fixture, slack: f32) {
    assert_eq!(page.lines.len(), fixture.lines.len(), "{}", page.text());
    for (line, set) in page.lines.iter().zip(&fixture.lines) {
        let (found, ink) = (bounds(line), set.ink);
        let outside = [
            found[0] - ink[0],
            found[1] - ink[1],
            ink[2] - found[2],
            ink[3] - found[3],
        ];
        assert!(outside.iter().all(|&pixels| pixels < slack), "{found:?} {set:?}");
        let too_large = outside.iter().any(|&pixels| pixels < -25.0);
        assert!(!too_large, "{found:?} {set:?}");
    }
}

#[test]
fn a_clean_page_is_read_without_error_and_each_line_in_its_place() {
    let fixture = Fixture::open("clean.png");
    let Some(page) = read(&fixture.image) else { return };
    check(&page, &fixture, 0.005);
    check_places(&page, &fixture, 6.0);
    assert_eq!((page.rotation_deg, page.width, page.height), (0, 1100, 640));
    assert!(page.skew_deg.abs() < 0.3, "{}", page.skew_deg);
}

#[test]
fn a_degraded_page_is_read_nearly_without_error_and_its_lean_is_measured() {
    let fixture = Fixture::open("degraded.jpg");
    let Some(page) = read(&fixture.image) else { return };
    check(&page, &fixture, 0.01);
    assert!((page.skew_deg - 1.0).abs() < 0.3, "{}", page.skew_deg);
}

#[test]
fn traditional_characters_are_read_as_they_are() {
    let fixture = Fixture::open("traditional.png");
    let Some(page) = read(&fixture.image) else { return };
    check(&page, &fixture, 0.01);
    check_places(&page, &fixture, 6.0);
}

#[test]
fn vertical_writing_is_read_by_columns_from_the_right() {
    let fixture = Fixture::open("vertical.png");
    let Some(page) = read(&fixture.image) else { return };
    check(&page, &fixture, 0.05);
    check_places(&page, &fixture, 10.0);
    assert_eq!(page.rotation_deg, 0);
    assert!(page.lines.iter().all(|line| line.vertical));
}

#[test]
fn a_page_on_its_head_or_side_is_turned_and_its_places_stay_those_of_the_image() {
    let fixture = Fixture::open("clean.png");
    let Some(upright) = read(&fixture.image) else {
        return;
    };
    let turned = [
        (180, imageops::rotate180(&fixture.image)),
        (270, imageops::rotate90(&fixture.image)),
        (90, imageops::rotate270(&fixture.image)),
    ];
    for (rotation_deg, image) in turned {
        let Some(page) = read(&image) else { return };
        assert_eq!(page.rotation_deg, rotation_deg);
        check(&page, &fixture, 0.005);
        let first = first_corner_upright(&page);
        let expected = upright.lines[0].quad[0];
        assert!(
            (first[0] - expected[0]).hypot(first[1] - expected[1]) < 8.0,
            "{first:?} {expected:?}"
        );
    }
}

/// Returns the first corner of the first line, carried over to the image turned upright.
fn first_corner_upright(page: &PageText) -> [f32; 2] {
    let [x, y] = page.lines[0].quad[0];
    match page.rotation_deg {
        90 => [page.height as f32 - y, x],
        180 => [page.width as f32 - x, page.height as f32 - y],
        270 => [y, page.width as f32 - x],
        _ => [x, y],
    }
}

#[test]
fn vertical_writing_on_its_head_is_turned_but_stays_vertical() {
    let fixture = Fixture::open("vertical.png");
    let Some(page) = read(&imageops::rotate180(&fixture.image)) else {
        return;
    };
    assert_eq!(page.rotation_deg, 180);
    check(&page, &fixture, 0.05);
}

#[test]
fn the_centres_of_characters_lie_on_the_characters() {
    let fixture = Fixture::open("traditional.png");
    let Some(page) = read(&fixture.image) else { return };
    // Chinese characters are set at equal distances of 33 pixels.
    for (line, set) in page
        .lines
        .iter()
        .zip(&fixture.lines)
        .filter(|(line, set)| line.text == set.text)
    {
        let [left, .., right, _] = [bounds(line)[0], 0.0, bounds(line)[2], 0.0];
        let first = left + line.chars[0] * (right - left);
        let last = left + line.chars[line.chars.len() - 1] * (right - left);
        assert!((first - set.ink[0] - 16.0).abs() < 20.0, "{first} {set:?}");
        assert!((set.ink[2] - last - 16.0).abs() < 30.0, "{last} {set:?}");
    }
}

#[test]
fn an_empty_page_has_no_lines() {
    let Some(page) = read(&RgbImage::from_pixel(800, 600, image::Rgb([250, 248, 240]))) else {
        return;
    };
    assert!(page.lines.is_empty(), "{}", page.text());
    assert_eq!(page.mean_confidence(), 0.0);
}
