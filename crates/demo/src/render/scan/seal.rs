//! Stamps a round seal (公章): a ring, a star, and the name along the upper edge.

use std::f32::consts::{FRAC_PI_2, PI};

use ab_glyph_rasterizer::{Rasterizer, point};

use super::canvas::{Canvas, Stand};
use crate::fonts::Hand;

/// Millimetres from the centre to the edge; union seals measure 42 mm across.
const RADIUS: f32 = 21.0;
const RING: f32 = 1.1;
const STAR: f32 = 6.5;
const INK: [u8; 3] = [214, 30, 48];
/// How densely seals print; text below stays legible.
const DENSITY: f32 = 0.78;

/// Stamps the seal around a centre in millimetres.
pub(super) fn stamp(canvas: &mut Canvas<'_>, centre: [f32; 2], name: &str) {
    let middle = centre.map(|value| value * canvas.dots);
    ring(canvas, middle);
    star(canvas, middle);
    letters(canvas, middle, name);
}

fn ring(canvas: &mut Canvas<'_>, [x, y]: [f32; 2]) {
    let (outer, inner) = (RADIUS * canvas.dots, (RADIUS - RING) * canvas.dots);
    let reach = outer.ceil() as i64 + 1;
    for down in -reach..=reach {
        for across in -reach..=reach {
            let distance = (across as f32).hypot(down as f32);
            let coverage = (outer - distance).min(distance - inner).clamp(0.0, 1.0);
            canvas
                .image
                .print(x as i64 + across, y as i64 + down, coverage * DENSITY, INK);
        }
    }
}

fn star(canvas: &mut Canvas<'_>, [x, y]: [f32; 2]) {
    let outer = STAR * canvas.dots;
    let side = (2.0 * outer).ceil() + 2.0;
    // The inner corners of a regular star lie at 0.382 of its radius.
    let corner = |order: usize| {
        let radius = if order.is_multiple_of(2) {
            outer
        } else {
            0.382 * outer
        };
        let angle = order as f32 * PI / 5.0 - FRAC_PI_2;
        point(
            side / 2.0 + radius * angle.cos(),
            side / 2.0 + radius * angle.sin(),
        )
    };
    let mut raster = Rasterizer::new(side as usize, side as usize);
    for order in 0..10 {
        raster.draw_line(corner(order), corner(order + 1));
    }
    let (left, top) = ((x - side / 2.0) as i64, (y - side / 2.0) as i64);
    raster.for_each_pixel_2d(|across, down, coverage| {
        canvas.image.print(
            left + i64::from(across),
            top + i64::from(down),
            coverage.min(1.0) * DENSITY,
            INK,
        );
    });
}

/// Sets the letters upright towards the edge, spread over three quarters of the circle.
fn letters(canvas: &mut Canvas<'_>, [x, y]: [f32; 2], name: &str) {
    let count = name.chars().count().max(1);
    let spread = (1.5 * PI).min(count as f32 * 0.36);
    let size = (spread * 15.0 / count as f32).min(5.0) * canvas.dots;
    let radius = 14.2 * canvas.dots;
    for (order, char) in name.chars().enumerate() {
        let turn = spread * ((order as f32 + 0.5) / count as f32 - 0.5);
        let half = size / 2.0 / radius;
        let from = turn - half - FRAC_PI_2;
        let stand = Stand {
            at: [x + radius * from.cos(), y + radius * from.sin()],
            size,
            turn: turn + 0.0001,
        };
        canvas.glyph(char, Hand::Text, stand, (INK, DENSITY));
    }
}
