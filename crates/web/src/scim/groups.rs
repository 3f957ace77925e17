//! Groups of a directory (RFC 7643, 4.2).

use super::caller::{Body, Caller};
use super::reply::{Refused, list as listed, resource};
use super::users::ListQuery;
use axum::extract::{Path, Query};
use axum::response::Response;
use guildhall_federation::scim::{DirectoryGroup, member_changes};
use http::StatusCode;
use serde_json::{Value, json};

fn shown(group: &DirectoryGroup) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": group.id, "displayName": group.name,
        "members": group.members.iter().map(|id| json!({ "value": id })).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Group", "version": group.version(), "location": format!("/scim/v2/Groups/{}", group.id),
        },
    })
}

/// `GET /scim/v2/Groups`: all at once, there are as many as rules/federation names.
pub async fn list(caller: Caller, Query(query): Query<ListQuery>) -> Result<Response, Refused> {
    let filter = query.filter()?;
    let (app, directory) = (&caller.app, &caller.directory);
    let mut connection = app.database.read(directory.actor.realm).await?;
    let directories = app.federation.directories();
    let groups = directories
        .groups(&mut connection, directory, filter.as_ref())
        .await?;
    let resources: Vec<Value> = groups.iter().map(shown).collect();
    Ok(listed((groups.len(), 1), &resources))
}

/// `GET /scim/v2/Groups/{id}`
pub async fn show(caller: Caller, Path(id): Path<String>) -> Result<Response, Refused> {
    let (app, directory) = (&caller.app, &caller.directory);
    let mut connection = app.database.read(directory.actor.realm).await?;
    let group = app
        .federation
        .directories()
        .group(&mut connection, directory, &id)
        .await?;
    Ok(resource(StatusCode::OK, &shown(&group)))
}

/// `PATCH /scim/v2/Groups/{id}`
pub async fn patch(caller: Caller, Path(id): Path<String>, Body(body): Body) -> Result<Response, Refused> {
    let changes = member_changes(&body)?;
    let (app, directory) = (&caller.app, &caller.directory);
    let mut work = app.database.begin(directory.actor.realm).await?;
    let directories = app.federation.directories();
    let asked = (changes, caller.version.as_deref());
    let group = directories
        .change_members(&mut work, directory, &id, asked)
        .await?;
    work.commit().await?;
    Ok(resource(StatusCode::OK, &shown(&group)))
}
