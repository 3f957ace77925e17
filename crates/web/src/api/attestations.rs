//! Certificates of consultation: issued, listed, revoked, checked.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use super::records::FileBytes;
use crate::address::PathOf;
use crate::archive::attestations::{
    AttestationQuery, CheckQuery, attestations, check_one, hidden, issue_one, paper, revoke_one,
};
use crate::context::Member;
use crate::fault::Fault;
use axum::Json;
use axum::response::Response;
use guildhall_archive::attestation::{Attestation, NewAttestation};
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const ATTESTATIONS: &str = "/api/v1/attestations";

/// A certificate of consultation (查档证明). Personal data in title and excerpt are hidden; the paper has them.
#[derive(Serialize, ToSchema)]
pub struct AttestationView {
    /// Its id.
    id: Uuid,
    /// Its number as it is written.
    number: String,
    /// The code by which it is checked.
    code: String,
    /// `genuine` or `revoked`.
    standing: &'static str,
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    record: RecordId,
    /// Its archival code.
    archival_code: String,
    /// Its title.
    title: String,
    /// Its date.
    doc_date: Option<String>,
    /// The code of its retention period.
    retention: String,
    /// Code and name of its fonds.
    fonds: String,
    /// The digest of its description on the day of issue, in hexadecimal digits.
    record_digest: String,
    /// For whom.
    recipient: String,
    /// What for.
    purpose: String,
    /// What the record says about the matter.
    excerpt: String,
    /// Who issued it.
    #[schema(value_type = uuid::Uuid)]
    issued_by: AccountId,
    /// When.
    issued_at: String,
    /// When it was revoked.
    revoked_at: Option<String>,
    /// Why; empty while it stands.
    reason: String,
}

impl AttestationView {
    fn of(member: &Member, one: &Attestation) -> Self {
        let one = hidden(member, one);
        Self {
            id: one.id,
            code: one.shown_code(),
            standing: one.standing().code(),
            number: one.numbered,
            record: one.record,
            archival_code: one.archival_code,
            title: one.title,
            doc_date: one.doc_date.map(|date| date.to_string()),
            retention: one.retention,
            fonds: one.fonds,
            record_digest: one.record_digest,
            recipient: one.recipient,
            purpose: one.purpose,
            excerpt: one.excerpt,
            issued_by: one.issued_by,
            issued_at: one.issued_at.to_rfc3339(),
            revoked_at: one.revoked_at.map(Timestamp::to_rfc3339),
            reason: one.reason,
        }
    }
}

/// Certificates.
#[derive(Serialize, ToSchema)]
pub struct AttestationsView {
    /// The certificates.
    attestations: Vec<AttestationView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the certificates from what the caller keeps, the newest first.
#[utoipa::path(
    get, path = "/api/v1/attestations", operation_id = "listAttestations", tag = "attestations",
    params(AttestationQuery), responses((status = 200, description = "Certificates.", body = AttestationsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<AttestationQuery>,
) -> Result<Json<AttestationsView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = attestations(&member, &mut connection, &query).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(AttestationsView {
        next: last.map(|last| query.behind(ATTESTATIONS, last)),
        attestations: found
            .iter()
            .map(|one| AttestationView::of(&member, one))
            .collect(),
    }))
}

/// Returns one certificate.
#[utoipa::path(
    get, path = "/api/v1/attestations/{id}", operation_id = "showAttestation", tag = "attestations",
    params(("id" = uuid::Uuid, Path, description = "The certificate.")),
    responses((status = 200, description = "The certificate.", body = AttestationView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<AttestationView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let one = app.attestations.attestation(&mut connection, actor, id).await?;
    Ok(Json(AttestationView::of(&member, &one)))
}

/// What is to be certified.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttestationBody {
    /// For whom, by name, 2 to 100 characters.
    recipient: String,
    /// What for, 2 to 500 characters.
    purpose: String,
    /// What the record says about the matter.
    excerpt: String,
}

/// Issues a certificate from a filed record.
#[utoipa::path(
    post, path = "/api/v1/records/{id}/attestations", operation_id = "issueAttestation", tag = "attestations",
    params(("id" = uuid::Uuid, Path, description = "The record.")), request_body = AttestationBody,
    responses((status = 201, description = "The certificate.", body = AttestationView))
)]
pub async fn issue(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
    JsonOf(body): JsonOf<AttestationBody>,
) -> Result<(StatusCode, Json<AttestationView>), Fault> {
    let new = NewAttestation {
        recipient: body.recipient,
        purpose: body.purpose,
        excerpt: body.excerpt,
    };
    let one = issue_one(&member, id, &new).await?;
    Ok((StatusCode::CREATED, Json(AttestationView::of(&member, &one))))
}

/// Why a certificate is revoked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttestationRevocation {
    /// The reason, 2 to 500 characters.
    reason: String,
}

/// Prints a certificate as PDF; that it was printed is written down.
#[utoipa::path(
    get, path = "/api/v1/attestations/{id}/certificate", operation_id = "printAttestation", tag = "attestations",
    params(("id" = uuid::Uuid, Path, description = "The certificate.")),
    responses((status = 200, description = "The certificate.", body = FileBytes, content_type = "application/pdf"))
)]
pub async fn print(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    paper::print_one(&member, id).await
}

/// Revokes a certificate. It stays, and so does its number.
#[utoipa::path(
    post, path = "/api/v1/attestations/{id}/revocation", operation_id = "revokeAttestation", tag = "attestations",
    params(("id" = uuid::Uuid, Path, description = "The certificate.")), request_body = AttestationRevocation,
    responses((status = 200, description = "The certificate.", body = AttestationView))
)]
pub async fn revoke(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<AttestationRevocation>,
) -> Result<Json<AttestationView>, Fault> {
    let one = revoke_one(&member, id, &body.reason).await?;
    Ok(Json(AttestationView::of(&member, &one)))
}

/// What a check tells: nothing of the content.
#[derive(Serialize, ToSchema)]
pub struct AttestationCheck {
    /// `genuine`, `revoked` or `unknown`.
    standing: &'static str,
    /// When it was issued.
    issued_at: Option<String>,
    /// When it was revoked.
    revoked_at: Option<String>,
}

/// Checks a certificate by the number and the code that stand on it.
#[utoipa::path(
    get, path = "/api/v1/attestations/check", operation_id = "checkAttestation", tag = "attestations",
    params(CheckQuery), responses((status = 200, description = "What was found.", body = AttestationCheck))
)]
pub async fn check(
    Caller(member): Caller,
    QueryOf(query): QueryOf<CheckQuery>,
) -> Result<Json<AttestationCheck>, Fault> {
    let checked = check_one(&member, &query).await?;
    Ok(Json(AttestationCheck {
        standing: checked.standing.code(),
        issued_at: checked.issued_at.map(Timestamp::to_rfc3339),
        revoked_at: checked.revoked_at.map(Timestamp::to_rfc3339),
    }))
}
