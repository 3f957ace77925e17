//! Putting right and erasing what the directory says of somebody, at her own request (更正与删除).
//!
//! Whoever answers such requests may do it, and only for the person and account that asked. What is told about the
//! values before and after is masked: it is kept with the request, and a request is no second directory.

use super::model::{Person, Phone};
use super::service::Directory;
use super::store;
use crate::account::service as accounts;
use crate::rights::{ANSWER_PRIVACY_REQUESTS, Rights};
use crate::subject_kind;
use crate::{IdentityError, text};
use guildhall_kernel::{AccountId, Actor, PersonId};
use guildhall_ledger::{Subject, note};
use guildhall_store::Work;
use serde_json::json;

const NO_PERSON: IdentityError = IdentityError::NotFound { what: "person" };

/// Whose data are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whom {
    /// Her account.
    pub account: AccountId,
    /// Who she is in the directory, when the account is linked.
    pub person: Option<PersonId>,
}

/// What is put right (更正).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// Her name, in the directory and of her account.
    pub name: Option<String>,
    /// Her telephone number.
    pub phone: Option<Phone>,
}

/// Which fields of the directory are erased (删除).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ErasedFields {
    /// The telephone number.
    pub phone: bool,
    /// The day of birth.
    pub birth_date: bool,
}

/// A field that was changed, with its masked values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// `name`, `phone` or `birth_date`.
    pub field: &'static str,
    /// As it was.
    pub before: String,
    /// As it is; empty when it was erased.
    pub after: String,
}

impl Correction {
    /// Says whether nothing is put right.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl ErasedFields {
    /// Says whether anything is erased.
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

impl Directory {
    /// Puts right what the directory and the account say of somebody; what is right already is left alone.
    ///
    /// # Errors
    /// [`IdentityError::NotFound`] when the actor does not answer requests there, [`IdentityError::InvalidName`].
    pub async fn correct(
        &self,
        work: &mut Work,
        (rights, actor): (&Rights, &Actor),
        whom: Whom,
        correction: &Correction,
    ) -> Result<Vec<Changed>, IdentityError> {
        let name = correction.name.as_deref().map(text::name).transpose()?;
        let mut changed = Vec::new();
        if let Some(name) = &name {
            let before = accounts::rename(work, (rights, actor), whom.account, name).await?;
            changed.extend(difference("name", before, name.clone()));
        }
        let Some(id) = whom.person.filter(|_| !correction.is_empty()) else {
            return Ok(changed);
        };
        let before = self.answered_for(work, (rights, actor), id).await?;
        let after = Person {
            name: name.unwrap_or_else(|| before.name.clone()),
            phone: correction.phone.clone().or_else(|| before.phone.clone()),
            ..before.clone()
        };
        changed.extend(self.write(work, actor, (&before, &after)).await?);
        changed.dedup();
        Ok(changed)
    }

    /// Erases fields of somebody in the directory.
    ///
    /// # Errors
    /// [`IdentityError::NotFound`] when the actor does not answer requests there.
    pub async fn erase(
        &self,
        work: &mut Work,
        (rights, actor): (&Rights, &Actor),
        whom: Whom,
        fields: ErasedFields,
    ) -> Result<Vec<Changed>, IdentityError> {
        let Some(id) = whom.person.filter(|_| fields.any()) else {
            return Ok(Vec::new());
        };
        let before = self.answered_for(work, (rights, actor), id).await?;
        let after = Person {
            phone: before.phone.clone().filter(|_| !fields.phone),
            birth_date: before.birth_date.filter(|_| !fields.birth_date),
            ..before.clone()
        };
        self.write(work, actor, (&before, &after)).await
    }

    /// Returns a person of the branches in which the actor answers requests.
    async fn answered_for(
        &self,
        work: &mut Work,
        (rights, actor): (&Rights, &Actor),
        id: PersonId,
    ) -> Result<Person, IdentityError> {
        let filter = rights.filter(actor, ANSWER_PRIVACY_REQUESTS);
        store::by_id(work, self.keys(), &filter, id)
            .await?
            .ok_or(NO_PERSON)
    }

    async fn write(
        &self,
        work: &mut Work,
        actor: &Actor,
        (before, after): (&Person, &Person),
    ) -> Result<Vec<Changed>, IdentityError> {
        if before == after {
            return Ok(Vec::new());
        }
        store::put_corrected(work, self.keys(), after).await?;
        let changed = differences(before, after);
        let subject = Subject {
            kind: subject_kind::PERSON,
            id: after.id.uuid(),
            digest: Some(after.digest()),
        };
        let fields: Vec<&str> = changed.iter().map(|changed| changed.field).collect();
        note(
            work,
            actor,
            "person.corrected",
            subject,
            json!({ "fields": fields }),
        )
        .await?;
        Ok(changed)
    }
}

fn differences(before: &Person, after: &Person) -> Vec<Changed> {
    let phone = |person: &Person| person.phone.as_ref().map(Phone::masked).unwrap_or_default();
    let birth = |person: &Person| {
        let year = person.birth_date.map(|date| format!("{}-**-**", date.year()));
        year.unwrap_or_default()
    };
    let mut changed: Vec<Changed> = difference("name", before.name.clone(), after.name.clone())
        .into_iter()
        .collect();
    if before.phone != after.phone {
        changed.push(Changed {
            field: "phone",
            before: phone(before),
            after: phone(after),
        });
    }
    changed.extend(difference("birth_date", birth(before), birth(after)));
    changed
}

fn difference(field: &'static str, before: String, after: String) -> Option<Changed> {
    (before != after).then_some(Changed { field, before, after })
}
