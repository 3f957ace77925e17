//! One's own data: the copy, requests, consents.

use super::body::JsonOf;
use super::caller::Caller;
use super::requests::RequestView;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::privacy::copied::OwnCopy;
use crate::privacy::{own_copy, own_data};
use axum::Json;
use guildhall_privacy::{NewRequest, OwnConsent, RequestKind, Standing};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Returns everything that the house holds about you; needs a fresh proof of who you are.
#[utoipa::path(
    get, path = "/api/v1/me/data", operation_id = "ownData", tag = "own data",
    responses((status = 200, description = "The copy.", body = OwnCopy))
)]
pub async fn copy(Caller(member): Caller) -> Result<Json<OwnCopy>, Fault> {
    Ok(Json(own_copy::make(&member).await?))
}

/// Your requests.
#[derive(Serialize, ToSchema)]
pub struct OwnRequestsView {
    /// The newest first.
    requests: Vec<RequestView>,
}

/// Returns what you asked for, and the answers.
#[utoipa::path(
    get, path = "/api/v1/me/requests", operation_id = "ownRequests", tag = "own data",
    responses((status = 200, description = "Your requests.", body = OwnRequestsView))
)]
pub async fn requests(Caller(member): Caller) -> Result<Json<OwnRequestsView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let found = app.privacy.own_requests(&mut connection, member.actor()).await?;
    Ok(Json(OwnRequestsView {
        requests: found
            .iter()
            .map(|request| RequestView::of(&member, request))
            .collect(),
    }))
}

/// A request to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// `access`, `copy`, `correction`, `erasure` or `withdrawal`.
    #[schema(value_type = String)]
    kind: RequestKind,
    /// In your own words.
    wish: String,
}

/// Makes a request about your own data.
#[utoipa::path(
    post, path = "/api/v1/me/requests", operation_id = "askAboutOwnData", tag = "own data",
    request_body = RequestBody, responses((status = 201, description = "The request.", body = RequestView))
)]
pub async fn ask(
    Caller(member): Caller,
    JsonOf(body): JsonOf<RequestBody>,
) -> Result<(StatusCode, Json<RequestView>), Fault> {
    let new = NewRequest {
        kind: body.kind,
        wish: body.wish,
    };
    let request = own_data::make_request(&member, new).await?;
    Ok((StatusCode::CREATED, Json(RequestView::of(&member, &request))))
}

/// Closes your request when it was answered, or takes it back.
#[utoipa::path(
    post, path = "/api/v1/me/requests/{id}/close", operation_id = "closeOwnRequest", tag = "own data",
    params(("id" = uuid::Uuid, Path, description = "The request.")),
    responses((status = 200, description = "The request.", body = RequestView))
)]
pub async fn close(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<RequestView>, Fault> {
    let request = own_data::close_request(&member, id).await?;
    Ok(Json(RequestView::of(&member, &request)))
}

/// Something that can be consented to, and how it stands (同意).
#[derive(Serialize, ToSchema)]
pub struct ConsentView {
    /// Its code.
    code: String,
    /// Version of the text in force.
    version: u32,
    /// Its name, in Chinese.
    title: String,
    /// What is agreed to, in Chinese.
    text: String,
    /// `never`, `given`, `outdated` or `withdrawn`.
    standing: &'static str,
    /// When it was last given or withdrawn.
    at: Option<String>,
}

impl ConsentView {
    fn of(consent: OwnConsent) -> Self {
        Self {
            standing: match consent.standing {
                Standing::Never => "never",
                Standing::Given => "given",
                Standing::Outdated => "outdated",
                Standing::Withdrawn => "withdrawn",
            },
            at: consent.history.first().map(|act| act.at.to_rfc3339()),
            code: consent.text.code,
            version: consent.text.version,
            title: consent.text.title.zh,
            text: consent.text.text.zh,
        }
    }
}

/// Your consents.
#[derive(Serialize, ToSchema)]
pub struct ConsentsView {
    /// In the order of the rules.
    consents: Vec<ConsentView>,
}

/// Returns what can be consented to, and what you did.
#[utoipa::path(
    get, path = "/api/v1/me/consents", operation_id = "ownConsents", tag = "own data",
    responses((status = 200, description = "Your consents.", body = ConsentsView))
)]
pub async fn consents(Caller(member): Caller) -> Result<Json<ConsentsView>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let found = app.privacy.own_consents(&mut connection, member.actor()).await?;
    Ok(Json(ConsentsView {
        consents: found.into_iter().map(ConsentView::of).collect(),
    }))
}

/// A consent to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// The version that was read.
    version: u32,
}

/// Gives your consent to the version of a text that you read.
#[utoipa::path(
    put, path = "/api/v1/me/consents/{code}", operation_id = "giveConsent", tag = "own data",
    params(("code" = String, Path, description = "The code.")), request_body = ConsentBody,
    responses((status = 204, description = "It is given."))
)]
pub async fn give(
    Caller(member): Caller,
    PathOf(code): PathOf<String>,
    JsonOf(body): JsonOf<ConsentBody>,
) -> Result<StatusCode, Fault> {
    own_data::give_consent(&member, &code, body.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws your consent.
#[utoipa::path(
    delete, path = "/api/v1/me/consents/{code}", operation_id = "withdrawConsent", tag = "own data",
    params(("code" = String, Path, description = "The code.")),
    responses((status = 204, description = "It is withdrawn."))
)]
pub async fn withdraw(Caller(member): Caller, PathOf(code): PathOf<String>) -> Result<StatusCode, Fault> {
    own_data::withdraw_consent(&member, &code).await?;
    Ok(StatusCode::NO_CONTENT)
}
