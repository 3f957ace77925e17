//! All that a template can reach: itself, its data, the fonts. No file, no package, no clock.

use crate::error::PrintError;
use crate::font::Fonts;
use serde::Serialize;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

/// Under which name the template finds its data.
const DATA: &str = "data.json";
/// The name of the template itself.
const TEMPLATE: &str = "main.typ";

/// A template with its data.
pub(crate) struct Sheet<'f> {
    library: LazyHash<Library>,
    fonts: &'f Fonts,
    template: Source,
    data_id: FileId,
    data: Bytes,
}

impl<'f> Sheet<'f> {
    /// Puts a template and its data together.
    ///
    /// # Errors
    /// [`PrintError::Template`] when the data cannot be written as JSON.
    pub(crate) fn new(template: &str, report: &impl Serialize, fonts: &'f Fonts) -> Result<Self, PrintError> {
        let wrong = |error: serde_json::Error| PrintError::Template(error.to_string());
        let data = serde_json::json!({ "font": fonts.family(), "report": report });
        let data = serde_json::to_vec(&data).map_err(wrong)?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            template: Source::new(id_of(TEMPLATE)?, template.to_owned()),
            data_id: id_of(DATA)?,
            data: Bytes::new(data),
        })
    }
}

fn id_of(name: &str) -> Result<FileId, PrintError> {
    let path = VirtualPath::new(name).map_err(|_| PrintError::Template(name.to_owned()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Report;

    /// A template that reaches out gets nothing, whatever it asks for.
    #[test]
    fn a_template_reaches_nothing_but_its_data() {
        let report = Report {
            language: "en",
            title: String::new(),
            lines: Vec::new(),
            foot: String::new(),
            sections: Vec::new(),
        };
        let fonts = Fonts {
            faces: Vec::new(),
            book: LazyHash::new(FontBook::new()),
        };
        for template in [
            "#read(\"/etc/passwd\")",
            "#read(\"other.txt\")",
            "#import \"@preview/cetz:0.3.0\"",
            "#include \"other.typ\"",
            "#datetime.today()",
        ] {
            let sheet = Sheet::new(template, &report, &fonts).unwrap();
            let made = typst::compile::<typst_layout::PagedDocument>(&sheet).output;
            assert!(made.is_err(), "{template}");
        }
    }
}
