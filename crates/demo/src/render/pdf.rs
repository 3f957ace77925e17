//! PDFs with text (ISO 32000-1) whose fonts are embedded, reduced to the characters used.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, RawFace, Tag};

use super::RenderError;
use super::layout::{self, Ink, Mark, PAGE_HEIGHT, PAGE_WIDTH, Sheet};
use crate::fonts::{FontFile, Fonts, Hand};
use crate::paper::PaperPlan;

/// Points in a millimetre.
pub(super) const POINTS: f32 = 72.0 / 25.4;
const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};
const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
/// The first object of each hand's font; five belong to it.
const TEXT_FONT: i32 = 4;
const HEAD_FONT: i32 = 9;
/// The first page; each has two objects.
const FIRST_PAGE: i32 = 14;

pub(super) fn write(plan: &PaperPlan, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let sheets = layout::lay_out(plan);
    let mut text = Used::new(fonts.file(Hand::Text))?;
    let mut head = Used::new(fonts.file(Hand::Head))?;
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(TREE);
    let pages: Vec<Ref> = (0..sheets.len())
        .map(|page| Ref::new(FIRST_PAGE + 2 * page as i32))
        .collect();
    pdf.pages(TREE)
        .kids(pages.iter().copied())
        .count(pages.len() as i32);
    pdf.document_info(INFO)
        .title(TextStr(&plan.title))
        .author(TextStr(&plan.responsible_party));
    for (sheet, id) in sheets.iter().zip(&pages) {
        let content = Ref::new(id.get() + 1);
        page(&mut pdf, *id, content);
        let drawn = packed(&drawing(sheet, &mut text, &mut head))?;
        pdf.stream(content, &drawn).filter(Filter::FlateDecode);
    }
    text.embed(&mut pdf, TEXT_FONT, "Text")?;
    head.embed(&mut pdf, HEAD_FONT, "Head")?;
    Ok(pdf.finish())
}

fn page(pdf: &mut Pdf, id: Ref, content: Ref) {
    let mut page = pdf.page(id);
    page.parent(TREE)
        .media_box(Rect::new(0.0, 0.0, PAGE_WIDTH * POINTS, PAGE_HEIGHT * POINTS))
        .contents(content);
    page.resources()
        .fonts()
        .pair(Name(b"Text"), Ref::new(TEXT_FONT))
        .pair(Name(b"Head"), Ref::new(HEAD_FONT));
}

fn drawing<'a>(sheet: &Sheet, text_font: &mut Used<'a>, head_font: &mut Used<'a>) -> Vec<u8> {
    let mut content = Content::new();
    let down = |y: f32| (PAGE_HEIGHT - y) * POINTS;
    for mark in sheet {
        match mark {
            Mark::Text {
                x,
                baseline,
                size,
                text,
                ink,
                hand,
            } => {
                let (name, font) = match hand {
                    Hand::Text => (Name(b"Text"), &mut *text_font),
                    Hand::Head => (Name(b"Head"), &mut *head_font),
                };
                let [red, green, blue] = rgb(*ink);
                content.set_fill_rgb(red, green, blue);
                content
                    .begin_text()
                    .set_font(name, size * POINTS)
                    .next_line(x * POINTS, down(*baseline));
                content.show(Str(&font.codes(text))).end_text();
            }
            Mark::Rule {
                from,
                to,
                thickness,
                ink,
            } => {
                let [red, green, blue] = rgb(*ink);
                content
                    .set_stroke_rgb(red, green, blue)
                    .set_line_width(thickness * POINTS);
                content
                    .move_to(from[0] * POINTS, down(from[1]))
                    .line_to(to[0] * POINTS, down(to[1]))
                    .stroke();
            }
            // A born-digital paper has no ink seal.
            Mark::Seal { .. } => {}
        }
    }
    content.finish().to_vec()
}

fn rgb(ink: Ink) -> [f32; 3] {
    match ink {
        Ink::Black => [0.0, 0.0, 0.0],
        Ink::Red => [0.82, 0.01, 0.11],
    }
}

pub(super) fn packed(bytes: &[u8]) -> Result<Vec<u8>, RenderError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A font and the characters of it that are used.
struct Used<'a> {
    file: &'a FontFile,
    face: Face<'a>,
    glyphs: GlyphRemapper,
    /// The character and the width in thousandths, by the new glyph's number.
    chars: BTreeMap<u16, (char, f32)>,
}

impl<'a> Used<'a> {
    fn new(file: &'a FontFile) -> Result<Self, RenderError> {
        let face = file
            .face()
            .ok_or_else(|| RenderError::Font("it cannot be parsed".to_owned()))?;
        Ok(Self {
            file,
            face,
            glyphs: GlyphRemapper::new(),
            chars: BTreeMap::new(),
        })
    }

    /// Returns the text as two-byte glyph numbers.
    fn codes(&mut self, text: &str) -> Vec<u8> {
        let mut codes = Vec::with_capacity(2 * text.len());
        for char in text.chars() {
            let old = self.face.glyph_index(char).unwrap_or(GlyphId(0));
            let new = self.glyphs.remap(old.0);
            let units = f32::from(self.face.units_per_em());
            let width = f32::from(self.face.glyph_hor_advance(old).unwrap_or(0)) * 1000.0 / units;
            self.chars.insert(new, (char, width));
            codes.extend(new.to_be_bytes());
        }
        codes
    }

    /// Writes the five objects of the font, the first numbered `first`.
    fn embed(&self, pdf: &mut Pdf, first: i32, name: &str) -> Result<(), RenderError> {
        let [font, cid, descriptor, file, unicode] = [0, 1, 2, 3, 4].map(|offset| Ref::new(first + offset));
        let base = format!("ABCDEF+{name}");
        let base = Name(base.as_bytes());
        pdf.type0_font(font)
            .base_font(base)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);
        let (program, outlines) = self.program()?;
        let mut writer = pdf.cid_font(cid);
        writer
            .subtype(outlines)
            .base_font(base)
            .system_info(IDENTITY)
            .font_descriptor(descriptor)
            .default_width(1000.0);
        if outlines == CidFontType::Type2 {
            writer.cid_to_gid_map_predefined(Name(b"Identity"));
        }
        let mut widths = writer.widths();
        for (glyph, (_, width)) in &self.chars {
            widths.consecutive(*glyph, [*width]);
        }
        widths.finish();
        writer.finish();
        self.describe(pdf, descriptor, base, (file, outlines));
        let mut stream = pdf.stream(file, &program);
        stream.filter(Filter::FlateDecode);
        if outlines == CidFontType::Type0 {
            stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        }
        stream.finish();
        let mut cmap = UnicodeCmap::new(Name(b"Adobe-Identity-UCS"), IDENTITY);
        for (glyph, (char, _)) in &self.chars {
            cmap.pair(*glyph, *char);
        }
        pdf.cmap(unicode, &cmap.finish());
        Ok(())
    }

    fn describe(&self, pdf: &mut Pdf, id: Ref, base: Name<'_>, (file, outlines): (Ref, CidFontType)) {
        let scale = 1000.0 / f32::from(self.face.units_per_em());
        let bounds = self.face.global_bounding_box();
        let side = |value: i16| f32::from(value) * scale;
        let mut descriptor = pdf.font_descriptor(id);
        descriptor
            .name(base)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(
                side(bounds.x_min),
                side(bounds.y_min),
                side(bounds.x_max),
                side(bounds.y_max),
            ))
            .italic_angle(0.0)
            .ascent(side(self.face.ascender()))
            .descent(side(self.face.descender()))
            .cap_height(side(self.face.capital_height().unwrap_or(700)))
            .stem_v(80.0);
        if outlines == CidFontType::Type0 {
            descriptor.font_file3(file);
        } else {
            descriptor.font_file2(file);
        }
    }

    /// Returns the reduced font, packed, and which outlines it has.
    fn program(&self) -> Result<(Vec<u8>, CidFontType), RenderError> {
        let reduced = subsetter::subset(&self.file.bytes, self.file.index, &self.glyphs)
            .map_err(|error| RenderError::Font(format!("{error:?}")))?;
        let raw = RawFace::parse(&reduced, 0).map_err(|error| RenderError::Font(error.to_string()))?;
        // Of a font with PostScript outlines a PDF takes that table alone (ISO 32000-1, table 126).
        match raw.table(Tag::from_bytes(b"CFF ")) {
            Some(table) => Ok((packed(table)?, CidFontType::Type0)),
            None => Ok((packed(&reduced)?, CidFontType::Type2)),
        }
    }
}
