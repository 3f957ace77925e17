//! The second factor of one's own account: set up with an authenticator app, recovery codes, taken away again.

use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::view::{Field, FieldKind, QrCode, RecoveryCodesPage, SecondFactorPage, Section};
use crate::{locale, routes};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_identity::IdentityError;
use guildhall_identity::second_factor::Enrolment;
use http::StatusCode;
use serde::Deserialize;

/// A form that carries a code and its token.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
}

/// `POST /me/second-factor`: begins, and shows what the app needs.
pub async fn begin(member: Member, Form(form): Form<CodeForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let factors = app.sign_in.second_factors();
    factors.begin(&mut work, member.actor(), member.issuer()).await?;
    work.commit().await?;
    Ok(Redirect::to(routes::SECOND_FACTOR).into_response())
}

/// `GET /me/second-factor`: the secret that waits for its first code.
pub async fn show(member: Member) -> Result<Response, Fault> {
    member.require_fresh()?;
    page(&member, None, StatusCode::OK).await
}

async fn page(member: &Member, fault: Option<&IdentityError>, status: StatusCode) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let factors = app.sign_in.second_factors();
    let waiting = factors
        .waiting(&mut connection, member.actor(), member.issuer())
        .await;
    let shown = match waiting {
        Ok(shown) => shown,
        Err(IdentityError::SecondFactorOff) => return Ok(Redirect::to(routes::OWN_ACCOUNT).into_response()),
        Err(error) => return Err(error.into()),
    };
    Ok(render(status, &enrolment_page(member, &shown, fault)))
}

fn enrolment_page(member: &Member, shown: &Enrolment, fault: Option<&IdentityError>) -> SecondFactorPage {
    let ui = member.frame(Section::Outside);
    let fault = fault.map(|error| locale::explain(ui.locale, error).sentence());
    SecondFactorPage {
        qr: QrCode::of(&shown.address),
        secret: shown.secret.clone(),
        code: Field::new("code", ui.t("second-factor-code"), FieldKind::Text)
            .autocomplete("one-time-code")
            .fault(fault),
        ui,
    }
}

/// `POST /me/second-factor/confirm`: switches it on and shows the recovery codes.
pub async fn confirm(member: Member, Form(form): Form<CodeForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let present = Some(member.signed_in.session.id);
    let factors = app.sign_in.second_factors();
    let codes = factors
        .confirm(&mut work, member.actor(), (&form.code, present))
        .await;
    match codes {
        Ok(codes) => {
            work.commit().await?;
            Ok(codes_page(&member, codes))
        }
        Err(error @ IdentityError::WrongCode) => {
            drop(work);
            page(&member, Some(&error), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows recovery codes, for the only time.
pub(super) fn codes_page(member: &Member, codes: Vec<String>) -> Response {
    let ui = member.frame(Section::Outside);
    render(StatusCode::OK, &RecoveryCodesPage { ui, codes })
}

/// `POST /me/second-factor/codes`: new recovery codes in place of the old.
pub async fn renew_codes(member: Member, Form(form): Form<CodeForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let factors = app.sign_in.second_factors();
    let codes = factors.renew_codes(&mut work, member.actor()).await?;
    work.commit().await?;
    Ok(codes_page(&member, codes))
}

/// `POST /me/second-factor/remove`
pub async fn remove(member: Member, Form(form): Form<CodeForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.sign_in
        .second_factors()
        .remove(&mut work, member.actor())
        .await?;
    work.commit().await?;
    let done = routes::with_query(routes::OWN_ACCOUNT, [("done", "second-factor")]);
    Ok(Redirect::to(&done).into_response())
}
