//! What can be done with the directory: enter people, find them, list their names for reading.

use super::model::{NewPerson, Person, PersonName, PersonQuery};
use super::store;
use crate::rights::{MANAGE_SYSTEM, Rights};
use crate::subject_kind;
use crate::{IdentityError, organisation};
use guildhall_kernel::{Actor, OrgId, OrgPath, PersonId};
use guildhall_keyring::KeyRing;
use guildhall_ledger::NewEntry;
use guildhall_policy::Filter;
use guildhall_store::{Connection, StoreError, Work};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Most people entered in one unit of work (schema rules, 5.5).
pub const BATCH_MAX: usize = 10_000;
/// Most people that one call returns.
pub const PAGE_MAX: u32 = 1_000;

/// The directory with the keys that seal the telephone numbers in it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Directory {
    keys: Arc<KeyRing>,
}

impl Directory {
    /// Makes the service.
    pub fn new(keys: Arc<KeyRing>) -> Self {
        Self { keys }
    }

    /// Returns the keys that seal the telephone numbers.
    pub(super) fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// Returns the actor's own person, whatever her rights; nobody when her account is not linked.
    ///
    /// # Errors
    /// [`IdentityError::Store`].
    pub async fn own(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Option<Person>, IdentityError> {
        match actor.person {
            Some(id) => Ok(store::by_id(connection, &self.keys, &Filter::Everything, id).await?),
            None => Ok(None),
        }
    }

    /// Enters people; all or, on the first error, none.
    ///
    /// # Errors
    /// [`IdentityError::InvalidPerson`], [`IdentityError::StaffNumberTaken`], [`IdentityError::NotFound`] when an
    /// organisation is not in this realm, [`IdentityError::Denied`], [`IdentityError::TooManyRows`].
    pub async fn add_many(
        &self,
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
        store::insert_many(work, &self.keys, &people).await?;
        note_all(work, actor, &people).await?;
        Ok(people)
    }

    /// Returns people by the pinyin of their names, within the actor's branches.
    ///
    /// # Errors
    /// [`IdentityError::Store`].
    pub async fn search(
        &self,
        connection: &mut Connection,
        rights: &Rights,
        actor: &Actor,
        (query, limit): (&PersonQuery, u32),
    ) -> Result<Vec<Person>, IdentityError> {
        let filter = rights.branches(actor);
        Ok(store::search(connection, &self.keys, &filter, (query, limit.min(PAGE_MAX))).await?)
    }

    /// Returns one person within the actor's branches.
    ///
    /// # Errors
    /// [`IdentityError::NotFound`], also when the person is outside them.
    pub async fn get(
        &self,
        connection: &mut Connection,
        rights: &Rights,
        actor: &Actor,
        id: PersonId,
    ) -> Result<Person, IdentityError> {
        let filter = rights.branches(actor);
        let found = store::by_id(connection, &self.keys, &filter, id).await?;
        found.ok_or(IdentityError::NotFound { what: "person" })
    }
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
        subject_kind: subject_kind::PERSON,
        subject_id: person.id.uuid(),
        digest: Some(person.digest()),
        details: json!({ "org_path": person.org_path }),
    };
    guildhall_ledger::append_many(work, actor, people.iter().map(entry).collect()).await?;
    Ok(())
}

/// Refuses a person outside the actor's branches.
///
/// # Errors
/// [`IdentityError::NotFound`].
pub(crate) async fn require_seen(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    id: PersonId,
) -> Result<(), IdentityError> {
    let filter = rights.branches(actor);
    let seen = store::is_seen(connection, &filter, id).await?;
    seen.then_some(())
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

/// Returns the people who have these staff numbers, in any case of letters, in no order; for the program's own
/// attribution of records.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn by_staff_numbers(
    connection: &mut Connection,
    numbers: &[String],
) -> Result<Vec<PersonName>, StoreError> {
    let numbers: Vec<String> = numbers.iter().map(|number| number.to_ascii_uppercase()).collect();
    store::by_numbers(connection, &numbers).await
}

/// Returns the people who have these names, all of those who share one, in no order; for the program's own
/// attribution of records.
///
/// # Errors
/// [`StoreError`] when the database refuses.
pub async fn by_names(connection: &mut Connection, names: &[String]) -> Result<Vec<PersonName>, StoreError> {
    store::by_names(connection, names).await
}

/// Returns the person with a staff number, of those whom the actor may know; nobody for an empty number.
///
/// # Errors
/// [`IdentityError::NotFound`] when nobody has the number.
pub(crate) async fn of_staff_number(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    number: &str,
) -> Result<Option<PersonId>, IdentityError> {
    let number = number.trim();
    if number.is_empty() {
        return Ok(None);
    }
    let found = by_staff_numbers(connection, &[number.to_owned()]).await?;
    let person = found.first().ok_or(IdentityError::NotFound { what: "person" })?;
    require_seen(connection, rights, actor, person.id).await?;
    Ok(Some(person.id))
}
