//! The fonts with which is printed.

use crate::error::PrintError;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// How the faces of simplified Chinese are named in collections for several languages.
const SIMPLIFIED: &str = "SC";

/// The faces of one font file, such as Noto Sans CJK.
pub struct Fonts {
    pub(crate) faces: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

impl Fonts {
    /// Takes the bytes of a font file (TTF, OTF, or a collection, of which the faces of simplified Chinese are used).
    ///
    /// # Errors
    /// [`PrintError::NoFont`] when it is no font file.
    pub fn read(bytes: Vec<u8>) -> Result<Self, PrintError> {
        let all: Vec<Font> = Font::iter(Bytes::new(bytes)).collect();
        let is_simplified = |font: &&Font| font.info().family.as_str().ends_with(SIMPLIFIED);
        let mut faces: Vec<Font> = all.iter().filter(is_simplified).cloned().collect();
        if faces.is_empty() {
            faces = all;
        }
        if faces.is_empty() {
            return Err(PrintError::NoFont);
        }
        let book = FontBook::from_infos(faces.iter().map(|face| face.info().clone()));
        Ok(Self {
            faces,
            book: LazyHash::new(book),
        })
    }

    /// Returns the name of the family.
    pub(crate) fn family(&self) -> &str {
        self.faces.first().map_or("", |face| face.info().family.as_str())
    }
}
