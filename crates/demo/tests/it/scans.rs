//! Scans: their size, their ink, and that the same plan gives the same bytes.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use guildhall_demo::{Fonts, PaperKind, PaperPlan};
use guildhall_reading::{Format, Limits, Reader, Recognise, RecogniseError, RecognisedPage, Unwatched};
use image::RgbImage;

use crate::{bytes, fonts, union};

/// The first two papers of a kind.
fn of_kind(kind: PaperKind) -> Vec<PaperPlan> {
    union()
        .papers
        .into_iter()
        .filter(|plan| plan.kind == kind)
        .take(2)
        .collect()
}

#[test]
fn a_scanned_page_has_the_size_of_a4_and_a_tenth_of_ink_at_most() {
    let Some(fonts) = fonts() else { return };
    for kind in [PaperKind::ScanJpeg, PaperKind::ScanPng, PaperKind::ScanTiff] {
        for plan in of_kind(kind) {
            let image = image::load_from_memory(&bytes(&plan, Some(&fonts)))
                .unwrap()
                .to_luma8();
            let dpi = image.width() as f32 / 210.0 * 25.4;
            assert!((149.0..=201.0).contains(&dpi), "{dpi}");
            assert!((image.height() as f32 / image.width() as f32 - 297.0 / 210.0).abs() < 0.002);
            let dark = image.pixels().filter(|pixel| pixel.0[0] < 110).count() as f32;
            let share = dark / (image.width() * image.height()) as f32;
            assert!((0.001..0.1).contains(&share), "{share}");
        }
    }
}

#[test]
fn a_sealed_paper_is_scanned_with_red_ink() {
    let Some(fonts) = fonts() else { return };
    let sealed = union()
        .papers
        .into_iter()
        .find(|plan| plan.kind == PaperKind::ScanJpeg && plan.red_head.is_some());
    let image = image::load_from_memory(&bytes(&sealed.unwrap(), Some(&fonts)))
        .unwrap()
        .to_rgb8();
    let red = image
        .pixels()
        .filter(|pixel| pixel.0[0] > 150 && pixel.0[1] < 100)
        .count();
    assert!(red > 2000, "{red}");
}

/// A recogniser that finds nothing on any page; the reader needs one to open pictures.
struct NothingLegible;

impl Recognise for NothingLegible {
    fn recognise(&self, _: &RgbImage) -> Result<RecognisedPage, RecogniseError> {
        Ok(RecognisedPage {
            rotation_deg: 0,
            lines: Vec::new(),
        })
    }
}

#[test]
fn scans_of_several_pages_hold_pictures_and_no_text() {
    let Some(fonts) = fonts() else { return };
    let folder = tempfile::tempdir().unwrap();
    let reader = Reader::new(Some(Arc::new(NothingLegible)), Limits::default());
    let mut pages = BTreeSet::new();
    for (kind, format) in [
        (PaperKind::ScanPdf, Format::Pdf),
        (PaperKind::ScanTiff, Format::Tiff),
    ] {
        for (order, plan) in union()
            .papers
            .iter()
            .filter(|plan| plan.kind == kind)
            .take(5)
            .enumerate()
        {
            let path = folder.path().join(format!("{order}.{}", kind.extension()));
            std::fs::write(&path, bytes(plan, Some(&fonts))).unwrap();
            let document = reader.read(&path, "scan", &Unwatched).unwrap();
            assert_eq!(document.format, format);
            assert!(document.pages.iter().all(|page| page.lines.is_empty()));
            pages.insert(document.page_count);
        }
    }
    assert!(
        pages.len() > 1 && pages.iter().all(|count| (1..=6).contains(count)),
        "{pages:?}"
    );
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let Some(fonts) = fonts() else { return };
    let mut kinds = BTreeSet::new();
    for plan in union().papers.iter().filter(|plan| kinds.insert(plan.kind)) {
        assert_eq!(
            bytes(plan, Some(&fonts)),
            bytes(plan, Some(&fonts)),
            "{:?}",
            plan.kind
        );
    }
}

#[test]
fn without_a_usable_file_there_are_no_fonts() {
    assert!(Fonts::find::<&Path>(&[]).is_none());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.ttf");
    std::fs::write(&file, b"no font").unwrap();
    assert!(Fonts::find(&[file, folder.path().join("missing.ttc")]).is_none());
}
