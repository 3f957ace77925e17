//! Telling the ledger once of things that were there before the program told it of their kind.
//!
//! After an upgrade a kind of thing may be new to the ledger. Those without an entry get one then, with their state of
//! that day; it is done once for each kind in each realm, and the mark of that is an entry itself, so it cannot be
//! used later to make a forged row good.

use crate::LedgerError;
use crate::append::{NewEntry, append, append_many};
use crate::history;
use crate::subjects::{Subjects, untold};
use guildhall_kernel::{Actor, ContentHash, RealmId};
use guildhall_store::{Database, Work};
use uuid::Uuid;

/// The kind of thing that the mark is about: a kind of things.
const KIND: &str = "ledger-kind";

/// Tells the ledger of the things of a kind that it does not know, unless that was done before; returns how many.
///
/// # Errors
/// What the database says.
pub async fn adopt(
    database: &Database,
    realm: RealmId,
    actor: &Actor,
    subjects: &dyn Subjects,
) -> Result<u64, LedgerError> {
    let mark = mark_of(subjects.kind());
    let mut connection = database.read(realm).await?;
    if !history::of_subject(&mut connection, KIND, mark, 1)
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    drop(connection);
    let (mut after, mut adopted) = (None, 0);
    loop {
        let mut work = database.begin(realm).await?;
        let page = subjects.page(&mut work, after).await?;
        let Some((last, _)) = page.last().copied() else {
            break;
        };
        adopted += adopt_page(&mut work, actor, subjects, (after, &page)).await?;
        work.commit().await?;
        after = Some(last);
    }
    let mut work = database.begin(realm).await?;
    let done = NewEntry {
        action: "ledger.kind-adopted",
        subject_kind: KIND,
        subject_id: mark,
        digest: None,
        details: serde_json::json!({ "kind": subjects.kind(), "adopted": adopted }),
    };
    append(&mut work, actor, done).await?;
    work.commit().await?;
    Ok(adopted)
}

async fn adopt_page(
    work: &mut Work,
    actor: &Actor,
    subjects: &dyn Subjects,
    (after, page): (Option<Uuid>, &[(Uuid, ContentHash)]),
) -> Result<u64, LedgerError> {
    let unknown = untold(work, subjects, after, page).await?;
    let entry = |(id, digest): (Uuid, ContentHash)| NewEntry {
        action: "ledger.adopted",
        subject_kind: subjects.kind(),
        subject_id: id,
        digest: Some(digest),
        details: serde_json::json!({}),
    };
    let entries: Vec<NewEntry> = unknown.into_iter().map(entry).collect();
    Ok(append_many(work, actor, entries).await?.len() as u64)
}

/// Returns the id under which the mark of a kind stands.
fn mark_of(kind: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&ContentHash::of(kind.as_bytes()).as_bytes()[..16]);
    Uuid::from_bytes(bytes)
}
