//! Which format a file is in: by signature first, by content second, by name last.

mod container;
mod signature;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::ReadingError;
use crate::limits::Limits;

/// Bytes at the beginning that [`identify`] looks at.
pub const HEAD_BYTES: usize = 64 * 1024;

/// The format of a file (文件格式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// ISO 32000.
    Pdf,
    /// TIFF 6.0.
    Tiff,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// Windows bitmap.
    Bmp,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// Word document, ECMA-376.
    Docx,
    /// Excel workbook, ECMA-376, with or without macros.
    Xlsx,
    /// Excel workbook before 2007.
    Xls,
    /// PowerPoint presentation, ECMA-376.
    Pptx,
    /// Office file of any kind under a password.
    EncryptedOffice,
    /// GB/T 33190 fixed-layout document (版式文档).
    Ofd,
    /// Mail, RFC 5322.
    Eml,
    /// Outlook mail.
    Msg,
    /// Text of any encoding.
    Txt,
    /// Comma- or tab-separated text.
    Csv,
    /// HTML.
    Html,
    /// XML that is none of the above.
    Xml,
    /// Zip archive that is none of the above.
    Zip,
    /// Anything else.
    Other,
}

impl Format {
    /// Returns whether each page of the format is one image of pixels.
    pub fn is_picture(self) -> bool {
        matches!(
            self,
            Self::Tiff | Self::Jpeg | Self::Png | Self::Bmp | Self::Webp | Self::Gif
        )
    }

    /// Returns the file extensions that belong to the format; empty means any.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf", "ai"],
            Self::Tiff => &["tif", "tiff"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Bmp => &["bmp", "dib"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Docx => &["docx", "docm", "dotx", "dotm"],
            Self::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            Self::Xls => &["xls", "xlt", "et"],
            Self::Pptx => &["pptx", "pptm", "ppsx", "ppsm", "potx", "potm"],
            Self::Ofd => &["ofd"],
            Self::Eml => &["eml", "mht", "mhtml"],
            Self::Msg => &["msg"],
            Self::Html => &["html", "htm", "xhtml"],
            Self::EncryptedOffice | Self::Txt | Self::Csv | Self::Xml | Self::Zip | Self::Other => &[],
        }
    }

    /// Returns the media type.
    fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Tiff => "image/tiff",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Bmp => "image/bmp",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Xls => "application/vnd.ms-excel",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::EncryptedOffice => "application/x-ole-storage",
            Self::Ofd => "application/ofd",
            Self::Eml => "message/rfc822",
            Self::Msg => "application/vnd.ms-outlook",
            Self::Txt => "text/plain",
            Self::Csv => "text/csv",
            Self::Html => "text/html",
            Self::Xml => "application/xml",
            Self::Zip => "application/zip",
            Self::Other => "application/octet-stream",
        }
    }
}

/// A format with its media type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// The format.
    pub format: Format,
    /// The media type (RFC 6838).
    pub mime: String,
    /// Whether the file's name promises another format.
    pub extension_disagrees: bool,
}

/// Names the format of a file by its first bytes, at best [`HEAD_BYTES`] of them, and its name.
///
/// Containers are told by the entries that the head happens to show; [`identify_file`] looks inside.
pub fn identify(head: &[u8], file_name: &str) -> Identified {
    let (format, mime) = signature::of(head, &extension_of(file_name));
    identified(format, mime, file_name)
}

/// Names the format of a file, looking into zip and compound containers.
///
/// # Errors
/// [`ReadingError::Disk`] if the file cannot be read, [`ReadingError::Empty`] if it has no bytes.
pub fn identify_file(source: &Path, file_name: &str, limits: &Limits) -> Result<Identified, ReadingError> {
    let mut head = Vec::new();
    File::open(source)?
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(ReadingError::Empty);
    }
    if let Some((format, mime)) = container::of(&head, source, limits) {
        return Ok(identified(format, mime, file_name));
    }
    Ok(identify(&head, file_name))
}

fn identified(format: Format, mime: Option<&'static str>, file_name: &str) -> Identified {
    let extension = extension_of(file_name);
    let expected = format.extensions();
    let belongs = expected.is_empty() || extension.is_empty() || expected.contains(&extension.as_str());
    let mime = mime.unwrap_or_else(|| format.mime()).to_owned();
    Identified {
        format,
        mime,
        extension_disagrees: !belongs || promises_another(format, &extension),
    }
}

/// Plain text and unknown bytes may have any extension but those of formats with a signature.
fn promises_another(format: Format, extension: &str) -> bool {
    const SIGNED: [Format; 14] = [
        Format::Pdf,
        Format::Tiff,
        Format::Jpeg,
        Format::Png,
        Format::Bmp,
        Format::Webp,
        Format::Gif,
        Format::Docx,
        Format::Xlsx,
        Format::Xls,
        Format::Pptx,
        Format::Ofd,
        Format::Msg,
        Format::Eml,
    ];
    let weak = matches!(
        format,
        Format::Txt | Format::Csv | Format::Xml | Format::Zip | Format::Other
    );
    weak && SIGNED
        .iter()
        .any(|signed| signed.extensions().contains(&extension))
}

fn extension_of(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
