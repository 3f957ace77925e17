//! Records as packages.

use super::body::JsonOf;
use super::caller::Caller;
use super::records::FileBytes;
use crate::address::PathOf;
use crate::archive::package;
use crate::fault::Fault;
use axum::response::Response;
use guildhall_kernel::RecordId;
use serde::Deserialize;
use utoipa::ToSchema;

/// What package is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageBody {
    /// `eep` (DA/T 48-2009), `bagit` (RFC 8493) or `ocfl` (OCFL 1.1).
    format: String,
}

/// Packs a filed record with its files, metadata, history and the proof of that history. It counts against the limit of
/// exports, needs a fresh proof of who you are, and the record seen in clear when it holds personal data.
#[utoipa::path(
    post, path = "/api/v1/records/{id}/package", operation_id = "packRecord", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")), request_body = PackageBody,
    responses((status = 200, description = "The package: XML or a zip file.", body = FileBytes, content_type = "application/octet-stream"))
)]
pub async fn pack(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
    JsonOf(body): JsonOf<PackageBody>,
) -> Result<Response, Fault> {
    package::pack(&member, id, &body.format).await
}
