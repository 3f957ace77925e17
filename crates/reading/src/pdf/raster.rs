//! A PDF page as pixels.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_syntax::page::Page as Leaf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render as draw};
use image::RgbImage;

use crate::broken_parser::contained;
use crate::error::ReadingError;
use crate::limits::Limits;
use crate::render::Fonts;

/// Draws the page at `scale` pixels a point, smaller where that would be more pixels than the limits allow.
pub(crate) fn render(
    leaf: &Leaf<'_>,
    scale: f32,
    fonts: &Fonts,
    limits: &Limits,
) -> Result<RgbImage, ReadingError> {
    let (width, height) = leaf.render_dimensions();
    let scale = bounded(scale, width, height, limits.pixels);
    if !(width * scale >= 1.0 && height * scale >= 1.0) {
        return Err(ReadingError::broken("the page has no size"));
    }
    contained(|| {
        let settings = PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        };
        // The cache lives for one page: it is never emptied, and a volume may have thousands of pages.
        let cache = RenderCache::new();
        let pixels = draw(
            leaf,
            &cache,
            &interpreter(fonts),
            &RenderSettings::default(),
            &settings,
        );
        let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
        // The ground is opaque white, so colours need not be divided by alpha.
        let colours = pixels
            .data_as_u8_slice()
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        RgbImage::from_raw(width, height, colours.collect())
            .ok_or_else(|| ReadingError::broken("the page has no size"))
    })
}

/// The renderer counts pixels in sixteen bits, and the limits bound their number.
fn bounded(scale: f32, width: f32, height: f32, pixels: u64) -> f32 {
    let side = f32::from(u16::MAX - 1) / width.max(height);
    let area = (pixels as f32 / (width * height)).sqrt();
    scale.min(side).min(area)
}

fn interpreter(fonts: &Fonts) -> InterpreterSettings {
    let fallback = fonts.chinese();
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(font) if font.character_collection.is_some() && fallback.is_some() => {
                fallback.clone()
            }
            FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
        }),
        ..InterpreterSettings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_page_is_drawn_smaller() {
        assert_eq!(bounded(2.0, 100.0, 100.0, 1_000_000), 2.0);
        assert_eq!(bounded(20.0, 100.0, 100.0, 1_000_000), 10.0);
        assert!(bounded(10.0, 14_400.0, 10.0, u64::MAX) * 14_400.0 < 65_536.0);
    }
}
