//! What happened to a record, in words, and the proof of it (存证), for whoever packs without a page around it.

use crate::pack::HistoryLine;
use crate::{DispatchError, PriorHistory, prior};
use guildhall_archive::record::store as records;
use guildhall_archive::record::{FILES_KIND, SUBJECT_KIND};
use guildhall_identity::account;
use guildhall_identity::organisation::service as organisations;
use guildhall_kernel::{AccountId, RealmId, RecordId};
use guildhall_ledger::history_proof::Thing;
use guildhall_ledger::witness::{self, Witness};
use guildhall_ledger::{SigningKey, history, prove_history, seal};
use guildhall_store::{Connection, Database};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a file of a record is named in the ledger.
const COMPONENT_KIND: &str = "component";
/// Entries of the history that go along.
const HISTORY_MAX: u32 = 5_000;

/// The words of the language of the standard, which only the faces of the house know.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// What an action is called.
    pub action: fn(&str) -> String,
    /// What a part of the program is called.
    pub program: fn(&str) -> String,
}

/// Tells and proves histories. Cheap to clone.
#[derive(Clone)]
pub struct Historian {
    /// The database.
    pub database: Database,
    /// The key of the ledger.
    pub key: Arc<SigningKey>,
    /// Those who witness it.
    pub witnesses: Arc<[Witness]>,
    /// The words.
    pub words: Words,
}

impl std::fmt::Debug for Historian {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Historian").finish_non_exhaustive()
    }
}

/// What a package tells of the past of a record.
#[derive(Debug, Clone)]
pub struct Past {
    /// Name of the house.
    pub organisation: String,
    /// What happened here, the oldest first.
    pub history: Vec<HistoryLine>,
    /// Its proof.
    pub proof: String,
    /// What houses before this one told, the first one first.
    pub prior: Vec<PriorHistory>,
}

impl Historian {
    /// Seals the log, so that the newest entries can be proved.
    ///
    /// # Errors
    /// [`DispatchError::Key`] around what ledger and database say.
    pub async fn seal(&self, realm: RealmId) -> Result<(), DispatchError> {
        seal(&self.database, realm, &self.key).await?;
        Ok(())
    }

    /// Returns the past of a record, proved over the log as it was sealed last. Whether somebody may have it was asked
    /// before.
    ///
    /// # Errors
    /// [`DispatchError::Key`], [`DispatchError::Store`].
    pub async fn past(&self, connection: &mut Connection, id: RecordId) -> Result<Past, DispatchError> {
        Ok(Past {
            organisation: organisations::top(connection, connection.realm()).await?.name,
            history: self.history(connection, id).await?,
            proof: self.prove(connection, id).await?,
            prior: prior::of_record(connection, id).await?,
        })
    }

    async fn history(
        &self,
        connection: &mut Connection,
        id: RecordId,
    ) -> Result<Vec<HistoryLine>, DispatchError> {
        let entries = history::of_subject(connection, SUBJECT_KIND, id.uuid(), HISTORY_MAX).await?;
        let accounts: BTreeSet<AccountId> = entries
            .iter()
            .filter_map(|(entry, _)| account_of(&entry.actor))
            .collect();
        let accounts: Vec<AccountId> = accounts.into_iter().collect();
        let names = account::service::names_of(connection, &accounts).await?;
        let named = |actor: &str| match account_of(actor) {
            Some(account) => {
                let found = names.iter().find(|(id, _)| *id == account);
                found.map_or_else(|| account.to_string(), |(_, name)| name.clone())
            }
            None => (self.words.program)(actor.strip_prefix("program:").unwrap_or(actor)),
        };
        let lines = entries.into_iter().rev().map(|(entry, leaf)| HistoryLine {
            at: entry.recorded_at,
            who: named(&entry.actor),
            is_person: entry.actor.starts_with("account:"),
            what: (self.words.action)(&entry.action),
            action: entry.action,
            leaf,
        });
        Ok(lines.collect())
    }

    async fn prove(&self, connection: &mut Connection, id: RecordId) -> Result<String, DispatchError> {
        let thing = |kind: &str, id| Thing {
            kind: kind.to_owned(),
            id,
        };
        let components = records::components(connection, id).await?;
        let mut things = vec![thing(SUBJECT_KIND, id.uuid()), thing(FILES_KIND, id.uuid())];
        things.extend(
            components
                .iter()
                .map(|component| thing(COMPONENT_KIND, component.id.uuid())),
        );
        let witnesses = witness::cosigned(connection, &self.witnesses).await?;
        let proof = prove_history(connection, &self.key, things, &witnesses).await?;
        Ok(proof.to_text()?)
    }
}

fn account_of(actor: &str) -> Option<AccountId> {
    actor.strip_prefix("account:")?.parse().ok()
}
