//! Identities outside (外部身份): providers, the way to one, and what is bound to an account.

use super::caller::Caller;
use crate::address::PathOf;
use crate::context::{Visit, outside_cookie};
use crate::fault::Fault;
use crate::routes;
use axum::Json;
use axum_extra::extract::CookieJar;
use guildhall_federation::{Begun, Binding, binding};
use guildhall_kernel::{AccountId, BindingId, Timestamp};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// An identity provider.
#[derive(Serialize, ToSchema)]
pub struct ProviderView {
    /// Its key.
    key: String,
    /// What people call it.
    name: String,
}

/// The identity providers.
#[derive(Serialize, ToSchema)]
pub struct ProvidersView {
    /// In the order of the configuration.
    providers: Vec<ProviderView>,
}

/// Lists the identity providers by which you may sign in.
#[utoipa::path(
    get, path = "/api/v1/sessions/outside", operation_id = "listProviders", tag = "sessions",
    responses((status = 200, description = "Providers.", body = ProvidersView)), security(())
)]
pub async fn providers(visit: Visit) -> Json<ProvidersView> {
    let providers = visit.app.federation.providers().map(|provider| ProviderView {
        key: provider.key.clone(),
        name: provider.name.clone(),
    });
    Json(ProvidersView {
        providers: providers.collect(),
    })
}

/// A way to an identity provider.
#[derive(Serialize, ToSchema)]
pub struct WayView {
    /// The address at the provider. It sends the browser back to this house, which must then send the cookie of this
    /// answer.
    address: String,
}

/// Begins a sign-in by an identity provider.
#[utoipa::path(
    post, path = "/api/v1/sessions/outside/{provider}", operation_id = "beginSignInOutside", tag = "sessions",
    params(("provider" = String, Path, description = "Key of the provider.")),
    responses((status = 200, description = "Where the browser goes.", body = WayView)), security(())
)]
pub async fn begin_sign_in(
    visit: Visit,
    jar: CookieJar,
    PathOf(key): PathOf<String>,
) -> Result<(CookieJar, Json<WayView>), Fault> {
    let app = &visit.app;
    let next = routes::HOME.to_owned();
    let begun = app.federation.begin_sign_in(&app.database, &key, next).await?;
    Ok(way(&visit, jar, begun))
}

fn way(visit: &Visit, jar: CookieJar, begun: Begun) -> (CookieJar, Json<WayView>) {
    let jar = jar.add(outside_cookie(&visit.app, &begun.browser));
    let address = begun.address;
    (jar, Json(WayView { address }))
}

/// An identity outside that belongs to an account.
#[derive(Serialize, ToSchema)]
pub struct BindingView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: BindingId,
    /// Who vouches for it.
    issuer: String,
    /// What the person is called there.
    label: String,
    /// When it was bound.
    made_at: String,
    /// When it was last used; null when never.
    used_at: Option<String>,
}

impl BindingView {
    fn of(binding: Binding) -> Self {
        Self {
            id: binding.id,
            issuer: binding.issuer,
            label: binding.label,
            made_at: binding.made_at.to_rfc3339(),
            used_at: binding.used_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// Identities outside.
#[derive(Serialize, ToSchema)]
pub struct BindingsView {
    /// The oldest first.
    bindings: Vec<BindingView>,
}

impl BindingsView {
    fn of(found: Vec<Binding>) -> Json<Self> {
        let bindings = found.into_iter().map(BindingView::of).collect();
        Json(Self { bindings })
    }
}

/// Lists your identities outside.
#[utoipa::path(
    get, path = "/api/v1/me/outside", operation_id = "listBindings", tag = "sessions",
    responses((status = 200, description = "Identities.", body = BindingsView))
)]
pub async fn list(Caller(member): Caller) -> Result<Json<BindingsView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let found = binding::service::list_own(&mut connection, member.actor()).await?;
    Ok(BindingsView::of(found))
}

/// Begins to bind an identity at a provider to your account. Needs a fresh proof of identity.
#[utoipa::path(
    post, path = "/api/v1/me/outside/with/{provider}", operation_id = "beginBinding", tag = "sessions",
    params(("provider" = String, Path, description = "Key of the provider.")),
    responses((status = 200, description = "Where the browser goes.", body = WayView))
)]
pub async fn begin_binding(
    Caller(member): Caller,
    jar: CookieJar,
    PathOf(key): PathOf<String>,
) -> Result<(CookieJar, Json<WayView>), Fault> {
    member.require_fresh()?;
    let app = member.app();
    let signed_in = &member.signed_in;
    let begun = app
        .federation
        .begin_binding(&app.database, signed_in, &key)
        .await?;
    Ok(way(&member.visit, jar, begun))
}

/// Removes one of your identities outside. Needs a fresh proof of identity.
#[utoipa::path(
    delete, path = "/api/v1/me/outside/{id}", operation_id = "removeBinding", tag = "sessions",
    params(("id" = uuid::Uuid, Path, description = "The binding.")),
    responses((status = 204, description = "Nobody signs in by it any more."))
)]
pub async fn remove(Caller(member): Caller, PathOf(id): PathOf<BindingId>) -> Result<StatusCode, Fault> {
    member.require_fresh()?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    binding::service::remove_own(&mut work, member.actor(), id).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the identities outside of an account that you manage. Needs a fresh proof of identity.
#[utoipa::path(
    get, path = "/api/v1/accounts/{id}/outside", operation_id = "listAccountBindings", tag = "accounts",
    params(("id" = uuid::Uuid, Path, description = "The account.")),
    responses((status = 200, description = "Identities.", body = BindingsView))
)]
pub async fn list_managed(
    Caller(member): Caller,
    PathOf(id): PathOf<AccountId>,
) -> Result<Json<BindingsView>, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let found = binding::service::list_managed(&mut connection, &app.rights, member.actor(), id).await?;
    Ok(BindingsView::of(found))
}

/// Removes an identity outside of an account that you manage. Needs a fresh proof of identity.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{id}/outside/{binding}", operation_id = "removeAccountBinding",
    tag = "accounts",
    params(
        ("id" = uuid::Uuid, Path, description = "The account."),
        ("binding" = uuid::Uuid, Path, description = "The binding.")
    ),
    responses((status = 204, description = "Nobody signs in by it any more."))
)]
pub async fn remove_managed(
    Caller(member): Caller,
    PathOf(named): PathOf<(AccountId, BindingId)>,
) -> Result<StatusCode, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    binding::service::remove_managed(&mut work, &app.rights, member.actor(), named).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
