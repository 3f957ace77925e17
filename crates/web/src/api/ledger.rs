//! The ledger: its size, its newest signed checkpoint, and the whole of it for an outsider.

use super::caller::Caller;
use crate::context::Member;
use crate::fault::Fault;
use crate::system;
use crate::view::PageFault;
use axum::Json;
use axum::response::Response;
use guildhall_kernel::Timestamp;
use guildhall_ledger::{log, witness};
use guildhall_store::Connection;
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
    /// The witnesses that were configured.
    witnesses: Vec<WitnessView>,
}

/// How it stands with a witness (见证方).
#[derive(Serialize, ToSchema)]
pub struct WitnessView {
    /// Its name.
    name: String,
    /// Leaves of the newest checkpoint that it took.
    size: u64,
    /// That checkpoint, with its cosignature when it gives one; absent before the first.
    note: Option<String>,
    /// When it took it.
    sent_at: Option<String>,
    /// Code of what went wrong with the last attempt.
    problem: Option<String>,
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
    let witnesses = witnesses(&member, &mut connection).await?;
    Ok(Json(LedgerView {
        size,
        key: app.signing_key.vkey().to_owned(),
        checkpoint,
        witnesses,
    }))
}

async fn witnesses(member: &Member, connection: &mut Connection) -> Result<Vec<WitnessView>, Fault> {
    let mut views = Vec::new();
    for configured in member.app().ledger.witnesses.iter() {
        let state = witness::state(connection, &configured.name).await?;
        let (size, sent_at) = state
            .as_ref()
            .map_or((0, None), |state| (state.size, state.sent_at));
        views.push(WitnessView {
            name: configured.name.clone(),
            size,
            note: state
                .as_ref()
                .map(|state| state.note.clone())
                .filter(|note| !note.is_empty()),
            sent_at: sent_at.map(Timestamp::to_rfc3339),
            problem: state.and_then(|state| state.problem),
        });
    }
    Ok(views)
}

/// Returns the whole ledger in the form that `guildhall-verify` reads.
#[utoipa::path(
    get, path = "/api/v1/ledger/export", operation_id = "exportLedger", tag = "ledger",
    responses((status = 200, description = "The ledger as text.", body = String, content_type = "text/plain"))
)]
pub async fn export(Caller(member): Caller) -> Result<Response, Fault> {
    system::ledger::export(member).await
}
