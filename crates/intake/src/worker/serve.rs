//! What the child runs.

use super::protocol::{LostAttachment, Message, ReadRequest, TakeOut};
use super::searchable;
use guildhall_ocr::Engine;
use guildhall_reading::{
    Document, Format, Limits, Measure, Page, Reader, ReadingError, Recognise, Renderer, Unwatched, Watch,
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
    let lost = request
        .attachments
        .as_ref()
        .map(|out| take_out_all(reader, &request.source, &document, out))
        .unwrap_or_default();
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
    Message::Done {
        document: Box::new(document),
        searchable: written,
        lost,
    }
}

/// Takes out what the request allows, and says what could not be taken out and why.
fn take_out_all(reader: &Reader, source: &Path, document: &Document, out: &TakeOut) -> Vec<LostAttachment> {
    let mut lost = Vec::new();
    let mut bytes_left = out.bytes_max;
    for index in 0..document.attachments.len().min(out.count_max) {
        let taken = match bytes_left {
            0 => Err(ReadingError::TooLarge {
                what: Measure::AttachmentBytes,
                found: out.bytes_max,
                limit: out.bytes_max,
            }),
            _ => take_out(reader, (source, document.format), index, &out.folder),
        };
        match taken {
            Ok(bytes) => bytes_left = bytes_left.saturating_sub(bytes),
            Err(error) => lost.push(LostAttachment {
                index,
                reason: error.code().to_owned(),
            }),
        }
    }
    lost
}

/// Takes out one attachment and returns its bytes; a part that broke off is thrown away.
fn take_out(
    reader: &Reader,
    (source, format): (&Path, Format),
    index: usize,
    folder: &Path,
) -> Result<u64, ReadingError> {
    let disk = |error: std::io::Error| ReadingError::Disk {
        reason: error.to_string(),
    };
    let path = folder.join(index.to_string());
    let mut file = std::fs::File::create(&path).map_err(disk)?;
    let taken = reader.extract_attachment(source, format, index, &mut file, &Unwatched);
    if taken.is_err() {
        file.set_len(0).map_err(disk)?;
    }
    match taken {
        Ok(0) => Err(ReadingError::Empty),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_reading::AttachmentInfo;
    use std::io::Cursor;

    /// A mail with two attached texts.
    const MAIL: &str = "From: a@example.org\r\nSubject: outer\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
        --b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=one.txt\r\n\r\nfirst\r\n\
        --b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=two.txt\r\n\r\nsecond\r\n\
        --b--\r\n";

    fn ask(folder: &Path, count_max: usize, bytes_max: u64) -> (Vec<AttachmentInfo>, Vec<LostAttachment>) {
        let source = folder.join("mail");
        std::fs::write(&source, MAIL).unwrap();
        let request = ReadRequest {
            source,
            file_name: "mail.eml".to_owned(),
            depth: 0,
            searchable: None,
            attachments: Some(TakeOut {
                folder: folder.to_owned(),
                count_max,
                bytes_max,
            }),
        };
        let config = ServeConfig {
            models: None,
            font: None,
            limits: Limits::default(),
            memory_bytes_max: u64::MAX,
        };
        let mut answers = Vec::new();
        let question = serde_json::to_string(&request).unwrap();
        serve(&config, Cursor::new(question), &mut answers).unwrap();
        let last = answers
            .split(|byte| *byte == b'\n')
            .rfind(|line| !line.is_empty());
        match serde_json::from_slice(last.unwrap()).unwrap() {
            Message::Done { document, lost, .. } => (document.attachments, lost),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn attachments_are_taken_out_up_to_the_count() {
        let folder = tempfile::tempdir().unwrap();
        let (named, lost) = ask(folder.path(), 1, 1_000);
        assert_eq!((named.len(), lost), (2, Vec::new()));
        assert_eq!(
            std::fs::read(folder.path().join("0")).unwrap().trim_ascii(),
            b"first"
        );
        assert!(!folder.path().join("1").exists());
    }

    #[test]
    fn what_is_beyond_the_bytes_is_lost_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let (_, lost) = ask(folder.path(), 10, 1);
        let second = LostAttachment {
            index: 1,
            reason: "too_large".to_owned(),
        };
        assert_eq!(lost, [second]);
    }
}
