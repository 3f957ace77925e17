//! The smallest TrueType font that viewers accept, made here byte by byte: three glyphs without outlines.
//! Format: OpenType 1.9; the tables are those that PDF demands of an embedded font (ISO 32000-1, 9.9).

/// Width of most glyphs, in thousandths of the type size.
pub(super) const FULL_WIDTH: u16 = 1000;
/// Width of Latin letters, in thousandths of the type size.
pub(super) const HALF_WIDTH: u16 = 500;
/// How far the type reaches above the base line, in thousandths.
pub(super) const ASCENT: i16 = 880;
/// How far it reaches below, in thousandths; with the ascent this makes exactly one type size.
pub(super) const DESCENT: i16 = -120;
/// The number of the wide glyph; 0 must stay for "not defined".
pub(super) const FULL_WIDTH_GLYPH: u16 = 1;
/// The number of the narrow glyph.
pub(super) const HALF_WIDTH_GLYPH: u16 = 2;

const GLYPHS: u16 = 3;
const VERSION_1: [u8; 4] = [0, 1, 0, 0];
/// What all bytes of a font must sum up to, as big-endian words.
const FONT_SUM: u32 = 0xB1B0_AFBA;
/// Where within the table `head` the correction stands that makes it so.
const CORRECTION_PLACE: usize = 8;

/// Returns the font file.
pub(super) fn true_type() -> Vec<u8> {
    // In the order of their names, as the format demands.
    let tables: [(&[u8; 4], Vec<u8>); 6] = [
        (b"glyf", vec![0; 4]),
        (b"head", head()),
        (b"hhea", hhea()),
        (b"hmtx", words(&[FULL_WIDTH, 0, FULL_WIDTH, 0, HALF_WIDTH, 0])),
        (b"loca", words(&[0; GLYPHS as usize + 1])),
        (b"maxp", maxp()),
    ];
    let directory_len = 12 + 16 * tables.len();
    let mut directory = VERSION_1.to_vec();
    // Six tables: the largest power of two below is 4, so search range 64, selector 2, shift 32.
    directory.extend(words(&[tables.len() as u16, 64, 2, 32]));
    let mut body = Vec::new();
    let mut head_place = 0;
    for (name, table) in &tables {
        let place = directory_len + body.len();
        if *name == b"head" {
            head_place = place;
        }
        directory.extend_from_slice(*name);
        for field in [sum(table), place as u32, table.len() as u32] {
            directory.extend(field.to_be_bytes());
        }
        body.extend_from_slice(table);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    let mut font = directory;
    font.extend(body);
    let correction = FONT_SUM.wrapping_sub(sum(&font));
    font[head_place + CORRECTION_PLACE..][..4].copy_from_slice(&correction.to_be_bytes());
    font
}

fn head() -> Vec<u8> {
    let mut head = VERSION_1.to_vec();
    head.extend(VERSION_1);
    head.extend([0; 4]);
    head.extend(0x5F0F_3CF5_u32.to_be_bytes());
    // Base line at 0, then 1000 units to the type size.
    head.extend(words(&[3, 1000]));
    // Made and changed: never, so that the same pages give the same file.
    head.extend([0; 16]);
    // No extent, plain style, legible from 1 pixel, direction mixed, short offsets, current format.
    head.extend(words(&[0, 0, 0, 0, 0, 1, 2, 0, 0]));
    head
}

fn hhea() -> Vec<u8> {
    let mut hhea = VERSION_1.to_vec();
    hhea.extend(ASCENT.to_be_bytes());
    hhea.extend(DESCENT.to_be_bytes());
    // Line gap, widest advance, side bearings, extent, upright caret, reserved, format, number of widths.
    hhea.extend(words(&[0, FULL_WIDTH, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, GLYPHS]));
    hhea
}

fn maxp() -> Vec<u8> {
    let mut maxp = VERSION_1.to_vec();
    // One zone, as nothing is hinted; all other limits are zero because nothing is drawn.
    maxp.extend(words(&[GLYPHS, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
    maxp
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Returns the sum of the bytes as big-endian words, the last one filled up with zeros.
fn sum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_the_lengths_that_the_format_fixes() {
        assert_eq!(head().len(), 54);
        assert_eq!(hhea().len(), 36);
        assert_eq!(maxp().len(), 32);
    }

    #[test]
    fn the_font_sums_up_as_the_format_demands() {
        assert_eq!(sum(&true_type()), FONT_SUM);
    }
}
