//! Signing in and out, and who is signed in.

use super::accounts::AccountView;
use super::body::JsonOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::context::{SESSION_COOKIE, Visit, device_cookie, session_token};
use crate::fault::Fault;
use crate::page::FORGET;
use crate::view::PageFault;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use guildhall_identity::session;
use guildhall_identity::sign_in::{Attempt, Proof, SignedIn};
use guildhall_kernel::SessionId;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInBody {
    /// Login name.
    login: String,
    /// Password.
    #[schema(format = Password)]
    password: String,
}

/// A new session.
#[derive(Serialize, ToSchema)]
pub struct SignedInView {
    /// The secret for `Authorization: Bearer`; shown only here.
    token: String,
    /// When the session ends at the latest.
    expires_at: String,
    /// Whether it opens nothing yet but `finishSignIn`, because the account has a second factor.
    second_factor_needed: bool,
    /// Whose it is.
    account: AccountView,
}

impl SignedInView {
    /// Returns what a program needs of a new session.
    pub(super) fn of(signed_in: &SignedIn) -> Self {
        Self {
            token: signed_in.token.to_text(),
            expires_at: signed_in.session.expires_at.to_rfc3339(),
            second_factor_needed: signed_in.session.pending,
            account: AccountView::of(&signed_in.account),
        }
    }
}

/// Opens a session.
#[utoipa::path(
    post, path = "/api/v1/sessions", operation_id = "signIn", tag = "sessions", request_body = SignInBody,
    responses((status = 201, description = "A session.", body = SignedInView)), security(())
)]
pub async fn sign_in(
    visit: Visit,
    JsonOf(body): JsonOf<SignInBody>,
) -> Result<(StatusCode, CookieJar, Json<SignedInView>), Fault> {
    let app = &visit.app;
    let attempt = Attempt {
        login: &body.login,
        password: &body.password,
        visitor: &visit.visitor,
    };
    let signed_in = app.sign_in.sign_in(&app.database, attempt).await?;
    Ok(opened(&visit, &signed_in))
}

/// Answers with a new session, and the cookie by which the device is known at the next sign-in.
pub(super) fn opened(visit: &Visit, signed_in: &SignedIn) -> (StatusCode, CookieJar, Json<SignedInView>) {
    let jar = signed_in.device.iter().fold(CookieJar::new(), |jar, device| {
        jar.add(device_cookie(&visit.app, device))
    });
    (StatusCode::CREATED, jar, Json(SignedInView::of(signed_in)))
}

/// The code of the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Six digits of the authenticator, or a recovery code.
    #[schema(format = Password)]
    code: String,
}

/// Takes the code of the second factor for a session that needs it, and opens the real one with a new token.
#[utoipa::path(
    post, path = "/api/v1/sessions/current/code", operation_id = "finishSignIn", tag = "sessions",
    request_body = CodeBody, responses((status = 201, description = "A session.", body = SignedInView))
)]
pub async fn finish(
    visit: Visit,
    headers: HeaderMap,
    JsonOf(body): JsonOf<CodeBody>,
) -> Result<(StatusCode, CookieJar, Json<SignedInView>), Fault> {
    let app = &visit.app;
    let pending = session_token(&headers, &CookieJar::from_headers(&headers)).0;
    let pending = pending.ok_or(PageFault::SignInRequired)?;
    let proof = (Proof::Typed(&body.code), &visit.visitor);
    let signed_in = app.sign_in.finish(&app.database, &pending, proof).await?;
    Ok(opened(&visit, &signed_in))
}

/// A proof of identity.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofBody {
    /// A code, for an account with an authenticator app or a passkey; the password for another.
    #[schema(format = Password)]
    proof: String,
}

/// Proves again who you are, which sensitive operations ask for (403 `page-confirm-needed`).
#[utoipa::path(
    post, path = "/api/v1/sessions/current/confirmation", operation_id = "confirmSession", tag = "sessions",
    request_body = ProofBody, responses((status = 204, description = "The session is fresh."))
)]
pub async fn confirm(Caller(member): Caller, JsonOf(body): JsonOf<ProofBody>) -> Result<StatusCode, Fault> {
    let app = member.app();
    app.sign_in
        .confirm(&app.database, &member.signed_in, Proof::Typed(&body.proof))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The secret for an authenticator app.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentView {
    /// Base 32.
    secret: String,
    /// The same as an address for a QR code.
    address: String,
}

/// Begins to set up your second factor.
#[utoipa::path(
    post, path = "/api/v1/me/second-factor", operation_id = "beginSecondFactor", tag = "sessions",
    responses((status = 201, description = "What the app needs.", body = EnrolmentView))
)]
pub async fn begin_second_factor(Caller(member): Caller) -> Result<(StatusCode, Json<EnrolmentView>), Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let factors = app.sign_in.second_factors();
    let shown = factors.begin(&mut work, member.actor(), member.issuer()).await?;
    work.commit().await?;
    let view = EnrolmentView {
        secret: shown.secret,
        address: shown.address,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Recovery codes.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesView {
    /// The codes; each works once and is shown only here.
    codes: Vec<String>,
}

/// Switches your second factor on with the first code of the app.
#[utoipa::path(
    put, path = "/api/v1/me/second-factor", operation_id = "confirmSecondFactor", tag = "sessions",
    request_body = CodeBody, responses((status = 200, description = "Recovery codes.", body = RecoveryCodesView))
)]
pub async fn confirm_second_factor(
    Caller(member): Caller,
    JsonOf(body): JsonOf<CodeBody>,
) -> Result<Json<RecoveryCodesView>, Fault> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let proof = (body.code.as_str(), Some(member.signed_in.session.id));
    let factors = app.sign_in.second_factors();
    let codes = factors.confirm(&mut work, member.actor(), proof).await?;
    work.commit().await?;
    Ok(Json(RecoveryCodesView { codes }))
}

/// Switches your second factor off.
#[utoipa::path(
    delete, path = "/api/v1/me/second-factor", operation_id = "removeSecondFactor", tag = "sessions",
    responses((status = 204, description = "It is off."))
)]
pub async fn remove_second_factor(Caller(member): Caller) -> Result<StatusCode, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.sign_in
        .second_factors()
        .remove(&mut work, member.actor())
        .await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the session that this request was sent with.
#[utoipa::path(
    delete, path = "/api/v1/sessions/current", operation_id = "signOut", tag = "sessions",
    responses((status = 204, description = "The session is over."))
)]
pub async fn sign_out(Caller(member): Caller, jar: CookieJar) -> Result<Response, Fault> {
    let mut work = member.app().database.begin(member.actor().realm).await?;
    session::service::sign_out(&mut work, member.actor(), member.signed_in.session.id).await?;
    work.commit().await?;
    let jar = jar.remove(Cookie::build(SESSION_COOKIE).path("/"));
    Ok((StatusCode::NO_CONTENT, jar, [FORGET]).into_response())
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct MeView {
    /// The account.
    account: AccountView,
    /// The form token of the session, for scripts that work with the cookie.
    form_token: String,
    /// Whether papers may be brought in.
    may_capture: bool,
    /// Whether every other operation answers 403 `page-second-factor-due` until you have a second factor.
    second_factor_due: bool,
}

/// Returns who is signed in.
#[utoipa::path(
    get, path = "/api/v1/me", operation_id = "me", tag = "sessions",
    responses((status = 200, description = "The account.", body = MeView))
)]
pub async fn me(Caller(member): Caller) -> Json<MeView> {
    Json(MeView {
        account: AccountView::of(&member.signed_in.account),
        form_token: member.signed_in.form_token(),
        may_capture: member.app().may_capture(member.actor()),
        second_factor_due: member.signed_in.second_factor_due,
    })
}

/// A new password for one's own account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordBody {
    /// The present password.
    #[schema(format = Password)]
    present: String,
    /// The new one.
    #[schema(format = Password)]
    new: String,
}

/// Changes your password and ends your other sessions. Until a first password given by somebody else is changed,
/// every other operation answers 403 `page-password-due`.
#[utoipa::path(
    put, path = "/api/v1/me/password", operation_id = "changePassword", tag = "sessions", request_body = PasswordBody,
    responses((status = 204, description = "Changed."))
)]
pub async fn change_password(
    Caller(member): Caller,
    JsonOf(body): JsonOf<PasswordBody>,
) -> Result<StatusCode, Fault> {
    crate::identity::own_account::set_password(&member, &body.present, &body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An open session (会话).
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: SessionId,
    /// Browser and system from which it was opened; empty when unknown.
    agent: String,
    /// Address from which it was opened; empty when unknown.
    address: String,
    /// When it was opened.
    created_at: String,
    /// When it was last used, to the minute.
    seen_at: String,
    /// Whether it is the one that asks.
    present: bool,
}

/// Your open sessions.
#[derive(Serialize, ToSchema)]
pub struct SessionsView {
    /// The sessions, the newest first.
    sessions: Vec<SessionView>,
}

/// Lists your open sessions.
#[utoipa::path(
    get, path = "/api/v1/me/sessions", operation_id = "listSessions", tag = "sessions",
    responses((status = 200, description = "Sessions.", body = SessionsView))
)]
pub async fn list(Caller(member): Caller) -> Result<Json<SessionsView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let open = session::service::list(&app.database, &mut connection, &app.sessions, member.actor()).await?;
    let present = member.signed_in.session.id;
    let sessions = open.into_iter().map(|session| SessionView {
        id: session.id,
        agent: session.agent,
        address: session.address,
        created_at: session.created_at.to_rfc3339(),
        seen_at: session.seen_at.to_rfc3339(),
        present: session.id == present,
    });
    Ok(Json(SessionsView {
        sessions: sessions.collect(),
    }))
}

/// Ends one of your sessions.
#[utoipa::path(
    delete, path = "/api/v1/me/sessions/{id}", operation_id = "endSession", tag = "sessions",
    params(("id" = uuid::Uuid, Path, description = "The session.")),
    responses((status = 204, description = "The session is over."))
)]
pub async fn end(Caller(member): Caller, PathOf(id): PathOf<SessionId>) -> Result<StatusCode, Fault> {
    let mut work = member.app().database.begin(member.actor().realm).await?;
    session::service::revoke(&mut work, member.actor(), id).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
