//! Writing entries: in the transaction of the act itself, so that there is no act without its entry.
//!
//! Must not touch the tree: the place in it is given after the commit, by the sequencer.

use crate::address;
use crate::entry::{Entry, NONCE_BYTES};
use crate::tree::record_hash;
use crate::{DETAILS_BYTES_MAX, LedgerError};
use guildhall_kernel::chance::random_bytes;
use guildhall_kernel::{Actor, ContentHash, LedgerEntryId, Timestamp};
use guildhall_store::work::in_list;
use guildhall_store::{IntoValue, StoreError, Work, args};
use std::collections::HashMap;
use uuid::Uuid;

/// What an act tells the ledger.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// What was done, such as `record.filed`; never renamed once released.
    pub action: &'static str,
    /// What kind of thing it was done to, such as `record`.
    pub subject_kind: &'static str,
    /// The thing.
    pub subject_id: Uuid,
    /// Digest of the thing's state after the act; nothing when the act changed no state (a read) or ended it.
    pub digest: Option<ContentHash>,
    /// A small JSON object without personal data: what is in the ledger can never be taken out again.
    pub details: serde_json::Value,
}

const INSERT_ENTRIES: &str = "INSERT INTO ledger_entry
    (realm_id, id, recorded_at, actor, action, subject_kind, subject_id, digest, details, nonce) VALUES";
const INSERT_WAITING: &str = "INSERT INTO ledger_waiting (realm_id, recorded_at, entry_id, leaf_hash) VALUES";
const INSERT_ADDRESSES: &str = "INSERT INTO ledger_address (realm_id, entry_id, address, salt) VALUES";
const LAST_OF_SUBJECTS: &str = "SELECT subject_id, MAX(recorded_at) AS last FROM ledger_entry
    WHERE realm_id = $1 AND subject_kind = $2 AND subject_id IN";
/// Most values in one IN list.
const IN_LIST_MAX: usize = 500;

/// Writes one entry and returns its id.
///
/// # Errors
/// [`LedgerError::DetailsTooLarge`], or what the database says; then the caller must not commit.
pub async fn append(work: &mut Work, actor: &Actor, entry: NewEntry) -> Result<LedgerEntryId, LedgerError> {
    let ids = append_many(work, actor, vec![entry]).await?;
    ids.into_iter()
        .next()
        .ok_or_else(|| LedgerError::Damaged("an entry got no id".to_owned()))
}

/// Writes many entries with few statements, for imports, and returns their ids in the same order.
///
/// # Errors
/// As [`append`].
pub async fn append_many(
    work: &mut Work,
    actor: &Actor,
    entries: Vec<NewEntry>,
) -> Result<Vec<LedgerEntryId>, LedgerError> {
    let mut last = last_of_subjects(work, &entries).await?;
    let address = actor
        .origin
        .address
        .map(|address| address.to_canonical().to_string());
    let actor = actor.id.as_text();
    let (mut rows, mut waiting, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    let mut addresses = Vec::new();
    for new in entries {
        let subject = (new.subject_kind, new.subject_id);
        let recorded_at = following(last.get(&subject).copied(), work.now());
        last.insert(subject, recorded_at);
        let mut entry = complete(work, &actor, recorded_at, &new)?;
        if let Some(address) = &address {
            // The random bytes become the salt, and the nonce commits to the address.
            let salt = std::mem::take(&mut entry.nonce);
            entry.nonce = address::nonce(&salt, address);
            addresses.push(args![entry.realm, entry.id, address, salt]);
        }
        let leaf_hash = record_hash(entry.leaf().as_bytes()).0.to_vec();
        waiting.push(args![entry.realm, recorded_at, entry.id, leaf_hash]);
        ids.push(entry.id);
        rows.push(args![
            entry.realm,
            entry.id,
            entry.recorded_at,
            entry.actor,
            entry.action,
            entry.subject_kind,
            entry.subject_id,
            entry.digest,
            entry.details,
            entry.nonce
        ]);
    }
    work.insert_many(INSERT_ENTRIES, rows, "").await?;
    work.insert_many(INSERT_WAITING, waiting, "").await?;
    work.insert_many(INSERT_ADDRESSES, addresses, "").await?;
    Ok(ids)
}

/// Entries about one subject are ordered by their instants, so each gets a later one than the one before it,
/// even when the clock stands still or was set back.
fn following(last: Option<Timestamp>, now: Timestamp) -> Timestamp {
    last.map_or(now, |last| {
        now.max(Timestamp::from_micros(last.as_micros().saturating_add(1)))
    })
}

fn complete(work: &Work, actor: &str, recorded_at: Timestamp, new: &NewEntry) -> Result<Entry, LedgerError> {
    let details = new.details.to_string();
    if details.len() > DETAILS_BYTES_MAX {
        return Err(LedgerError::DetailsTooLarge { bytes: details.len() });
    }
    Ok(Entry {
        realm: work.realm(),
        id: work.new_id(),
        recorded_at,
        actor: actor.to_owned(),
        action: new.action.to_owned(),
        subject_kind: new.subject_kind.to_owned(),
        subject_id: new.subject_id,
        digest: new.digest.map(ContentHash::to_hex),
        nonce: random_bytes::<NONCE_BYTES>(work.random()).to_vec(),
        details,
    })
}

type LastOfSubjects = HashMap<(&'static str, Uuid), Timestamp>;

async fn last_of_subjects(work: &mut Work, entries: &[NewEntry]) -> Result<LastOfSubjects, StoreError> {
    let mut by_kind: HashMap<&'static str, Vec<Uuid>> = HashMap::new();
    for entry in entries {
        by_kind
            .entry(entry.subject_kind)
            .or_default()
            .push(entry.subject_id);
    }
    let realm = work.realm();
    let mut last = HashMap::new();
    for (kind, ids) in by_kind {
        for part in ids.chunks(IN_LIST_MAX) {
            let sql = format!(
                "{LAST_OF_SUBJECTS} ({}) GROUP BY subject_id",
                in_list(3, part.len())
            );
            let mut values = args![realm, kind];
            values.extend(part.iter().map(|id| id.into_value()));
            for row in work.fetch_all(sql, values).await? {
                last.insert((kind, row.get("subject_id")?), row.get("last")?);
            }
        }
    }
    Ok(last)
}
