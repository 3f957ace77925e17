//! What cannot be read is refused in words that help; what is merely odd is no error.

use std::num::NonZeroUsize;
use std::path::Path;

use guildhall_ocr::{Engine, OcrError, Settings};
use image::{Rgb, RgbImage};

use crate::{engine, models_dir};

#[test]
fn a_folder_without_models_is_refused_with_the_file_and_the_cure() {
    let Err(refused) = Engine::load(Path::new("no-such-folder")) else {
        panic!("it loaded")
    };
    let text = refused.to_string();
    assert!(matches!(refused, OcrError::ModelMissing(_)), "{refused:?}");
    assert!(
        text.contains("PP-OCRv6_det_small.onnx") && text.contains("make models"),
        "{text}"
    );
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("ocr")).unwrap();
    for file in ["PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"] {
        std::fs::write(folder.path().join("ocr").join(file), b"not a model").unwrap();
    }
    let refused = Engine::load(folder.path()).err();
    assert!(
        matches!(refused, Some(OcrError::ModelUnusable { .. })),
        "{refused:?}"
    );
}

#[test]
fn the_detection_model_in_place_of_the_recognition_model_is_refused() {
    if engine().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("ocr")).unwrap();
    for file in ["PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"] {
        std::fs::copy(
            models_dir().join("ocr/PP-OCRv6_det_small.onnx"),
            folder.path().join("ocr").join(file),
        )
        .unwrap();
    }
    let refused = Engine::load(folder.path()).err();
    assert!(
        matches!(refused, Some(OcrError::ModelUnfit { .. })),
        "{refused:?}"
    );
}

#[test]
fn an_image_without_pixels_is_refused() {
    let Some(engine) = engine() else { return };
    for (width, height) in [(0, 0), (0, 100), (100, 0)] {
        let refused = engine.read(&RgbImage::new(width, height));
        assert!(matches!(refused, Err(OcrError::ImageEmpty)), "{refused:?}");
    }
}

#[test]
fn images_too_small_for_a_character_are_read_as_empty() {
    let Some(engine) = engine() else { return };
    for (width, height) in [(1, 1), (1, 3000), (3000, 1), (7, 7), (8, 8), (33, 9)] {
        let page = engine.read(&RgbImage::new(width, height)).unwrap();
        assert!(page.lines.is_empty(), "{width} × {height}: {}", page.text());
    }
}

#[test]
fn an_image_over_the_limit_is_refused_before_any_work() {
    if engine().is_none() {
        return;
    }
    let settings = Settings {
        pixels_max: 9_999,
        threads: NonZeroUsize::new(1),
    };
    let engine = Engine::with_settings(&models_dir(), &settings).unwrap();
    let refused = engine.read(&RgbImage::new(100, 100));
    assert!(
        matches!(
            refused,
            Err(OcrError::ImageTooLarge {
                width: 100,
                height: 100,
                pixels_max: 9_999
            })
        ),
        "{refused:?}"
    );
    assert!(engine.read(&RgbImage::new(99, 101)).is_ok());
}

#[test]
fn a_page_of_noise_ends_in_bounded_time_without_harm() {
    let Some(engine) = engine() else { return };
    // A fixed linear congruential sequence: the same noise in every run.
    let mut state = 1u32;
    let noise = RgbImage::from_fn(600, 600, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if state >> 31 == 0 {
            Rgb([0, 0, 0])
        } else {
            Rgb([255, 255, 255])
        }
    });
    let page = engine.read(&noise).unwrap();
    assert!(
        page.lines
            .iter()
            .flat_map(|line| line.quad)
            .flatten()
            .all(f32::is_finite)
    );
}
