//! The identities outside of an account, for the administrator who looks after it.

use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::identity::outside::row;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{ManagedOutsidePage, Section};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_federation::binding;
use guildhall_identity::account;
use guildhall_kernel::{AccountId, BindingId};
use http::StatusCode;

/// `GET /accounts/{id}/outside`
pub async fn show(member: Member, PathOf(id): PathOf<AccountId>) -> Result<Response, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let actor = member.actor();
    let mut connection = app.database.read(actor.realm).await?;
    let account = account::service::get(&mut connection, &app.rights, actor, id).await?;
    let found = binding::service::list_managed(&mut connection, &app.rights, actor, id).await?;
    let page = ManagedOutsidePage {
        ui: member.frame(Section::Accounts),
        account: id.to_string(),
        name: account.name,
        bindings: found
            .into_iter()
            .map(|binding| row(&app.federation, binding))
            .collect(),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `POST /accounts/{id}/outside/{binding}/remove`
pub async fn remove(
    member: Member,
    PathOf((account, id)): PathOf<(AccountId, BindingId)>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let named = (account, id);
    binding::service::remove_managed(&mut work, &app.rights, member.actor(), named).await?;
    work.commit().await?;
    Ok(Redirect::to(&routes::account_outside(&account.to_string())).into_response())
}
