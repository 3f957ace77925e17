//! Scans: pages drawn as images, worn as paper and machine wear them, and packed as scanners do.

mod canvas;
mod page_image;
mod seal;
mod wear;

use std::io::Cursor;

use image::ImageEncoder;
use image::codecs::jpeg::{JpegEncoder, PixelDensity, PixelDensityUnit};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};
use tiff::encoder::{Compression, DeflateLevel, Rational, TiffEncoder, colortype};
use tiff::tags::ResolutionUnit;

use self::page_image::PageImage;
use self::wear::Wear;
use super::RenderError;
use super::layout::{self, PAGE_HEIGHT, PAGE_WIDTH};
use super::pdf::POINTS;
use crate::fonts::Fonts;
use crate::paper::PaperPlan;

/// The first page as JPEG.
pub(super) fn jpeg(plan: &PaperPlan, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let wear = Wear::of(plan);
    as_jpeg(&page(plan, fonts, &wear, 0)?, &wear)
}

/// The first page as PNG in sixteen shades of grey.
pub(super) fn png(plan: &PaperPlan, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let page = page(plan, fonts, &Wear::of(plan).grey(), 0)?.sixteen_shades();
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive).write_image(
        &page.pixels,
        page.width,
        page.height,
        image::ExtendedColorType::L8,
    )?;
    Ok(bytes)
}

/// All pages as TIFF in sixteen shades of grey.
pub(super) fn tiff(plan: &PaperPlan, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let wear = Wear::of(plan).grey();
    let mut file = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file)?.with_compression(Compression::Deflate(DeflateLevel::Fast));
    for number in 0..layout::lay_out(plan).len() {
        let page = page(plan, fonts, &wear, number)?.sixteen_shades();
        let mut image = encoder.new_image::<colortype::Gray8>(page.width, page.height)?;
        image.resolution(ResolutionUnit::Inch, Rational { n: wear.dpi, d: 1 });
        image.write_data(&page.pixels)?;
    }
    Ok(file.into_inner())
}

/// All pages as a PDF of images.
pub(super) fn pdf(plan: &PaperPlan, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let wear = Wear::of(plan);
    let count = layout::lay_out(plan).len();
    let (catalog, tree) = (Ref::new(1), Ref::new(2));
    // Each page has three objects: itself, its content, its image.
    let pages: Vec<Ref> = (0..count).map(|page| Ref::new(3 + 3 * page as i32)).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids(pages.iter().copied()).count(count as i32);
    for (number, id) in pages.into_iter().enumerate() {
        let page = page(plan, fonts, &wear, number)?;
        image_page(&mut pdf, [tree, id], &page, &as_jpeg(&page, &wear)?);
    }
    Ok(pdf.finish())
}

fn image_page(pdf: &mut Pdf, [tree, id]: [Ref; 2], page: &PageImage, jpeg: &[u8]) {
    let (content, picture) = (Ref::new(id.get() + 1), Ref::new(id.get() + 2));
    let (width, height) = (PAGE_WIDTH * POINTS, PAGE_HEIGHT * POINTS);
    let mut writer = pdf.page(id);
    writer
        .parent(tree)
        .media_box(Rect::new(0.0, 0.0, width, height))
        .contents(content);
    writer.resources().x_objects().pair(Name(b"Scan"), picture);
    writer.finish();
    let mut drawn = Content::new();
    drawn
        .transform([width, 0.0, 0.0, height, 0.0, 0.0])
        .x_object(Name(b"Scan"));
    pdf.stream(content, &drawn.finish());
    let mut image = pdf.image_xobject(picture, jpeg);
    image
        .width(page.width as i32)
        .height(page.height as i32)
        .bits_per_component(8);
    image.filter(Filter::DctDecode);
    if page.channels == 1 {
        image.color_space().device_gray();
    } else {
        image.color_space().device_rgb();
    }
}

fn page(plan: &PaperPlan, fonts: &Fonts, wear: &Wear, number: usize) -> Result<PageImage, RenderError> {
    let sheets = layout::lay_out(plan);
    let clean = canvas::draw(&sheets[number], fonts, wear.dpi)?;
    Ok(wear.apply(clean, number))
}

fn as_jpeg(page: &PageImage, wear: &Wear) -> Result<Vec<u8>, RenderError> {
    let colour = if page.channels == 1 {
        image::ExtendedColorType::L8
    } else {
        image::ExtendedColorType::Rgb8
    };
    let density = u16::try_from(wear.dpi).unwrap_or(150);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, wear.quality);
    encoder.set_pixel_density(PixelDensity {
        density: (density, density),
        unit: PixelDensityUnit::Inches,
    });
    encoder.write_image(&page.pixels, page.width, page.height, colour)?;
    Ok(bytes)
}
