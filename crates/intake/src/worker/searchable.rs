//! The searchable two-layer PDF (双层PDF): page images untouched below, what was read invisibly above.

use guildhall_ocr::{JpegImage, LayeredPage, PageImage, write_layered_pdf};
use guildhall_reading::{Format, Page, ReadingError, Renderer, TextSource, Unit};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Width of a rendered page in pixels: A4 at 200 dpi.
const WIDTH_PX: u32 = 1_654;
/// Millimetres are not known for pictures; A4's width in inches is assumed.
const A4_WIDTH_IN: f32 = 8.27;
/// Pages beyond which no copy is made: it would be larger than anybody opens.
const PAGES_MAX: usize = 500;

/// Says whether a searchable copy of such a file makes sense: a scan that was recognised.
pub(super) fn is_wanted(format: Format, pages: &[Page]) -> bool {
    let scanned = pages
        .iter()
        .any(|page| page.source != TextSource::Text && !page.lines.is_empty());
    let has_pages = matches!(
        format,
        Format::Pdf | Format::Tiff | Format::Jpeg | Format::Png | Format::Bmp | Format::Webp
    );
    scanned && has_pages && pages.len() <= PAGES_MAX
}

/// Writes the copy.
pub(super) fn write(
    renderer: &Renderer,
    (source, format): (&Path, Format),
    pages: &[Page],
    out: &Path,
) -> Result<(), ReadingError> {
    let disk = |error: std::io::Error| ReadingError::Disk {
        reason: error.to_string(),
    };
    let mut failure = None;
    let mut layered = pages
        .iter()
        .map_while(|page| match layered_page(renderer, source, format, page) {
            Ok(page) => Some(page),
            Err(error) => {
                failure = Some(error);
                None
            }
        });
    let mut file = BufWriter::new(File::create(out).map_err(disk)?);
    let written = write_layered_pdf(&mut layered, &mut file);
    if let Some(error) = failure {
        return Err(error);
    }
    written.map_err(|error| ReadingError::Broken {
        reason: error.to_string(),
    })?;
    file.flush().map_err(disk)
}

fn layered_page(
    renderer: &Renderer,
    source: &Path,
    format: Format,
    page: &Page,
) -> Result<LayeredPage, ReadingError> {
    let image = match passthrough(source, format) {
        Some(jpeg) => PageImage::Jpeg(jpeg),
        None => PageImage::Rgb(renderer.page_image(source, format, page.number, WIDTH_PX)?),
    };
    let (width, _) = image.dimensions();
    let scale = if page.width > 0.0 {
        width as f32 / page.width
    } else {
        1.0
    };
    let dpi = match page.unit {
        Unit::Points if page.width > 0.0 => width as f32 / (page.width / 72.0),
        _ => width as f32 / A4_WIDTH_IN,
    };
    Ok(LayeredPage {
        image,
        dpi,
        rotation_deg: page.rotation_deg,
        lines: lines(page, scale),
    })
}

/// A JPEG goes into the PDF byte for byte.
fn passthrough(source: &Path, format: Format) -> Option<JpegImage> {
    (format == Format::Jpeg)
        .then(|| {
            std::fs::read(source)
                .ok()
                .and_then(|bytes| JpegImage::new(bytes).ok())
        })
        .flatten()
}

fn lines(page: &Page, scale: f32) -> Vec<guildhall_ocr::Line> {
    page.lines
        .iter()
        .filter_map(|line| {
            let [left, top, right, bottom] = line.bbox?.map(|edge| edge * scale);
            let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
            Some(guildhall_ocr::Line {
                text: line.text.clone(),
                confidence: line.confidence,
                quad: turned(corners, page.rotation_deg),
                vertical: line.vertical,
                chars: line.chars.clone(),
            })
        })
        .collect()
}

/// Begins the corners where the text begins: on a page that lies on its side that is another corner.
fn turned(corners: [[f32; 2]; 4], rotation_deg: u16) -> [[f32; 2]; 4] {
    let first = match rotation_deg {
        90 => 3,
        180 => 2,
        270 => 1,
        _ => 0,
    };
    std::array::from_fn(|index| corners[(first + index) % 4])
}
