//! What the child runs.

use super::protocol::{Message, ReadRequest};
use super::searchable;
use guildhall_ocr::Engine;
use guildhall_reading::{
    Document, Format, Limits, Page, Reader, ReadingError, Recognise, Renderer, Unwatched, Watch,
};
use std::cell::RefCell;
use std::io::{BufRead, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How a child reads.
#[derive(Debug, Clone)]
pub struct ServeConfig {
    /// Folder of the recogniser's models; without it scans cannot be read.
    pub models: Option<PathBuf>,
    /// A Chinese font for PDFs that do not carry theirs.
    pub font: Option<PathBuf>,
    /// The limits of one reading.
    pub limits: Limits,
    /// Most bytes of memory for the whole process.
    pub memory_bytes_max: u64,
}

/// Reads what it is asked for until its input ends.
///
/// # Errors
/// When input or output fail: then the server is gone.
pub fn serve(config: &ServeConfig, input: impl BufRead, output: impl Write) -> std::io::Result<()> {
    limit_memory(config.memory_bytes_max);
    let fonts = config
        .font
        .as_deref()
        .and_then(|font| guildhall_reading::Fonts::load(font, 0).ok())
        .unwrap_or_default();
    let recogniser = config.models.as_deref().and_then(load_recogniser);
    let reader = Reader::new(recogniser, config.limits.clone()).with_fonts(fonts.clone());
    let renderer = Renderer::new(fonts, config.limits.clone());
    let output = RefCell::new(output);
    for line in input.lines() {
        let request: ReadRequest = serde_json::from_str(&line?).map_err(std::io::Error::other)?;
        let last = read(&reader, &renderer, &request, &output);
        send(&output, &last)?;
    }
    Ok(())
}

fn load_recogniser(models: &Path) -> Option<Arc<dyn Recognise>> {
    match Engine::load(models) {
        Ok(engine) => Some(Arc::new(engine)),
        Err(error) => {
            tracing::warn!(%error, "scans cannot be read without the recogniser's models");
            None
        }
    }
}

/// Beyond this the allocator fails and the child dies alone.
fn limit_memory(bytes: u64) {
    let limit = rustix::process::Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    if let Err(error) = rustix::process::setrlimit(rustix::process::Resource::As, limit) {
        tracing::warn!(%error, "the memory of the reading process could not be limited");
    }
}

fn send(output: &RefCell<impl Write>, message: &Message) -> std::io::Result<()> {
    let mut output = output.borrow_mut();
    serde_json::to_writer(&mut *output, message)?;
    output.write_all(b"\n")?;
    output.flush()
}

/// Tells progress as it comes; a server that went away means: stop.
struct Teller<'o, W: Write> {
    output: &'o RefCell<W>,
    began: Instant,
    gone: std::cell::Cell<bool>,
}

impl<W: Write> Watch for Teller<'_, W> {
    fn progress(&self, done: u64, total: Option<u64>) {
        if send(self.output, &Message::Progress(done, total)).is_err() {
            self.gone.set(true);
        }
    }

    fn is_cancelled(&self) -> bool {
        self.gone.get()
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

fn read(
    reader: &Reader,
    renderer: &Renderer,
    request: &ReadRequest,
    output: &RefCell<impl Write>,
) -> Message {
    let teller = Teller {
        output,
        began: Instant::now(),
        gone: std::cell::Cell::new(false),
    };
    let mut layered: Vec<Page> = Vec::new();
    let mut sink = |page: Page| {
        if request.searchable.is_some() {
            layered.push(page.clone());
        }
        match send(output, &Message::Page(Box::new(page))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    };
    let reader = reader.clone().at_depth(request.depth);
    let read = reader.read_pages(&request.source, &request.file_name, &teller, &mut sink);
    match read {
        Ok(document) => finish(&reader, renderer, request, document, &layered),
        Err(error) => Message::Failed(error),
    }
}

fn finish(
    reader: &Reader,
    renderer: &Renderer,
    request: &ReadRequest,
    document: Document,
    pages: &[Page],
) -> Message {
    if let Some(folder) = &request.attachments {
        for index in 0..document.attachments.len() {
            if let Err(error) = take_out(reader, (&request.source, document.format), index, folder) {
                tracing::info!(%error, index, "an attachment could not be taken out");
            }
        }
    }
    let wanted = request
        .searchable
        .as_ref()
        .filter(|_| searchable::is_wanted(document.format, pages));
    let written = wanted.is_some_and(|out| {
        let made = searchable::write(renderer, (&request.source, document.format), pages, out);
        if let Err(error) = &made {
            tracing::info!(%error, "no searchable copy could be made");
        }
        made.is_ok()
    });
    Message::Done(Box::new(document), written)
}

/// A part that broke off is thrown away: an empty file counts as none.
fn take_out(
    reader: &Reader,
    (source, format): (&Path, Format),
    index: usize,
    folder: &Path,
) -> Result<(), ReadingError> {
    let disk = |error: std::io::Error| ReadingError::Disk {
        reason: error.to_string(),
    };
    let path = folder.join(index.to_string());
    let mut file = std::fs::File::create(&path).map_err(disk)?;
    let taken = reader.extract_attachment(source, format, index, &mut file, &Unwatched);
    if taken.is_err() {
        file.set_len(0).map_err(disk)?;
    }
    taken.map(|_| ())
}
