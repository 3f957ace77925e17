//! The image of one page, drawn from the original or from a file inside it.

use crate::address::PathOf;
use crate::archive::record::note_read;
use crate::archive::viewer::{IMAGE_WIDTH, chosen};
use crate::context::Member;
use crate::fault::Fault;
use crate::view::PageFault;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use guildhall_kernel::{ComponentId, RecordId};
use guildhall_reading::{Fonts, Limits, Renderer, format};
use http::header;
use serde::Deserialize;

/// Which file.
#[derive(Debug, Deserialize)]
pub struct ImageQuery {
    /// A file inside the original; without it the original is drawn.
    file: Option<ComponentId>,
}

/// `GET /records/{id}/pages/{page}/image`
pub async fn show(
    member: Member,
    PathOf((id, page)): PathOf<(RecordId, u64)>,
    Query(query): Query<ImageQuery>,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let record = app.archive.record(&mut connection, member.actor(), id).await?;
    let components = app
        .archive
        .components(&mut connection, member.actor(), id)
        .await?;
    let component = chosen(&components, query.file)
        .ok_or(PageFault::NotFound)?
        .clone();
    let folder = tempfile::Builder::new()
        .prefix("page-")
        .tempdir_in(&app.scratch)
        .map_err(|_| PageFault::Unavailable)?;
    let file = folder.path().join("original");
    app.vault
        .read_to_file(&mut connection, component.hash, &file)
        .await?;
    drop(connection);
    note_read(&member, &record, "record.viewed").await?;
    let font = app.font.clone();
    let name = component.file_name.clone();
    let jpeg = tokio::task::spawn_blocking(move || draw(&file, &name, font.as_deref(), page))
        .await
        .map_err(|_| PageFault::Internal)??;
    drop(folder);
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=600"),
    ];
    Ok((headers, jpeg).into_response())
}

fn draw(
    file: &std::path::Path,
    name: &str,
    font: Option<&std::path::Path>,
    page: u64,
) -> Result<Vec<u8>, PageFault> {
    let limits = Limits::default();
    let identified = format::identify_file(file, name, &limits).map_err(|_| PageFault::Unavailable)?;
    let fonts = font
        .and_then(|font| Fonts::load(font, 0).ok())
        .unwrap_or_default();
    let renderer = Renderer::new(fonts, limits);
    let image = renderer
        .page_image(file, identified.format, page, IMAGE_WIDTH)
        .map_err(|error| {
            tracing::info!(%error, "a page could not be drawn");
            PageFault::NotFound
        })?;
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 82)
        .encode_image(&image)
        .map_err(|_| PageFault::Internal)?;
    Ok(jpeg.into_inner())
}
