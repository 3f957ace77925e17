//! Accounts as users of a directory (RFC 7643, 4.1).

use super::caller::{Body, Caller};
use super::reply::{Refused, list as listed, resource};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Response};
use guildhall_federation::scim::{DirectoryUser, Filter, ScimFault, UserChange, user_change};
use guildhall_kernel::AccountId;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

/// Most users in one answer.
const COUNT_MAX: usize = 200;

/// Which part of which list (RFC 7644, 3.4.2).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQuery {
    /// What is looked for.
    pub filter: Option<String>,
    start_index: Option<i64>,
    count: Option<i64>,
}

impl ListQuery {
    /// Returns the filter.
    ///
    /// # Errors
    /// [`ScimFault::Filter`].
    pub fn filter(&self) -> Result<Option<Filter>, ScimFault> {
        self.filter.as_deref().map(Filter::parse).transpose()
    }

    fn window(&self) -> (usize, usize) {
        let start = usize::try_from(self.start_index.unwrap_or(1)).unwrap_or(1).max(1);
        let count = usize::try_from(self.count.unwrap_or(100)).unwrap_or(0);
        (start, count.min(COUNT_MAX))
    }
}

fn shown(user: &DirectoryUser) -> Value {
    let account = &user.account;
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": account.id, "userName": account.login.as_str(),
        "displayName": account.name, "name": { "formatted": account.name }, "active": user.is_active(),
        "groups": user.groups.iter().map(|name| json!({ "display": name })).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "User", "created": account.created_at.to_rfc3339(), "version": user.version(),
            "location": format!("/scim/v2/Users/{}", account.id),
        },
    });
    if let Some(id) = &user.external_id {
        body["externalId"] = id.as_str().into();
    }
    body
}

/// `GET /scim/v2/Users`
pub async fn list(caller: Caller, Query(query): Query<ListQuery>) -> Result<Response, Refused> {
    let filter = query.filter()?;
    let (start, count) = query.window();
    let (app, directory) = (&caller.app, &caller.directory);
    let mut connection = app.database.read(directory.actor.realm).await?;
    let directories = app.federation.directories();
    let page = directories
        .users(&mut connection, directory, filter.as_ref(), (start, count))
        .await?;
    let resources: Vec<Value> = page.resources.iter().map(shown).collect();
    Ok(listed((page.total, start), &resources))
}

/// `GET /scim/v2/Users/{id}`
pub async fn show(caller: Caller, Path(id): Path<String>) -> Result<Response, Refused> {
    let (app, directory) = (&caller.app, &caller.directory);
    let mut connection = app.database.read(directory.actor.realm).await?;
    let directories = app.federation.directories();
    let user = directories
        .user(&mut connection, directory, account(&id)?)
        .await?;
    Ok(resource(StatusCode::OK, &shown(&user)))
}

fn account(id: &str) -> Result<AccountId, ScimFault> {
    id.parse().map_err(|_| ScimFault::NotFound)
}

/// `POST /scim/v2/Users`
pub async fn create(caller: Caller, Body(body): Body) -> Result<Response, Refused> {
    let wanted = UserChange::read(&body)?;
    let (app, directory) = (&caller.app, &caller.directory);
    // Slow, so before the unit of work; nobody is told it.
    let random = app.database.random();
    let password = app.sign_in.passwords().first(&*random).await?;
    let mut work = app.database.begin(directory.actor.realm).await?;
    let directories = app.federation.directories();
    let user = directories
        .create_user(&mut work, directory, (wanted, password))
        .await?;
    work.commit().await?;
    let body = shown(&user);
    let mut response = resource(StatusCode::CREATED, &body);
    let location = body["meta"]["location"].as_str().unwrap_or_default();
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// `PUT /scim/v2/Users/{id}`
pub async fn replace(caller: Caller, Path(id): Path<String>, Body(body): Body) -> Result<Response, Refused> {
    change(&caller, &id, UserChange::read(&body)?).await
}

/// `PATCH /scim/v2/Users/{id}`
pub async fn patch(caller: Caller, Path(id): Path<String>, Body(body): Body) -> Result<Response, Refused> {
    change(&caller, &id, user_change(&body)?).await
}

async fn change(caller: &Caller, id: &str, wanted: UserChange) -> Result<Response, Refused> {
    let (app, directory) = (&caller.app, &caller.directory);
    let id = account(id)?;
    let mut work = app.database.begin(directory.actor.realm).await?;
    let directories = app.federation.directories();
    let asked = (wanted, caller.version.as_deref());
    let user = directories.change_user(&mut work, directory, id, asked).await?;
    work.commit().await?;
    Ok(resource(StatusCode::OK, &shown(&user)))
}

/// `DELETE /scim/v2/Users/{id}`
pub async fn remove(caller: Caller, Path(id): Path<String>) -> Result<Response, Refused> {
    let (app, directory) = (&caller.app, &caller.directory);
    let named = (account(&id)?, caller.version.as_deref());
    let mut work = app.database.begin(directory.actor.realm).await?;
    let directories = app.federation.directories();
    directories.remove_user(&mut work, directory, named).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
