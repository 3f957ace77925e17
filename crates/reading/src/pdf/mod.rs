//! PDF (ISO 32000): the text that a page holds, and recognition where a page is an image.
//!
//! Two parsers see each file: one that is good at text, one that is good at pixels. Where the first fails on a page,
//! the page's image decides.

mod geometry;
pub(crate) mod raster;
mod text;

use std::sync::Arc;

use geometry::Placement;
use hayro::hayro_syntax::page::Page as Leaf;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use image::RgbImage;
use text::{PageLayer, TextLayer};

use crate::broken_parser::contained;
use crate::document::{Line, Note, Page, Properties, TextSource, Unit};
use crate::error::ReadingError;
use crate::page_sink::PageSink;
use crate::reader::Findings;
use crate::recognise::{Recognise, recognise};
use crate::render::Fonts;
use crate::task::Task;
use crate::text_encoding;

/// Dots per inch at which pages are recognised: the models are measured at this one.
const DPI: f32 = 200.0;

/// Opens the file for rendering.
pub(crate) fn open(bytes: Arc<Vec<u8>>) -> Result<Pdf, ReadingError> {
    contained(|| {
        Pdf::new(bytes).map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadingError::Encrypted,
            LoadPdfError::Decryption(_) => {
                ReadingError::unsupported("application/pdf with unknown encryption")
            }
            LoadPdfError::Invalid => ReadingError::broken("it is no PDF that can be followed"),
        })
    })
}

pub(crate) fn read(
    task: &Task<'_>,
    recogniser: Option<&dyn Recognise>,
    fonts: &Fonts,
    pages: &mut PageSink<'_>,
) -> Result<Findings, ReadingError> {
    let bytes = Arc::new(task.whole_file()?);
    let pdf = open(Arc::clone(&bytes))?;
    let layer = TextLayer::open(&bytes);
    drop(bytes);
    let page_count = pdf.pages().len() as u64;
    if page_count == 0 {
        return Err(ReadingError::broken("it has no pages"));
    }
    let mut volume = Volume {
        task,
        recogniser,
        fonts,
        layer,
        tally: Tally::default(),
    };
    for (index, leaf) in pdf.pages().iter().enumerate() {
        if !pages.has_room() {
            break;
        }
        task.check()?;
        let page = volume.page(index, leaf)?;
        pages.accept(page, Some(page_count))?;
    }
    volume.tally.verdict()?;
    let properties = properties(&pdf);
    Ok(Findings {
        page_count,
        properties,
        notes: volume.notes(),
        ..Findings::default()
    })
}

/// What became of the pages so far.
#[derive(Default)]
struct Tally {
    with_text: u64,
    not_recognised: u64,
    damaged: u64,
    annotated: bool,
    /// Why the first page that could not be recognised was not.
    refusal: Option<ReadingError>,
}

impl Tally {
    /// A file of which nothing could be read is refused for the reason of its first page.
    fn verdict(&mut self) -> Result<(), ReadingError> {
        match self.refusal.take() {
            Some(reason) if self.with_text == 0 => Err(reason),
            _ => Ok(()),
        }
    }

    fn refuse(&mut self, reason: ReadingError) {
        match reason {
            ReadingError::Broken { .. } => self.damaged += 1,
            _ => self.not_recognised += 1,
        }
        self.refusal.get_or_insert(reason);
    }
}

/// A PDF being read.
struct Volume<'a> {
    task: &'a Task<'a>,
    recogniser: Option<&'a dyn Recognise>,
    fonts: &'a Fonts,
    layer: Option<TextLayer>,
    tally: Tally,
}

impl Volume<'_> {
    fn page(&mut self, index: usize, leaf: &Leaf<'_>) -> Result<Page, ReadingError> {
        let placement = Placement::of(leaf);
        let layer = self
            .layer
            .as_ref()
            .map(|layer| layer.page(index, &placement))
            .unwrap_or_default();
        self.tally.annotated |= layer.annotated;
        let found = self.recognised(leaf, &placement, &layer)?;
        let (source, rotation_deg, lines) = match found {
            None => (TextSource::Text, 0, layer.lines),
            Some((rotation_deg, lines)) if layer.is_nearly_empty() => {
                (TextSource::Recognised, rotation_deg, lines)
            }
            Some((_, lines)) => (TextSource::Mixed, 0, both(layer.lines, lines)),
        };
        self.tally.with_text += u64::from(!lines.is_empty());
        Ok(Page {
            number: index as u64 + 1,
            width: placement.width,
            height: placement.height,
            unit: Unit::Points,
            source,
            rotation_deg,
            label: None,
            lines,
        })
    }

    /// Recognises the page if it shows more than its text layer says; nothing if it need not or cannot be.
    fn recognised(
        &mut self,
        leaf: &Leaf<'_>,
        placement: &Placement,
        layer: &PageLayer,
    ) -> Result<Option<(u16, Vec<Line>)>, ReadingError> {
        if !layer.is_nearly_empty() && !layer.has_silent_picture(placement) {
            return Ok(None);
        }
        let image = match self.image(leaf, layer) {
            Ok(image) if is_blank(&image) => return Ok(None),
            Ok(image) => image,
            Err(error @ (ReadingError::Broken { .. } | ReadingError::TooLarge { .. })) => {
                self.tally.refuse(error);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let Some(recogniser) = self.recogniser else {
            self.tally.refuse(ReadingError::RecogniserMissing);
            return Ok(None);
        };
        let found = recognise(recogniser, &image)?;
        let scale = placement.width / image.width() as f32;
        let lines = found.lines.into_iter().map(|line| line.scaled(scale)).collect();
        Ok(Some((found.rotation_deg, lines)))
    }

    fn image(&self, leaf: &Leaf<'_>, layer: &PageLayer) -> Result<RgbImage, ReadingError> {
        for (width, height) in &layer.picture_sizes {
            self.task.check_pixels(u64::from(*width), u64::from(*height))?;
        }
        raster::render(leaf, DPI / 72.0, self.fonts, self.task.limits)
    }

    fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.layer.as_ref().is_some_and(TextLayer::is_signed) {
            notes.push(Note::SignaturesPresent);
        }
        if self.tally.annotated {
            notes.push(Note::AnnotationsPresent);
        }
        if self.tally.not_recognised > 0 {
            notes.push(Note::PagesNotRecognised {
                count: self.tally.not_recognised,
            });
        }
        if self.tally.damaged > 0 {
            notes.push(Note::PagesDamaged {
                count: self.tally.damaged,
            });
        }
        notes
    }
}

/// Adds recognised lines that lie where the text layer has none.
fn both(mut text: Vec<Line>, recognised: Vec<Line>) -> Vec<Line> {
    let known: Vec<[f32; 4]> = text.iter().filter_map(|line| line.bbox).collect();
    let is_new = |line: &Line| {
        line.bbox
            .is_some_and(|bbox| !known.iter().any(|other| geometry::cover(bbox, *other) > 0.3))
    };
    text.extend(recognised.into_iter().filter(is_new));
    text
}

/// A page without a mark on it needs no recogniser.
fn is_blank(image: &RgbImage) -> bool {
    image.as_raw().iter().all(|level| *level >= 0xF0)
}

fn properties(pdf: &Pdf) -> Properties {
    let metadata = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        let text = bytes
            .as_ref()
            .map(|bytes| text_encoding::decode(bytes).trim_matches('\0').trim().to_owned());
        text.filter(|text| !text.is_empty())
    };
    let created = metadata.creation_date.as_ref().map(|date| {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            date.year, date.month, date.day, date.hour, date.minute, date.second
        )
    });
    Properties {
        title: text(&metadata.title),
        author: text(&metadata.author),
        created,
    }
}
