//! Seeing a record in clear for a stated purpose, and who looked at one's own records.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::clear_access::{give, take_back};
use crate::fault::Fault;
use crate::identity::looks::{Looks, LooksQuery, next_link, own};
use axum::Json;
use guildhall_archive::{ClearRequest, OwnLook};
use guildhall_kernel::RecordId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why clear text is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearBody {
    /// The purpose, a code of rules/masking/purposes.toml.
    purpose: String,
    /// The reason, 4 to 500 characters.
    reason: String,
}

/// A permission to see a record in clear.
#[derive(Serialize, ToSchema)]
pub struct ClearView {
    /// Until when.
    until: String,
}

/// Shows a filed record in clear for 15 minutes to the account that asks: its description, pages, images and files.
/// Needs a fresh proof of identity; the people whom the record names can read that it was done.
#[utoipa::path(
    post, path = "/api/v1/records/{id}/clear-access", operation_id = "showRecordInClear", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")), request_body = ClearBody,
    responses((status = 201, description = "The record is shown in clear.", body = ClearView))
)]
pub async fn ask(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
    JsonOf(body): JsonOf<ClearBody>,
) -> Result<(StatusCode, Json<ClearView>), Fault> {
    let request = ClearRequest {
        purpose: body.purpose,
        reason: body.reason,
    };
    member.require_fresh()?;
    let access = give(&member, id, request).await?;
    let until = access.expires_at.to_rfc3339();
    Ok((StatusCode::CREATED, Json(ClearView { until })))
}

/// Hides the personal data of a record again.
#[utoipa::path(
    delete, path = "/api/v1/records/{id}/clear-access", operation_id = "hideRecordAgain", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    responses((status = 204, description = "The record is masked."))
)]
pub async fn end(Caller(member): Caller, PathOf(id): PathOf<RecordId>) -> Result<StatusCode, Fault> {
    take_back(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// That somebody looked at a record in which the caller is named.
#[derive(Serialize, ToSchema)]
pub struct LookView {
    /// When.
    at: String,
    /// Name of who looked.
    who: String,
    /// What was done, such as `record.viewed` or `record.shown-in-clear`.
    action: String,
    /// Archive type (门类) of the record.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Title of the record; absent when the caller may not see it herself.
    title: Option<String>,
    /// The purpose, when one was stated.
    purpose: Option<String>,
}

impl LookView {
    fn of(found: &Looks, own: &OwnLook) -> Self {
        Self {
            at: own.look.at.to_rfc3339(),
            who: found.name(own.look.account),
            action: own.look.action.clone(),
            kind: own.type_code.clone(),
            title: own.title.clone(),
            purpose: own.look.purpose.clone(),
        }
    }
}

/// A page of looks.
#[derive(Serialize, ToSchema)]
pub struct LooksView {
    /// The looks, the newest first.
    looks: Vec<LookView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists who looked at records in which the caller is named.
#[utoipa::path(
    get, path = "/api/v1/me/looks", operation_id = "ownLooks", tag = "records", params(LooksQuery),
    responses((status = 200, description = "Looks.", body = LooksView))
)]
pub async fn looks(
    Caller(member): Caller,
    QueryOf(query): QueryOf<LooksQuery>,
) -> Result<Json<LooksView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let found = own(&member, &mut connection, &query).await?;
    Ok(Json(LooksView {
        looks: found.looks.iter().map(|own| LookView::of(&found, own)).collect(),
        next: found.next.map(|key| next_link("/api/v1/me/looks", key)),
    }))
}
