//! Page images for the viewer.

use std::path::Path;
use std::sync::Arc;

use hayro::hayro_interpret::font::FontData;
use image::RgbImage;
use image::imageops::{FilterType, resize};

use crate::broken_parser::contained;
use crate::error::ReadingError;
use crate::format::Format;
use crate::limits::Limits;
use crate::task::Task;
use crate::watch::Unwatched;
use crate::{ofd, pdf, picture, tiff_pages};

/// Bytes of a font file that is still believed to be one.
const FONT_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// Fonts for text whose file does not carry its own.
#[derive(Clone, Default)]
pub struct Fonts {
    chinese: Option<(Arc<Vec<u8>>, u32)>,
}

impl Fonts {
    /// Loads a font with Chinese characters; `index` chooses within a collection and is 0 for a single font.
    ///
    /// # Errors
    /// [`ReadingError::Disk`] if the file cannot be read.
    pub fn load(chinese: &Path, index: u32) -> Result<Self, ReadingError> {
        if std::fs::metadata(chinese)?.len() > FONT_BYTES_MAX {
            return Err(ReadingError::unsupported("a font of more than 128 MiB"));
        }
        Ok(Self {
            chinese: Some((Arc::new(std::fs::read(chinese)?), index)),
        })
    }

    pub(crate) fn chinese(&self) -> Option<(FontData, u32)> {
        self.chinese
            .clone()
            .map(|(bytes, index)| (bytes as FontData, index))
    }
}

/// Makes page images.
#[derive(Clone, Default)]
pub struct Renderer {
    fonts: Fonts,
    limits: Limits,
}

impl Renderer {
    /// Makes a renderer.
    pub fn new(fonts: Fonts, limits: Limits) -> Self {
        Self { fonts, limits }
    }

    /// Draws a page, counted from 1, at most `width_max_px` wide: PDF, TIFF, OFD and pictures.
    ///
    /// # Errors
    /// [`ReadingError::NoSuchPage`]; [`ReadingError::Unsupported`] for formats without fixed pages;
    /// [`ReadingError::TooLarge`] by the image's header, before anything is decoded.
    pub fn page_image(
        &self,
        source: &Path,
        format: Format,
        page_number: u64,
        width_max_px: u32,
    ) -> Result<RgbImage, ReadingError> {
        let task = Task {
            source,
            limits: &self.limits,
            watch: &Unwatched,
        };
        let image = contained(|| match format {
            Format::Pdf => self.pdf_page(task.whole_file()?, page_number, width_max_px),
            Format::Ofd => self.pdf_page(ofd::as_pdf(&task, page_number)?, 1, width_max_px),
            Format::Tiff => tiff_pages::page_image(&task, page_number),
            format if format.is_picture() && page_number == 1 => picture::decode(&task),
            format if format.is_picture() => Err(ReadingError::NoSuchPage { number: page_number }),
            _ => Err(ReadingError::unsupported("a format without fixed pages")),
        })?;
        Ok(narrowed(image, width_max_px))
    }

    fn pdf_page(&self, bytes: Vec<u8>, number: u64, width_max_px: u32) -> Result<RgbImage, ReadingError> {
        let pdf = pdf::open(Arc::new(bytes))?;
        let index = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_sub(1));
        let leaf = index
            .and_then(|index| pdf.pages().get(index))
            .ok_or(ReadingError::NoSuchPage { number })?;
        let scale = width_max_px.max(1) as f32 / leaf.render_dimensions().0.max(1.0);
        pdf::raster::render(leaf, scale, &self.fonts, &self.limits)
    }
}

fn narrowed(image: RgbImage, width_max_px: u32) -> RgbImage {
    let width = width_max_px.max(1);
    if image.width() <= width {
        return image;
    }
    let height = (u64::from(image.height()) * u64::from(width) / u64::from(image.width())).max(1) as u32;
    resize(&image, width, height, FilterType::Triangle)
}
