//! Signatures in the first bytes.

use super::Format;
use crate::text_encoding;

/// The signature of a compound file (MS-CFB).
pub(super) const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// The signature of a zip entry and of an empty zip.
pub(super) const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Signatures at the very beginning.
const FIXED: &[(&[u8], Format, Option<&str>)] = &[
    (b"II*\0", Format::Tiff, None),
    (b"MM\0*", Format::Tiff, None),
    (b"II+\0", Format::Tiff, None),
    (b"MM\0+", Format::Tiff, None),
    (b"\xFF\xD8\xFF", Format::Jpeg, None),
    (b"\x89PNG\r\n\x1A\n", Format::Png, None),
    (b"GIF87a", Format::Gif, None),
    (b"GIF89a", Format::Gif, None),
    (b"{\\rtf", Format::Other, Some("application/rtf")),
    (b"\x1F\x8B", Format::Other, Some("application/gzip")),
    (
        b"7z\xBC\xAF\x27\x1C",
        Format::Other,
        Some("application/x-7z-compressed"),
    ),
    (b"Rar!\x1A\x07", Format::Other, Some("application/vnd.rar")),
    (b"%!PS", Format::Other, Some("application/postscript")),
    (b"AT&TFORM", Format::Other, Some("image/vnd.djvu")),
    (
        b"SQLite format 3\0",
        Format::Other,
        Some("application/vnd.sqlite3"),
    ),
    (
        b"MZ",
        Format::Other,
        Some("application/vnd.microsoft.portable-executable"),
    ),
    (b"\x7FELF", Format::Other, Some("application/x-executable")),
    (b"OggS", Format::Other, Some("application/ogg")),
    (b"ID3", Format::Other, Some("audio/mpeg")),
];

/// A format, and a media type where the format is [`Format::Other`].
pub(super) type Named = (Format, Option<&'static str>);

pub(super) fn of(head: &[u8], extension: &str) -> Named {
    if let Some((_, format, mime)) = FIXED.iter().find(|(signature, ..)| head.starts_with(signature)) {
        return (*format, *mime);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return (Format::Webp, None);
    }
    if head.get(4..8) == Some(b"ftyp") {
        return (
            Format::Other,
            Some(if head.get(8..11) == Some(b"hei") {
                "image/heic"
            } else {
                "video/mp4"
            }),
        );
    }
    // The bitmap's signature is only two letters: its header size must be one that exists.
    if head.starts_with(b"BM") && matches!(head.get(14), Some(12 | 40 | 52 | 56 | 64 | 108 | 124)) {
        return (Format::Bmp, None);
    }
    if head.starts_with(COMPOUND) {
        return super::container::of_compound_head(head, extension);
    }
    if ZIP.iter().any(|signature| head.starts_with(signature)) {
        return super::container::of_zip_head(head);
    }
    // ISO 32000-1 annex H: readers accept the header within the first 1024 bytes.
    if head[..head.len().min(1024)]
        .windows(5)
        .any(|window| window == b"%PDF-")
    {
        return (Format::Pdf, None);
    }
    of_text(head, extension)
}

fn of_text(head: &[u8], extension: &str) -> Named {
    let text = text_encoding::detect(head, false).decode(head).0;
    // Old mail carries eight-bit bodies as they are, so only its header is asked whether it is text.
    let beginning: String = text.chars().take(200).collect();
    if looks_like_mail(&text) || (extension == "eml" && !has_control_characters(&beginning)) {
        return (Format::Eml, None);
    }
    if has_control_characters(&text) {
        return (Format::Other, None);
    }
    let start: String = text.trim_start().chars().take(200).collect();
    let lower = start.to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return (Format::Html, None);
    }
    if lower.starts_with("<?xml") || lower.starts_with("<!doctype") {
        return (
            if lower.contains("<html") {
                Format::Html
            } else {
                Format::Xml
            },
            None,
        );
    }
    match extension {
        "csv" | "tsv" => (Format::Csv, None),
        "htm" | "html" => (Format::Html, None),
        "xml" if start.starts_with('<') => (Format::Xml, None),
        _ => (Format::Txt, None),
    }
}

/// Text has no control characters but white space; a few may be damage.
fn has_control_characters(text: &str) -> bool {
    let strange = text
        .chars()
        .filter(|char| char.is_control() && !matches!(char, '\t' | '\n' | '\r' | '\u{C}' | '\u{1B}'));
    strange.count() * 200 > text.chars().count()
}

/// A mail begins with header fields, at least two of which every mail has.
fn looks_like_mail(text: &str) -> bool {
    const USUAL: [&str; 9] = [
        "from:",
        "to:",
        "subject:",
        "date:",
        "message-id:",
        "received:",
        "mime-version:",
        "return-path:",
        "content-type:",
    ];
    let mut usual = 0;
    for line in text.lines().take(60) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        usual += usize::from(USUAL.contains(&format!("{}:", name.to_ascii_lowercase()).as_str()));
    }
    usual >= 2
}
