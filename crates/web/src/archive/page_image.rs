//! The image of one page, drawn from the original or from a file inside it.

use crate::address::PathOf;
use crate::archive::record::note_read;
use crate::archive::sight::see;
use crate::archive::viewer::{IMAGE_WIDTH, chosen};
use crate::context::Member;
use crate::fault::Fault;
use crate::view::PageFault;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use guildhall_archive::{ArchiveError, Component, Record, page};
use guildhall_kernel::{ComponentId, RecordId};
use guildhall_reading::{Fonts, Limits, Renderer, Watermark, format};
use guildhall_store::Connection;
use guildhall_watch::ActKind;
use http::header;
use image::{Rgb, RgbImage};
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
    PathOf((id, number)): PathOf<(RecordId, u32)>,
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
    let personal = personal_regions(&member, &mut connection, &record, (component.id, number)).await?;
    let folder = tempfile::Builder::new()
        .prefix("page-")
        .tempdir_in(&app.scratch)
        .map_err(|_| PageFault::Unavailable)?;
    let file = folder.path().join("original");
    app.vault
        .read_to_file(&mut connection, component.hash, &file)
        .await?;
    drop(connection);
    note_read(&member, &record, ("record.viewed", ActKind::Page)).await?;
    let font = app.font.clone();
    let name = component.file_name.clone();
    let hidden = personal.hidden;
    let draw = move || {
        let image = draw(&file, &name, font.as_deref(), number)?;
        encode(&blacked_out(image, &hidden))
    };
    let jpeg = tokio::task::spawn_blocking(draw)
        .await
        .map_err(|_| PageFault::Internal)??;
    drop(folder);
    // A browser keeps only what looks the same to her whether she may see personal data or not.
    let caching = match personal.any {
        true => "no-store",
        false => "private, max-age=600",
    };
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, caching),
    ];
    Ok((headers, jpeg).into_response())
}

/// Where personal data stands on a page.
pub struct Personal {
    /// Whether there is any.
    pub any: bool,
    /// What is hidden from the member, as shares of the page.
    pub hidden: Vec<[f32; 4]>,
}

/// Finds the regions of a page that the member may not see. Nobody knows what stands on a page that was never read:
/// of a record that is taken for personal it is not drawn at all.
///
/// # Errors
/// [`ArchiveError::ClearAccessNeeded`] for such a page; when the database refuses.
pub async fn personal_regions(
    member: &Member,
    connection: &mut Connection,
    record: &Record,
    (file, number): (ComponentId, u32),
) -> Result<Personal, Fault> {
    let archive = &member.app().archive;
    let is_clear = see(member, connection, record).await?.sight.is_clear();
    let Some(page) = page::get(connection, file, number).await? else {
        let any = archive.is_taken_for_personal(record);
        return match any && !is_clear {
            true => Err(ArchiveError::ClearAccessNeeded.into()),
            false => Ok(Personal {
                any,
                hidden: Vec::new(),
            }),
        };
    };
    let regions = archive.masks.mask_page(&page).regions;
    Ok(Personal {
        any: !regions.is_empty(),
        hidden: if is_clear { Vec::new() } else { regions },
    })
}

/// Makes the pixels of some regions black. They are gone from the image: nothing lies on top of them.
pub fn blacked_out(mut image: RgbImage, regions: &[[f32; 4]]) -> RgbImage {
    let (width, height) = image.dimensions();
    let pixel = |share: f32, size: u32| (share.clamp(0.0, 1.0) * size as f32) as u32;
    for [left, top, right, bottom] in regions {
        let (end_x, end_y) = (pixel(*right, width) + 1, pixel(*bottom, height) + 1);
        for y in pixel(*top, height)..end_y.min(height) {
            for x in pixel(*left, width)..end_x.min(width) {
                image.put_pixel(x, y, Rgb([0, 0, 0]));
            }
        }
    }
    image
}

/// Draws a page, as it stands in its file.
///
/// # Errors
/// [`PageFault::NotFound`] for what cannot be drawn, [`PageFault::Unavailable`].
pub fn draw(
    file: &std::path::Path,
    name: &str,
    font: Option<&std::path::Path>,
    number: u32,
) -> Result<RgbImage, PageFault> {
    let limits = Limits::default();
    let identified = format::identify_file(file, name, &limits).map_err(|_| PageFault::Unavailable)?;
    let fonts = font
        .and_then(|font| Fonts::load(font, 0).ok())
        .unwrap_or_default();
    let renderer = Renderer::new(fonts, limits);
    renderer
        .page_image(file, identified.format, u64::from(number), IMAGE_WIDTH)
        .map_err(|error| {
            tracing::info!(%error, "a page could not be drawn");
            PageFault::NotFound
        })
}

/// Draws a page with some regions black and, over all of it, who looks and when. Both are in the pixels.
///
/// # Errors
/// [`PageFault::Unavailable`] without a font to write with; as [`draw`]; when the vault refuses.
pub async fn draw_marked(
    member: &Member,
    connection: &mut Connection,
    (component, number): (Component, u32),
    hidden: Vec<[f32; 4]>,
) -> Result<Vec<u8>, Fault> {
    let app = member.app();
    let font = app.font.clone().ok_or(PageFault::Unavailable)?;
    let folder = tempfile::Builder::new()
        .prefix("marked-")
        .tempdir_in(&app.scratch)
        .map_err(|_| PageFault::Unavailable)?;
    let file = folder.path().join("original");
    app.vault.read_to_file(connection, component.hash, &file).await?;
    let account = &member.signed_in.account;
    let now = app.database.clock().now().civil_in("Asia/Shanghai");
    let words = format!(
        "{} {} {}",
        account.name,
        account.login,
        now.strftime("%Y-%m-%d %H:%M")
    );
    let drawn = move || {
        let watermark = Watermark::load(&font, &words).map_err(|error| {
            tracing::warn!(%error, "a watermark could not be drawn");
            PageFault::Unavailable
        })?;
        let image = draw(&file, &component.file_name, Some(&font), number)?;
        encode(&watermark.onto(blacked_out(image, &hidden)))
    };
    let jpeg = tokio::task::spawn_blocking(drawn)
        .await
        .map_err(|_| PageFault::Internal)??;
    drop(folder);
    Ok(jpeg)
}

/// Returns an image as JPEG.
///
/// # Errors
/// [`PageFault::Internal`].
pub fn encode(image: &RgbImage) -> Result<Vec<u8>, PageFault> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 82)
        .encode_image(image)
        .map_err(|_| PageFault::Internal)?;
    Ok(jpeg.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_black_to_its_edges_and_nothing_else_is() {
        let white = RgbImage::from_pixel(100, 50, Rgb([255; 3]));
        let image = blacked_out(white, &[[0.1, 0.2, 0.3, 0.4], [0.9, 0.9, 7.0, 7.0]]);
        let is_black = |x: u32, y: u32| image.get_pixel(x, y).0 == [0; 3];
        for (x, y) in [(10, 10), (30, 20), (20, 15), (90, 45), (99, 49)] {
            assert!(is_black(x, y), "{x} {y}");
        }
        for (x, y) in [(9, 15), (32, 15), (20, 9), (20, 22), (0, 0), (89, 49)] {
            assert!(!is_black(x, y), "{x} {y}");
        }
    }
}
