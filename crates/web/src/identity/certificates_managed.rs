//! The client certificates of an account, for the administrator who looks after it.

use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::identity::certificates::row;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{ManagedCertificatesPage, Section};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_federation::certificate::service;
use guildhall_identity::account;
use guildhall_kernel::{AccountId, CertificateId};
use http::StatusCode;

/// `GET /accounts/{id}/certificates`
pub async fn show(member: Member, PathOf(id): PathOf<AccountId>) -> Result<Response, Fault> {
    member.require_fresh()?;
    let app = member.app();
    let actor = member.actor();
    let mut connection = app.database.read(actor.realm).await?;
    let account = account::service::get(&mut connection, &app.rights, actor, id).await?;
    let found = service::list_managed(&mut connection, &app.rights, actor, id).await?;
    let now = app.database.clock().now();
    let page = ManagedCertificatesPage {
        ui: member.frame(Section::Accounts),
        account: id.to_string(),
        name: account.name,
        certificates: found.into_iter().map(|found| row(found, now)).collect(),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `POST /accounts/{id}/certificates/{certificate}/remove`
pub async fn remove(
    member: Member,
    PathOf((account, id)): PathOf<(AccountId, CertificateId)>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    service::remove_managed(&mut work, &app.rights, member.actor(), (account, id)).await?;
    work.commit().await?;
    Ok(Redirect::to(&routes::account_certificates(&account.to_string())).into_response())
}
