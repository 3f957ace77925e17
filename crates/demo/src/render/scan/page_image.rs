//! A page as pixels, in colour or in shades of grey.

/// A page image; rows from the top, channels side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageImage {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Three for red, green and blue, or one for grey.
    pub(super) channels: usize,
    pub(super) pixels: Vec<u8>,
}

impl PageImage {
    /// Makes a white page in colour.
    pub(super) fn white(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            channels: 3,
            pixels: vec![255; width as usize * height as usize * 3],
        }
    }

    /// Returns the bytes in one row.
    pub(super) fn stride(&self) -> usize {
        self.width as usize * self.channels
    }

    /// Prints ink over the pixel, as densely as `coverage` says; what lies outside is left out.
    pub(super) fn print(&mut self, x: i64, y: i64, coverage: f32, ink: [u8; 3]) {
        let inside = (0..i64::from(self.width)).contains(&x) && (0..i64::from(self.height)).contains(&y);
        if !inside || coverage <= 0.0 {
            return;
        }
        let at = y as usize * self.stride() + x as usize * self.channels;
        for (pixel, ink) in self.pixels[at..at + 3].iter_mut().zip(ink) {
            // Ink over ink darkens, so that text stays legible below a seal.
            let under =
                f32::from(*pixel) * (1.0 - coverage) + f32::from(*pixel) * f32::from(ink) / 255.0 * coverage;
            *pixel = under as u8;
        }
    }

    /// Returns the page in shades of grey (ITU-R BT.601).
    pub(super) fn into_grey(self) -> Self {
        if self.channels == 1 {
            return self;
        }
        let grey = |rgb: &[u8]| {
            ((77 * u32::from(rgb[0]) + 150 * u32::from(rgb[1]) + 29 * u32::from(rgb[2])) >> 8) as u8
        };
        Self {
            channels: 1,
            pixels: self.pixels.chunks_exact(3).map(grey).collect(),
            ..self
        }
    }

    /// Returns the page with sixteen shades, as document scanners store text.
    pub(super) fn sixteen_shades(mut self) -> Self {
        for pixel in &mut self.pixels {
            *pixel = (*pixel / 17).saturating_add(u8::from(*pixel % 17 > 8)) * 17;
        }
        self
    }
}
