//! Downloads: the original as it came in, and the searchable copy of a scan.

use crate::address::PathOf;
use crate::archive::record::note_read;
use crate::context::Member;
use crate::fault::Fault;
use crate::view::PageFault;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use guildhall_archive::{Component, ComponentRole, Record};
use guildhall_kernel::{ComponentId, RecordId};
use guildhall_watch::ActKind;
use http::{HeaderValue, header};
use tokio_util::io::ReaderStream;

/// `GET /records/{id}/files/{file}`
pub async fn original(
    member: Member,
    PathOf((id, file)): PathOf<(RecordId, ComponentId)>,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let found = app
        .archive
        .component(&mut connection, member.actor(), file, "downloadContent")
        .await?;
    drop(connection);
    if found.0.id != id {
        return Err(PageFault::NotFound.into());
    }
    send(&member, &found.0, &found.1).await
}

/// `GET /records/{id}/searchable.pdf`
pub async fn searchable(member: Member, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let components = app
        .archive
        .components(&mut connection, member.actor(), id)
        .await?;
    let copy = components
        .iter()
        .find(|component| component.role == ComponentRole::Searchable);
    let copy = copy.ok_or(PageFault::NotFound)?;
    let found = app
        .archive
        .component(&mut connection, member.actor(), copy.id, "downloadContent")
        .await?;
    drop(connection);
    send(&member, &found.0, &found.1).await
}

/// Streams a file out of the vault, every part verified, always as a download: a foreign file is never shown as a
/// page of this site.
async fn send(member: &Member, record: &Record, component: &Component) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let now = app.database.clock().now();
    // A file cannot be masked: it goes out whole or not at all.
    app.archive
        .require_clear(&mut connection, member.actor(), record, now)
        .await?;
    note_read(member, record, ("record.downloaded", ActKind::Download)).await?;
    let reader = app.vault.open_object(&mut connection, component.hash).await?;
    let body = Body::from_stream(ReaderStream::with_capacity(reader, 128 * 1024));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(
        header::CONTENT_LENGTH,
        HeaderValue::from(component.size_bytes.max(0)),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    if let Ok(value) = HeaderValue::from_str(&disposition(&component.file_name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// Returns the header that gives a download its name (RFC 6266 with RFC 8187 for names beyond ASCII).
pub fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_chinese_name_survives_and_nothing_breaks_out_of_the_header() {
        assert_eq!(
            disposition("通知.pdf"),
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E9%80%9A%E7%9F%A5.pdf"
        );
        let hostile = disposition("a\"; x=\r\nEvil: 1");
        assert!(!hostile.contains('\r') && !hostile.contains("\"; x"));
    }
}
