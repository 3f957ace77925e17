//! What a person can do with authority records: find, make, change, see whose records they are.

use super::model::SUBJECT_KIND;
use super::store::{self, KnownName};
use super::{Authority, AuthorityError, NewAuthority};
use crate::record::Record;
use guildhall_identity::Rights;
use guildhall_kernel::{Actor, RecordId, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_policy::Filter;
use guildhall_store::{Connection, IntoValue, Work};
use serde_json::json;
use uuid::Uuid;

/// The right by which somebody has records in her care, and so keeps the names of who made them.
const KEEP_RECORD: &str = "fileRecord";
/// The right to see that a record is there (as in every list).
const LIST_RECORDS: &str = "listRecords";
/// Most lines on a page.
const PAGE_MAX: u32 = 200;
/// Most names that are offered when a record is described.
const OFFERED_MAX: u32 = 500;

/// The place of a name in the list.
pub type NameKey = String;
/// The place of a record in a list.
pub type RecordKey = (Timestamp, RecordId);

/// The authority file. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Authorities {
    /// The policies.
    pub rights: Rights,
}

impl Authorities {
    /// Says whether the actor has any record in her care.
    pub fn is_keeper(&self, actor: &Actor) -> bool {
        *self.rights.filter(actor, KEEP_RECORD) != Filter::Nothing
    }

    fn require_keeper(&self, actor: &Actor) -> Result<(), AuthorityError> {
        match self.is_keeper(actor) {
            true => Ok(()),
            false => Err(AuthorityError::Denied),
        }
    }

    /// Makes an authority record.
    ///
    /// # Errors
    /// [`AuthorityError::Denied`], [`AuthorityError::Field`], [`AuthorityError::TooMany`]; [`AuthorityError::Taken`] when
    /// another one bears one of the names; [`AuthorityError::Unknown`] for an earlier body that is none.
    pub async fn make(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewAuthority,
    ) -> Result<Authority, AuthorityError> {
        self.require_keeper(actor)?;
        let id = work.new_id();
        let authority = said(work, actor, (id, 1), new).await?;
        store::insert(work, &authority).await?;
        keep(work, actor, "authority.made", authority).await
    }

    /// Changes an authority record that was read at a revision.
    ///
    /// # Errors
    /// As [`Authorities::make`]; [`AuthorityError::NotFound`], [`AuthorityError::Changed`].
    pub async fn change(
        &self,
        work: &mut Work,
        actor: &Actor,
        ((id, revision), new): ((Uuid, i64), NewAuthority),
    ) -> Result<Authority, AuthorityError> {
        let before = self.authority(work, actor, id).await?;
        if before.revision != revision {
            return Err(AuthorityError::Changed);
        }
        let authority = said(work, actor, (id, revision + 1), new).await?;
        if !store::change(work, &authority).await? {
            return Err(AuthorityError::Changed);
        }
        keep(work, actor, "authority.changed", authority).await
    }

    /// Returns an authority record.
    ///
    /// # Errors
    /// [`AuthorityError::Denied`], [`AuthorityError::NotFound`].
    pub async fn authority(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Authority, AuthorityError> {
        self.require_keeper(actor)?;
        store::get(connection, id).await?.ok_or(AuthorityError::NotFound)
    }

    /// Returns the bodies from which and to which an authority record leads: the earlier one, and those that came from it.
    ///
    /// # Errors
    /// [`AuthorityError::Denied`].
    pub async fn around(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        authority: &Authority,
    ) -> Result<(Option<Authority>, Vec<Authority>), AuthorityError> {
        self.require_keeper(actor)?;
        let earlier = match authority.earlier {
            Some(id) => store::get(connection, id).await?,
            None => None,
        };
        Ok((earlier, store::later(connection, authority.id).await?))
    }

    /// Returns the names that begin with a text, all of them when it is empty, behind the last one of the page before.
    ///
    /// # Errors
    /// [`AuthorityError::Denied`].
    pub async fn names(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        begin: &str,
        (after, limit): (Option<&str>, u32),
    ) -> Result<Vec<KnownName>, AuthorityError> {
        self.require_keeper(actor)?;
        Ok(store::names(connection, begin, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Returns who is responsible for records in sight of the actor and leads to no authority record, behind the last one of
    /// the page before.
    ///
    /// # Errors
    /// [`AuthorityError::Denied`].
    pub async fn unknown(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (&str, u32),
    ) -> Result<Vec<String>, AuthorityError> {
        self.require_keeper(actor)?;
        let filter = self.rights.filter(actor, LIST_RECORDS);
        Ok(store::unknown(connection, &filter, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Returns the filed records in sight of the actor for which an authority is responsible under any of its names, the
    /// newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`AuthorityError::Denied`].
    pub async fn records(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        authority: &Authority,
        (after, limit): (Option<RecordKey>, u32),
    ) -> Result<Vec<Record>, AuthorityError> {
        self.require_keeper(actor)?;
        let filter = self.rights.filter(actor, LIST_RECORDS);
        let names = authority.other_names.iter().chain([&authority.name]);
        let names = names.map(IntoValue::into_value).collect();
        Ok(store::records(connection, &filter, names, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Returns the names that are offered when a record is described, at most 500 by their keys; none for who keeps nothing.
    ///
    /// # Errors
    /// [`AuthorityError::Store`].
    pub async fn offered(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<String>, AuthorityError> {
        match self.is_keeper(actor) {
            true => Ok(store::offered(connection, OFFERED_MAX).await?),
            false => Ok(Vec::new()),
        }
    }
}

/// Returns what is to be kept under an id and a revision.
async fn said(
    work: &mut Work,
    actor: &Actor,
    (id, revision): (Uuid, i64),
    new: NewAuthority,
) -> Result<Authority, AuthorityError> {
    let new = new.checked()?;
    let earlier = match new.earlier.as_str() {
        "" => None,
        name => Some(earlier(work, id, name).await?),
    };
    Ok(Authority {
        id,
        revision,
        kind: new.kind,
        name: new.name,
        other_names: new.other_names,
        code: new.code,
        began: new.began,
        ended: new.ended,
        earlier,
        history: new.history,
        is_retired: new.is_retired,
        changed_by: actor.account(),
        changed_at: work.now(),
    })
}

/// Returns the body from which another one came, by any of its names; none comes from itself.
async fn earlier(work: &mut Work, id: Uuid, name: &str) -> Result<Uuid, AuthorityError> {
    match store::of_name(work, name).await? {
        Some(found) if found == id => Err(AuthorityError::Field("earlier")),
        Some(found) => Ok(found),
        None => Err(AuthorityError::Unknown(name.to_owned())),
    }
}

/// Keeps the names of an authority record that was written, with its entry.
async fn keep(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    authority: Authority,
) -> Result<Authority, AuthorityError> {
    if let Some(taken) = store::keep_names(work, &authority).await? {
        return Err(AuthorityError::Taken(taken));
    }
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: authority.id,
        digest: Some(authority.digest()),
    };
    let details = json!({ "kind": authority.kind.code(), "revision": authority.revision });
    note(work, actor, action, subject, details).await?;
    Ok(authority)
}
