//! The first run, for programs that set up a house.

use super::body::JsonOf;
use crate::context::Visit;
use crate::fault::Fault;
use crate::identity::founding::{NewUnion, make};
use axum::Json;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The union to be made, and the three people who run it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstRunBody {
    /// Name of the union.
    union_name: String,
    /// Code of its fonds; `Z001` by default.
    #[serde(default)]
    fonds: String,
    /// The system administrator, who chooses her password.
    system: SystemFounderBody,
    /// The security administrator.
    security: FounderBody,
    /// The audit administrator.
    audit: FounderBody,
}

/// The system administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemFounderBody {
    /// Her name.
    name: String,
    /// Her login name.
    login: String,
    /// Her password.
    #[schema(format = Password)]
    password: String,
}

/// One of the two others.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FounderBody {
    /// Her name.
    name: String,
    /// Her login name.
    login: String,
}

/// First passwords, to be handed over on paper and changed at the first sign-in.
#[derive(Serialize, ToSchema)]
pub struct FirstPasswordsView {
    /// That of the security administrator, shown only here.
    security: String,
    /// That of the audit administrator, shown only here.
    audit: String,
}

/// Makes the union with its three administrators; works once, in an empty house.
#[utoipa::path(
    post, path = "/api/v1/first-run", operation_id = "firstRun", tag = "powers", request_body = FirstRunBody,
    responses((status = 201, description = "First passwords.", body = FirstPasswordsView)), security(())
)]
pub async fn found(
    visit: Visit,
    JsonOf(body): JsonOf<FirstRunBody>,
) -> Result<(StatusCode, Json<FirstPasswordsView>), Fault> {
    let new = NewUnion {
        union_name: body.union_name,
        fonds: body.fonds,
        name: body.system.name,
        login: body.system.login,
        password: body.system.password,
        security_name: body.security.name,
        security_login: body.security.login,
        audit_name: body.audit.name,
        audit_login: body.audit.login,
    };
    let made = make(&visit, &new).await?;
    let view = FirstPasswordsView {
        security: made.security_password,
        audit: made.audit_password,
    };
    Ok((StatusCode::CREATED, Json(view)))
}
