//! The fonts (字体) that pages are drawn with; read from files that the caller names.

use std::path::Path;

use ttf_parser::{Face, name_id};

/// The hand in which something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hand {
    /// Running text.
    Text,
    /// Titles and red heads.
    Head,
}

/// Chinese fonts for running text and for titles.
pub struct Fonts {
    text: FontFile,
    head: Option<FontFile>,
}

/// A font file and the face in it that is for simplified Chinese.
pub(crate) struct FontFile {
    pub(crate) bytes: Vec<u8>,
    pub(crate) index: u32,
}

impl Fonts {
    /// Reads the first two usable fonts of these files: for running text and for titles.
    ///
    /// A file that is missing or has no Chinese characters is passed over. If no file is usable the answer is nothing;
    /// every paper then becomes born digital. A single usable font serves for both.
    pub fn find<P: AsRef<Path>>(files: &[P]) -> Option<Self> {
        let mut usable = files.iter().filter_map(|file| FontFile::read(file.as_ref()));
        Some(Self {
            text: usable.next()?,
            head: usable.next(),
        })
    }

    pub(crate) fn file(&self, hand: Hand) -> &FontFile {
        match hand {
            Hand::Text => &self.text,
            Hand::Head => self.head.as_ref().unwrap_or(&self.text),
        }
    }
}

impl FontFile {
    fn read(path: &Path) -> Option<Self> {
        let bytes = std::fs::read(path).ok()?;
        let faces = ttf_parser::fonts_in_collection(&bytes).unwrap_or(1);
        let chinese =
            (0..faces).find(|index| Face::parse(&bytes, *index).is_ok_and(|face| is_simplified(&face)));
        let index = chinese.unwrap_or(0);
        let has_chinese = Face::parse(&bytes, index).is_ok_and(|face| face.glyph_index('会').is_some());
        has_chinese.then_some(Self { bytes, index })
    }

    /// Returns the face; it was parsed once when the file was read.
    pub(crate) fn face(&self) -> Option<Face<'_>> {
        Face::parse(&self.bytes, self.index).ok()
    }
}

/// Fonts that serve several languages name the face for mainland China `SC`.
fn is_simplified(face: &Face<'_>) -> bool {
    face.names()
        .into_iter()
        .filter(|name| name.name_id == name_id::FAMILY)
        .filter_map(|name| name.to_string())
        .any(|name| name.contains(" SC"))
}
