//! Proving again who one is (再次验证), before something sensitive is shown or done.

use crate::context::Member;
use crate::fault::Fault;
use crate::identity::entrance::own_path;
use crate::locale;
use crate::page::render;
use crate::view::{ConfirmPage, Field, FieldKind, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_identity::{IdentityError, SecondFactorState, second_factor};
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
    page(&member, query.next, None, StatusCode::OK).await
}

async fn page(
    member: &Member,
    next: String,
    fault: Option<&IdentityError>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let state = second_factor::service::state(&mut connection, member.actor()).await?;
    let ui = member.frame(Section::Outside);
    let fault = fault.map(|error| locale::explain(ui.locale, error).sentence());
    let field = match state {
        SecondFactorState::On { .. } => Field::new("proof", ui.t("second-factor-code"), FieldKind::Text)
            .hint(ui.t("second-factor-code-hint"))
            .autocomplete("one-time-code"),
        SecondFactorState::Off => Field::new("proof", ui.t("own-password-present"), FieldKind::Password)
            .autocomplete("current-password"),
    };
    let proof = field.fault(fault);
    Ok(render(status, &ConfirmPage { ui, proof, next }))
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
    match app
        .sign_in
        .confirm(&app.database, &member.signed_in, &form.proof)
        .await
    {
        Ok(()) => Ok(Redirect::to(&own_path(&form.next)).into_response()),
        Err(
            error @ (IdentityError::WrongCode
            | IdentityError::WrongPassword
            | IdentityError::TooManyAttempts { .. }),
        ) => {
            let status = Fault::of(&error).status();
            page(&member, form.next, Some(&error), status).await
        }
        Err(error) => Err(error.into()),
    }
}
