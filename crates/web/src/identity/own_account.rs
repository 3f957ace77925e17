//! One's own account: the password, and the sessions that are open somewhere.

use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::view::{Field, FieldKind, Mood, Notice, OwnAccountPage, Section, SessionRow};
use crate::{locale, routes};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_identity::session::service as sessions;
use guildhall_identity::{IdentityError, SecondFactorState, account, device, second_factor};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, SessionId};
use http::StatusCode;
use serde::Deserialize;
use std::net::IpAddr;

/// What was done just before.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /me`
pub async fn show(member: Member, Query(query): Query<Done>) -> Result<Response, Fault> {
    let notice = match query.done.as_str() {
        "password" => Some("own-password-changed"),
        "sessions" => Some("own-sessions-ended"),
        "second-factor" => Some("second-factor-removed"),
        _ => None,
    };
    // Here she sees which devices are signed in: whoever comes to this page has been told.
    let app = member.app();
    if let Err(error) = device::service::told(&app.database, &member.signed_in).await {
        tracing::warn!(%error, "that somebody was told of a new device could not be written down");
    }
    page(&member, notice, None, StatusCode::OK).await
}

/// Returns the message that says what kind of network an address is in.
fn place_of(address: &str) -> Option<&'static str> {
    let is_internal = match address.parse::<IpAddr>().ok()?.to_canonical() {
        address if address.is_loopback() => return Some("place-here"),
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    };
    Some(if is_internal {
        "place-internal"
    } else {
        "place-outside"
    })
}

async fn page(
    member: &Member,
    notice: Option<&'static str>,
    fault: Option<&IdentityError>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let found = sessions::list(&app.database, &mut connection, &app.sessions, member.actor()).await?;
    let factor = second_factor::service::state(&mut connection, member.actor()).await?;
    let passkeys = app
        .sign_in
        .passkeys()
        .list(&mut connection, member.actor())
        .await?;
    let present = member.signed_in.session.id;
    let rows = found.iter().map(|session| SessionRow {
        id: session.id.to_string(),
        agent: session.agent.clone(),
        place: place_of(&session.address),
        address: session.address.clone(),
        began: crate::archive::record::moment(session.created_at),
        seen: crate::archive::record::moment(session.seen_at),
        is_present: session.id == present,
    });
    let account = &member.signed_in.account;
    let sentence = notice.map(|key| Notice {
        mood: Mood::Good,
        text: locale::t(member.visit.locale, key, &locale::Args::none()),
    });
    let ui = member.visit.frame_with(Section::Outside, sentence);
    let fields = fields(&ui, fault);
    let page = OwnAccountPage {
        name: account.name.clone(),
        login: account.login.as_str().to_owned(),
        password_due: account.must_change_password,
        second_factor_due: member.signed_in.second_factor_due,
        password_set: crate::archive::record::moment(account.password_changed_at),
        fields,
        second_factor: match factor {
            SecondFactorState::Off => None,
            SecondFactorState::On { since, recovery_left } => {
                Some((crate::archive::record::moment(since), recovery_left))
            }
        },
        passkeys: passkeys.len(),
        certificates: app.certificates.are_on(),
        outside: app.federation.providers().next().is_some(),
        sessions: rows.collect(),
        ui,
    };
    Ok(render(status, &page))
}

fn fields(ui: &crate::view::Frame, fault: Option<&IdentityError>) -> Vec<Field> {
    let sentence = |wanted: fn(&IdentityError) -> bool| {
        fault.filter(|error| wanted(error)).map(|error| {
            let text = locale::explain(ui.locale, error);
            format!("{} {}", text.happened, text.todo)
        })
    };
    let is_new = |error: &IdentityError| matches!(error, IdentityError::WeakPassword(_));
    vec![
        Field::new("present", ui.t("own-password-present"), FieldKind::Password)
            .autocomplete("current-password")
            .fault(sentence(|error| !matches!(error, IdentityError::WeakPassword(_)))),
        Field::new("new", ui.t("own-password-new"), FieldKind::Password)
            .hint(ui.t("first-run-password-hint"))
            .autocomplete("new-password")
            .fault(sentence(is_new)),
    ]
}

/// What the form of the password sends.
#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    present: String,
    #[serde(default)]
    new: String,
}

/// `POST /me/password`: sets a new password and ends all other sessions.
pub async fn change_password(member: Member, Form(form): Form<PasswordForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match set_password(&member, &form.present, &form.new).await {
        Ok(()) => {
            let done = routes::with_query(routes::OWN_ACCOUNT, [("done", "password")]);
            Ok(Redirect::to(&done).into_response())
        }
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::TooMany) => {
            let status = Fault::of(&error).status();
            page(&member, None, Some(&error), status).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Sets the actor's own password; the session of this request stays.
pub async fn set_password(member: &Member, present: &str, new: &str) -> Result<(), IdentityError> {
    let app = member.app();
    let change = app
        .sign_in
        .prepare_password_change(&app.database, &member.signed_in, (present, new))
        .await?;
    let mut work = app.database.begin(member.actor().realm).await?;
    let keep = Some(member.signed_in.session.id);
    account::service::change_password(&mut work, member.actor(), change, keep).await?;
    work.commit().await?;
    Ok(())
}

/// `POST /me/sessions/{id}/end`
pub async fn end_session(
    member: Member,
    PathOf(id): PathOf<SessionId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    sessions::revoke(&mut work, member.actor(), id).await?;
    work.commit().await?;
    Ok(ended())
}

/// `POST /me/sessions/end-others`
pub async fn end_other_sessions(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    sessions::sign_out_elsewhere(&mut work, member.actor(), member.signed_in.session.id).await?;
    work.commit().await?;
    Ok(ended())
}

fn ended() -> Response {
    let done = routes::with_query(routes::OWN_ACCOUNT, [("done", "sessions")]);
    Redirect::to(&done).into_response()
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn an_address_is_here_inside_or_outside() {
        for (address, place) in [
            ("127.0.0.1", Some("place-here")),
            ("::1", Some("place-here")),
            ("10.2.3.4", Some("place-internal")),
            ("::ffff:192.168.1.9", Some("place-internal")),
            ("fd00::1", Some("place-internal")),
            ("203.0.113.9", Some("place-outside")),
            ("2001:db8::1", Some("place-outside")),
            ("", None),
        ] {
            assert_eq!(place_of(address), place, "{address}");
        }
    }
}
