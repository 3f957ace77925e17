//! Requests to borrow originals: asking, one's own, those that wait at the desk, handing out, dropping.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use super::loans::LoanView;
use crate::address::PathOf;
use crate::archive::lending::requests::{ask_for, drop_one, hand_out_one, next_link, own, waiting};
use crate::archive::lending::require_keeper;
use crate::fault::Fault;
use crate::privacy::named::Behind;
use crate::routes;
use axum::Json;
use guildhall_archive::lending::request::{AskLoan, LoanRequest};
use guildhall_kernel::{PersonId, RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const OWN: &str = "/api/v1/loans/requests";
const WAITING: &str = "/api/v1/loans/requests/waiting";

/// A request to borrow an original (借阅申请).
#[derive(Serialize, ToSchema)]
pub struct LoanRequestView {
    /// Its id.
    id: Uuid,
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// Its archival code.
    archival_code: String,
    /// Who asked.
    #[schema(value_type = uuid::Uuid)]
    person: PersonId,
    /// What for.
    purpose: String,
    /// For how many days.
    days: u32,
    /// `asked`, `approved`, `refused`, `withdrawn`, `lent` or `dropped`.
    state: &'static str,
    /// When it was asked for.
    asked_at: String,
    /// When it was decided.
    decided_at: Option<String>,
    /// When it was handed out or dropped.
    ended_at: Option<String>,
    /// The loan that came of it.
    loan: Option<Uuid>,
}

impl From<&LoanRequest> for LoanRequestView {
    fn from(request: &LoanRequest) -> Self {
        Self {
            id: request.id,
            record: request.record,
            archival_code: request.archival_code.clone(),
            person: request.person,
            purpose: request.purpose.clone(),
            days: request.days,
            state: request.state.code(),
            asked_at: request.asked_at.to_rfc3339(),
            decided_at: request.decided_at.map(Timestamp::to_rfc3339),
            ended_at: request.ended_at.map(Timestamp::to_rfc3339),
            loan: request.loan,
        }
    }
}

/// A page of requests.
#[derive(Serialize, ToSchema)]
pub struct LoanRequestsView {
    /// The requests.
    requests: Vec<LoanRequestView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists what the caller asked to borrow, the newest first.
#[utoipa::path(
    get, path = "/api/v1/loans/requests", operation_id = "listOwnLoanRequests", tag = "loans", params(Behind),
    responses((status = 200, description = "Requests.", body = LoanRequestsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<LoanRequestsView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = own(&member, &mut connection, &behind).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(LoanRequestsView {
        next: last.map(|last| next_link(OWN, last)),
        requests: found.iter().map(LoanRequestView::from).collect(),
    }))
}

/// Lists the approved requests for what the caller keeps, the one approved first comes first.
#[utoipa::path(
    get, path = "/api/v1/loans/requests/waiting", operation_id = "listLoanRequestsToHandOut", tag = "loans",
    params(Behind), responses((status = 200, description = "Requests.", body = LoanRequestsView))
)]
pub async fn to_hand_out(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<LoanRequestsView>, Fault> {
    require_keeper(&member)?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = waiting(&member, &mut connection, &behind).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(LoanRequestsView {
        next: last.and_then(after),
        requests: found.iter().map(LoanRequestView::from).collect(),
    }))
}

/// Returns the address of the page behind a request at the desk, which is in its place by the moment of its approval.
fn after(last: &LoanRequest) -> Option<String> {
    let at = last.decided_at?.as_micros().to_string();
    Some(routes::with_query(
        WAITING,
        [("at", at), ("id", last.id.to_string())],
    ))
}

/// What is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoanRequestBody {
    /// The archival code of the record.
    archival_code: String,
    /// What for, 2 to 500 characters.
    purpose: String,
    /// For how many days; as the rules say when left out.
    days: Option<u32>,
}

/// A request with the run in which it is decided.
#[derive(Serialize, ToSchema)]
pub struct AskedLoanView {
    /// The request.
    request: LoanRequestView,
    /// The run.
    run: Uuid,
}

/// Asks to borrow the original of a record.
#[utoipa::path(
    post, path = "/api/v1/loans/requests", operation_id = "askToBorrow", tag = "loans", request_body = LoanRequestBody,
    responses((status = 201, description = "The request, being decided.", body = AskedLoanView))
)]
pub async fn ask(
    Caller(member): Caller,
    JsonOf(body): JsonOf<LoanRequestBody>,
) -> Result<(StatusCode, Json<AskedLoanView>), Fault> {
    let ask = AskLoan {
        archival_code: body.archival_code,
        purpose: body.purpose,
        days: body.days,
    };
    let (request, run) = ask_for(&member, ask).await?;
    let asked = AskedLoanView {
        request: LoanRequestView::from(&request),
        run: run.id,
    };
    Ok((StatusCode::CREATED, Json(asked)))
}

/// Hands an original out to whoever asked for it.
#[utoipa::path(
    post, path = "/api/v1/loans/requests/{id}/loan", operation_id = "handOutRequested", tag = "loans",
    params(("id" = uuid::Uuid, Path, description = "The request.")),
    responses((status = 201, description = "The loan.", body = LoanView))
)]
pub async fn hand_out(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<(StatusCode, Json<LoanView>), Fault> {
    let loan = hand_out_one(&member, id).await?;
    Ok((StatusCode::CREATED, Json(LoanView::from(&loan))))
}

/// Drops an approved request whose original nobody needs any more.
#[utoipa::path(
    post, path = "/api/v1/loans/requests/{id}/drop", operation_id = "dropLoanRequest", tag = "loans",
    params(("id" = uuid::Uuid, Path, description = "The request.")),
    responses((status = 200, description = "The request.", body = LoanRequestView))
)]
pub async fn drop(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<LoanRequestView>, Fault> {
    let request = drop_one(&member, id).await?;
    Ok(Json(LoanRequestView::from(&request)))
}
