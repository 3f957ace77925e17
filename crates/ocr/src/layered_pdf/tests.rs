//! Two-layer PDFs read back with a PDF library: what is found is what was put in.

use std::io::Read;

use image::{GrayImage, Luma, Rgb, RgbImage};
use lopdf::{Document as Parsed, Object};

use super::*;

fn line(text: &str, quad: [[f32; 2]; 4]) -> Line {
    let count = text.chars().count();
    let chars = (0..count)
        .map(|index| (index as f32 + 0.5) / count as f32)
        .collect();
    Line {
        text: text.to_owned(),
        confidence: 0.9,
        quad,
        vertical: false,
        chars,
    }
}

fn level(left: f32, top: f32, width: f32, height: f32) -> [[f32; 2]; 4] {
    [
        [left, top],
        [left + width, top],
        [left + width, top + height],
        [left, top + height],
    ]
}

fn page(image: PageImage) -> LayeredPage {
    let lines = vec![
        line("工会法 2026", level(20.0, 30.0, 200.0, 20.0)),
        line("𠮷祥", level(20.0, 70.0, 60.0, 20.0)),
    ];
    LayeredPage {
        image,
        dpi: 200.0,
        rotation_deg: 0,
        lines,
    }
}

fn written(pages: Vec<LayeredPage>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_layered_pdf(&mut pages.into_iter(), &mut bytes).unwrap();
    bytes
}

fn image_of(parsed: &Parsed) -> lopdf::Stream {
    let streams = parsed
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok());
    let mut images = streams.filter(|s| {
        s.dict
            .get(b"Subtype")
            .is_ok_and(|kind| kind == &Object::Name(b"Image".to_vec()))
    });
    images.next().unwrap().clone()
}

#[test]
fn the_text_comes_out_as_it_went_in() {
    let parsed = Parsed::load_mem(&written(vec![page(PageImage::Gray(GrayImage::new(300, 200)))])).unwrap();
    let text = parsed.extract_text(&[1]).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.concat(), "工会法 2026𠮷祥");
}

#[test]
fn the_page_has_the_size_that_the_resolution_gives() {
    let mut turned = page(PageImage::Gray(GrayImage::new(1654, 2339)));
    turned.rotation_deg = 270;
    let parsed = Parsed::load_mem(&written(vec![turned])).unwrap();
    let (_, page_id) = parsed.get_pages().into_iter().next().unwrap();
    let page = parsed.get_dictionary(page_id).unwrap();
    let size: Vec<f32> = page
        .get(b"MediaBox")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_float().unwrap())
        .collect();
    // A4 is 595.3 × 841.9 points.
    assert!(
        (size[2] - 595.44).abs() < 0.01 && (size[3] - 842.04).abs() < 0.01,
        "{size:?}"
    );
    assert_eq!(page.get(b"Rotate").unwrap().as_i64().unwrap(), 270);
}

#[test]
fn a_jpeg_is_passed_through_untouched() {
    let mut jpeg = Vec::new();
    let picture = RgbImage::from_fn(40, 30, |x, y| Rgb([x as u8 * 6, y as u8 * 8, 90]));
    image::codecs::jpeg::JpegEncoder::new(&mut jpeg)
        .encode_image(&picture)
        .unwrap();
    let image = PageImage::Jpeg(JpegImage::new(jpeg.clone()).unwrap());
    let parsed = Parsed::load_mem(&written(vec![page(image)])).unwrap();
    assert_eq!(image_of(&parsed).content, jpeg);
}

#[test]
fn other_images_lose_nothing() {
    let colours = RgbImage::from_fn(37, 23, |x, y| Rgb([x as u8, y as u8, (x * y) as u8]));
    let parsed = Parsed::load_mem(&written(vec![page(PageImage::Rgb(colours.clone()))])).unwrap();
    assert_eq!(
        image_of(&parsed).decompressed_content().unwrap(),
        colours.into_raw()
    );
}

#[test]
fn black_and_white_takes_one_bit_a_pixel() {
    let paper = GrayImage::from_fn(16, 2, |x, _| Luma([if x == 0 || x == 9 { 0 } else { 255 }]));
    let parsed = Parsed::load_mem(&written(vec![page(PageImage::Gray(paper))])).unwrap();
    let image = image_of(&parsed);
    assert_eq!(image.dict.get(b"BitsPerComponent").unwrap().as_i64().unwrap(), 1);
    let mut rows = Vec::new();
    flate2::read::ZlibDecoder::new(image.content.as_slice())
        .read_to_end(&mut rows)
        .unwrap();
    // Each row begins with the number of its filter and then tells the difference to the row above.
    assert_eq!(rows, [2, 0x7F, 0xBF, 2, 0, 0]);
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    let pages = || vec![page(PageImage::Gray(GrayImage::new(30, 20))); 3];
    assert_eq!(written(pages()), written(pages()));
}

#[test]
fn what_cannot_be_written_is_refused() {
    let refused =
        |pages: Vec<LayeredPage>| write_layered_pdf(&mut pages.into_iter(), &mut Vec::new()).unwrap_err();
    assert!(matches!(refused(Vec::new()), OcrError::NoPages));
    assert!(matches!(
        refused(vec![page(PageImage::Gray(GrayImage::new(0, 5)))]),
        OcrError::ImageEmpty
    ));
    for dpi in [0.0, -200.0, f32::NAN, f32::INFINITY] {
        let impossible = LayeredPage {
            dpi,
            ..page(PageImage::Gray(GrayImage::new(5, 5)))
        };
        assert!(matches!(
            refused(vec![impossible]),
            OcrError::ResolutionImpossible(_)
        ));
    }
}

#[test]
fn lines_without_extent_or_with_control_characters_do_no_harm() {
    let mut odd = page(PageImage::Gray(GrayImage::new(50, 50)));
    odd.lines = vec![
        line("无处", [[5.0, 5.0]; 4]),
        line("", level(0.0, 0.0, 10.0, 10.0)),
        line("无穷", level(0.0, 0.0, f32::INFINITY, 10.0)),
        line("a\u{0}b\n", level(0.0, 0.0, 10.0, 10.0)),
    ];
    let parsed = Parsed::load_mem(&written(vec![odd])).unwrap();
    assert_eq!(parsed.extract_text(&[1]).unwrap().trim(), "ab");
}
