//! Taking a paper out of the inbox, and putting it back.

use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::plain_form::PlainForm;
use crate::routes;
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::{Record, RecordState};
use guildhall_kernel::RecordId;
use serde::Deserialize;

/// The part of the inbox that holds the discarded papers, as its address names it.
pub const DISCARDED: &str = "discarded";
/// The part that holds the described papers.
pub const DESCRIBED: &str = "described";

/// What is said when a paper is discarded.
#[derive(Deserialize)]
pub struct DiscardForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    reason: String,
}

/// `POST /inbox/{id}/discard`
pub async fn discard(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<DiscardForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let (record, _) = app
        .inbox
        .discard(&mut work, member.actor(), id, &form.reason)
        .await?;
    work.commit().await?;
    Ok(back_to(&record, "discarded"))
}

/// `POST /inbox/{id}/restore`
pub async fn restore(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let record = app.inbox.restore(&mut work, member.actor(), id).await?;
    work.commit().await?;
    Ok(back_to(&record, "restored"))
}

/// Leads to the part of the inbox in which the paper stands or stood, where `done` is told of it.
fn back_to(record: &Record, done: &'static str) -> Response {
    let part = match record.state {
        RecordState::Described => DESCRIBED,
        RecordState::Captured | RecordState::Filed => "",
    };
    let pairs = [("tab", part.to_owned()), (done, record.id.to_string())];
    Redirect::to(&routes::with_query(routes::INBOX, pairs)).into_response()
}
