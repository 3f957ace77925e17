//! Coming in by a client certificate, instead of the password.

use crate::context::Visit;
use crate::fault::Fault;
use crate::identity::entrance;
use axum::Form;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use guildhall_federation::FederationError;
use guildhall_identity::IdentityError;
use guildhall_identity::sign_in::SignedIn;
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use serde::Deserialize;

/// Where to go after signing in.
#[derive(Deserialize)]
pub struct CertificateForm {
    #[serde(default)]
    next: String,
}

/// Opens a session for whose certificate the browser shows.
///
/// # Errors
/// As [`guildhall_federation::ClientCertificates::sign_in`], and [`FederationError::CertificateMissing`].
pub(crate) async fn enter(visit: &Visit) -> Result<SignedIn, FederationError> {
    let app = &visit.app;
    let chain = visit.require_certificate()?;
    let doors = (&app.database, &*app.sign_in);
    let entered = app.certificates.sign_in(doors, (chain, &visit.visitor)).await;
    if let Err(error @ FederationError::CertificateRefused { .. }) = &entered {
        tracing::info!(%error, address = ?visit.visitor.origin.address, "sign-in by certificate refused");
    }
    entered
}

/// `POST /sign-in/certificate`
pub async fn sign_in(
    visit: Visit,
    jar: CookieJar,
    Form(form): Form<CertificateForm>,
) -> Result<Response, Fault> {
    match enter(&visit).await {
        Ok(signed_in) => Ok(entrance::entered(&visit.app, jar, &signed_in, form.next)),
        Err(error) if is_shown_in_place(&error) => Ok(entrance::sign_in_page(
            &visit,
            String::new(),
            Some(&error),
            form.next,
        )),
        Err(error) => Err(error.into()),
    }
}

/// Whether the page says what is wrong, instead of a page of its own.
fn is_shown_in_place(error: &FederationError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Invalid | ErrorKind::TooMany | ErrorKind::Conflict
    ) || matches!(error, FederationError::Identity(IdentityError::AccountNotActive))
}
