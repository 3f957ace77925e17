//! What can be done with the register: read it, keep a new version of an entry.

use super::model::{self, Activity, Entry, Kept};
use super::store;
use crate::subject_kind;
use crate::text::filled;
use crate::{KEEP_REGISTER, Privacy, PrivacyError};
use guildhall_kernel::Actor;
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;

/// Most entries of a register, and most versions of an entry.
const ENTRIES_MAX: u32 = 500;

/// A new version of an entry.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// The version on which it was based; 0 for an entry that there was not yet.
    pub based_on: u32,
    /// What is done.
    pub activity: Activity,
    /// Whether it is no longer done.
    pub has_ended: bool,
    /// Why it is changed.
    pub reason: String,
}

impl Privacy {
    /// Returns the register as it is now, what is still done first; for everybody who is signed in.
    ///
    /// # Errors
    /// [`PrivacyError::Store`].
    pub async fn register(&self, connection: &mut Connection) -> Result<Vec<Entry>, PrivacyError> {
        let own = store::latest(connection, ENTRIES_MAX).await?;
        Ok(model::merged(&self.rules, own))
    }

    /// Returns all versions of an entry, the newest first, the shipped one last.
    ///
    /// # Errors
    /// [`PrivacyError::NotFound`].
    pub async fn versions(
        &self,
        connection: &mut Connection,
        code: &str,
    ) -> Result<Vec<Entry>, PrivacyError> {
        let mut versions = store::versions(connection, code, ENTRIES_MAX).await?;
        let shipped = self.rules.activities().iter().find(|entry| entry.code == code);
        versions.extend(shipped.cloned());
        match versions.is_empty() {
            true => Err(PrivacyError::NotFound { what: "entry" }),
            false => Ok(versions),
        }
    }

    /// Keeps a new version of an entry, or the first of a new one.
    ///
    /// # Errors
    /// [`PrivacyError::Denied`] without `keepPrivacyRegister` over the realm, [`PrivacyError::Field`],
    /// [`PrivacyError::NotMarkedSensitive`], [`PrivacyError::Changed`] when it is based on an older version.
    pub async fn keep(
        &self,
        work: &mut Work,
        actor: &Actor,
        code: &str,
        new: NewVersion,
    ) -> Result<Entry, PrivacyError> {
        self.require(work, actor, KEEP_REGISTER).await?;
        let by = actor
            .account()
            .ok_or(PrivacyError::NotFound { what: "account" })?;
        let code = model::code(code)?;
        let present = match self.versions(work, &code).await {
            Ok(versions) => versions.first().map_or(0, |newest| newest.version),
            Err(PrivacyError::NotFound { .. }) => 0,
            Err(error) => return Err(error),
        };
        if present != new.based_on {
            return Err(PrivacyError::Changed);
        }
        let kept = Kept {
            id: work.new_id(),
            by,
            at: work.now(),
            reason: filled("reason", &new.reason)?,
        };
        let entry = Entry {
            code,
            version: present + 1,
            activity: new.activity.checked(&self.rules)?,
            has_ended: new.has_ended,
            kept: Some(kept.clone()),
        };
        match store::insert(work, &entry, &kept).await {
            Err(error) if error.is_conflict() => return Err(PrivacyError::Changed),
            done => done?,
        }
        let subject = Subject {
            kind: subject_kind::PROCESSING,
            id: kept.id,
            digest: Some(entry.digest()),
        };
        let details = json!({ "code": entry.code, "version": entry.version, "ended": entry.has_ended });
        note(work, actor, "processing.kept", subject, details).await?;
        Ok(entry)
    }
}
