//! The register of use (利用登记), for whoever keeps it over a branch.

use super::{PAGE, next_link, revoke_use, standing};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::privacy::named::{Behind, name, names};
use crate::routes;
use crate::view::{PageFault, RegisterRow, Section, UseRegisterPage};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::usage::UseOfRecord;
use http::StatusCode;
use uuid::Uuid;

/// Refuses who keeps the register of no record.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_keeper(member: &Member) -> Result<(), Fault> {
    match member.app().archive.keeps_use(member.actor()) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// `GET /uses/register`
pub async fn list(member: Member, Query(behind): Query<Behind>) -> Result<Response, Fault> {
    require_keeper(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let now = app.database.clock().now();
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut lines = app.archive.register_of_use(&mut connection, actor, page).await?;
    let is_more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let names = names(&mut connection, lines.iter().map(|one| one.line.account)).await?;
    let row = |one: &UseOfRecord| RegisterRow {
        id: one.line.id.to_string(),
        record: routes::record(&one.line.record.to_string()),
        code: one.archival_code.clone(),
        who: name(&names, one.line.account),
        purpose: one.line.purpose.clone(),
        standing: standing(&member, &one.line),
        from: one.line.opened_at.map(moment),
        until: one.line.until.map(moment),
        looks: one.line.looks,
        may_revoke: one.line.is_open(now),
    };
    let page = UseRegisterPage {
        rows: lines.iter().map(row).collect(),
        previous: behind.key().is_some().then(|| routes::USE_REGISTER.to_owned()),
        next: lines
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::USE_REGISTER, &last.line)),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `POST /uses/{id}/revocation`
pub async fn revoke(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    revoke_use(&member, id).await?;
    Ok(Redirect::to(routes::USE_REGISTER).into_response())
}
