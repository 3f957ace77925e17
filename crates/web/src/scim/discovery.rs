//! What this house says of itself to directories (RFC 7643, 5 to 7).

use super::caller::Caller;
use super::reply::{document, list};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// `GET /scim/v2/ServiceProviderConfig`
pub async fn service_provider(_: Caller) -> Response {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": 200 },
        "changePassword": { "supported": false }, "sort": { "supported": false }, "etag": { "supported": true },
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "token", "description": "A token that a security administrator made.",
        }],
    });
    document(StatusCode::OK, &body)
}

/// `GET /scim/v2/ResourceTypes`
pub async fn resource_types(_: Caller) -> Response {
    let kind = |name: &str, endpoint: &str, schema: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": name, "name": name, "endpoint": endpoint, "schema": schema,
        })
    };
    list(
        (2, 1),
        &[kind("User", "/Users", USER), kind("Group", "/Groups", GROUP)],
    )
}

/// `GET /scim/v2/Schemas`
pub async fn schemas(_: Caller) -> Response {
    let user = schema(
        USER,
        "User",
        &[
            attribute("userName", "string", ("immutable", true)),
            attribute("displayName", "string", ("readWrite", false)),
            attribute("externalId", "string", ("readWrite", false)),
            attribute("active", "boolean", ("readWrite", false)),
            attribute("groups", "complex", ("readOnly", false)),
        ],
    );
    let group = schema(
        GROUP,
        "Group",
        &[
            attribute("displayName", "string", ("readOnly", true)),
            attribute("members", "complex", ("readWrite", false)),
        ],
    );
    list((2, 1), &[user, group])
}

fn schema(id: &str, name: &str, attributes: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": id, "name": name, "attributes": attributes,
    })
}

fn attribute(name: &str, kind: &str, (mutability, required): (&str, bool)) -> Value {
    json!({
        "name": name, "type": kind, "multiValued": kind == "complex", "required": required, "caseExact": false,
        "mutability": mutability, "returned": "default", "uniqueness": if name == "userName" { "global" } else { "none" },
    })
}
