//! The page on which a record is read under a use: page images with their watermark, and nothing to take away.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::archive::viewer::{IMAGE_WIDTH, chosen, has_images};
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::routes;
use crate::view::{Section, UsePage};
use axum::extract::Query;
use axum::response::Response;
use guildhall_archive::page;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Pages that can be leafed through.
const PAGES_MAX: u32 = 10_000;

/// Which page.
#[derive(Debug, Deserialize)]
pub struct PageQuery {
    page: Option<u32>,
}

/// `GET /uses/{id}`
pub async fn show(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<PageQuery>,
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let now = app.database.clock().now();
    let mut connection = app.database.read(actor.realm).await?;
    let (line, record, components) = app.archive.used(&mut connection, actor, (id, now)).await?;
    let file = chosen(&components, None).filter(|file| has_images(file));
    let pages = match file {
        Some(file) => page::of_component(&mut connection, file.id, PAGES_MAX).await?,
        None => Vec::new(),
    };
    let count = u32::try_from(pages.len()).unwrap_or(PAGES_MAX).max(1);
    let number = query.page.unwrap_or(1).clamp(1, count);
    let link =
        |number: u32| routes::with_query(&routes::use_of(&id.to_string()), [("page", number.to_string())]);
    let page = UsePage {
        code: record.archival_code.clone().unwrap_or_default(),
        purpose: line.purpose,
        until: line.until.map(moment),
        image: file.map(|_| routes::use_image(&id.to_string(), number)),
        width: IMAGE_WIDTH,
        page: number,
        pages: count,
        previous: (number > 1).then(|| link(number - 1)),
        next: (number < count).then(|| link(number + 1)),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}
