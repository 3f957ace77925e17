//! The identities outside of one's own account: bound, listed, removed.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::{Member, outside_cookie};
use crate::fault::Fault;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::view::{LeavingPage, Mood, Notice, OutsidePage, OutsideRow, Section};
use crate::{locale, routes};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use guildhall_federation::oidc::Provider;
use guildhall_federation::{Binding, Federation, FederationError, binding};
use guildhall_kernel::BindingId;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

/// What was done just before.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /me/outside`
pub async fn show(member: Member, Query(query): Query<Done>) -> Result<Response, Fault> {
    let notice = match query.done.as_str() {
        "bound" => Some("outside-bound"),
        "removed" => Some("outside-removed"),
        _ => None,
    };
    page(&member, notice, None).await
}

/// Returns the page, with what was done or what went wrong before.
pub(super) async fn page(
    member: &Member,
    notice: Option<&'static str>,
    fault: Option<&FederationError>,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let found = binding::service::list_own(&mut connection, member.actor()).await?;
    let notice = notice.map(|key| Notice {
        mood: Mood::Good,
        text: locale::t(member.visit.locale, key, &locale::Args::none()),
    });
    let name = |provider: &Provider| (provider.key.clone(), provider.name.clone());
    let page = OutsidePage {
        ui: member.visit.frame_with(Section::Outside, notice),
        bindings: found
            .into_iter()
            .map(|binding| row(&app.federation, binding))
            .collect(),
        providers: app.federation.providers().map(name).collect(),
        fault: fault.map(|error| locale::explain(member.visit.locale, error).sentence()),
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

/// Returns a binding as it is shown; a provider that is no longer configured by its address.
pub(super) fn row(federation: &Federation, binding: Binding) -> OutsideRow {
    let mut providers = federation.providers();
    let provider = providers.find(|provider| provider.issuer == binding.issuer);
    OutsideRow {
        id: binding.id.to_string(),
        issuer: provider.map_or(binding.issuer, |provider| provider.name.clone()),
        label: binding.label,
        made: moment(binding.made_at),
        used: binding.used_at.map(moment),
    }
}

/// `POST /me/outside/with/{provider}`: begins to bind an identity there.
///
/// A page leads on and not a redirect: browsers hold a form to the addresses that its page may send to.
pub async fn begin(
    member: Member,
    PathOf(key): PathOf<String>,
    jar: CookieJar,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let begun = app
        .federation
        .begin_binding(&app.database, &member.signed_in, &key)
        .await;
    let begun = match begun {
        Err(error @ FederationError::ProviderUnusable { .. }) => {
            return page(&member, None, Some(&error)).await;
        }
        begun => begun?,
    };
    let mut providers = app.federation.providers();
    let provider = providers.find(|provider| provider.key == key);
    let leads_on = HeaderValue::from_str(&format!("0; url={}", begun.address)).ok();
    let leaving = LeavingPage {
        ui: member.frame(Section::Outside),
        name: provider.map(|provider| provider.name.clone()).unwrap_or_default(),
        address: begun.address,
    };
    let mut response = render(StatusCode::OK, &leaving);
    if let Some(leads_on) = leads_on {
        response.headers_mut().insert(header::REFRESH, leads_on);
    }
    Ok((jar.add(outside_cookie(app, &begun.browser)), response).into_response())
}

/// `POST /me/outside/{id}/remove`
pub async fn remove(
    member: Member,
    PathOf(id): PathOf<BindingId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let mut work = member.app().database.begin(member.actor().realm).await?;
    binding::service::remove_own(&mut work, member.actor(), id).await?;
    work.commit().await?;
    let done = routes::with_query(routes::OWN_OUTSIDE, [("done", "removed")]);
    Ok(Redirect::to(&done).into_response())
}
