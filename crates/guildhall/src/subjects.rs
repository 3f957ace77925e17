//! The things whose present state is compared with the ledger, and what must hold between rooms.

use crate::house::House;
use async_trait::async_trait;
use guildhall_archive::fonds::FondsSubjects;
use guildhall_archive::record::RecordFilesSubjects;
use guildhall_archive::record::{RECORD_DESTROYED, SUBJECT_KIND, store as records};
use guildhall_identity::CredentialSubjects;
use guildhall_kernel::{ContentHash, RealmId, RecordId};
use guildhall_ledger::adoption::adopt;
use guildhall_ledger::check::{Breach, Check};
use guildhall_ledger::{LedgerError, Subjects};
use guildhall_store::{Connection, Database, StoreError};
use guildhall_vault::Vault;
use uuid::Uuid;

/// Records looked at in one page.
const PAGE: u32 = 500;
/// Most objects that are named as missing.
const BREACHES_MAX: usize = 1_000;

/// Records.
pub struct RecordSubjects;

#[async_trait]
impl Subjects for RecordSubjects {
    fn kind(&self) -> &'static str {
        SUBJECT_KIND
    }

    fn ending_actions(&self) -> &'static [&'static str] {
        &[RECORD_DESTROYED]
    }

    async fn page(
        &self,
        connection: &mut Connection,
        after: Option<Uuid>,
    ) -> Result<Vec<(Uuid, ContentHash)>, StoreError> {
        let page = records::page_by_id(connection, after.map(RecordId::from_uuid), PAGE).await?;
        Ok(page
            .iter()
            .map(|record| (record.id.uuid(), record.digest()))
            .collect())
    }
}

/// Tells the ledger once of the things whose kinds are newer than the installation may be.
///
/// # Errors
/// When ledger or database refuse.
pub async fn adopt_all(house: &House, database: &Database, realm: RealmId) -> anyhow::Result<()> {
    let actor = house.operator(&house.realm_of(realm).await?);
    let newer: [&dyn Subjects; 3] = [&RecordFilesSubjects, &FondsSubjects, &CredentialSubjects];
    for kind in newer {
        adopt(database, realm, &actor, kind).await?;
    }
    Ok(())
}

/// That the content of every file of a record has its row in the vault.
pub struct KeptObjects<'v>(pub &'v Vault);

#[async_trait]
impl Check for KeptObjects<'_> {
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError> {
        let (mut breaches, mut after) = (Vec::new(), None);
        loop {
            let page = records::contents_after(connection, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(breaches);
            };
            after = Some(*last);
            for hash in page {
                let kept = self.0.contains(connection, hash).await;
                let kept = kept.map_err(|error| LedgerError::Damaged(error.to_string()))?;
                if !kept && breaches.len() < BREACHES_MAX {
                    let what = "the vault knows no such object, but a record has it";
                    breaches.push(Breach {
                        kind: "object",
                        which: hash.to_hex(),
                        what,
                    });
                }
            }
        }
    }
}
