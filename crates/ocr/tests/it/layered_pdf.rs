//! The text of a two-layer PDF as a foreign program (poppler's pdftotext) finds it, and where.

use std::io::Write;
use std::process::{Command, Stdio};

use guildhall_ocr::{LayeredPage, Line, PageImage, write_layered_pdf};
use image::imageops;

use crate::{Fixture, engine};

/// Runs `pdftotext` with these options over the PDF; nothing (said aloud) where it is not installed.
fn pdftotext(pdf: &[u8], options: &[&str]) -> Option<String> {
    let started = Command::new("pdftotext")
        .args(options)
        .args(["-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("SKIPPED: pdftotext is not installed; it comes with poppler-utils");
        return None;
    };
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn written(pages: Vec<LayeredPage>) -> Vec<u8> {
    let mut pdf = Vec::new();
    write_layered_pdf(&mut pages.into_iter(), &mut pdf).unwrap();
    pdf
}

/// The page with the lines that were set on it, as if they had been read without error.
fn page_as_set(fixture: &Fixture, vertical: bool) -> LayeredPage {
    let lines = fixture.lines.iter().map(|set| {
        let [left, top, right, bottom] = set.ink;
        Line {
            text: set.text.clone(),
            confidence: 1.0,
            quad: [[left, top], [right, top], [right, bottom], [left, bottom]],
            vertical,
            chars: Vec::new(),
        }
    });
    LayeredPage {
        image: PageImage::Rgb(fixture.image.clone()),
        dpi: 200.0,
        rotation_deg: 0,
        lines: lines.collect(),
    }
}

fn lines_of(text: &str) -> Vec<&str> {
    text.lines()
        .map(|line| line.trim_matches('\u{c}'))
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn pdftotext_finds_the_lines_as_they_were_set() {
    let fixture = Fixture::open("clean.png");
    let pdf = written(vec![page_as_set(&fixture, false); 2]);
    let Some(text) = pdftotext(&pdf, &["-f", "2", "-l", "2"]) else {
        return;
    };
    let set: Vec<&str> = fixture.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines_of(&text), set);
}

#[test]
fn vertical_lines_come_out_whole() {
    let fixture = Fixture::open("vertical.png");
    let Some(text) = pdftotext(&written(vec![page_as_set(&fixture, true)]), &["-raw"]) else {
        return;
    };
    for set in &fixture.lines {
        assert!(text.contains(&set.text), "{text}");
    }
}

#[test]
fn a_word_is_found_where_it_stands_on_the_page() {
    let fixture = Fixture::open("traditional.png");
    let pdf = written(vec![page_as_set(&fixture, false)]);
    let Some(boxes) = pdftotext(&pdf, &["-bbox"]) else {
        return;
    };
    // The title: its ink in pixels at 200 dpi, in points of 1/72 inch.
    let [left, top, right, bottom] = fixture.lines[0].ink.map(|edge| edge * 72.0 / 200.0);
    let word = boxes.lines().find(|line| line.contains("工會章程草案")).unwrap();
    let edge = |name: &str| -> f32 {
        let from = word.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        word[from..].split('"').next().unwrap().parse().unwrap()
    };
    for (name, expected) in [("xMin", left), ("yMin", top), ("xMax", right), ("yMax", bottom)] {
        assert!((edge(name) - expected).abs() < 1.0, "{name} {expected}: {word}");
    }
}

#[test]
fn a_scan_on_its_side_becomes_a_page_that_stands_and_can_be_searched() {
    let Some(engine) = engine() else { return };
    let fixture = Fixture::open("clean.png");
    let image = imageops::rotate90(&fixture.image);
    let read = engine.read(&image).unwrap();
    let page = LayeredPage {
        image: PageImage::Gray(imageops::grayscale(&image)),
        dpi: 200.0,
        rotation_deg: read.rotation_deg,
        lines: read.lines.clone(),
    };
    let Some(text) = pdftotext(&written(vec![page]), &[]) else {
        return;
    };
    let found = lines_of(&text);
    let expected = read.text();
    assert_eq!(found, expected.lines().collect::<Vec<_>>());
}
