//! The passkeys of one's own account: made, listed, removed.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::identity::second_factor::codes_page;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::view::{Field, FieldKind, Frame, Mood, Notice, PasskeyRow, PasskeysPage, Section};
use crate::{locale, routes};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_identity::passkey::{Passkey, PasskeyState, Registered, Registration};
use guildhall_identity::text::NAME_CHARS_MAX;
use guildhall_identity::{IdentityError, second_factor};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, PasskeyId};
use http::StatusCode;
use serde::Deserialize;

/// What was done just before.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /me/passkeys`
pub async fn show(member: Member, Query(query): Query<Done>) -> Result<Response, Fault> {
    member.require_fresh()?;
    let notice = match query.done.as_str() {
        "added" => Some("passkey-added"),
        "removed" => Some("passkey-removed"),
        _ => None,
    };
    page(&member, notice, None).await
}

async fn page(
    member: &Member,
    notice: Option<&'static str>,
    fault: Option<&IdentityError>,
) -> Result<Response, Fault> {
    let app = member.app();
    let passkeys = app.sign_in.passkeys();
    let mut connection = app.database.read(member.actor().realm).await?;
    let list = passkeys.list(&mut connection, member.actor()).await?;
    let recovery_left = second_factor::service::recovery_left(&mut connection, member.actor()).await?;
    let notice = notice.map(|key| Notice {
        mood: Mood::Good,
        text: locale::t(member.visit.locale, key, &locale::Args::none()),
    });
    let ui = member.visit.frame_with(Section::Outside, notice);
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    let page = PasskeysPage {
        is_on: passkeys.relying_party().is_some(),
        name: name_field(&ui, fault),
        recovery_left: (!list.is_empty()).then_some(recovery_left),
        passkeys: list.into_iter().map(row).collect(),
        ui,
    };
    Ok(render(status, &page))
}

fn name_field(ui: &Frame, fault: Option<&IdentityError>) -> Field {
    Field::new("name", ui.t("passkey-name"), FieldKind::Text)
        .hint(ui.with("passkey-name-hint", "most", NAME_CHARS_MAX))
        .fault(fault.map(|error| ui.explain(error).sentence()))
}

fn row(passkey: Passkey) -> PasskeyRow {
    PasskeyRow {
        id: passkey.id.to_string(),
        name: passkey.name,
        made: moment(passkey.made_at),
        used: passkey.used_at.map(moment),
        backed_up: passkey.backed_up,
        is_suspected: matches!(passkey.state, PasskeyState::Suspected(_)),
        is_elsewhere: passkey.state == PasskeyState::Elsewhere,
    }
}

/// What the form of a new passkey sends.
#[derive(Deserialize)]
pub struct NewPasskey {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    credential: String,
}

/// `POST /me/passkeys`: keeps what the browser made; with the first one, shows the recovery codes.
pub async fn add(member: Member, Form(form): Form<NewPasskey>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    match register(&member, &form).await {
        Ok(registered) if registered.recovery_codes.is_empty() => Ok(done("added")),
        Ok(registered) => Ok(codes_page(&member, registered.recovery_codes)),
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(&member, None, Some(&error)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn register(member: &Member, form: &NewPasskey) -> Result<Registered, IdentityError> {
    let app = member.app();
    let answer = Registration::parse(&form.credential)?;
    let made = (form.name.as_str(), &answer);
    let passkeys = app.sign_in.passkeys();
    passkeys.register(&app.database, &member.signed_in, made).await
}

/// `POST /me/passkeys/{id}/remove`
pub async fn remove(
    member: Member,
    PathOf(id): PathOf<PasskeyId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.sign_in
        .passkeys()
        .remove(&mut work, member.actor(), id)
        .await?;
    work.commit().await?;
    Ok(done("removed"))
}

fn done(what: &'static str) -> Response {
    let address = routes::with_query(routes::PASSKEYS, [("done", what)]);
    Redirect::to(&address).into_response()
}
