//! Loans of originals: what is out, lending, taking back, one's own.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::lending::own::{next_link, own};
use crate::archive::lending::{LoanQuery, lend_originals, loans, renew_one, reopen_one, take_back_one};
use crate::fault::Fault;
use crate::privacy::named::Behind;
use axum::Json;
use guildhall_archive::lending::{CameBack, Loan, NewLoan};
use guildhall_kernel::{PersonId, RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const LOANS: &str = "/api/v1/loans";
const OWN: &str = "/api/v1/loans/own";

/// A loan of an original (借阅).
#[derive(Serialize, ToSchema)]
pub struct LoanView {
    /// Its id.
    id: Uuid,
    /// The number of its slip; those lent together share it.
    slip: String,
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// Its archival code.
    archival_code: String,
    /// Who has it.
    #[schema(value_type = uuid::Uuid)]
    person: PersonId,
    /// What for.
    purpose: String,
    /// When it was lent.
    lent_at: String,
    /// The last day on which it is not overdue.
    due_on: String,
    /// How often it was renewed.
    renewals: u32,
    /// When it came back.
    returned_at: Option<String>,
    /// `good`, `damaged` or `incomplete`.
    came_back: Option<&'static str>,
    /// What was said about that.
    note: String,
}

impl From<&Loan> for LoanView {
    fn from(loan: &Loan) -> Self {
        Self {
            id: loan.id,
            slip: loan.numbered(),
            record: loan.record,
            archival_code: loan.archival_code.clone(),
            person: loan.person,
            purpose: loan.purpose.clone(),
            lent_at: loan.lent_at.to_rfc3339(),
            due_on: loan.due_on.to_string(),
            renewals: loan.renewals,
            returned_at: loan.returned_at.map(Timestamp::to_rfc3339),
            came_back: loan.came_back.map(CameBack::code),
            note: loan.note.clone(),
        }
    }
}

/// Loans.
#[derive(Serialize, ToSchema)]
pub struct LoansView {
    /// The loans.
    loans: Vec<LoanView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the loans of what the caller keeps: what is out, what is overdue, or the register.
#[utoipa::path(
    get, path = "/api/v1/loans", operation_id = "listLoans", tag = "loans", params(LoanQuery),
    responses((status = 200, description = "Loans.", body = LoansView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<LoanQuery>,
) -> Result<Json<LoansView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = loans(&member, &mut connection, &query).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(LoansView {
        next: last.map(|last| query.behind(LOANS, last)),
        loans: found.iter().map(LoanView::from).collect(),
    }))
}

/// Lists what the caller herself borrowed, the newest first.
#[utoipa::path(
    get, path = "/api/v1/loans/own", operation_id = "listOwnLoans", tag = "loans", params(Behind),
    responses((status = 200, description = "Loans.", body = LoansView))
)]
pub async fn own_loans(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<LoansView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = own(&member, &mut connection, &behind).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(LoansView {
        next: last.map(|last| next_link(OWN, last)),
        loans: found.iter().map(LoanView::from).collect(),
    }))
}

/// What is lent to whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoanBody {
    /// The archival codes of the records.
    codes: Vec<String>,
    /// The staff number of the borrower.
    staff_number: String,
    /// What for, 2 to 500 characters.
    purpose: String,
    /// For how many days; as the rules say when left out.
    days: Option<u32>,
}

/// Lends originals, all on one slip: all of them, or none.
#[utoipa::path(
    post, path = "/api/v1/loans", operation_id = "lendOriginals", tag = "loans", request_body = LoanBody,
    responses((status = 201, description = "The loans.", body = LoansView))
)]
pub async fn lend(
    Caller(member): Caller,
    JsonOf(body): JsonOf<LoanBody>,
) -> Result<(StatusCode, Json<LoansView>), Fault> {
    let new = NewLoan {
        codes: body.codes,
        staff_number: body.staff_number,
        purpose: body.purpose,
        days: body.days,
    };
    let lent = lend_originals(&member, new).await?;
    let view = LoansView {
        loans: lent.iter().map(LoanView::from).collect(),
        next: None,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// How an original came back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnBody {
    /// `good`, `damaged` or `incomplete`.
    came_back: String,
    /// What is to be said about it; needed unless it is good.
    #[serde(default)]
    note: String,
}

/// Takes an original back.
#[utoipa::path(
    post, path = "/api/v1/loans/{id}/return", operation_id = "returnOriginal", tag = "loans",
    params(("id" = uuid::Uuid, Path, description = "The loan.")), request_body = ReturnBody,
    responses((status = 200, description = "The loan.", body = LoanView))
)]
pub async fn take_back(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<ReturnBody>,
) -> Result<Json<LoanView>, Fault> {
    let loan = take_back_one(&member, id, (&body.came_back, body.note)).await?;
    Ok(Json(LoanView::from(&loan)))
}

/// Renews a loan.
#[utoipa::path(
    post, path = "/api/v1/loans/{id}/renewal", operation_id = "renewLoan", tag = "loans",
    params(("id" = uuid::Uuid, Path, description = "The loan.")),
    responses((status = 200, description = "The loan.", body = LoanView))
)]
pub async fn renew(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<LoanView>, Fault> {
    let loan = renew_one(&member, id).await?;
    Ok(Json(LoanView::from(&loan)))
}

/// Undoes a return that was written down by mistake.
#[utoipa::path(
    post, path = "/api/v1/loans/{id}/reopening", operation_id = "undoReturn", tag = "loans",
    params(("id" = uuid::Uuid, Path, description = "The loan.")),
    responses((status = 200, description = "The loan.", body = LoanView))
)]
pub async fn reopen(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<LoanView>, Fault> {
    let loan = reopen_one(&member, id).await?;
    Ok(Json(LoanView::from(&loan)))
}
