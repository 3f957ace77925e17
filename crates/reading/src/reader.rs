//! The reader of any file: names its format and lets the part that knows it do the work.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::broken_parser::contained;
use crate::document::{AttachmentInfo, Document, MailHeaders, Note, Page, Properties};
use crate::error::ReadingError;
use crate::format::{self, Format};
use crate::limits::Limits;
use crate::page_sink::PageSink;
use crate::recognise::Recognise;
use crate::render::Fonts;
use crate::task::Task;
use crate::watch::Watch;
use crate::{archive, mail, ofd, office, pdf, picture, plain_text, tiff_pages};

/// What one format's reader found, beside the pages it handed over.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) page_count: u64,
    pub(crate) properties: Properties,
    pub(crate) mail: Option<MailHeaders>,
    pub(crate) attachments: Vec<AttachmentInfo>,
    pub(crate) notes: Vec<Note>,
}

/// Reads files of any format into pages of text.
#[derive(Clone)]
pub struct Reader {
    recogniser: Option<Arc<dyn Recognise>>,
    limits: Limits,
    fonts: Fonts,
    depth: u32,
}

impl Reader {
    /// Makes a reader; without a recogniser, images of text are refused.
    pub fn new(recogniser: Option<Arc<dyn Recognise>>, limits: Limits) -> Self {
        Self {
            recogniser,
            limits,
            fonts: Fonts::default(),
            depth: 0,
        }
    }

    /// Returns the reader with fonts for pages that do not carry their own.
    #[must_use]
    pub fn with_fonts(self, fonts: Fonts) -> Self {
        Self { fonts, ..self }
    }

    /// Returns the reader for a file that was an attachment at this depth: 1 for a file within a file.
    #[must_use]
    pub fn at_depth(self, depth: u32) -> Self {
        Self { depth, ..self }
    }

    /// Reads a file with all its pages; meant for files known to be short.
    ///
    /// # Errors
    /// As [`read_pages`](Self::read_pages).
    pub fn read(&self, source: &Path, file_name: &str, watch: &dyn Watch) -> Result<Document, ReadingError> {
        let mut pages = Vec::new();
        let mut document = self.read_pages(source, file_name, watch, &mut |page| {
            pages.push(page);
            ControlFlow::Continue(())
        })?;
        document.pages = pages;
        Ok(document)
    }

    /// Reads a file and hands its pages over one by one, in order, until the sink breaks off.
    ///
    /// # Errors
    /// [`ReadingError`], each case with its meaning; pages handed over before it stay good.
    pub fn read_pages(
        &self,
        source: &Path,
        file_name: &str,
        watch: &dyn Watch,
        sink: &mut dyn FnMut(Page) -> ControlFlow<()>,
    ) -> Result<Document, ReadingError> {
        if self.depth > self.limits.attachment_depth {
            return Err(ReadingError::TooDeep {
                limit: self.limits.attachment_depth,
            });
        }
        let task = Task {
            source,
            limits: &self.limits,
            watch,
        };
        task.check()?;
        let found = contained(|| format::identify_file(source, file_name, &self.limits))?;
        let mut pages = PageSink::new(&task, sink);
        let findings = contained(|| self.read_as(found.format, &found.mime, &task, &mut pages))?;
        let mut notes = findings.notes;
        if found.extension_disagrees {
            notes.push(Note::ExtensionDisagrees);
        }
        notes.extend(pages.left_out(findings.page_count));
        Ok(Document {
            format: found.format,
            mime: found.mime,
            page_count: findings.page_count,
            properties: findings.properties,
            mail: findings.mail,
            attachments: findings.attachments,
            notes,
            pages: Vec::new(),
        })
    }

    /// Writes the attachment of this index, as [`AttachmentInfo`] lists it, to `out`, and returns its bytes.
    ///
    /// # Errors
    /// [`ReadingError::NoSuchAttachment`] for an unknown index; [`ReadingError::TooLarge`] and [`ReadingError::Bomb`]
    /// when it unpacks to more than the limits allow, after which `out` holds a part that must be thrown away.
    pub fn extract_attachment(
        &self,
        source: &Path,
        format: Format,
        index: usize,
        out: &mut dyn Write,
        watch: &dyn Watch,
    ) -> Result<u64, ReadingError> {
        let task = Task {
            source,
            limits: &self.limits,
            watch,
        };
        contained(|| match format {
            Format::Eml => mail::eml::extract(&task, index, out),
            Format::Msg => mail::msg::extract(&task, index, out),
            Format::Ofd => ofd::extract(&task, index, out),
            Format::Zip => archive::extract(&task, index, out),
            _ => Err(ReadingError::NoSuchAttachment { index }),
        })
    }

    fn read_as(
        &self,
        format: Format,
        mime: &str,
        task: &Task<'_>,
        pages: &mut PageSink<'_>,
    ) -> Result<Findings, ReadingError> {
        let recogniser = self.recogniser.as_deref();
        match format {
            Format::Pdf => pdf::read(task, recogniser, &self.fonts, pages),
            Format::Tiff => tiff_pages::read(task, recogniser, pages),
            Format::Jpeg | Format::Png | Format::Bmp | Format::Webp | Format::Gif => {
                picture::read(task, recogniser, pages)
            }
            Format::Docx => office::word::read(task, pages),
            Format::Pptx => office::slides::read(task, pages),
            Format::Xlsx | Format::Xls => office::spreadsheet::read(format, task, pages),
            Format::Ofd => ofd::read(task, pages),
            Format::Eml => mail::eml::read(task, pages),
            Format::Msg => mail::msg::read(task, pages),
            Format::Txt | Format::Csv | Format::Xml | Format::Html => plain_text::read(format, task, pages),
            Format::Zip => archive::read(task, pages),
            Format::EncryptedOffice => Err(ReadingError::Encrypted),
            Format::Other => Err(ReadingError::unsupported(mime)),
        }
    }
}
