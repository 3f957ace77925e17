//! Pictures: one page or many, turned as they ask, refused by their header.

use std::io::Cursor;

use guildhall_reading::{Fonts, Format, Limits, Note, Renderer, TextSource, Unit};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use tiff::encoder::{TiffEncoder, colortype};

use crate::fixtures::{Fixture, Scripted, file, text_of};

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([0, 0, 0])
        } else {
            Rgb([255, 255, 255])
        }
    })
}

fn encoded(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image.clone())
        .write_to(&mut out, format)
        .unwrap();
    out.into_inner()
}

fn tiff_of(sizes: &[(u32, u32)]) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut out).unwrap();
    for (width, height) in sizes {
        let grey = vec![128u8; (width * height) as usize];
        encoder
            .write_image::<colortype::Gray8>(*width, *height, &grey)
            .unwrap();
    }
    out.into_inner()
}

/// Puts an EXIF orientation into a JPEG.
fn turned_jpeg(orientation: u8) -> Vec<u8> {
    let jpeg = encoded(&picture(60, 40), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

fn page_image(
    fixture: &Fixture,
    format: Format,
    number: u64,
    width: u32,
) -> Result<RgbImage, guildhall_reading::ReadingError> {
    Renderer::new(Fonts::default(), Limits::default()).page_image(&fixture.path, format, number, width)
}

#[test]
fn a_picture_is_recognised_in_its_own_pixels() {
    for (format, name) in [
        (ImageFormat::Png, "a.png"),
        (ImageFormat::Jpeg, "a.jpg"),
        (ImageFormat::Bmp, "a.bmp"),
        (ImageFormat::WebP, "a.webp"),
    ] {
        let document = file(name, &encoded(&picture(60, 40), format))
            .recognised(Scripted::default())
            .unwrap();
        let page = &document.pages[0];
        assert_eq!((page.width, page.height, page.unit), (60.0, 40.0, Unit::Pixels));
        assert_eq!(page.source, TextSource::Recognised);
        assert_eq!(page.lines[0].bbox, Some([0.0, 0.0, 30.0, 20.0]));
        assert_eq!(page.lines[0].confidence, 0.9);
    }
}

#[test]
fn a_photo_is_turned_as_its_camera_said() {
    let fixture = file("a.jpg", &turned_jpeg(6));
    assert_eq!(
        text_of(&fixture.recognised(Scripted::default()).unwrap()),
        "40x60\n"
    );
    let shown = page_image(&fixture, Format::Jpeg, 1, 1000).unwrap();
    assert_eq!(shown.dimensions(), (40, 60));
    // The dark left half comes to lie on top.
    assert!(shown.get_pixel(20, 5).0[0] < 60 && shown.get_pixel(20, 55).0[0] > 200);
}

#[test]
fn without_a_recogniser_a_picture_is_refused_with_that_reason() {
    let fixture = file("a.png", &encoded(&picture(10, 10), ImageFormat::Png));
    assert_eq!(fixture.read().unwrap_err().code(), "recogniser_missing");
    assert_eq!(
        fixture.recognised(Scripted { fails: true }).unwrap_err().code(),
        "recogniser_failed"
    );
}

#[test]
fn every_page_of_a_tiff_is_read() {
    let fixture = file("a.tif", &tiff_of(&[(20, 30), (40, 10), (5, 5)]));
    let document = fixture.recognised(Scripted::default()).unwrap();
    assert_eq!(document.page_count, 3);
    assert_eq!(text_of(&document), "20x30\n40x10\n5x5\n");
    assert_eq!(
        page_image(&fixture, Format::Tiff, 2, 20).unwrap().dimensions(),
        (20, 5)
    );
    assert_eq!(
        page_image(&fixture, Format::Tiff, 4, 20).unwrap_err().code(),
        "no_such_page"
    );
}

#[test]
fn a_tiff_whose_directories_run_in_a_circle_ends() {
    let mut bytes = tiff_of(&[(4, 4), (4, 4)]);
    // The first directory's offset stands in the header; its last field points to the next directory.
    let first = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
    let entries = usize::from(u16::from_le_bytes(bytes[first..first + 2].try_into().unwrap()));
    let link = first + 2 + entries * 12;
    let second = u32::from_le_bytes(bytes[link..link + 4].try_into().unwrap()) as usize;
    let entries = usize::from(u16::from_le_bytes(bytes[second..second + 2].try_into().unwrap()));
    let link = second + 2 + entries * 12;
    bytes[link..link + 4].copy_from_slice(&(first as u32).to_le_bytes());
    let document = file("a.tif", &bytes).recognised(Scripted::default()).unwrap();
    assert_eq!(text_of(&document), "4x4\n");
    assert_eq!(document.notes, [Note::PagesDamaged { count: 1 }]);
}

#[test]
fn one_damaged_page_of_a_tiff_does_not_cost_the_others() {
    let mut bytes = tiff_of(&[(20, 30), (40, 10)]);
    let first = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
    // Compression (tag 259) of the first page becomes one that does not decode these bytes.
    let entries = usize::from(u16::from_le_bytes(bytes[first..first + 2].try_into().unwrap()));
    for at in (0..entries).map(|entry| first + 2 + entry * 12) {
        if u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()) == 259 {
            bytes[at + 8..at + 10].copy_from_slice(&8u16.to_le_bytes());
        }
    }
    let document = file("a.tif", &bytes).recognised(Scripted::default()).unwrap();
    assert_eq!(text_of(&document), "40x10\n");
    assert_eq!(document.notes, [Note::PagesDamaged { count: 1 }]);
}

#[test]
fn bilevel_pages_are_unpacked_row_by_row() {
    // Three pixels wide: each row of one bit a pixel begins a new byte. Black is zero.
    let mut out = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut out).unwrap();
    encoder
        .write_image::<colortype::Gray8>(3, 2, &[0, 255, 0, 255, 0, 255])
        .unwrap();
    let grey = file("a.tif", &out.into_inner());
    let image = page_image(&grey, Format::Tiff, 1, 100).unwrap();
    assert_eq!(
        image.pixels().map(|pixel| pixel.0[0]).collect::<Vec<_>>(),
        [0, 255, 0, 255, 0, 255]
    );
    let bilevel = file("b.tif", &bilevel_tiff(3, 2, &[0b0100_0000, 0b1010_0000]));
    assert_eq!(page_image(&bilevel, Format::Tiff, 1, 100).unwrap(), image);
}

/// Writes a TIFF of one bit a pixel by hand (TIFF 6.0, section 3), black as zero.
fn bilevel_tiff(width: u32, height: u32, rows: &[u8]) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    let entries: [(u16, u16, u32); 8] = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 1),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8 + 2 + 8 * 12 + 4),
        (278, 4, height),
        (279, 4, rows.len() as u32),
    ];
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 4]);
    bytes.extend(rows);
    bytes
}

#[test]
fn fifty_thousand_pixels_square_are_refused_by_the_header() {
    let mut png = encoded(&picture(1, 1), ImageFormat::Png);
    // IHDR: length, type, width, height, five bytes, then the checksum over type and data.
    png[16..20].copy_from_slice(&50_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&50_000u32.to_be_bytes());
    let checksum = crc32(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&checksum);
    let huge = [("a.png", png), ("a.tif", bilevel_tiff(50_000, 50_000, &[0; 8]))];
    for (name, bytes) in huge {
        let error = file(name, &bytes).recognised(Scripted::default()).unwrap_err();
        assert_eq!(error.code(), "too_large", "{name}");
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
        })
    })
}

#[test]
fn a_truncated_picture_is_broken() {
    let bytes = encoded(&picture(200, 200), ImageFormat::Png);
    assert_eq!(
        file("a.png", &bytes[..bytes.len() - 60])
            .recognised(Scripted::default())
            .unwrap_err()
            .code(),
        "broken"
    );
}
