//! What people ask for about their own data, for the officers who answer.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::privacy::named::Behind;
use crate::privacy::requests::{self, PAGE, answer_request, begin_request, phone};
use axum::Json;
use guildhall_identity::person::Correction;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_privacy::{Answer, Erasure, Outcome, Request, RequestKind, RequestState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Something that was done for a request; values are masked.
#[derive(Serialize, ToSchema)]
pub struct DoneView {
    /// `name`, `phone`, `birth_date` or `devices`.
    what: String,
    /// As it was.
    before: String,
    /// As it is; empty when it was erased.
    after: String,
}

/// A request about somebody's own data (个人信息请求).
#[derive(Serialize, ToSchema)]
pub struct RequestView {
    /// Its id.
    id: Uuid,
    /// The account that asks.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// `access`, `copy`, `correction`, `erasure` or `withdrawal`.
    #[schema(value_type = String)]
    kind: RequestKind,
    /// In her own words.
    wish: String,
    /// `received`, `in-work`, `answered` or `closed`.
    #[schema(value_type = String)]
    state: RequestState,
    /// When it came.
    received_at: String,
    /// When it must be answered.
    due_at: String,
    /// Whether that is past and it still waits.
    overdue: bool,
    /// `granted`, `partly`, `refused` or `taken-back`.
    #[schema(value_type = Option<String>)]
    outcome: Option<Outcome>,
    /// What was answered.
    answer: String,
    /// What was done.
    done: Vec<DoneView>,
    /// When it was answered.
    answered_at: Option<String>,
}

impl RequestView {
    /// Returns a request as programs get it.
    pub fn of(member: &Member, request: &Request) -> Self {
        let done = request.done.iter().map(|done| DoneView {
            what: done.what.clone(),
            before: done.before.clone(),
            after: done.after.clone(),
        });
        Self {
            id: request.id,
            account: request.account,
            kind: request.kind,
            wish: request.wish.clone(),
            state: request.state,
            received_at: request.received_at.to_rfc3339(),
            due_at: request.due_at.to_rfc3339(),
            overdue: request.is_overdue(member.app().database.clock().now()),
            outcome: request.outcome,
            answer: request.answer.clone(),
            done: done.collect(),
            answered_at: request.answered_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// Requests that you may answer.
#[derive(Serialize, ToSchema)]
pub struct RequestsView {
    /// Those that wait, those due first.
    open: Vec<RequestView>,
    /// Those that were answered or closed, the newest first.
    past: Vec<RequestView>,
}

/// Returns what people ask for, as far as you may answer.
#[utoipa::path(
    get, path = "/api/v1/privacy/requests", operation_id = "privacyRequests", tag = "privacy", params(Behind),
    responses((status = 200, description = "The requests.", body = RequestsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<RequestsView>, Fault> {
    requests::require_officer(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let open = app.privacy.open_requests(&mut connection, actor).await?;
    let past = app
        .privacy
        .past_requests(&mut connection, actor, (behind.key(), PAGE))
        .await?;
    Ok(Json(RequestsView {
        open: open
            .iter()
            .map(|request| RequestView::of(&member, request))
            .collect(),
        past: past
            .iter()
            .map(|request| RequestView::of(&member, request))
            .collect(),
    }))
}

/// Takes a request up.
#[utoipa::path(
    post, path = "/api/v1/privacy/requests/{id}/begin", operation_id = "beginPrivacyRequest", tag = "privacy",
    params(("id" = uuid::Uuid, Path, description = "The request.")),
    responses((status = 200, description = "The request.", body = RequestView))
)]
pub async fn begin(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<RequestView>, Fault> {
    let request = begin_request(&member, id).await?;
    Ok(Json(RequestView::of(&member, &request)))
}

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    /// `granted`, `partly` or `refused`.
    #[schema(value_type = String)]
    outcome: Outcome,
    /// What the person is told.
    answer: String,
    /// Her right name, for a correction.
    #[serde(default)]
    name: Option<String>,
    /// Her right telephone number, for a correction.
    #[serde(default)]
    phone: Option<String>,
    /// `phone`, `birth_date` and `devices`, as far as they are erased.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    erase: Vec<Erasure>,
}

/// Answers a request and does what the answer says; needs a fresh proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/privacy/requests/{id}/answer", operation_id = "answerPrivacyRequest", tag = "privacy",
    params(("id" = uuid::Uuid, Path, description = "The request.")), request_body = AnswerBody,
    responses((status = 200, description = "The request.", body = RequestView))
)]
pub async fn answer(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<AnswerBody>,
) -> Result<Json<RequestView>, Fault> {
    member.require_fresh()?;
    let answer = Answer {
        outcome: body.outcome,
        text: body.answer,
        correction: Correction {
            name: body.name,
            phone: phone(body.phone.as_deref().unwrap_or_default())?,
        },
        erasure: body.erase,
    };
    let request = answer_request(&member, id, answer).await?;
    Ok(Json(RequestView::of(&member, &request)))
}
