//! The whole way with the real recogniser: a page drawn, scanned and read again.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use guildhall_ocr::Engine;
use guildhall_reading::{Fonts, Format, Limits, Reader, Renderer, TextSource, Unwatched};
use image::{DynamicImage, ImageFormat, RgbImage};

use crate::fixtures::{file, ofd, text_of};
use crate::pdf_made::{Pdf, draw, show};

const LINES: [&str; 3] = [
    "关于召开第三届会员代表大会的通知",
    "请于三月一日前报送代表名单",
    "联系人张三电话八六二一",
];

/// Returns the recogniser and a Chinese font, or says what is missing.
fn equipment() -> Option<(Engine, Fonts)> {
    let models: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let font = Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc");
    if !models.join("ocr").is_dir() || !font.exists() {
        eprintln!("SKIPPED: the recognition models or a Chinese font are not there");
        return None;
    }
    Some((Engine::load(&models).unwrap(), Fonts::load(font, 2).unwrap()))
}

fn drawn(fonts: &Fonts) -> RgbImage {
    let lines = LINES
        .iter()
        .enumerate()
        .map(|(at, line)| show(72.0, 750.0 - 60.0 * at as f32, 20.0, line));
    let born_digital = file(
        "a.pdf",
        &Pdf::new(1).page("", &lines.collect::<String>(), None).finish(""),
    );
    let renderer = Renderer::new(fonts.clone(), Limits::default());
    renderer
        .page_image(&born_digital.path, Format::Pdf, 1, 1652)
        .unwrap()
}

#[test]
fn a_page_that_was_drawn_and_scanned_is_read_again() {
    let Some((engine, fonts)) = equipment() else {
        return;
    };
    let image = drawn(&fonts);
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image.clone())
        .write_to(&mut png, ImageFormat::Png)
        .unwrap();
    let reader = Reader::new(Some(Arc::new(engine)), Limits::default());
    let scan = file("scan.png", &png.into_inner());
    let document = reader.read(&scan.path, "scan.png", &Unwatched).unwrap();
    assert_eq!(text_of(&document).lines().collect::<Vec<_>>(), LINES);
    assert!(
        document.pages[0]
            .lines
            .iter()
            .all(|line| line.confidence > 0.9 && line.chars.len() == line.text.chars().count())
    );

    let grey: Vec<u8> = DynamicImage::ImageRgb8(image).into_luma8().into_raw();
    let header = "/Width 1652/Height 2337/ColorSpace/DeviceGray/BitsPerComponent 8";
    let pdf = Pdf::new(1)
        .page(
            "",
            &draw(0.0, 0.0, 595.0, 842.0),
            Some((header, &grey[..1652 * 2337])),
        )
        .finish("");
    let scanned = file("scan.pdf", &pdf);
    let document = reader.read(&scanned.path, "scan.pdf", &Unwatched).unwrap();
    assert_eq!(document.pages[0].source, TextSource::Recognised);
    assert_eq!(text_of(&document).lines().collect::<Vec<_>>(), LINES);
    let [left, top, right, _] = document.pages[0].lines[0].bbox.unwrap();
    assert!(
        (left - 72.0).abs() < 8.0 && (right - 392.0).abs() < 8.0 && (top - 74.0).abs() < 12.0,
        "{left} {top} {right}"
    );
}

#[test]
fn the_text_of_an_ofd_can_be_read_on_its_page_image() {
    let Some((engine, fonts)) = equipment() else {
        return;
    };
    let content = r#"<ofd:TextObject Boundary="20 60 180 12" Size="8">
        <ofd:TextCode X="0" Y="9" DeltaX="g 12 8">关于召开会员代表大会的通知</ofd:TextCode></ofd:TextObject>"#;
    let fixture = file("a.ofd", &ofd(content));
    let renderer = Renderer::new(fonts, Limits::default());
    let image = renderer.page_image(&fixture.path, Format::Ofd, 1, 1652).unwrap();
    let page = engine.read(&image).unwrap();
    assert_eq!(
        page.text().lines().collect::<Vec<_>>(),
        ["红头", "关于召开会员代表大会的通知"]
    );
}
