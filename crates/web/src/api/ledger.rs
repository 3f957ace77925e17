//! The ledger: its size, its newest signed checkpoint, and the whole of it for an outsider.

use super::caller::Caller;
use crate::fault::Fault;
use crate::system;
use crate::view::PageFault;
use axum::Json;
use axum::response::Response;
use guildhall_ledger::log;
use serde::Serialize;
use utoipa::ToSchema;

/// A signed checkpoint.
#[derive(Serialize, ToSchema)]
pub struct CheckpointView {
    /// Leaves that it speaks of.
    size: u64,
    /// The signed note (C2SP tlog-checkpoint).
    note: String,
    /// When it was signed.
    signed_at: String,
}

/// The ledger (审计账本).
#[derive(Serialize, ToSchema)]
pub struct LedgerView {
    /// Leaves in the tree.
    size: u64,
    /// The key that verifies its checkpoints (C2SP signed-note, verifier key).
    key: String,
    /// The newest checkpoint.
    checkpoint: Option<CheckpointView>,
}

/// Returns size, key and newest checkpoint of the ledger.
#[utoipa::path(
    get, path = "/api/v1/ledger", operation_id = "ledger", tag = "ledger",
    responses((status = 200, description = "The ledger.", body = LedgerView))
)]
pub async fn show(Caller(member): Caller) -> Result<Json<LedgerView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let may_view = system::ledger::may(&member, &mut connection, "viewLedger").await?;
    if !may_view && !system::ledger::may(&member, &mut connection, "verify").await? {
        return Err(PageFault::Forbidden.into());
    }
    let checkpoint = log::last_checkpoint(&mut connection)
        .await?
        .map(|checkpoint| CheckpointView {
            size: checkpoint.size,
            note: checkpoint.note,
            signed_at: checkpoint.signed_at.to_rfc3339(),
        });
    let size = log::head(&mut connection).await?.size;
    Ok(Json(LedgerView {
        size,
        key: app.signing_key.vkey().to_owned(),
        checkpoint,
    }))
}

/// Returns the whole ledger in the form that `guildhall-verify` reads.
#[utoipa::path(
    get, path = "/api/v1/ledger/export", operation_id = "exportLedger", tag = "ledger",
    responses((status = 200, description = "The ledger as text.", body = String, content_type = "text/plain"))
)]
pub async fn export(Caller(member): Caller) -> Result<Response, Fault> {
    system::ledger::export(member).await
}
