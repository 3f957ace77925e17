//! What a person can do with certificates of consultation: issue, find, print, revoke; and check one.

use super::model::{SUBJECT_KIND, typed_code};
use super::store::{self, Sought};
use super::{Attestation, AttestationError, AttestationRules, Checked, NewAttestation, Standing};
use crate::record::{Record, RecordState, scan_store, store as records};
use crate::{ArchiveError, Hold, fonds};
use guildhall_identity::Rights;
use guildhall_kernel::{Actor, RecordId, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_policy::Filter;
use guildhall_store::{Connection, Work, counter};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

/// The right by which a record is in somebody's care, so that she certifies what it says.
const KEEP_RECORD: &str = "fileRecord";
/// The right to read what is certified.
const READ_RECORD: &str = "viewContent";
/// The zone whose years are counted.
const ZONE: &str = "Asia/Shanghai";
/// Most certificates on a page.
const PAGE_MAX: u32 = 200;

/// The place of a certificate in the list.
pub type AttestationKey = (Timestamp, Uuid);

/// The desk that issues certificates: rules and rights. Cheap to clone.
#[derive(Clone)]
pub struct Attestations {
    /// The shape of numbers, the length of excerpts, where certificates are checked.
    pub rules: Arc<AttestationRules>,
    /// The policies.
    pub rights: Rights,
}

impl std::fmt::Debug for Attestations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attestations")
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

impl Attestations {
    /// Says whether the actor has any record in her care.
    pub fn is_keeper(&self, actor: &Actor) -> bool {
        *self.rights.filter(actor, KEEP_RECORD) != Filter::Nothing
    }

    /// Says whether the actor may certify what a record says.
    pub fn may_issue(&self, actor: &Actor, record: &Record) -> bool {
        let is_held = matches!(record.hold, Some(Hold::SecrecyMark));
        let is_filed = record.state == RecordState::Filed && record.discarded.is_none();
        is_filed
            && !is_held
            && self.rights.allows(actor, KEEP_RECORD, &record.as_resource())
            && self.rights.allows(actor, READ_RECORD, &record.as_resource())
    }

    /// Issues a certificate from a filed record (出具查档证明), under the next number of the year.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`] when it is not in the actor's care; [`AttestationError::NotUsable`],
    /// [`AttestationError::Field`], [`AttestationError::TooLong`]; [`ArchiveError::NoFonds`].
    pub async fn issue(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, new): (RecordId, &NewAttestation),
    ) -> Result<Attestation, ArchiveError> {
        let record = self.usable(work, actor, id).await?;
        let new = new.checked(&self.rules)?;
        let fonds = fonds::for_path(work, &record.org_path).await?;
        let fonds = fonds.ok_or(ArchiveError::NoFonds)?;
        let issued_by = actor.account().ok_or(AttestationError::NoSuchAttestation)?;
        let now = work.now();
        let year = i64::from(now.date_in(ZONE).year());
        let number = counter::take(work, &format!("attestation:{year}"), 1).await?;
        let one = Attestation {
            id: work.new_id(),
            year,
            number,
            numbered: self.rules.numbered(year, number),
            code: String::new(),
            record: record.id,
            record_digest: record.digest().to_hex(),
            org_path: record.org_path,
            type_code: record.type_code,
            secrecy: record.secrecy,
            archival_code: record.archival_code.unwrap_or_default(),
            title: record.title,
            doc_date: record.doc_date,
            retention: record.retention,
            fonds: format!("{} {}", fonds.code, fonds.name),
            recipient: new.recipient,
            purpose: new.purpose,
            excerpt: new.excerpt,
            issued_by,
            issued_at: now,
            revoked_by: None,
            revoked_at: None,
            reason: String::new(),
        }
        .coded();
        store::insert(work, &one).await?;
        note_it(work, actor, "attestation.issued", &one).await?;
        Ok(one)
    }

    /// Returns a record from which something can be certified.
    async fn usable(&self, work: &mut Work, actor: &Actor, id: RecordId) -> Result<Record, ArchiveError> {
        let record = records::get(work, id).await?;
        let is_kept = |record: &Record| self.rights.allows(actor, KEEP_RECORD, &record.as_resource());
        let record = record.filter(is_kept).ok_or(ArchiveError::NoSuchRecord)?;
        let quarantined = scan_store::in_quarantine(work, &[id]).await?;
        match self.may_issue(actor, &record) && quarantined.is_empty() {
            true => Ok(record),
            false => Err(AttestationError::NotUsable.into()),
        }
    }

    /// Revokes a certificate (作废). It stays, and so does its number.
    ///
    /// # Errors
    /// [`AttestationError::NoSuchAttestation`], [`AttestationError::Revoked`], [`AttestationError::Field`] without a reason.
    pub async fn revoke(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, reason): (Uuid, &str),
    ) -> Result<Attestation, ArchiveError> {
        let one = self.attestation(work, actor, id).await?;
        let one = one.revoked(reason, (actor.account(), work.now()))?;
        if !store::revoke(work, &one).await? {
            return Err(AttestationError::Revoked.into());
        }
        note_it(work, actor, "attestation.revoked", &one).await?;
        Ok(one)
    }

    /// Writes into the ledger that a certificate is taken as a file. Nothing may be sent before this is committed.
    ///
    /// # Errors
    /// [`AttestationError::NoSuchAttestation`].
    pub async fn note_printed(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Attestation, ArchiveError> {
        let one = self.attestation(work, actor, id).await?;
        note_it(work, actor, "attestation.printed", &one).await?;
        Ok(one)
    }

    /// Returns a certificate whose record is, or was until it was destroyed, in the actor's care.
    ///
    /// # Errors
    /// [`AttestationError::NoSuchAttestation`].
    pub async fn attestation(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Attestation, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        let found = store::get(connection, &filter, id).await?;
        Ok(found.ok_or(AttestationError::NoSuchAttestation)?)
    }

    /// Returns the certificates from what the actor keeps, the newest first, behind the last one of the page before; only
    /// those with a number when one is sought: as it is written, or its digits alone.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn list(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        sought: &str,
        (after, limit): (Option<AttestationKey>, u32),
    ) -> Result<Vec<Attestation>, ArchiveError> {
        let filter = self.rights.filter(actor, KEEP_RECORD);
        let sought = match (sought.trim(), sought.trim().parse()) {
            ("", _) => Sought::All,
            (_, Ok(number)) => Sought::Number(number),
            (numbered, Err(_)) => Sought::Numbered(numbered),
        };
        Ok(store::list(connection, &filter, sought, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Checks a certificate by its number and its code (核验), for anybody who is signed in. Nothing of its content is told,
    /// and a wrong code tells nothing of a number.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn check(
        &self,
        connection: &mut Connection,
        (numbered, code): (&str, &str),
    ) -> Result<Checked, ArchiveError> {
        let found = store::by_code(connection, &typed_code(code), numbered.trim()).await?;
        Ok(Checked {
            standing: found.as_ref().map_or(Standing::Unknown, Attestation::standing),
            issued_at: found.as_ref().map(|one| one.issued_at),
            revoked_at: found.as_ref().and_then(|one| one.revoked_at),
        })
    }
}

async fn note_it(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    one: &Attestation,
) -> Result<(), ArchiveError> {
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: one.id,
        digest: Some(one.digest()),
    };
    let details = json!({ "record": one.record, "number": one.numbered });
    Ok(note(work, actor, action, subject, details).await?)
}
