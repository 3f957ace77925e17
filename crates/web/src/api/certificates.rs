//! Client certificates (客户端证书): signing in by one, and those that are bound to an account.

use super::caller::Caller;
use super::sessions::{SignedInView, opened};
use crate::address::PathOf;
use crate::context::Visit;
use crate::fault::Fault;
use crate::identity::{certificate_entrance, certificates};
use axum::Json;
use axum_extra::extract::CookieJar;
use guildhall_federation::certificate::{Certificate, service};
use guildhall_kernel::{AccountId, CertificateId, Timestamp};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Opens a session for the owner of the client certificate that the connection shows.
#[utoipa::path(
    post, path = "/api/v1/sessions/certificate", operation_id = "signInWithCertificate", tag = "sessions",
    responses((status = 201, description = "A session.", body = SignedInView)), security(())
)]
pub async fn sign_in(visit: Visit) -> Result<(StatusCode, CookieJar, Json<SignedInView>), Fault> {
    let signed_in = certificate_entrance::enter(&visit).await?;
    Ok(opened(&visit, &signed_in))
}

/// A client certificate that belongs to an account.
#[derive(Serialize, ToSchema)]
pub struct CertificateView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: CertificateId,
    /// Whose it is, as the authority wrote it.
    subject: String,
    /// The authority.
    issuer: String,
    /// Its number there, in hexadecimal digits.
    serial: String,
    /// SHA-256 of its SubjectPublicKeyInfo, in hexadecimal digits.
    fingerprint: String,
    /// When it ends.
    expires_at: String,
    /// When it was bound.
    made_at: String,
    /// When it was last used; null when never.
    used_at: Option<String>,
}

impl CertificateView {
    fn of(certificate: Certificate) -> Self {
        Self {
            id: certificate.id,
            subject: certificate.shown.subject,
            issuer: certificate.shown.issuer,
            serial: certificate.shown.serial,
            fingerprint: certificate.shown.fingerprint,
            expires_at: certificate.shown.expires_at.to_rfc3339(),
            made_at: certificate.made_at.to_rfc3339(),
            used_at: certificate.used_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// Client certificates.
#[derive(Serialize, ToSchema)]
pub struct CertificatesView {
    /// The oldest first.
    certificates: Vec<CertificateView>,
}

impl CertificatesView {
    fn of(found: Vec<Certificate>) -> Json<Self> {
        let certificates = found.into_iter().map(CertificateView::of).collect();
        Json(Self { certificates })
    }
}

/// Lists your client certificates.
#[utoipa::path(
    get, path = "/api/v1/me/certificates", operation_id = "listCertificates", tag = "sessions",
    responses((status = 200, description = "Certificates.", body = CertificatesView))
)]
pub async fn list(Caller(member): Caller) -> Result<Json<CertificatesView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let found = service::list_own(&mut connection, member.actor()).await?;
    Ok(CertificatesView::of(found))
}

/// Binds the client certificate that the connection shows to your account. Needs a fresh proof of identity.
#[utoipa::path(
    post, path = "/api/v1/me/certificates", operation_id = "bindCertificate", tag = "sessions",
    responses((status = 201, description = "The certificate.", body = CertificateView))
)]
pub async fn bind(Caller(member): Caller) -> Result<(StatusCode, Json<CertificateView>), Fault> {
    member.require_fresh()?;
    let bound = certificates::bind_shown(&member).await?;
    Ok((StatusCode::CREATED, Json(CertificateView::of(bound))))
}

/// Removes one of your client certificates. Needs a fresh proof of identity.
#[utoipa::path(
    delete, path = "/api/v1/me/certificates/{id}", operation_id = "removeCertificate", tag = "sessions",
    params(("id" = uuid::Uuid, Path, description = "The certificate.")),
    responses((status = 204, description = "Nobody signs in by it any more."))
)]
pub async fn remove(Caller(member): Caller, PathOf(id): PathOf<CertificateId>) -> Result<StatusCode, Fault> {
    member.require_fresh()?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    service::remove_own(&mut work, member.actor(), id).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the client certificates of an account that you manage. Needs a fresh proof of identity.
#[utoipa::path(
    get, path = "/api/v1/accounts/{id}/certificates", operation_id = "listAccountCertificates", tag = "accounts",
    params(("id" = uuid::Uuid, Path, description = "The account.")),
    responses((status = 200, description = "Certificates.", body = CertificatesView))
)]
pub async fn list_managed(
    Caller(member): Caller,
    PathOf(id): PathOf<AccountId>,
) -> Result<Json<CertificatesView>, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let found = service::list_managed(&mut connection, &app.rights, member.actor(), id).await?;
    Ok(CertificatesView::of(found))
}

/// Removes a client certificate of an account that you manage. Needs a fresh proof of identity.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{id}/certificates/{certificate}", operation_id = "removeAccountCertificate",
    tag = "accounts",
    params(
        ("id" = uuid::Uuid, Path, description = "The account."),
        ("certificate" = uuid::Uuid, Path, description = "The certificate.")
    ),
    responses((status = 204, description = "Nobody signs in by it any more."))
)]
pub async fn remove_managed(
    Caller(member): Caller,
    PathOf(named): PathOf<(AccountId, CertificateId)>,
) -> Result<StatusCode, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    service::remove_managed(&mut work, &app.rights, member.actor(), named).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
