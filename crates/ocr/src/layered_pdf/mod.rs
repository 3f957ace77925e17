//! Writes the searchable two-layer PDF (双层PDF): below, the page image as it was scanned; above, invisible,
//! its text, each line on its place, so that it can be searched, marked and copied.
//!
//! Pages are written as they come and none is kept. The same pages always give the same bytes.

mod glyphless;
mod invisible_font;
mod jpeg;
mod objects;
mod page_image;
mod text_layer;

use std::io::Write;

use pdf_writer::{Content, Filter, Name, Rect, Ref};

use crate::error::OcrError;
use crate::page::Line;
use invisible_font::InvisibleFont;
use objects::Objects;

pub use jpeg::JpegImage;
pub use page_image::PageImage;

/// PDF counts in points, of which an inch has this many.
const POINTS_PER_INCH: f32 = 72.0;
const IMAGE_NAME: Name = Name(b"Scan");
const FONT_NAME: Name = Name(b"Text");

/// One page of a two-layer PDF.
#[derive(Debug, Clone)]
pub struct LayeredPage {
    /// The lower layer.
    pub image: PageImage,
    /// Resolution of the image in dots per inch; it decides the size of the page.
    pub dpi: f32,
    /// By how many degrees a viewer turns the page clockwise: 0, 90, 180 or 270.
    pub rotation_deg: u16,
    /// The upper layer; places in pixels of the image as it is, not as it is turned.
    pub lines: Vec<Line>,
}

/// Writes a searchable two-layer PDF (双层PDF) of all `pages` to `out`.
///
/// # Errors
/// [`OcrError::NoPages`], [`OcrError::ResolutionImpossible`], [`OcrError::ImageEmpty`], or
/// [`OcrError::Write`] when `out` fails. What was written until then is no usable file.
pub fn write_layered_pdf(
    pages: &mut dyn Iterator<Item = LayeredPage>,
    out: &mut dyn Write,
) -> Result<(), OcrError> {
    let mut document = Document::start(out)?;
    for page in pages {
        document.add(&page)?;
    }
    document.finish()
}

struct Document<'a> {
    objects: Objects<'a>,
    tree: Ref,
    font_id: Ref,
    font: InvisibleFont,
    pages: Vec<Ref>,
}

impl<'a> Document<'a> {
    fn start(out: &'a mut dyn Write) -> Result<Self, OcrError> {
        let mut objects = Objects::start(out)?;
        let (tree, font_id) = (objects.reserve(), objects.reserve());
        Ok(Self {
            objects,
            tree,
            font_id,
            font: InvisibleFont::default(),
            pages: Vec::new(),
        })
    }

    fn add(&mut self, page: &LayeredPage) -> Result<(), OcrError> {
        let (width, height) = page.image.dimensions();
        if width == 0 || height == 0 {
            return Err(OcrError::ImageEmpty);
        }
        if !(page.dpi.is_finite() && page.dpi > 0.0) {
            return Err(OcrError::ResolutionImpossible(page.dpi));
        }
        let scale = POINTS_PER_INCH / page.dpi;
        let size = [width as f32 * scale, height as f32 * scale];
        let image = self.objects.reserve();
        page.image.write(&mut self.objects, image)?;
        let content = self.write_content(page, size, scale)?;
        self.write_page(size, page.rotation_deg, image, content)
    }

    fn write_content(&mut self, page: &LayeredPage, size: [f32; 2], scale: f32) -> Result<Ref, OcrError> {
        let mut content = Content::new();
        content.save_state();
        content.transform([size[0], 0.0, 0.0, size[1], 0.0, 0.0]);
        content.x_object(IMAGE_NAME);
        content.restore_state();
        text_layer::write(
            &mut content,
            &mut self.font,
            &page.lines,
            text_layer::Frame {
                scale,
                page_height: size[1],
            },
        );
        let id = self.objects.reserve();
        let bytes = page_image::deflated(&content.finish())?;
        self.objects.put(id, |chunk| {
            chunk.stream(id, &bytes).filter(Filter::FlateDecode);
        })?;
        Ok(id)
    }

    fn write_page(
        &mut self,
        size: [f32; 2],
        rotation_deg: u16,
        image: Ref,
        content: Ref,
    ) -> Result<(), OcrError> {
        let id = self.objects.reserve();
        self.objects.put(id, |chunk| {
            let mut page = chunk.page(id);
            page.parent(self.tree)
                .media_box(Rect::new(0.0, 0.0, size[0], size[1]))
                .contents(content);
            page.rotate(i32::from(rotation_deg % 360));
            let mut resources = page.resources();
            resources.x_objects().pair(IMAGE_NAME, image);
            resources.fonts().pair(FONT_NAME, self.font_id);
        })?;
        self.pages.push(id);
        Ok(())
    }

    fn finish(mut self) -> Result<(), OcrError> {
        if self.pages.is_empty() {
            return Err(OcrError::NoPages);
        }
        self.font.write(&mut self.objects, self.font_id)?;
        let (tree, catalog) = (self.tree, self.objects.reserve());
        let pages = self.pages;
        let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
        self.objects.put(tree, |chunk| {
            chunk.pages(tree).kids(pages).count(count);
        })?;
        self.objects.put(catalog, |chunk| {
            chunk
                .indirect(catalog)
                .start::<pdf_writer::writers::Catalog>()
                .pages(tree);
        })?;
        self.objects.finish(catalog)
    }
}

#[cfg(test)]
mod tests;
