//! Draws a laid-out page as pixels, still clean.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::page_image::PageImage;
use super::seal;
use crate::fonts::{Fonts, Hand};
use crate::render::RenderError;
use crate::render::layout::{self, Ink, Mark, PAGE_HEIGHT, PAGE_WIDTH, Sheet};

/// Draws a page with so many dots to the inch.
pub(super) fn draw(sheet: &Sheet, fonts: &Fonts, dpi: u32) -> Result<PageImage, RenderError> {
    let dots = dpi as f32 / 25.4;
    let image = PageImage::white(
        (PAGE_WIDTH * dots).round() as u32,
        (PAGE_HEIGHT * dots).round() as u32,
    );
    let mut canvas = Canvas {
        image,
        dots,
        text: face(fonts, Hand::Text)?,
        head: face(fonts, Hand::Head)?,
        raster: Rasterizer::new(1, 1),
    };
    for mark in sheet {
        canvas.mark(mark);
    }
    Ok(canvas.image)
}

fn face(fonts: &Fonts, hand: Hand) -> Result<Face<'_>, RenderError> {
    fonts
        .file(hand)
        .face()
        .ok_or_else(|| RenderError::Font("it cannot be parsed".to_owned()))
}

/// A page in the making.
pub(super) struct Canvas<'a> {
    pub(super) image: PageImage,
    /// Dots in a millimetre.
    pub(super) dots: f32,
    text: Face<'a>,
    head: Face<'a>,
    raster: Rasterizer,
}

/// Where a glyph stands: the beginning of its base line in dots, its size in dots, its turn in radians.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand {
    pub(super) at: [f32; 2],
    pub(super) size: f32,
    pub(super) turn: f32,
}

impl Canvas<'_> {
    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Text {
                x,
                baseline,
                size,
                text,
                ink,
                hand,
            } => {
                let mut at = x * self.dots;
                for char in text.chars() {
                    let stand = Stand {
                        at: [at, baseline * self.dots],
                        size: size * self.dots,
                        turn: 0.0,
                    };
                    self.glyph(char, *hand, stand, (colour(*ink), 0.94));
                    at += layout::advance(char) * size * self.dots;
                }
            }
            Mark::Rule {
                from,
                to,
                thickness,
                ink,
            } => self.rule(*from, *to, *thickness, colour(*ink)),
            Mark::Seal { centre, name } => seal::stamp(self, *centre, name),
        }
    }

    /// Draws a straight line along an axis.
    fn rule(&mut self, from: [f32; 2], to: [f32; 2], thickness: f32, ink: [u8; 3]) {
        let half = (thickness * self.dots / 2.0).max(0.6);
        let left = (from[0].min(to[0]) * self.dots - half).round() as i64;
        let right = (from[0].max(to[0]) * self.dots + half).round() as i64;
        let top = (from[1].min(to[1]) * self.dots - half).round() as i64;
        let bottom = (from[1].max(to[1]) * self.dots + half).round() as i64;
        for y in top..bottom {
            for x in left..right {
                self.image.print(x, y, 0.85, ink);
            }
        }
    }

    /// Draws one character in an ink of this density.
    pub(super) fn glyph(&mut self, char: char, hand: Hand, stand: Stand, (ink, density): ([u8; 3], f32)) {
        let face = if hand == Hand::Text {
            &self.text
        } else {
            &self.head
        };
        let Some(glyph) = face.glyph_index(char) else {
            return;
        };
        // An upright glyph stays near its square; a turned one may reach to any side.
        let (before, above, span) = if stand.turn == 0.0 {
            (0.3, 1.15, 1.7)
        } else {
            (1.5, 1.5, 3.0)
        };
        let side = (span * stand.size).ceil() as usize + 2;
        let corner = [
            (stand.at[0] - before * stand.size).floor(),
            (stand.at[1] - above * stand.size).floor(),
        ];
        self.raster.reset(side, side);
        outline(face, glyph, stand, corner, &mut self.raster, side as f32);
        let image = &mut self.image;
        self.raster.for_each_pixel_2d(|x, y, coverage| {
            let [left, top] = corner;
            image.print(
                left as i64 + i64::from(x),
                top as i64 + i64::from(y),
                coverage.min(1.0) * density,
                ink,
            );
        });
    }
}

fn colour(ink: Ink) -> [u8; 3] {
    match ink {
        Ink::Black => [28, 28, 34],
        Ink::Red => [205, 20, 35],
    }
}

fn outline(
    face: &Face<'_>,
    glyph: GlyphId,
    stand: Stand,
    corner: [f32; 2],
    raster: &mut Rasterizer,
    side: f32,
) {
    let scale = stand.size / f32::from(face.units_per_em());
    let mut pen = Pen {
        raster,
        origin: [stand.at[0] - corner[0], stand.at[1] - corner[1]],
        along: [stand.turn.cos() * scale, stand.turn.sin() * scale],
        most: side - 1.0,
        start: point(0.0, 0.0),
        last: point(0.0, 0.0),
    };
    // A glyph without an outline, such as a space, draws nothing.
    let _ = face.outline_glyph(glyph, &mut pen);
}

/// Carries a glyph's outline from the font's units into the raster.
struct Pen<'a> {
    raster: &'a mut Rasterizer,
    origin: [f32; 2],
    along: [f32; 2],
    most: f32,
    start: Point,
    last: Point,
}

impl Pen<'_> {
    /// Places a point; the raster must not be left.
    fn place(&self, x: f32, y: f32) -> Point {
        let [cosine, sine] = self.along;
        let across = self.origin[0] + x * cosine + y * sine;
        let down = self.origin[1] + x * sine - y * cosine;
        point(across.clamp(0.0, self.most), down.clamp(0.0, self.most))
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.place(x, y);
        self.last = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.raster.draw_line(self.last, to);
        self.last = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, to) = (self.place(x1, y1), self.place(x, y));
        self.raster.draw_quad(self.last, control, to);
        self.last = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.raster.draw_cubic(self.last, first, second, to);
        self.last = to;
    }

    fn close(&mut self) {
        self.raster.draw_line(self.last, self.start);
        self.last = self.start;
    }
}
