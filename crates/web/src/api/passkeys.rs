//! Passkeys (通行密钥): made, listed and removed; signing in with one, and proving again who one is.
//!
//! Each use has two calls: the first returns what `navigator.credentials` is asked, the second takes its answer.

use super::body::JsonOf;
use super::caller::Caller;
use super::sessions::{SignedInView, opened};
use crate::address::PathOf;
use crate::context::{CEREMONY_COOKIE, Visit, ceremony_cookie, session_token};
use crate::fault::Fault;
use crate::view::PageFault;
use axum::Json;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use guildhall_identity::passkey::{
    Assertion, CeremonyToken, CreationOptions, Passkey, PasskeyState, Registration, RequestOptions,
};
use guildhall_identity::sign_in::Proof;
use guildhall_identity::{IdentityError, SessionToken};
use guildhall_kernel::PasskeyId;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What `navigator.credentials.get` is asked, with bytes as base64url.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    /// `PublicKeyCredentialRequestOptionsJSON` of Web Authentication Level 3.
    #[schema(value_type = Object)]
    public_key: RequestOptions,
}

/// What `navigator.credentials.create` is asked, with bytes as base64url.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreationView {
    /// `PublicKeyCredentialCreationOptionsJSON` of Web Authentication Level 3.
    #[schema(value_type = Object)]
    public_key: CreationOptions,
}

/// A signed challenge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssertionBody {
    /// `AuthenticationResponseJSON` of Web Authentication Level 3.
    #[schema(value_type = Object)]
    credential: Assertion,
}

/// Asks for the signature of any passkey, to sign in. The cookie of the answer must come back with the signature.
#[utoipa::path(
    post, path = "/api/v1/sessions/passkey/challenge", operation_id = "askPasskey", tag = "sessions",
    responses((status = 200, description = "What the browser is asked.", body = RequestView)), security(())
)]
pub async fn ask_anybody(visit: Visit, jar: CookieJar) -> Result<(CookieJar, Json<RequestView>), Fault> {
    let (token, public_key) = visit.app.sign_in.ask_for_passkey(&visit.app.database).await?;
    let jar = jar.add(ceremony_cookie(&visit.app, &token));
    Ok((jar, Json(RequestView { public_key })))
}

/// Opens a session with a passkey, without login name and password.
#[utoipa::path(
    post, path = "/api/v1/sessions/passkey", operation_id = "signInWithPasskey", tag = "sessions",
    request_body = AssertionBody, responses((status = 201, description = "A session.", body = SignedInView)),
    security(())
)]
pub async fn sign_in(
    visit: Visit,
    jar: CookieJar,
    JsonOf(body): JsonOf<AssertionBody>,
) -> Result<(StatusCode, CookieJar, Json<SignedInView>), Fault> {
    let browser = ceremony_token(&jar)?;
    let shown = (&body.credential, &visit.visitor);
    let door = &visit.app.sign_in;
    let signed_in = door
        .sign_in_with_passkey(&visit.app.database, &browser, shown)
        .await?;
    let (status, devices, view) = opened(&visit, &signed_in);
    let jar = devices.iter().cloned().fold(jar, CookieJar::add);
    Ok((status, jar.remove(Cookie::build(CEREMONY_COOKIE).path("/")), view))
}

/// Returns the token of the browser that was asked.
///
/// # Errors
/// [`IdentityError::ChallengeOver`] when it does not send one.
pub fn ceremony_token(jar: &CookieJar) -> Result<CeremonyToken, IdentityError> {
    let cookie = jar.get(CEREMONY_COOKIE);
    let token = cookie.and_then(|cookie| CeremonyToken::parse(cookie.value()));
    token.ok_or(IdentityError::ChallengeOver)
}

/// Asks for the signature of one of your passkeys: for a session that needs a second factor, or to prove again who you
/// are.
#[utoipa::path(
    post, path = "/api/v1/sessions/current/passkey/challenge", operation_id = "askPasskeyProof", tag = "sessions",
    responses((status = 200, description = "What the browser is asked.", body = RequestView))
)]
pub async fn ask_owner(visit: Visit, headers: HeaderMap) -> Result<Json<RequestView>, Fault> {
    let token = present_token(&headers)?;
    let public_key = visit
        .app
        .sign_in
        .ask_for_proof(&visit.app.database, &token)
        .await?;
    Ok(Json(RequestView { public_key }))
}

fn present_token(headers: &HeaderMap) -> Result<SessionToken, Fault> {
    let token = session_token(headers, &CookieJar::from_headers(headers)).0;
    token.ok_or_else(|| PageFault::SignInRequired.into())
}

/// Takes a passkey for a session that needs a second factor, and opens the real one with a new token.
#[utoipa::path(
    post, path = "/api/v1/sessions/current/passkey", operation_id = "finishSignInWithPasskey", tag = "sessions",
    request_body = AssertionBody, responses((status = 201, description = "A session.", body = SignedInView))
)]
pub async fn finish(
    visit: Visit,
    headers: HeaderMap,
    JsonOf(body): JsonOf<AssertionBody>,
) -> Result<(StatusCode, CookieJar, Json<SignedInView>), Fault> {
    let pending = present_token(&headers)?;
    let shown = (Proof::Passkey(&body.credential), &visit.visitor);
    let signed_in = visit
        .app
        .sign_in
        .finish(&visit.app.database, &pending, shown)
        .await?;
    Ok(opened(&visit, &signed_in))
}

/// Proves again who you are with a passkey, which sensitive operations ask for (403 `page-confirm-needed`).
#[utoipa::path(
    post, path = "/api/v1/sessions/current/confirmation/passkey", operation_id = "confirmSessionWithPasskey",
    tag = "sessions", request_body = AssertionBody,
    responses((status = 204, description = "The session is fresh."))
)]
pub async fn confirm(
    Caller(member): Caller,
    JsonOf(body): JsonOf<AssertionBody>,
) -> Result<StatusCode, Fault> {
    let app = member.app();
    let proof = Proof::Passkey(&body.credential);
    app.sign_in
        .confirm(&app.database, &member.signed_in, proof)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A passkey.
#[derive(Serialize, ToSchema)]
pub struct PasskeyView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: PasskeyId,
    /// The name that you gave it.
    name: String,
    /// When it was made.
    made_at: String,
    /// When it was last used; null when never.
    used_at: Option<String>,
    /// Whether it also lies in your cloud and survives the loss of the device.
    backed_up: bool,
    /// `usable`, `suspected` (it may have been copied and opens nothing) or `elsewhere` (made for another address).
    state: &'static str,
}

impl PasskeyView {
    fn of(passkey: Passkey) -> Self {
        Self {
            id: passkey.id,
            name: passkey.name,
            made_at: passkey.made_at.to_rfc3339(),
            used_at: passkey.used_at.map(guildhall_kernel::Timestamp::to_rfc3339),
            backed_up: passkey.backed_up,
            state: match passkey.state {
                PasskeyState::Usable => "usable",
                PasskeyState::Suspected(_) => "suspected",
                PasskeyState::Elsewhere => "elsewhere",
            },
        }
    }
}

/// Your passkeys.
#[derive(Serialize, ToSchema)]
pub struct PasskeysView {
    /// The passkeys, the oldest first.
    passkeys: Vec<PasskeyView>,
}

/// Lists your passkeys.
#[utoipa::path(
    get, path = "/api/v1/me/passkeys", operation_id = "listPasskeys", tag = "sessions",
    responses((status = 200, description = "Passkeys.", body = PasskeysView))
)]
pub async fn list(Caller(member): Caller) -> Result<Json<PasskeysView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let passkeys = app
        .sign_in
        .passkeys()
        .list(&mut connection, member.actor())
        .await?;
    let passkeys = passkeys.into_iter().map(PasskeyView::of).collect();
    Ok(Json(PasskeysView { passkeys }))
}

/// Asks for a new passkey. Needs a fresh proof of identity.
#[utoipa::path(
    post, path = "/api/v1/me/passkeys/challenge", operation_id = "askNewPasskey", tag = "sessions",
    responses((status = 200, description = "What the browser is asked.", body = CreationView))
)]
pub async fn ask_new(Caller(member): Caller) -> Result<Json<CreationView>, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let passkeys = app.sign_in.passkeys();
    let public_key = passkeys
        .begin(&mut work, &member.signed_in, member.issuer())
        .await?;
    work.commit().await?;
    Ok(Json(CreationView { public_key }))
}

/// A new passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskeyBody {
    /// A name to know it by.
    #[schema(max_length = 100)]
    name: String,
    /// `RegistrationResponseJSON` of Web Authentication Level 3.
    #[schema(value_type = Object)]
    credential: Registration,
}

/// A passkey that was just made.
#[derive(Serialize, ToSchema)]
pub struct NewPasskeyView {
    /// The passkey.
    passkey: PasskeyView,
    /// Recovery codes, if you had none; each works once and is shown only here.
    recovery_codes: Vec<String>,
}

/// Keeps a new passkey. From then on the password alone no longer opens your account.
#[utoipa::path(
    post, path = "/api/v1/me/passkeys", operation_id = "addPasskey", tag = "sessions", request_body = NewPasskeyBody,
    responses((status = 201, description = "The passkey.", body = NewPasskeyView))
)]
pub async fn add(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewPasskeyBody>,
) -> Result<(StatusCode, Json<NewPasskeyView>), Fault> {
    member.require_fresh()?;
    let app = member.app();
    let passkeys = app.sign_in.passkeys();
    let made = (body.name.as_str(), &body.credential);
    let registered = passkeys.register(&app.database, &member.signed_in, made).await?;
    let view = NewPasskeyView {
        passkey: PasskeyView::of(registered.passkey),
        recovery_codes: registered.recovery_codes,
    };
    Ok((StatusCode::CREATED, Json(view)))
}

/// Removes one of your passkeys.
#[utoipa::path(
    delete, path = "/api/v1/me/passkeys/{id}", operation_id = "removePasskey", tag = "sessions",
    params(("id" = uuid::Uuid, Path, description = "The passkey.")),
    responses((status = 204, description = "It opens nothing any more."))
)]
pub async fn remove(Caller(member): Caller, PathOf(id): PathOf<PasskeyId>) -> Result<StatusCode, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.sign_in
        .passkeys()
        .remove(&mut work, member.actor(), id)
        .await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
