//! A paper that is held back because it bears a mark of state secrecy: what to do, and the decision that it is none.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{HeldPage, Section};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_kernel::RecordId;
use guildhall_store::Connection;
use http::StatusCode;

/// Returns the page of a paper that is held back; nothing of its content is on it.
///
/// # Errors
/// When the member may not decide about it.
pub async fn page(member: &Member, connection: &mut Connection, id: RecordId) -> Result<Response, Fault> {
    let record = member.app().inbox.held(connection, member.actor(), id).await?;
    let is_own = record.owner.is_some() && record.owner == member.actor().account();
    let page = HeldPage {
        ui: member.frame(Section::Inbox),
        id: id.to_string(),
        arrived: moment(record.captured_at),
        may_release: !is_own,
    };
    Ok(render(StatusCode::FORBIDDEN, &page))
}

/// `POST /inbox/{id}/release`
pub async fn release(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    decide(&member, id).await?;
    Ok(Redirect::to(routes::INBOX).into_response())
}

/// Decides that a paper is no state secret; asks for a fresh proof of identity.
///
/// # Errors
/// When the member may not decide about it, or the proof is too old.
pub async fn decide(member: &Member, id: RecordId) -> Result<(), Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.inbox.release(&mut work, member.actor(), id).await?;
    Ok(work.commit().await?)
}
