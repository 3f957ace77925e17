//! The image of one page under a use: what the reader may not see is black, and who looks and when stands in the pixels.

use crate::address::PathOf;
use crate::archive::page_image::{blacked_out, draw, encode, personal_regions};
use crate::archive::viewer::{chosen, has_images};
use crate::conduct;
use crate::context::Member;
use crate::fault::Fault;
use crate::view::PageFault;
use axum::response::{IntoResponse, Response};
use guildhall_reading::Watermark;
use guildhall_watch::ActKind;
use http::header;
use uuid::Uuid;

/// `GET /uses/{id}/pages/{page}/image`
pub async fn show(member: Member, PathOf((id, number)): PathOf<(Uuid, u32)>) -> Result<Response, Fault> {
    answer(&member, id, number).await
}

/// Answers with a page image that nothing between here and the reader keeps.
///
/// # Errors
/// As [`guildhall_archive::Archive::used`]; [`PageFault::Unavailable`] without a font to write the watermark with.
pub async fn answer(member: &Member, id: Uuid, number: u32) -> Result<Response, Fault> {
    let jpeg = page_image(member, id, number).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, "inline"),
    ];
    Ok((headers, jpeg).into_response())
}

/// Draws a page of a record under a use, counted and written down before it is shown.
///
/// # Errors
/// As [`guildhall_archive::Archive::used`]; [`PageFault::Unavailable`] without a font to write the watermark with.
async fn page_image(member: &Member, id: Uuid, number: u32) -> Result<Vec<u8>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let now = app.database.clock().now();
    let mut connection = app.database.read(actor.realm).await?;
    let (_, record, components) = app.archive.used(&mut connection, actor, (id, now)).await?;
    let component = chosen(&components, None).filter(|file| has_images(file));
    let component = component.ok_or(PageFault::NotFound)?.clone();
    let font = app.font.clone().ok_or(PageFault::Unavailable)?;
    let personal = personal_regions(member, &mut connection, &record, (component.id, number)).await?;
    let folder = tempfile::Builder::new()
        .prefix("use-")
        .tempdir_in(&app.scratch)
        .map_err(|_| PageFault::Unavailable)?;
    let file = folder.path().join("original");
    app.vault
        .read_to_file(&mut connection, component.hash, &file)
        .await?;
    drop(connection);
    let mut work = app.database.begin(actor.realm).await?;
    app.archive.note_use_look(&mut work, actor, id, number).await?;
    work.commit().await?;
    conduct::note(member, ActKind::Page, record.id);
    let account = &member.signed_in.account;
    let when = now.civil_in("Asia/Shanghai").strftime("%Y-%m-%d %H:%M");
    let words = format!("{} {} {when}", account.name, account.login);
    let drawn = move || {
        let watermark = Watermark::load(&font, &words).map_err(|error| {
            tracing::warn!(%error, "a watermark could not be drawn");
            PageFault::Unavailable
        })?;
        let image = draw(&file, &component.file_name, Some(&font), number)?;
        encode(&watermark.onto(blacked_out(image, &personal.hidden)))
    };
    let jpeg = tokio::task::spawn_blocking(drawn)
        .await
        .map_err(|_| PageFault::Internal)??;
    drop(folder);
    Ok(jpeg)
}
