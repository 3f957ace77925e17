//! The log for public tools (C2SP tlog-tiles): its signed checkpoint and its tiles of hashes.
//!
//! Open to everybody unless the installation keeps its log to itself; then to those who may look at the ledger. What
//! is given out holds no personal data: hashes, a size, a signature.

use super::ledger::may;
use crate::app::App;
use crate::context::{Member, Visit};
use crate::fault::Fault;
use crate::view::PageFault;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use guildhall_ledger::{log, published};
use guildhall_store::{Connection, Realm, realm};
use http::header;

/// A tile never changes: a longer one has another address.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `GET /ledger/checkpoint`
pub async fn checkpoint(visit: Visit) -> Result<Response, Fault> {
    let mut connection = open(&visit).await?;
    let newest = log::last_checkpoint(&mut connection)
        .await?
        .ok_or(PageFault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, newest.note).into_response())
}

/// `GET /ledger/tile/{level}/{*index}`
pub async fn tile(visit: Visit, Path((level, index)): Path<(String, String)>) -> Result<Response, Fault> {
    let mut connection = open(&visit).await?;
    let found = published::tile(&mut connection, &format!("{level}/{index}")).await?;
    let hashes = found.ok_or(PageFault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    Ok((headers, hashes).into_response())
}

/// Opens the log that is published: that of the installation's union, or of the member who looks.
async fn open(visit: &Visit) -> Result<Connection, Fault> {
    let app = &visit.app;
    if app.ledger.is_public {
        let realm = first_realm(app).await?.ok_or(PageFault::NotFound)?;
        return Ok(app.database.read(realm.id).await?);
    }
    let member = Member {
        visit: visit.clone(),
        signed_in: visit.require()?.clone(),
    };
    let mut connection = app.database.read(member.actor().realm).await?;
    let may_look =
        may(&member, &mut connection, "viewLedger").await? || may(&member, &mut connection, "verify").await?;
    may_look
        .then_some(connection)
        .ok_or_else(|| PageFault::Forbidden.into())
}

/// Returns the union of the installation, when there is one already.
///
/// # Errors
/// When the database refuses.
pub async fn first_realm(app: &App) -> Result<Option<Realm>, Fault> {
    let mut connection = app.database.read_across_realms().await?;
    Ok(realm::across_realms_list(&mut connection)
        .await?
        .into_iter()
        .next())
}
