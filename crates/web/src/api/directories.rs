//! Tokens of directories (目录同步令牌).

use super::body::JsonOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::identity::directories::{make_token, require};
use axum::Json;
use guildhall_federation::scim::{ScimToken, token};
use guildhall_kernel::{OrgId, OrgPath, ScimTokenId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A token, without its secret.
#[derive(Serialize, ToSchema)]
pub struct TokenView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: ScimTokenId,
    /// The name to know it by.
    name: String,
    /// The branch whose accounts it keeps.
    #[schema(value_type = String)]
    org_path: OrgPath,
    /// When it was made.
    made_at: String,
    /// When it ends.
    expires_at: String,
    /// When it was last used; null when never.
    used_at: Option<String>,
    /// When it was revoked; null when it was not.
    revoked_at: Option<String>,
}

impl TokenView {
    fn of(token: ScimToken) -> Self {
        Self {
            id: token.id,
            made_at: token.made_at.to_rfc3339(),
            expires_at: token.expires_at.to_rfc3339(),
            used_at: token.used_at.map(Timestamp::to_rfc3339),
            revoked_at: token.revoked_at.map(Timestamp::to_rfc3339),
            name: token.name,
            org_path: token.branch,
        }
    }
}

/// Tokens of directories.
#[derive(Serialize, ToSchema)]
pub struct TokensView {
    /// The newest first.
    tokens: Vec<TokenView>,
}

/// Lists the tokens of directories in the branches whose accounts you manage. Needs a fresh proof of identity.
#[utoipa::path(
    get, path = "/api/v1/directory-tokens", operation_id = "listDirectoryTokens", tag = "accounts",
    responses((status = 200, description = "Tokens.", body = TokensView))
)]
pub async fn list(Caller(member): Caller) -> Result<Json<TokensView>, Fault> {
    require(&member)?;
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let found = token::service::list(&mut connection, &app.rights, member.actor()).await?;
    let tokens = found.into_iter().map(TokenView::of).collect();
    Ok(Json(TokensView { tokens }))
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTokenBody {
    /// A name to know it by.
    #[schema(max_length = 100)]
    name: String,
    /// The unit whose accounts, and those below it, it keeps.
    #[schema(value_type = uuid::Uuid)]
    unit: OrgId,
    /// Days for which it holds, 1 to 731.
    days: i64,
}

/// A new token.
#[derive(Serialize, ToSchema)]
pub struct NewTokenView {
    /// The token.
    token: TokenView,
    /// Its secret, shown only here.
    secret: String,
}

/// Makes a token with which a directory keeps the accounts of a branch. Needs a fresh proof of identity.
#[utoipa::path(
    post, path = "/api/v1/directory-tokens", operation_id = "makeDirectoryToken", tag = "accounts",
    request_body = NewTokenBody, responses((status = 201, description = "The token.", body = NewTokenView))
)]
pub async fn make(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewTokenBody>,
) -> Result<(StatusCode, Json<NewTokenView>), Fault> {
    require(&member)?;
    let (token, secret) = make_token(&member, body.unit, (body.name, body.days)).await?;
    let token = TokenView::of(token);
    Ok((StatusCode::CREATED, Json(NewTokenView { token, secret })))
}

/// Revokes a token; its directory is refused from the next request on. Needs a fresh proof of identity.
#[utoipa::path(
    delete, path = "/api/v1/directory-tokens/{id}", operation_id = "revokeDirectoryToken", tag = "accounts",
    params(("id" = uuid::Uuid, Path, description = "The token.")),
    responses((status = 204, description = "It opens nothing any more."))
)]
pub async fn revoke(Caller(member): Caller, PathOf(id): PathOf<ScimTokenId>) -> Result<StatusCode, Fault> {
    require(&member)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    token::service::revoke(&mut work, &app.rights, member.actor(), id).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
