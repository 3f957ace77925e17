//! The OpenAPI document: what stands around the routes, and the refusals that every route can answer.

use super::caller::FORM_TOKEN_HEADER;
use crate::context::SESSION_COOKIE;
use crate::fault::Problem;
use axum::Json;
use std::sync::LazyLock;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};

static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(super::openapi);

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Guildhall",
        description = "Archives and services of trade unions: the JSON API.\n\n\
            Instants are RFC 3339 in UTC, days `YYYY-MM-DD`, ids UUIDs. Lists go on at `next`, an address to be \
            called unchanged; it is absent on the last page. What you may not see answers 404, like what does not \
            exist. Messages are in the language of the account, before signing in in that of `Accept-Language`: zh-CN or en."
    ),
    components(schemas(Problem)),
    modifiers(&Securities),
    security(("bearer" = []), ("session" = [], "form_token" = []))
)]
struct Frame;

struct Securities;

impl Modify for Securities {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_with(Components::new);
        let session = "The cookie of a signed-in browser.";
        let form = "For requests with the cookie that change something: the form token of the session.";
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description(SESSION_COOKIE, session));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        let header = ApiKey::Header(ApiKeyValue::with_description(FORM_TOKEN_HEADER, form));
        components.add_security_scheme("form_token", SecurityScheme::ApiKey(header));
    }
}

/// Returns the document without routes.
pub fn frame() -> OpenApi {
    Frame::openapi()
}

/// Adds to every route that it may refuse, and how.
pub fn complete(mut document: OpenApi) -> OpenApi {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let refusal = ResponseBuilder::new()
        .description("Refused: what happened and what to do about it.")
        .content("application/problem+json", content)
        .build();
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            operation
                .responses
                .responses
                .insert("default".to_owned(), refusal.clone().into());
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete]
        .into_iter()
        .flatten()
}

/// This document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", operation_id = "openapi", tag = "document",
    responses((status = 200, description = "The OpenAPI document.", body = Object)), security(())
)]
pub async fn show() -> Json<&'static OpenApi> {
    Json(&DOCUMENT)
}
