//! The client certificates of one's own account: the one that the browser shows is bound; all are listed and removed.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::view::{CertificateRow, CertificatesPage, Mood, Notice, Section};
use crate::{locale, routes};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_federation::FederationError;
use guildhall_federation::certificate::{Certificate, Presented, service};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{CertificateId, Explain as _, Timestamp};
use http::StatusCode;
use serde::Deserialize;

/// What was done just before.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /me/certificates`
pub async fn show(member: Member, Query(query): Query<Done>) -> Result<Response, Fault> {
    let notice = match query.done.as_str() {
        "bound" => Some("certificate-bound"),
        "removed" => Some("certificate-removed"),
        _ => None,
    };
    page(&member, notice, None).await
}

async fn page(
    member: &Member,
    notice: Option<&'static str>,
    fault: Option<&FederationError>,
) -> Result<Response, Fault> {
    let app = member.app();
    let locale = member.visit.locale;
    let mut connection = app.database.read(member.actor().realm).await?;
    let own = service::list_own(&mut connection, member.actor()).await?;
    let now = app.database.clock().now();
    let looked = member
        .visit
        .certificate
        .as_ref()
        .map(|chain| app.certificates.look(chain, now));
    let (presented, refused) = match looked {
        Some(Ok(presented)) => (Some(presented), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    let is_bound = |presented: &Presented| {
        own.iter()
            .any(|own| own.shown.fingerprint == presented.fingerprint)
    };
    let sentence = |error: &FederationError| locale::explain(locale, error).sentence();
    let page = CertificatesPage {
        ui: member.visit.frame_with(
            Section::Outside,
            notice.map(|key| Notice {
                mood: Mood::Good,
                text: locale::t(locale, key, &locale::Args::none()),
            }),
        ),
        is_on: app.certificates.are_on(),
        count_as_two: app.certificates.count_as_two(),
        is_bound: presented.as_ref().is_some_and(is_bound),
        presented: presented.map(|presented| presented_row(presented, now)),
        fault: fault.or(refused.as_ref()).map(sentence),
        certificates: own.into_iter().map(|own| row(own, now)).collect(),
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

fn presented_row(presented: Presented, now: Timestamp) -> CertificateRow {
    CertificateRow {
        id: String::new(),
        is_over: presented.expires_at <= now,
        subject: presented.subject,
        issuer: presented.issuer,
        serial: presented.serial,
        fingerprint: presented.fingerprint,
        expires: moment(presented.expires_at),
        used: None,
    }
}

/// Returns a certificate as it is shown at a moment.
pub(super) fn row(certificate: Certificate, now: Timestamp) -> CertificateRow {
    CertificateRow {
        id: certificate.id.to_string(),
        used: certificate.used_at.map(moment),
        ..presented_row(certificate.shown, now)
    }
}

/// Binds what the browser shows to the member's own account.
///
/// # Errors
/// As [`guildhall_federation::ClientCertificates::bind`], and [`FederationError::CertificateMissing`].
pub(crate) async fn bind_shown(member: &Member) -> Result<Certificate, FederationError> {
    let app = member.app();
    let chain = member.visit.require_certificate()?;
    let mut work = app.database.begin(member.actor().realm).await?;
    let bound = app.certificates.bind(&mut work, member.actor(), chain).await?;
    work.commit().await?;
    Ok(bound)
}

/// `POST /me/certificates`: binds the certificate that the browser shows.
pub async fn bind(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    match bind_shown(&member).await {
        Ok(_) => {
            let done = routes::with_query(routes::OWN_CERTIFICATES, [("done", "bound")]);
            Ok(Redirect::to(&done).into_response())
        }
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(&member, None, Some(&error)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /me/certificates/{id}/remove`
pub async fn remove(
    member: Member,
    PathOf(id): PathOf<CertificateId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    service::remove_own(&mut work, member.actor(), id).await?;
    work.commit().await?;
    let done = routes::with_query(routes::OWN_CERTIFICATES, [("done", "removed")]);
    Ok(Redirect::to(&done).into_response())
}
