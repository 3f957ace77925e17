//! The font of the upper layer: it has a width for each character and a table back to Unicode, but nothing
//! to see. Characters get their codes as they first occur, so every plane of Unicode fits in two bytes.

use std::collections::HashMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Rect, Ref, Str};

use super::glyphless;
use super::objects::Objects;
use super::page_image::deflated;
use crate::error::OcrError;

/// Characters below this (Latin and its accents) are half as wide as others, and keep their number as code.
const HALF_WIDTH_END: u16 = 0x250;
/// The code of characters for which no code is left; it reads as "replacement character".
const UNKNOWN: u16 = 0;
const NAME: Name = Name(b"Glyphless");
const SYSTEM: SystemInfo = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// The characters used so far and their codes.
#[derive(Default)]
pub(super) struct InvisibleFont {
    codes: HashMap<char, u16>,
}

impl InvisibleFont {
    /// Returns the text as two-byte codes.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        text.chars()
            .flat_map(|character| self.code(character).to_be_bytes())
            .collect()
    }

    fn code(&mut self, character: char) -> u16 {
        let used = self.codes.len();
        *self
            .codes
            .entry(character)
            .or_insert_with(|| match half_width_code(character) {
                Some(code) => code,
                None => u16::try_from(usize::from(HALF_WIDTH_END) + used).unwrap_or(UNKNOWN),
            })
    }

    /// Writes the font as object `id`, and what belongs to it.
    pub(super) fn write(&self, objects: &mut Objects, id: Ref) -> Result<(), OcrError> {
        let (cid_font, unicode) = (objects.reserve(), objects.reserve());
        objects.put(id, |chunk| {
            let mut font = chunk.type0_font(id);
            font.base_font(NAME).encoding_predefined(Name(b"Identity-H"));
            font.descendant_font(cid_font).to_unicode(unicode);
        })?;
        write_cid_font(objects, cid_font)?;
        let table = deflated(&self.unicode_table())?;
        objects.put(unicode, |chunk| {
            chunk.stream(unicode, &table).filter(Filter::FlateDecode);
        })
    }

    /// Returns the map from codes to Unicode, in the order of the codes.
    fn unicode_table(&self) -> Vec<u8> {
        let mut pairs: Vec<(u16, char)> = self
            .codes
            .iter()
            .map(|(&character, &code)| (code, character))
            .collect();
        pairs.retain(|&(code, _)| code != UNKNOWN);
        pairs.sort_unstable();
        let mut table = UnicodeCmap::<u16>::new(Name(b"Adobe-Identity-UCS"), SYSTEM);
        table.pair(UNKNOWN, char::REPLACEMENT_CHARACTER);
        for (code, character) in pairs {
            table.pair(code, character);
        }
        table.finish().to_vec()
    }
}

/// Returns how far the text advances, in units of the type size.
pub(super) fn advance(text: &str) -> f32 {
    text.chars()
        .map(|character| {
            if half_width_code(character).is_some() {
                0.5
            } else {
                1.0
            }
        })
        .sum()
}

fn half_width_code(character: char) -> Option<u16> {
    u16::try_from(u32::from(character))
        .ok()
        .filter(|code| (1..HALF_WIDTH_END).contains(code))
}

fn write_cid_font(objects: &mut Objects, id: Ref) -> Result<(), OcrError> {
    let (descriptor, glyphs, file) = (objects.reserve(), objects.reserve(), objects.reserve());
    objects.put(id, |chunk| {
        let mut font = chunk.cid_font(id);
        font.subtype(CidFontType::Type2)
            .base_font(NAME)
            .system_info(SYSTEM)
            .font_descriptor(descriptor);
        font.default_width(f32::from(glyphless::FULL_WIDTH))
            .cid_to_gid_map_stream(glyphs);
        font.widths()
            .same(1, HALF_WIDTH_END - 1, f32::from(glyphless::HALF_WIDTH));
    })?;
    objects.put(descriptor, |chunk| {
        let mut font = chunk.font_descriptor(descriptor);
        font.name(NAME)
            .flags(FontFlags::SYMBOLIC)
            .italic_angle(0.0)
            .stem_v(80.0);
        font.bbox(Rect::new(
            0.0,
            glyphless::DESCENT.into(),
            1000.0,
            glyphless::ASCENT.into(),
        ));
        font.ascent(glyphless::ASCENT.into())
            .descent(glyphless::DESCENT.into());
        font.cap_height(glyphless::ASCENT.into()).font_file2(file);
    })?;
    let map = deflated(&glyph_of_each_code())?;
    objects.put(glyphs, |chunk| {
        chunk.stream(glyphs, &map).filter(Filter::FlateDecode);
    })?;
    let font_file = glyphless::true_type();
    objects.put(file, |chunk| {
        let mut stream = chunk.stream(file, &font_file);
        stream.pair(Name(b"Length1"), font_file.len() as i32);
        stream.finish();
    })
}

fn glyph_of_each_code() -> Vec<u8> {
    let glyph = |code: u16| match code {
        1..HALF_WIDTH_END => glyphless::HALF_WIDTH_GLYPH,
        _ => glyphless::FULL_WIDTH_GLYPH,
    };
    (0..=u16::MAX)
        .flat_map(|code| glyph(code).to_be_bytes())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_keeps_its_code_and_no_two_share_one() {
        let mut font = InvisibleFont::default();
        let first = font.encode("工会a𠮷工");
        assert_eq!(first[..2], first[8..]);
        assert_eq!(first[4..6], [0, b'a']);
        let codes: std::collections::HashSet<&[u8]> = first[..8].chunks(2).collect();
        assert_eq!(codes.len(), 4);
    }

    #[test]
    fn beyond_sixty_five_thousand_characters_the_rest_is_unknown() {
        let mut font = InvisibleFont::default();
        let all: String = ('\u{10000}'..'\u{21000}').collect();
        let codes = font.encode(&all);
        assert_ne!(codes[..2], [0, 0]);
        assert_eq!(codes[codes.len() - 2..], [0, 0]);
    }

    #[test]
    fn latin_letters_are_half_as_wide() {
        assert_eq!(advance("工会2026"), 4.0);
    }
}
