//! What kind of document a zip or compound container holds.

use std::path::Path;

use super::Format;
use super::signature::{COMPOUND, Named, ZIP};
use crate::limits::Limits;
use crate::package::Package;
use crate::task::Task;
use crate::watch::Unwatched;

/// Streams by which a compound file (MS-CFB) is known.
const STREAMS: [(&str, Format, Option<&str>); 7] = [
    ("EncryptedPackage", Format::EncryptedOffice, None),
    ("__properties_version1.0", Format::Msg, None),
    ("WordDocument", Format::Other, Some("application/msword")),
    (
        "PowerPoint Document",
        Format::Other,
        Some("application/vnd.ms-powerpoint"),
    ),
    ("Workbook", Format::Xls, None),
    ("WORKBOOK", Format::Xls, None),
    ("Book", Format::Xls, None),
];

/// Looks into a container file; nothing if the file is none or cannot be opened as one.
pub(super) fn of(head: &[u8], source: &Path, limits: &Limits) -> Option<Named> {
    if head.starts_with(COMPOUND) {
        let compound = cfb::open(source).ok()?;
        return STREAMS
            .iter()
            .find(|(stream, ..)| compound.exists(format!("/{stream}")))
            .map(|(_, format, mime)| (*format, *mime));
    }
    if !ZIP.iter().any(|signature| head.starts_with(signature)) {
        return None;
    }
    let task = Task {
        source,
        limits,
        watch: &Unwatched,
    };
    let package = Package::open(&task).ok()?;
    let names: Vec<&str> = package
        .entries()
        .iter()
        .map(|entry| entry.path.as_str())
        .collect();
    Some(of_names(&names).unwrap_or_else(|| of_zip_head(head)))
}

/// Guesses by names that stand in the head of a compound file, where they are in UTF-16.
pub(super) fn of_compound_head(head: &[u8], extension: &str) -> Named {
    let seen = |name: &str| {
        let wanted: Vec<u8> = name
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .chain([0, 0])
            .collect();
        head.windows(wanted.len()).any(|window| window == wanted)
    };
    if let Some((_, format, mime)) = STREAMS.iter().find(|(name, ..)| seen(name)) {
        return (*format, *mime);
    }
    match extension {
        "xls" => (Format::Xls, None),
        "msg" => (Format::Msg, None),
        _ => (Format::Other, Some("application/x-ole-storage")),
    }
}

/// Guesses by the entries whose headers stand in the head of a zip.
pub(super) fn of_zip_head(head: &[u8]) -> Named {
    let names: Vec<String> = local_names(head)
        .map(|name| String::from_utf8_lossy(name).replace('\\', "/"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if let Some(mime) = open_document_type(head) {
        return (Format::Other, Some(mime));
    }
    of_names(&names).unwrap_or((Format::Zip, None))
}

fn of_names(names: &[&str]) -> Option<Named> {
    let has = |wanted: &str| {
        names
            .iter()
            .any(|name| name.trim_start_matches('/').eq_ignore_ascii_case(wanted))
    };
    let has_folder = |wanted: &str| names.iter().any(|name| name.starts_with(wanted));
    if has("OFD.xml") {
        return Some((Format::Ofd, None));
    }
    if !has("[Content_Types].xml") {
        return None;
    }
    if has("xl/workbook.bin") {
        return Some((
            Format::Other,
            Some("application/vnd.ms-excel.sheet.binary.macroEnabled.12"),
        ));
    }
    let kinds = [
        ("word/", Format::Docx),
        ("xl/", Format::Xlsx),
        ("ppt/", Format::Pptx),
    ];
    kinds
        .into_iter()
        .find(|(folder, _)| has_folder(folder))
        .map(|(_, format)| (format, None))
}

/// OpenDocument and EPUB keep their type, unpacked, in the first entry.
fn open_document_type(head: &[u8]) -> Option<&'static str> {
    const TYPES: [&str; 4] = [
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/epub+zip",
    ];
    let content = head.get(30..)?.strip_prefix(b"mimetype")?;
    TYPES
        .into_iter()
        .find(|kind| content.starts_with(kind.as_bytes()))
}

/// Names in the local headers of a zip (APPNOTE 4.3.7) as far as the head reaches.
fn local_names(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = head
        .windows(4)
        .enumerate()
        .filter(|(_, window)| *window == ZIP[0])
        .map(|(at, _)| at);
    starts.filter_map(|at| {
        let length = u16::from_le_bytes([*head.get(at + 26)?, *head.get(at + 27)?]);
        head.get(at + 30..at + 30 + usize::from(length))
    })
}
