//! What the ledger compares with its entries: organisations, people, accounts and proposals with their digests.
//!
//! A row changed, added or deleted behind the program's back differs from what its last entry says.

use crate::{account, organisation, person, power, subject_kind};
use async_trait::async_trait;
use guildhall_kernel::ContentHash;
use guildhall_keyring::KeyRing;
use guildhall_ledger::Subjects;
use guildhall_store::{Connection, StoreError};
use std::sync::Arc;
use uuid::Uuid;

/// Things in a page.
const PAGE: u32 = 500;

/// The organisations of a realm.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrganisationSubjects;

/// The people of a realm, with the keys that seal their telephone numbers.
#[derive(Debug, Clone)]
pub struct PersonSubjects(pub Arc<KeyRing>);

/// The accounts of a realm, with login name, state, rights and hashed password.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccountSubjects;

/// The proposals about the three powers, with who made and who decided them.
#[derive(Debug, Clone, Copy, Default)]
pub struct PowerChangeSubjects;

#[async_trait]
impl Subjects for PowerChangeSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::POWER_CHANGE
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = power::store::after_id(connection, after, PAGE).await?;
        Ok(found.iter().map(|change| (change.id, change.digest())).collect())
    }
}

#[async_trait]
impl Subjects for OrganisationSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::ORGANISATION
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = organisation::store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|organisation| (organisation.id.uuid(), organisation.digest()))
            .collect())
    }
}

#[async_trait]
impl Subjects for PersonSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::PERSON
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = person::store::after_id(connection, &self.0, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|person| (person.id.uuid(), person.digest()))
            .collect())
    }
}

#[async_trait]
impl Subjects for AccountSubjects {
    fn kind(&self) -> &'static str {
        subject_kind::ACCOUNT
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let found = account::store::after_id(connection, after, PAGE).await?;
        Ok(found
            .iter()
            .map(|account| (account.id.uuid(), account.digest()))
            .collect())
    }
}
