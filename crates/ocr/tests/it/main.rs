//! Tests of the whole crate with the real networks. Where the models folder is absent, they say so and pass.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a helper of the tests fails like a test, and a skipped test must say so"
)]

mod layered_pdf;
mod reading;
mod refusals;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use guildhall_ocr::{Engine, PageText};
use image::RgbImage;
use serde::Deserialize;

/// One line as it was set on a page: its text and the box around its ink, `[left, top, right, bottom]`.
#[derive(Debug, Deserialize)]
struct SetLine {
    text: String,
    #[serde(rename = "box")]
    ink: [f32; 4],
}

/// A page image with the truth about it.
struct Fixture {
    image: RgbImage,
    lines: Vec<SetLine>,
}

impl Fixture {
    fn open(file: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(file);
        let truth = std::fs::read_to_string(path.with_extension("json")).unwrap();
        Self {
            image: image::open(path).unwrap().to_rgb8(),
            lines: serde_json::from_str(&truth).unwrap(),
        }
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect()
    }
}

fn models_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models")
}

/// Returns the engine, loaded once, or nothing (and says so) when the models were not fetched.
fn engine() -> Option<&'static Engine> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| {
        models_dir()
            .join("ocr")
            .is_dir()
            .then(|| Engine::load(&models_dir()).unwrap())
    });
    if engine.is_none() {
        eprintln!("SKIPPED: there is no models folder; `make models` fetches it");
    }
    engine.as_ref()
}

/// Returns the share of characters read wrongly; white space and the width of punctuation do not count.
fn error_rate(page: &PageText, truth: &str) -> f32 {
    let (read, truth) = (folded(&page.text()), folded(truth));
    edits(&read, &truth) as f32 / truth.len() as f32
}

fn folded(text: &str) -> Vec<char> {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '。' => '.',
            '、' => ',',
            '〔' => '[',
            '〕' => ']',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap(),
            other => other,
        })
        .collect()
}

/// Returns the Levenshtein distance.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let best = (row[j + 1] + 1)
                .min(row[j] + 1)
                .min(diagonal + usize::from(x != y));
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}
