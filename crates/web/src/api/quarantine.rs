//! A record in quarantine: what was found, and the decision about it.

use super::body::JsonOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::quarantine::decide;
use crate::fault::Fault;
use axum::Json;
use guildhall_kernel::{ComponentId, RecordId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What was found in a file.
#[derive(Serialize, ToSchema)]
pub struct InfectionView {
    /// The file.
    #[schema(value_type = uuid::Uuid)]
    file: ComponentId,
    /// What the scanner calls it.
    finding: String,
    /// The scanner with the version of its patterns.
    scanner: String,
    /// When.
    scanned_at: String,
}

/// A record in quarantine.
#[derive(Serialize, ToSchema)]
pub struct QuarantineView {
    /// What was found in its files.
    infections: Vec<InfectionView>,
}

/// Returns what was found in the files of a record in quarantine.
#[utoipa::path(
    get, path = "/api/v1/records/{id}/quarantine", operation_id = "quarantine", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    responses((status = 200, description = "What was found.", body = QuarantineView))
)]
pub async fn show(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<Json<QuarantineView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let (_, scans) = app
        .archive
        .quarantined(&mut connection, member.actor(), id)
        .await?;
    let infections = scans.into_iter().map(|scan| InfectionView {
        file: scan.component,
        finding: scan.finding,
        scanner: scan.scanner,
        scanned_at: scan.scanned_at.to_rfc3339(),
    });
    Ok(Json(QuarantineView {
        infections: infections.collect(),
    }))
}

/// Why what was found does no harm.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseBody {
    /// The reason.
    reason: String,
}

/// Decides that what was found in the files of a record does no harm (解除隔离).
#[utoipa::path(
    post, path = "/api/v1/records/{id}/quarantine", operation_id = "releaseFromQuarantine", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    request_body = ReleaseBody,
    responses((status = 204, description = "Its content is given out again."))
)]
pub async fn release(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
    JsonOf(body): JsonOf<ReleaseBody>,
) -> Result<StatusCode, Fault> {
    decide(&member, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
