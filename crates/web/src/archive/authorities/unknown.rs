//! Who is responsible for records and leads to no authority record (未收录的责任者).

use super::{PAGE, authority_file, require_keeper};
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::routes;
use crate::view::{LinkChoice, Section, UnknownNamesPage};
use axum::extract::Query;
use axum::response::Response;
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;

/// Where the list goes on.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct UnknownQuery {
    /// The last name of the page before.
    pub after: String,
}

/// Returns the names that are asked for, as the records have them, and whether there are more.
///
/// # Errors
/// [`crate::view::PageFault::Forbidden`] for who keeps nothing.
pub async fn unknown(
    member: &Member,
    connection: &mut Connection,
    query: &UnknownQuery,
) -> Result<(Vec<String>, bool), Fault> {
    require_keeper(member)?;
    let wanted = (query.after.as_str(), PAGE + 1);
    let file = authority_file(member);
    let mut found = file.unknown(connection, member.actor(), wanted).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// Returns a name with personal data hidden.
pub fn hidden(member: &Member, name: &str) -> String {
    member.app().archive.masks.mask_text(name).text
}

/// `GET /authorities/unknown`
pub async fn list(member: Member, Query(query): Query<UnknownQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = unknown(&member, &mut connection, &query).await?;
    let row = |name: &String| LinkChoice {
        label: hidden(&member, name),
        link: routes::with_query(routes::AUTHORITY_NEW, [("name", hidden(&member, name))]),
        chosen: false,
    };
    let behind = |last: &String| routes::with_query(routes::AUTHORITIES_UNKNOWN, [("after", last.clone())]);
    let page = UnknownNamesPage {
        rows: found.iter().map(row).collect(),
        previous: (!query.after.is_empty()).then(|| routes::AUTHORITIES_UNKNOWN.to_owned()),
        next: found.last().filter(|_| is_more).map(behind),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}
