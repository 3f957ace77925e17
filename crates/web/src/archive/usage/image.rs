//! The image of one page under a use: what the reader may not see is black, and who looks and when stands in the pixels.

use crate::address::PathOf;
use crate::archive::page_image::{draw_marked, personal_regions};
use crate::archive::viewer::{chosen, has_images};
use crate::conduct;
use crate::context::Member;
use crate::fault::Fault;
use crate::view::PageFault;
use axum::response::{IntoResponse, Response};
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
    // Without a font there is no watermark: nothing is counted that cannot be shown.
    app.font.as_ref().ok_or(PageFault::Unavailable)?;
    let personal = personal_regions(member, &mut connection, &record, (component.id, number)).await?;
    let mut work = app.database.begin(actor.realm).await?;
    app.archive.note_use_look(&mut work, actor, id, number).await?;
    work.commit().await?;
    conduct::note(member, ActKind::Page, record.id);
    draw_marked(member, &mut connection, (component, number), personal.hidden).await
}
