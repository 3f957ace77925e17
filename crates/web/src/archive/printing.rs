//! Printing a record (打印): its pages one below the other, each with who prints and when in the picture. A right of its own;
//! the page of a record prints its description only.

use crate::address::PathOf;
use crate::archive::page_image::{draw_marked, personal_regions};
use crate::archive::record::note_read;
use crate::archive::sight::see;
use crate::archive::viewer::{chosen, has_images};
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::routes;
use crate::view::{PageFault, PrintPage, Section};
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use guildhall_archive::{Component, Record, page};
use guildhall_kernel::{ComponentId, RecordId};
use guildhall_store::Connection;
use guildhall_watch::ActKind;
use http::{StatusCode, header};
use serde::Deserialize;

/// The right to print a record.
pub const PRINT: &str = "printContent";
/// Most pages that are printed together.
const PAGES_MAX: u32 = 100;

/// Which file.
#[derive(Debug, Default, Deserialize)]
pub struct PrintQuery {
    /// A file inside the original; without it the original is printed.
    file: Option<ComponentId>,
}

/// Returns a record with the file to print, if the member may print it and its pages can be drawn.
async fn printed(
    member: &Member,
    connection: &mut Connection,
    id: RecordId,
    query: &PrintQuery,
) -> Result<(Record, Component), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let record = app.archive.record(connection, actor, id).await?;
    app.rights
        .require(actor, PRINT, &record.as_resource())
        .map_err(guildhall_archive::ArchiveError::from)?;
    let components = app.archive.components(connection, actor, id).await?;
    let component = chosen(&components, query.file).filter(|file| has_images(file));
    let component = component.ok_or(PageFault::NotFound)?.clone();
    Ok((record, component))
}

/// `GET /records/{id}/print`
pub async fn show(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Query(query): Query<PrintQuery>,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let (record, component) = printed(&member, &mut connection, id, &query).await?;
    let seen = see(&member, &mut connection, &record).await?;
    let pages = page::of_component(&mut connection, component.id, PAGES_MAX + 1).await?;
    drop(connection);
    note_read(&member, &record, ("record.printed", ActKind::Download)).await?;
    let id = record.id.to_string();
    let count = u32::try_from(pages.len()).unwrap_or(PAGES_MAX).max(1);
    let address = |number| {
        let path = routes::print_image(&id, number);
        routes::with_query(&path, query.file.map(|file| ("file", file.to_string())))
    };
    let page = PrintPage {
        ui: member.frame(Section::Records),
        record: routes::record(&id),
        number: record.archival_code.clone().unwrap_or_default(),
        title: seen.record.title.clone(),
        images: (1..=count.min(PAGES_MAX)).map(address).collect(),
        is_cut: count > PAGES_MAX,
    };
    Ok(render(StatusCode::OK, &page))
}

/// `GET /records/{id}/print/{page}/image`
pub async fn image(
    member: Member,
    PathOf((id, number)): PathOf<(RecordId, u32)>,
    Query(query): Query<PrintQuery>,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let (record, component) = printed(&member, &mut connection, id, &query).await?;
    let personal = personal_regions(&member, &mut connection, &record, (component.id, number)).await?;
    note_read(&member, &record, ("record.printed", ActKind::Page)).await?;
    let jpeg = draw_marked(&member, &mut connection, (component, number), personal.hidden).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, jpeg).into_response())
}
