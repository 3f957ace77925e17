//! What can be done with the directory: enter people, find them, list their names for reading.

use super::model::{NewPerson, Person, PersonName, PersonQuery};
use super::store;
use crate::note;
use crate::rights::{MANAGE_SYSTEM, Rights};
use crate::{IdentityError, organisation};
use guildhall_kernel::{Actor, OrgId, OrgPath, PersonId};
use guildhall_ledger::NewEntry;
use guildhall_store::{Connection, Work};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Most people entered in one unit of work (schema rules, 5.5).
pub const BATCH_MAX: usize = 10_000;
/// Most people that one call returns.
pub const PAGE_MAX: u32 = 1_000;

/// Enters people; all or, on the first error, none.
///
/// # Errors
/// [`IdentityError::InvalidPerson`], [`IdentityError::StaffNumberTaken`], [`IdentityError::NotFound`] when an
/// organisation is not in this realm, [`IdentityError::Denied`], [`IdentityError::TooManyRows`].
pub async fn add_many(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    new: Vec<NewPerson>,
) -> Result<Vec<Person>, IdentityError> {
    if new.len() > BATCH_MAX {
        return Err(IdentityError::TooManyRows { limit: BATCH_MAX });
    }
    let paths = organisations(work, &new).await?;
    for path in paths.values() {
        rights.require_in(actor, MANAGE_SYSTEM, path)?;
    }
    let people = made(work, new, &paths)?;
    check_numbers(work, &people).await?;
    store::insert_many(work, &people).await?;
    note_all(work, actor, &people).await?;
    Ok(people)
}

/// Returns the path of each organisation named.
async fn organisations(work: &mut Work, new: &[NewPerson]) -> Result<HashMap<OrgId, OrgPath>, IdentityError> {
    let wanted: HashSet<OrgId> = new.iter().map(|person| person.org).collect();
    let wanted: Vec<OrgId> = wanted.into_iter().collect();
    let realm = work.realm();
    let found = organisation::store::by_ids(work, &wanted).await?;
    let found = found
        .into_iter()
        .filter(|organisation| organisation.realm == realm);
    let paths: HashMap<_, _> = found
        .map(|organisation| (organisation.id, organisation.path))
        .collect();
    if paths.len() == wanted.len() {
        Ok(paths)
    } else {
        Err(IdentityError::NotFound { what: "organisation" })
    }
}

fn made(
    work: &Work,
    new: Vec<NewPerson>,
    paths: &HashMap<OrgId, OrgPath>,
) -> Result<Vec<Person>, IdentityError> {
    let now = work.now();
    let make = |(index, person): (usize, NewPerson)| {
        let path = paths
            .get(&person.org)
            .ok_or(IdentityError::NotFound { what: "organisation" })?;
        Ok(person
            .checked(index + 1)?
            .into_person(work.new_id(), path.clone(), now))
    };
    new.into_iter().enumerate().map(make).collect()
}

async fn check_numbers(work: &mut Work, people: &[Person]) -> Result<(), IdentityError> {
    let mut seen = HashSet::with_capacity(people.len());
    if let Some(twice) = people
        .iter()
        .find(|person| !seen.insert(person.staff_number.as_str()))
    {
        return Err(IdentityError::StaffNumberTaken(twice.staff_number.clone()));
    }
    let numbers: Vec<&str> = people.iter().map(|person| person.staff_number.as_str()).collect();
    match store::taken_number(work, &numbers).await? {
        Some(taken) => Err(IdentityError::StaffNumberTaken(taken)),
        None => Ok(()),
    }
}

async fn note_all(work: &mut Work, actor: &Actor, people: &[Person]) -> Result<(), IdentityError> {
    let entry = |person: &Person| NewEntry {
        action: "person.added",
        subject_kind: note::PERSON,
        subject_id: person.id.uuid(),
        digest: Some(person.digest()),
        details: json!({ "org_path": person.org_path }),
    };
    guildhall_ledger::append_many(work, actor, people.iter().map(entry).collect()).await?;
    Ok(())
}

/// Returns people by the pinyin of their names, within the actor's branches.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn search(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    query: &PersonQuery,
    limit: u32,
) -> Result<Vec<Person>, IdentityError> {
    let filter = rights.branches(actor);
    Ok(store::search(connection, &filter, query, limit.min(PAGE_MAX)).await?)
}

/// Returns one person within the actor's branches.
///
/// # Errors
/// [`IdentityError::NotFound`], also when the person is outside them.
pub async fn get(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    id: PersonId,
) -> Result<Person, IdentityError> {
    let filter = rights.branches(actor);
    store::by_id(connection, &filter, id)
        .await?
        .ok_or(IdentityError::NotFound { what: "person" })
}

/// Returns names of people of the realm by id, behind `after`; for the program's own reading of papers.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn names(
    connection: &mut Connection,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Vec<PersonName>, IdentityError> {
    Ok(store::names(connection, after, limit.min(PAGE_MAX)).await?)
}

/// Returns the names behind ids that a page shows, in no order.
///
/// # Errors
/// [`IdentityError::Store`].
pub async fn names_of(
    connection: &mut Connection,
    ids: &[PersonId],
) -> Result<Vec<PersonName>, IdentityError> {
    Ok(store::names_of(connection, ids).await?)
}
