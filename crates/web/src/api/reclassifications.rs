//! Asking for another secrecy level of a filed record.

use super::body::JsonOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::reclassification::ask_for;
use crate::fault::Fault;
use axum::Json;
use guildhall_archive::reclassification::AskReclassification;
use guildhall_kernel::RecordId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Which level, and on what basis.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReclassificationBody {
    /// The level that the record is to have, 0 to 3.
    level: i64,
    /// On what it rests: the deciding body, its document and date; 4 to 500 characters.
    basis: String,
}

/// A change of a secrecy level (密级变更).
#[derive(Serialize, ToSchema)]
pub struct ReclassificationView {
    /// Its id.
    id: Uuid,
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// The level before.
    before: i64,
    /// The level after.
    after: i64,
    /// `asked`, `done`, `refused`, `withdrawn` or `overtaken`.
    state: &'static str,
    /// The run in which it is decided.
    run: Uuid,
}

/// Asks that a filed record gets another secrecy level. Others decide.
#[utoipa::path(
    post, path = "/api/v1/records/{id}/secrecy", operation_id = "askReclassification", tag = "records",
    params(("id" = uuid::Uuid, Path, description = "The record.")), request_body = ReclassificationBody,
    responses((status = 201, description = "What was asked for.", body = ReclassificationView))
)]
pub async fn ask(
    Caller(member): Caller,
    PathOf(record): PathOf<RecordId>,
    JsonOf(body): JsonOf<ReclassificationBody>,
) -> Result<(StatusCode, Json<ReclassificationView>), Fault> {
    let ask = AskReclassification {
        record,
        level: body.level,
        basis: body.basis,
    };
    let (change, run) = ask_for(&member, ask).await?;
    let view = ReclassificationView {
        id: change.id,
        record: change.record,
        before: change.before,
        after: change.after,
        state: change.state.code(),
        run: run.id,
    };
    Ok((StatusCode::CREATED, Json(view)))
}
