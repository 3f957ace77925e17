//! Reports as PDF: set with the font of the house, one at a time, and sent as a file; and the words that reports share.

use crate::archive::record::moment;
use crate::fault::Fault;
use crate::locale::{Args, Locale, Value, t};
use crate::view::PageFault;
use axum::response::{IntoResponse as _, Response};
use guildhall_kernel::Timestamp;
use guildhall_print::{Catalogue, Fonts, PrintError, Report, SpineLabels, Table, VolumeSheet};
use http::{HeaderValue, header};
use jiff::tz::TimeZone;
use std::path::PathBuf;
use tokio::sync::Semaphore;

/// The zone in which moments are printed.
const ZONE: &str = "Asia/Shanghai";

/// Prints one report at a time: each takes a core for a second or so, and some memory.
static PRINTER: Semaphore = Semaphore::const_new(1);

/// Prints a report as PDF with the font of the house.
///
/// # Errors
/// [`PageFault::Unavailable`] while another one is printed; [`PrintError`].
pub async fn print(font: Option<PathBuf>, report: Report) -> Result<Vec<u8>, Fault> {
    set(font, move |fonts| guildhall_print::print(&report, fonts)).await
}

/// Prints a catalogue as PDF with the font of the house.
///
/// # Errors
/// As [`print()`].
pub async fn print_catalogue(font: Option<PathBuf>, catalogue: Catalogue) -> Result<Vec<u8>, Fault> {
    set(font, move |fonts| {
        guildhall_print::print_catalogue(&catalogue, fonts)
    })
    .await
}

/// Prints what belongs to a volume as PDF with the font of the house.
///
/// # Errors
/// As [`print()`].
pub async fn print_volume(font: Option<PathBuf>, sheet: VolumeSheet) -> Result<Vec<u8>, Fault> {
    set(font, move |fonts| guildhall_print::print_volume(&sheet, fonts)).await
}

/// Prints spine labels as PDF with the font of the house.
///
/// # Errors
/// As [`print()`].
pub async fn print_spines(font: Option<PathBuf>, labels: SpineLabels) -> Result<Vec<u8>, Fault> {
    set(font, move |fonts| guildhall_print::print_spines(&labels, fonts)).await
}

async fn set(
    font: Option<PathBuf>,
    print: impl FnOnce(&Fonts) -> Result<Vec<u8>, PrintError> + Send + 'static,
) -> Result<Vec<u8>, Fault> {
    let _turn = PRINTER.try_acquire().map_err(|_| PageFault::Unavailable)?;
    let print = move || {
        let bytes = font
            .and_then(|file| std::fs::read(file).ok())
            .ok_or(PrintError::NoFont)?;
        print(&Fonts::read(bytes)?)
    };
    let printed = tokio::task::spawn_blocking(print).await;
    Ok(printed.map_err(|_| PageFault::Internal)??)
}

/// Returns a PDF as a file to be kept; `disposition` is the whole header, a constant.
pub fn file(bytes: Vec<u8>, disposition: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
    ];
    (headers, bytes).into_response()
}

/// The words of a report in a language.
#[derive(Debug, Clone, Copy)]
pub struct Wording(pub Locale);

impl Wording {
    /// Returns the tag of the language, as a report wants it.
    pub fn language(self) -> &'static str {
        match self.0 {
            Locale::ZhCn => "zh",
            Locale::En => "en",
        }
    }

    /// Returns a message.
    pub fn say(self, key: &str) -> String {
        t(self.0, key, &Args::none())
    }

    /// Returns a message with one value.
    pub fn with(self, key: &str, name: &str, value: impl Value) -> String {
        t(self.0, key, &Args::none().with(name, &value))
    }

    /// Returns an instant as people here read it.
    pub fn moment(self, at: Timestamp) -> String {
        let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
        self.0.moment(moment(at), &zone)
    }

    /// Returns a table with its head; none without rows.
    pub fn table<const N: usize>(self, columns: [(u32, &str); N], rows: Vec<[String; N]>) -> Option<Table> {
        (!rows.is_empty()).then(|| Table {
            widths: columns.iter().map(|(width, _)| *width).collect(),
            head: columns.iter().map(|(_, key)| self.say(key)).collect(),
            rows: rows.into_iter().map(Vec::from).collect(),
        })
    }
}
