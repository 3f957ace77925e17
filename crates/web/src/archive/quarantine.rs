//! A record in quarantine: what was found, what to do, and the decision that it does no harm.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::routes;
use crate::view::{Infection, QuarantinePage, Section};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::{ArchiveError, RecordState};
use guildhall_kernel::RecordId;
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;

/// What is sent with the decision.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ReleaseForm {
    /// The token of the session (CSRF).
    csrf: String,
    /// Why it does no harm.
    reason: String,
}

/// `GET /records/{id}/quarantine`
pub async fn show(member: Member, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    page(&member, &mut connection, id).await
}

/// Returns the page of a record in quarantine; nothing of its content is on it.
///
/// # Errors
/// When the member may not decide about it, or it is not in quarantine.
pub async fn page(member: &Member, connection: &mut Connection, id: RecordId) -> Result<Response, Fault> {
    let archive = &member.app().archive;
    let found = archive.quarantined(connection, member.actor(), id).await;
    let (record, scans) = match found {
        // Who may not decide hears why nothing is shown.
        Err(ArchiveError::Denied(_)) => return Err(ArchiveError::Quarantined.into()),
        found => found?,
    };
    let is_own = record.owner.is_some() && record.owner == member.actor().account();
    let infections = scans.into_iter().map(|scan| Infection {
        finding: scan.finding,
        scanner: scan.scanner,
        at: moment(scan.scanned_at),
    });
    let page = QuarantinePage {
        ui: member.frame(Section::Inbox),
        id: id.to_string(),
        infections: infections.collect(),
        may_release: !is_own,
        may_discard: record.state != RecordState::Filed,
    };
    Ok(render(StatusCode::FORBIDDEN, &page))
}

/// `POST /records/{id}/quarantine`
pub async fn release(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<ReleaseForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    decide(&member, id, &form.reason).await?;
    Ok(Redirect::to(&routes::record(&id.to_string())).into_response())
}

/// Decides that what was found does no harm; asks for a fresh proof of identity.
///
/// # Errors
/// When the member may not decide about it, the reason is missing, or the proof is too old.
pub async fn decide(member: &Member, id: RecordId, reason: &str) -> Result<(), Fault> {
    member.require_fresh()?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.archive
        .release_from_quarantine(&mut work, member.actor(), id, reason)
        .await?;
    Ok(work.commit().await?)
}
