//! The proof of a record's whole history (存证) as a file, which an outsider judges with `guildhall-verify` alone.

use crate::address::PathOf;
use crate::archive::record::note_read;
use crate::context::Member;
use crate::fault::Fault;
use crate::view::PageFault;
use axum::response::{IntoResponse as _, Response};
use guildhall_archive::record::{FILES_KIND, SUBJECT_KIND, store};
use guildhall_kernel::{RealmId, RecordId};
use guildhall_ledger::history_proof::Thing;
use guildhall_ledger::{prove_history, seal, witness};
use guildhall_store::Connection;
use guildhall_watch::ActKind;
use http::{HeaderValue, header};

/// How a file of a record is named in the ledger.
const COMPONENT_KIND: &str = "component";

/// `GET /records/{id}/proof`
pub async fn download(member: Member, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let record = app.archive.record(&mut connection, member.actor(), id).await?;
    drop(connection);
    note_read(&member, &record, ("record.proof-made", ActKind::View)).await?;
    let text = make(&member, id).await?;
    let mut response = text.into_response();
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"proof-{id}.json\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    for (name, value) in headers {
        let value = HeaderValue::from_str(&value).map_err(|_| PageFault::Internal)?;
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// Makes the file over the log as it is now; whether the member may have it was asked before.
///
/// # Errors
/// When ledger or database refuse.
pub async fn make(member: &Member, id: RecordId) -> Result<String, Fault> {
    let app = member.app();
    let realm: RealmId = member.actor().realm;
    seal(&app.database, realm, &app.signing_key).await?;
    let mut connection = app.database.read(realm).await?;
    let things = things(&mut connection, id).await?;
    let witnesses = witness::cosigned(&mut connection, &app.ledger.witnesses).await?;
    let proof = prove_history(&mut connection, &app.signing_key, things, &witnesses).await?;
    Ok(proof.to_text()?)
}

/// The record, its files as a whole, and each of them.
async fn things(connection: &mut Connection, id: RecordId) -> Result<Vec<Thing>, Fault> {
    let thing = |kind: &str, id| Thing {
        kind: kind.to_owned(),
        id,
    };
    let components = store::components(connection, id).await?;
    let own = [thing(SUBJECT_KIND, id.uuid()), thing(FILES_KIND, id.uuid())];
    let files = components
        .iter()
        .map(|component| thing(COMPONENT_KIND, component.id.uuid()));
    Ok(own.into_iter().chain(files).collect())
}
