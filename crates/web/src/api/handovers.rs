//! Records that pass to another archives.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use super::records::FileBytes;
use crate::address::PathOf;
use crate::exchange::handover::{accept_one, decline_one};
use crate::exchange::handovers::{ask_for, require, seen};
use crate::exchange::{handover_form, told};
use crate::fault::Fault;
use crate::pdf;
use crate::privacy::named::Behind;
use axum::Json;
use axum::response::Response;
use guildhall_dispatch::{Handover, NewHandover};
use guildhall_kernel::{AccountId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const HANDOVERS: &str = "/api/v1/handovers";

/// A handover (移交): what a consignment holds passes to another archives.
#[derive(Serialize, ToSchema)]
pub struct HandoverView {
    /// Its id.
    id: Uuid,
    /// Its number, such as `2026-3`.
    number: String,
    /// What it is called.
    name: String,
    /// To whom.
    receiver: String,
    /// What is in it.
    about: String,
    /// On what it is brought there.
    medium: String,
    /// The consignment that holds the packages.
    consignment: Uuid,
    /// The round of appraisal that decided it, if one did.
    round: Option<Uuid>,
    /// Records in it.
    records: u64,
    /// Bytes of their packages.
    bytes: u64,
    /// SHA-256 of the list of packages.
    receipt: String,
    /// `deciding`, `refused`, `withdrawn`, `approved`, `accepted` or `declined`.
    state: &'static str,
    /// Who asked for it.
    #[schema(value_type = Uuid)]
    made_by: AccountId,
    /// When.
    made_at: String,
    /// When it was decided.
    decided_at: Option<String>,
    /// Who signed for the receiver; empty before.
    taken_by: String,
    /// The day, `YYYY-MM-DD`.
    taken_on: Option<String>,
    /// What the receiver noted, or why it was not done.
    remark: String,
    /// When nothing more could happen.
    ended_at: Option<String>,
}

impl From<&Handover> for HandoverView {
    fn from(one: &Handover) -> Self {
        Self {
            id: one.id,
            number: one.numbered(),
            name: one.name.clone(),
            receiver: one.receiver.clone(),
            about: one.about.clone(),
            medium: one.medium.clone(),
            consignment: one.consignment,
            round: one.round,
            records: one.records,
            bytes: one.bytes,
            receipt: one.receipt.clone(),
            state: one.state.code(),
            made_by: one.made_by,
            made_at: one.made_at.to_rfc3339(),
            decided_at: one.decided_at.map(Timestamp::to_rfc3339),
            taken_by: one.taken_by.clone(),
            taken_on: one.taken_on.map(|day| day.to_string()),
            remark: one.remark.clone(),
            ended_at: one.ended_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// A page of handovers.
#[derive(Serialize, ToSchema)]
pub struct HandoversView {
    /// The handovers, the newest first.
    handovers: Vec<HandoverView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the handovers in which the caller has a part.
#[utoipa::path(
    get, path = "/api/v1/handovers", operation_id = "listHandovers", tag = "exchange", params(Behind),
    responses((status = 200, description = "Handovers, the newest first.", body = HandoversView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<HandoversView>, Fault> {
    let (rows, is_more) = seen(&member, &behind).await?;
    let last = rows.last().filter(|_| is_more);
    Ok(Json(HandoversView {
        handovers: rows.iter().map(HandoverView::from).collect(),
        next: last.map(|last| told::next_link(HANDOVERS, (last.made_at, last.id))),
    }))
}

/// To whom a consignment passes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverBody {
    /// One of the caller's own consignments, packed.
    consignment: Uuid,
    /// What it is called, 1 to 200 characters.
    name: String,
    /// Who is to keep the records, 1 to 200 characters.
    receiver: String,
    /// What is in it, up to 1,000 characters.
    #[serde(default)]
    about: String,
    /// On what it is brought there, 1 to 200 characters.
    medium: String,
}

/// Asks that a consignment is handed over to another archives. Others decide. Needs a fresh proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/handovers", operation_id = "askHandover", tag = "exchange", request_body = HandoverBody,
    responses((status = 201, description = "The handover, being decided.", body = HandoverView))
)]
pub async fn ask(
    Caller(member): Caller,
    JsonOf(body): JsonOf<HandoverBody>,
) -> Result<(StatusCode, Json<HandoverView>), Fault> {
    let new = NewHandover {
        name: body.name,
        receiver: body.receiver,
        about: body.about,
        medium: body.medium,
    };
    let (handover, _) = ask_for(&member, body.consignment, &new).await?;
    Ok((StatusCode::CREATED, Json(HandoverView::from(&handover))))
}

/// Returns a handover.
#[utoipa::path(
    get, path = "/api/v1/handovers/{id}", operation_id = "showHandover", tag = "exchange",
    params(("id" = Uuid, Path, description = "The handover.")),
    responses((status = 200, description = "The handover.", body = HandoverView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<HandoverView>, Fault> {
    require(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let handover = app.exchange.handover(&mut connection, actor, id).await?;
    Ok(Json(HandoverView::from(&handover)))
}

/// What the receiver said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptanceBody {
    /// Who signed for the receiver, 1 to 200 characters.
    taken_by: String,
    /// The day, `YYYY-MM-DD`.
    taken_on: String,
    /// Records that the receiver counted.
    records: u64,
    /// What it noted.
    #[serde(default)]
    remark: String,
}

/// Notes that the receiver has taken everything over: from then on it keeps the records, and they fall due here no more.
/// Needs a fresh proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/handovers/{id}/acceptance", operation_id = "acceptHandover", tag = "exchange",
    params(("id" = Uuid, Path, description = "The handover.")), request_body = AcceptanceBody,
    responses((status = 200, description = "The handover.", body = HandoverView))
)]
pub async fn accept(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<AcceptanceBody>,
) -> Result<Json<HandoverView>, Fault> {
    let said = (
        body.taken_by.as_str(),
        body.taken_on.as_str(),
        body.remark.as_str(),
    );
    let handover = accept_one(&member, id, (said, body.records)).await?;
    Ok(Json(HandoverView::from(&handover)))
}

/// Why a handover was not taken over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverRefusalBody {
    /// Why, 1 to 1,000 characters.
    reason: String,
}

/// Notes that a handover was not taken over.
#[utoipa::path(
    post, path = "/api/v1/handovers/{id}/refusal", operation_id = "declineHandover", tag = "exchange",
    params(("id" = Uuid, Path, description = "The handover.")), request_body = HandoverRefusalBody,
    responses((status = 200, description = "The handover.", body = HandoverView))
)]
pub async fn decline(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<HandoverRefusalBody>,
) -> Result<Json<HandoverView>, Fault> {
    let handover = decline_one(&member, id, &body.reason).await?;
    Ok(Json(HandoverView::from(&handover)))
}

/// Prints the form of a handover with its list of digests.
#[utoipa::path(
    get, path = "/api/v1/handovers/{id}/form", operation_id = "printHandover", tag = "exchange",
    params(("id" = Uuid, Path, description = "The handover.")),
    responses((status = 200, description = "The form as PDF.", body = FileBytes, content_type = "application/pdf"))
)]
pub async fn form(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let bytes = handover_form::form_pdf(&member, id).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-handover.pdf\"",
    ))
}
