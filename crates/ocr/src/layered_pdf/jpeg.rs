//! A JPEG that goes into a PDF byte for byte: only its header is read, for size and colours.

use crate::error::OcrError;

/// A JPEG file that PDF can hold as it is: 8 bits, baseline or progressive, grey, colour or CMYK.
#[derive(Debug, Clone)]
pub struct JpegImage {
    bytes: Vec<u8>,
    width: u32,
    height: u32,
    components: u8,
    /// Adobe's programs store CMYK with 0 for full ink and say so by a marker of their own.
    adobe: bool,
}

impl JpegImage {
    /// Takes over the bytes of a JPEG file after a look at its header.
    ///
    /// # Errors
    /// [`OcrError::JpegUnusable`] when it is no JPEG, is cut off within its header, or of a rare kind that
    /// PDF viewers cannot show (lossless, arithmetic, 12 bits).
    pub fn new(bytes: Vec<u8>) -> Result<Self, OcrError> {
        let header = Header::read(&bytes).map_err(OcrError::JpegUnusable)?;
        let Header {
            width,
            height,
            components,
            adobe,
        } = header;
        Ok(Self {
            bytes,
            width,
            height,
            components,
            adobe,
        })
    }

    /// Returns width and height in pixels.
    pub fn dimensions(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// Returns the file, untouched.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns how many colour components a pixel has: 1, 3 or 4.
    pub(super) fn components(&self) -> u8 {
        self.components
    }

    /// Tells whether 0 means full ink.
    pub(super) fn is_inverted(&self) -> bool {
        self.adobe && self.components == 4
    }
}

struct Header {
    width: u32,
    height: u32,
    components: u8,
    adobe: bool,
}

impl Header {
    /// Walks the segments up to the frame header (ITU-T T.81, annex B).
    fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut rest = bytes
            .strip_prefix(&[0xFF, 0xD8])
            .ok_or("it does not begin like a JPEG")?;
        let mut adobe = false;
        loop {
            let (marker, segment, later) = next_segment(rest)?;
            match marker {
                0xC0..=0xC2 => return Self::of_frame(segment, adobe),
                0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return Err("its kind is not supported"),
                0xEE => adobe |= segment.starts_with(b"Adobe"),
                0xD9 | 0xDA => return Err("its header has no frame"),
                _ => {}
            }
            rest = later;
        }
    }

    fn of_frame(segment: &[u8], adobe: bool) -> Result<Self, &'static str> {
        let &[precision, h1, h0, w1, w0, components, ..] = segment else {
            return Err("it is cut off");
        };
        if precision != 8 {
            return Err("it has more than 8 bits");
        }
        if !matches!(components, 1 | 3 | 4) {
            return Err("its number of colours is not supported");
        }
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        if width == 0 || height == 0 {
            return Err("it does not tell its size");
        }
        Ok(Self {
            width: width.into(),
            height: height.into(),
            components,
            adobe,
        })
    }
}

/// Returns the next marker, its segment without the length, and the bytes after it.
fn next_segment(bytes: &[u8]) -> Result<(u8, &[u8], &[u8]), &'static str> {
    let cut_off = "it is cut off";
    let fill = bytes.iter().take_while(|&&byte| byte == 0xFF).count();
    if fill == 0 {
        return Err(if bytes.is_empty() {
            cut_off
        } else {
            "a segment does not begin with a marker"
        });
    }
    let (&marker, rest) = bytes[fill..].split_first().ok_or(cut_off)?;
    let (length, _) = rest.split_first_chunk::<2>().ok_or(cut_off)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length < 2 || length > rest.len() {
        return Err(cut_off);
    }
    Ok((marker, &rest[2..length], &rest[length..]))
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use proptest::prelude::*;

    use super::*;

    fn jpeg(image: &image::DynamicImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_with_encoder(JpegEncoder::new(&mut bytes)).unwrap();
        bytes
    }

    #[test]
    fn size_and_colours_are_read_from_the_header() {
        let colour = JpegImage::new(jpeg(&image::RgbImage::new(37, 11).into())).unwrap();
        assert_eq!((colour.dimensions(), colour.components()), ((37, 11), 3));
        let grey = JpegImage::new(jpeg(&image::GrayImage::new(5, 70).into())).unwrap();
        assert_eq!((grey.dimensions(), grey.components()), ((5, 70), 1));
        assert!(!grey.is_inverted());
    }

    #[test]
    fn a_header_cut_off_anywhere_is_refused() {
        let bytes = jpeg(&image::GrayImage::new(4, 4).into());
        let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
        for length in 0..frame + 10 {
            assert!(JpegImage::new(bytes[..length].to_vec()).is_err(), "{length}");
        }
    }

    #[test]
    fn kinds_that_viewers_cannot_show_are_refused() {
        let mut lossless = jpeg(&image::GrayImage::new(4, 4).into());
        let frame = lossless.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
        lossless[frame + 1] = 0xC3;
        let refused = JpegImage::new(lossless).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "not a JPEG that a PDF can hold: its kind is not supported"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(tail in proptest::collection::vec(any::<u8>(), 0..64)) {
            let mut bytes = vec![0xFF, 0xD8];
            bytes.extend(tail);
            let _ = JpegImage::new(bytes);
        }
    }
}
