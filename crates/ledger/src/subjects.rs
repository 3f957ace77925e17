//! Comparing the present state of things with the last entry about each.
//!
//! A row that was changed, added or deleted behind the program's back has no entry that says so; this finds it.
//! Must not know what the things are: each room hands in its own kinds.

use crate::LedgerError;
use crate::report::{Problem, Report};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_store::work::in_list;
use guildhall_store::{Connection, IntoValue, StoreError, args};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Implemented by each room for each kind of thing whose state it tells the ledger.
#[async_trait]
pub trait Subjects: Send + Sync {
    /// Returns the kind, as the entries name it.
    fn kind(&self) -> &'static str;

    /// Returns the actions that end a thing of this kind.
    fn ending_actions(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns things with the digest of their present state, in the order of their ids, after the given one.
    /// The digest is computed as for [`crate::NewEntry::digest`]; an empty page is the end.
    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError>;
}

const SUBJECT_IDS: &str = "SELECT DISTINCT subject_id FROM ledger_entry
    WHERE realm_id = $1 AND subject_kind = $2 AND subject_id > $3 AND subject_id <= $4
    ORDER BY subject_id LIMIT $5";
const LATEST: &str = "SELECT subject_id, action, digest FROM
    (SELECT subject_id, action, digest,
        ROW_NUMBER() OVER (PARTITION BY subject_id ORDER BY recorded_at DESC, id DESC) AS place
     FROM ledger_entry WHERE realm_id = $1 AND subject_kind = $2 AND subject_id >= $3 AND subject_id <= $4
        AND (digest IS NOT NULL";
/// Things in a page.
const PAGE: u32 = 500;

/// What the last entry about a thing says of its state.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    /// It was so.
    Was(String),
    /// It was ended.
    Ended,
}

/// Compares all things of a kind with the ledger and adds what does not agree.
pub(crate) async fn compare(
    connection: &mut Connection,
    subjects: &dyn Subjects,
    report: &mut Report,
) -> Result<(), LedgerError> {
    let mut after: Option<Uuid> = None;
    loop {
        let present = subjects.page(connection, after).await?;
        let until = present.last().map_or(Uuid::max(), |(id, _)| *id);
        report.subjects += present.len() as u64;
        let told = told_between(connection, subjects, after, until).await?;
        for id in differing(&present.iter().copied().collect(), &told) {
            if let Some(problem) = look_again(connection, subjects, id).await? {
                report.add(problem);
            }
        }
        if present.is_empty() {
            return Ok(());
        }
        after = Some(until);
    }
}

/// Returns those things of a page that the ledger does not know.
pub(crate) async fn untold(
    connection: &mut Connection,
    subjects: &dyn Subjects,
    after: Option<Uuid>,
    page: &[(Uuid, ContentHash)],
) -> Result<Vec<(Uuid, ContentHash)>, LedgerError> {
    let until = page.last().map_or(Uuid::max(), |(id, _)| *id);
    let told = told_between(connection, subjects, after, until).await?;
    Ok(page
        .iter()
        .filter(|(id, _)| !told.contains_key(id))
        .copied()
        .collect())
}

/// Returns what the ledger tells of the things after one id up to another.
async fn told_between(
    connection: &mut Connection,
    subjects: &dyn Subjects,
    after: Option<Uuid>,
    until: Uuid,
) -> Result<BTreeMap<Uuid, Told>, LedgerError> {
    let (realm, kind) = (connection.realm(), subjects.kind());
    let mut told = BTreeMap::new();
    let mut after = after.unwrap_or_default();
    loop {
        let rows = connection
            .fetch_all(SUBJECT_IDS, args![realm, kind, after, until, PAGE])
            .await?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(told);
        };
        let (first, last): (Uuid, Uuid) = (first.get("subject_id")?, last.get("subject_id")?);
        told.extend(latest(connection, subjects, first, last).await?);
        after = last;
    }
}

async fn latest(
    connection: &mut Connection,
    subjects: &dyn Subjects,
    first: Uuid,
    last: Uuid,
) -> Result<Vec<(Uuid, Told)>, LedgerError> {
    let ending = subjects.ending_actions();
    let mut sql = LATEST.to_owned();
    if !ending.is_empty() {
        sql.push_str(" OR action IN (");
        sql.push_str(&in_list(5, ending.len()));
        sql.push(')');
    }
    sql.push_str(")) latest WHERE place = 1 ORDER BY subject_id");
    let mut values = args![connection.realm(), subjects.kind(), first, last];
    values.extend(ending.iter().map(|action| action.into_value()));
    let mut told = Vec::new();
    for row in connection.fetch_all(sql, values).await? {
        let (action, digest): (String, Option<String>) = (row.get("action")?, row.get("digest")?);
        let ended = ending.contains(&action.as_str());
        let state = match digest {
            Some(digest) if !ended => Told::Was(digest),
            _ => Told::Ended,
        };
        told.push((row.get("subject_id")?, state));
    }
    Ok(told)
}

fn problem_of(
    kind: &'static str,
    id: Uuid,
    present: Option<ContentHash>,
    told: Option<&Told>,
) -> Option<Problem> {
    match (present, told) {
        (Some(present), Some(Told::Was(digest))) if present.to_hex() == *digest => None,
        (Some(_), Some(Told::Was(_))) => Some(Problem::SubjectChanged { kind, id }),
        (Some(_), Some(Told::Ended)) => Some(Problem::SubjectReturned { kind, id }),
        (Some(_), None) => Some(Problem::SubjectUnknown { kind, id }),
        (None, Some(Told::Was(_))) => Some(Problem::SubjectMissing { kind, id }),
        (None, Some(Told::Ended) | None) => None,
    }
}

fn differing(present: &BTreeMap<Uuid, ContentHash>, told: &BTreeMap<Uuid, Told>) -> Vec<Uuid> {
    let only_told = told.keys().filter(|id| !present.contains_key(id));
    let mut ids: Vec<Uuid> = present.keys().chain(only_told).copied().collect();
    ids.retain(|id| problem_of("", *id, present.get(id).copied(), told.get(id)).is_some());
    ids
}

/// Looks once more at a thing that did not agree: it may have been changed, with its entry, between the reading of
/// the one and the other. Only what stays as it was before and after the ledger was read is a problem.
async fn look_again(
    connection: &mut Connection,
    subjects: &dyn Subjects,
    id: Uuid,
) -> Result<Option<Problem>, LedgerError> {
    loop {
        let before = one(connection, subjects, id).await?;
        let told = latest(connection, subjects, id, id).await?;
        let problem = problem_of(subjects.kind(), id, before, told.first().map(|(_, told)| told));
        if problem.is_none() || one(connection, subjects, id).await? == before {
            return Ok(problem);
        }
    }
}

async fn one(
    connection: &mut Connection,
    subjects: &dyn Subjects,
    id: Uuid,
) -> Result<Option<ContentHash>, LedgerError> {
    let before = id.as_u128().checked_sub(1).map(Uuid::from_u128);
    let page = subjects.page(connection, before).await?;
    Ok(page
        .into_iter()
        .find(|(found, _)| *found == id)
        .map(|(_, digest)| digest))
}
