//! The upper layer of a page: each line as invisible text that exactly fills the line's place.

use pdf_writer::Content;
use pdf_writer::Str;
use pdf_writer::types::TextRenderingMode;

use super::FONT_NAME;
use super::glyphless;
use super::invisible_font::{InvisibleFont, advance};
use crate::page::Line;
use crate::quad::{self, Quad};

/// How pixels of the image become points of the page, whose origin is below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Points for each pixel.
    pub(super) scale: f32,
    /// Height of the page in points.
    pub(super) page_height: f32,
}

impl Frame {
    fn point(self, [x, y]: [f32; 2]) -> [f32; 2] {
        [x * self.scale, self.page_height - y * self.scale]
    }
}

/// Writes all lines into the page's content.
pub(super) fn write(content: &mut Content, font: &mut InvisibleFont, lines: &[Line], frame: Frame) {
    content.begin_text();
    content.set_text_rendering_mode(TextRenderingMode::Invisible);
    for line in lines {
        // A control character has no place in a text layer, whoever put it there.
        let text: String = line
            .text
            .chars()
            .filter(|character| !character.is_control())
            .collect();
        if let Some(fit) = Fit::of(&text, line, frame) {
            content.set_font(FONT_NAME, fit.type_size);
            content.set_horizontal_scaling(fit.scaling_percent);
            content.set_text_matrix(fit.matrix);
            content.show(Str(&font.encode(&text)));
        }
    }
    content.end_text();
}

/// How a text is set so that it fills its place.
struct Fit {
    type_size: f32,
    scaling_percent: f32,
    matrix: [f32; 6],
}

impl Fit {
    /// Returns nothing for a line without text or without extent.
    fn of(text: &str, line: &Line, frame: Frame) -> Option<Self> {
        let [start, end, _, below] = reading_quad(line).map(|corner| frame.point(corner));
        let (length, thickness) = (quad::distance(start, end), quad::distance(start, below));
        let advance = advance(text);
        let is_placeable = advance > 0.0 && length > 0.0 && thickness > 0.0;
        if !(is_placeable && length.is_finite() && thickness.is_finite()) {
            return None;
        }
        let along = [0, 1].map(|axis| (end[axis] - start[axis]) / length);
        let up = [0, 1].map(|axis| (start[axis] - below[axis]) / thickness);
        let descent = -f32::from(glyphless::DESCENT) / 1000.0 * thickness;
        Some(Self {
            type_size: thickness,
            scaling_percent: 100.0 * length / (advance * thickness),
            matrix: [
                along[0],
                along[1],
                up[0],
                up[1],
                below[0] + descent * up[0],
                below[1] + descent * up[1],
            ],
        })
    }
}

/// Vertical writing is set lying, from top to bottom: viewers select and search that, whereas their support
/// for fonts with vertical metrics differs.
fn reading_quad(line: &Line) -> Quad {
    if line.vertical {
        quad::turned(&line.quad, 1)
    } else {
        line.quad
    }
}
