//! Proving again who one is (再次验证), before something sensitive is shown or done.

use crate::context::Member;
use crate::fault::Fault;
use crate::identity::entrance::own_path;
use crate::page::render;
use crate::view::{ConfirmPage, Field, FieldKind, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_identity::IdentityError;
use guildhall_identity::sign_in::Proof;
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use http::StatusCode;
use serde::Deserialize;

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /me/confirm`
pub async fn show(member: Member, Query(query): Query<Next>) -> Result<Response, Fault> {
    page(&member, query.next, None).await
}

async fn page(member: &Member, next: String, fault: Option<&IdentityError>) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let proofs = app
        .sign_in
        .proofs(&mut connection, &member.signed_in.account)
        .await?;
    let ui = member.frame(Section::Outside);
    let field = if proofs.any() {
        let hint = if proofs.app {
            "second-factor-code-hint"
        } else {
            "recovery-code-hint"
        };
        Field::new("proof", ui.t("second-factor-code"), FieldKind::Text)
            .hint(ui.t(hint))
            .autocomplete("one-time-code")
    } else {
        Field::new("proof", ui.t("own-password-present"), FieldKind::Password)
            .autocomplete("current-password")
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    let page = ConfirmPage {
        proof: field.fault(fault.map(|error| ui.explain(error).sentence())),
        passkey: proofs.passkey,
        next,
        ui,
    };
    Ok(render(status, &page))
}

/// What the form sends.
#[derive(Deserialize)]
pub struct ConfirmForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    proof: String,
    #[serde(default)]
    next: String,
}

/// `POST /me/confirm`
pub async fn confirm(member: Member, Form(form): Form<ConfirmForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let app = member.app();
    let proof = Proof::Typed(&form.proof);
    let proved = app.sign_in.confirm(&app.database, &member.signed_in, proof).await;
    answered(&member, proved, form.next).await
}

/// Answers a proof: leads on, or asks again.
pub(super) async fn answered(
    member: &Member,
    proved: Result<(), IdentityError>,
    next: String,
) -> Result<Response, Fault> {
    match proved {
        Ok(()) => Ok(Redirect::to(&own_path(&next)).into_response()),
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::TooMany) => {
            page(member, next, Some(&error)).await
        }
        Err(error) => Err(error.into()),
    }
}
