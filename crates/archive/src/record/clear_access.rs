//! Seeing the personal data of a record in clear (查看明文): for whom, for what purpose, and how long.

use super::look;
use super::model::{Record, RecordState};
use super::service::{Archive, SUBJECT_KIND, is_restricted};
use crate::error::FieldProblem;
use crate::{ArchiveError, page};
use guildhall_kernel::{AccountId, Actor, ClearAccessId, ContentHash, RecordId, Timestamp};
use guildhall_ledger::NewEntry;
use guildhall_policy::Resource;
use guildhall_store::{Connection, StoreError, Work, args};
use serde_json::json;

/// Action of the policies: see personal data in clear.
const VIEW_CLEAR: &str = "viewClear";
/// Minutes for which a permission holds.
const MINUTES: i64 = 15;
/// Pages of one file that are looked through.
const PAGES_MAX: u32 = 10_000;
/// Permissions for one record that are looked at; she asked for no more within their minutes.
const OPEN_MAX: u32 = 32;
/// Characters of a reason.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 4..=500;

const INSERT: &str =
    "INSERT INTO clear_access (realm_id, id, record_id, account_id, purpose, reason, given_at,
    expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const OPEN: &str = "SELECT purpose, expires_at FROM clear_access
    WHERE realm_id = $1 AND account_id = $2 AND record_id = $3 AND expires_at > $4
    ORDER BY expires_at DESC LIMIT $5";
const END: &str = "UPDATE clear_access SET expires_at = $1
    WHERE realm_id = $2 AND account_id = $3 AND record_id = $4 AND expires_at > $5";

/// How somebody sees a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// With personal data hidden.
    Masked,
    /// In clear; until when, or as long as the paper is in the inbox.
    Clear {
        /// When a permission is over.
        until: Option<Timestamp>,
    },
}

impl Sight {
    /// Says whether nothing is hidden.
    pub fn is_clear(self) -> bool {
        matches!(self, Self::Clear { .. })
    }
}

/// Why somebody wants to see clear text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearRequest {
    /// The purpose, a code of rules/masking.
    pub purpose: String,
    /// The reason in her own words, 4 to 500 characters.
    pub reason: String,
}

/// A permission to see a record in clear.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ClearAccess {
    /// Its id.
    pub id: ClearAccessId,
    /// The record.
    pub record: RecordId,
    /// Who may see it.
    pub account: AccountId,
    /// For what purpose.
    pub purpose: String,
    /// Why, in her own words.
    pub reason: String,
    /// Since when.
    pub given_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Archive {
    /// Says how the actor sees a record: masked, unless she may see clear text and either describes it still or has
    /// said for which purpose.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn sight(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: &Record,
        now: Timestamp,
    ) -> Result<Sight, ArchiveError> {
        if record.state != RecordState::Filed {
            return Ok(match self.is_clear_unasked(actor, record) {
                true => Sight::Clear { until: None },
                false => Sight::Masked,
            });
        }
        let Some(account) = actor.account() else {
            return Ok(Sight::Masked);
        };
        let values = args![connection.realm(), account, record.id, now, OPEN_MAX];
        for open in connection.fetch_all(OPEN, values).await? {
            let purpose: String = open.get("purpose")?;
            if self.may_see_clear_for(actor, record, &purpose) {
                let until = Some(open.get("expires_at")?);
                return Ok(Sight::Clear { until });
            }
        }
        Ok(Sight::Masked)
    }

    /// Says whether the actor may ask for clear text of a record, for whatever purpose.
    pub fn may_see_clear(&self, actor: &Actor, record: &Record) -> bool {
        let mut purposes = self.masks.purposes().iter();
        purposes.any(|purpose| self.may_see_clear_for(actor, record, &purpose.code))
    }

    fn may_see_clear_for(&self, actor: &Actor, record: &Record, purpose: &str) -> bool {
        let actor = actor.stating(purpose);
        self.rights.allows(&actor, VIEW_CLEAR, &record.as_resource())
    }

    /// Says whether a paper in the inbox is clear to the actor, who is not asked for a purpose there.
    fn is_clear_unasked(&self, actor: &Actor, record: &Record) -> bool {
        self.rights.allows(actor, VIEW_CLEAR, &record.as_resource())
    }

    /// Returns a record of a list as the actor sees it; there only what still has to be described is clear.
    pub fn listed<'r>(&self, actor: &Actor, record: &'r Record) -> std::borrow::Cow<'r, Record> {
        let is_clear = record.state != RecordState::Filed && self.is_clear_unasked(actor, record);
        match is_clear {
            true => std::borrow::Cow::Borrowed(record),
            false => std::borrow::Cow::Owned(self.masks.mask_record(&self.dictionary, record)),
        }
    }

    /// Refuses to give out a whole file of a record that holds personal data, unless the actor sees it in clear.
    ///
    /// # Errors
    /// [`ArchiveError::ClearAccessNeeded`], [`ArchiveError::Store`].
    pub async fn require_clear(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: &Record,
        now: Timestamp,
    ) -> Result<(), ArchiveError> {
        let is_clear = self.sight(connection, actor, record, now).await?.is_clear();
        if is_clear || !self.holds_personal_data(connection, record).await? {
            return Ok(());
        }
        Err(ArchiveError::ClearAccessNeeded)
    }

    /// Says whether anything of a record is masked, its pages looked through until something is.
    async fn holds_personal_data(
        &self,
        connection: &mut Connection,
        record: &Record,
    ) -> Result<bool, ArchiveError> {
        if self.masks.mask_record(&self.dictionary, record) != *record {
            return Ok(true);
        }
        let bodies = page::bodies_of(connection, &[record.id], PAGES_MAX).await?;
        let bodies = bodies.get(&record.id).map_or(&[][..], Vec::as_slice);
        let is_masked = |text: &str| !self.masks.mask_text(text).hidden.is_empty();
        if !bodies.iter().any(|body| body.attachment.is_none()) {
            return Ok(self.is_taken_for_personal(record));
        }
        Ok(bodies.iter().any(|body| is_masked(&body.text)))
    }

    /// Says whether pages that nobody has read are taken to hold personal data: those of a restricted record, and of a
    /// type that has fields for such data.
    pub fn is_taken_for_personal(&self, record: &Record) -> bool {
        let kind = self.dictionary.find(&record.type_code);
        is_restricted(record)
            || kind.is_some_and(|kind| kind.fields.iter().any(|field| field.class.is_some()))
    }

    /// Lets the actor see a record in clear for some minutes. The ledger and every person whom the record names keep
    /// that she did. The caller has made sure that it is she who asks.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Denied`], [`ArchiveError::Fields`] for an unknown purpose or a
    /// reason that says nothing.
    pub async fn show_in_clear(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
        request: ClearRequest,
    ) -> Result<ClearAccess, ArchiveError> {
        let record = self.record(work, actor, id).await?;
        let resource: Resource = record.as_resource();
        self.rights
            .require(&actor.stating(&request.purpose), VIEW_CLEAR, &resource)?;
        let account = actor.account().ok_or(ArchiveError::NoSuchRecord)?;
        let given_at = work.now();
        let access = ClearAccess {
            id: work.new_id(),
            record: id,
            account,
            reason: self.checked(&request)?,
            purpose: request.purpose,
            given_at,
            expires_at: given_at.plus_secs(MINUTES * 60),
        };
        insert(work, &access).await?;
        guildhall_ledger::append(work, actor, shown(&access)).await?;
        look::note(
            work,
            actor,
            &self.dictionary,
            &record,
            look::SHOWN_IN_CLEAR,
            Some(&access.purpose),
        )
        .await?;
        Ok(access)
    }

    /// Ends the actor's clear sight of a record before its time.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Store`].
    pub async fn end_clear(&self, work: &mut Work, actor: &Actor, id: RecordId) -> Result<(), ArchiveError> {
        self.record(work, actor, id).await?;
        let account = actor.account().ok_or(ArchiveError::NoSuchRecord)?;
        let (realm, now) = (work.realm(), work.now());
        if work.execute(END, args![now, realm, account, id, now]).await? > 0 {
            guildhall_ledger::append(work, actor, entry("record.hidden-again", id, json!({}))).await?;
        }
        Ok(())
    }

    /// Returns the reason, tidied, if purpose and reason may stand.
    fn checked(&self, request: &ClearRequest) -> Result<String, ArchiveError> {
        let reason = request.reason.trim().to_owned();
        let wrong = |field: &str, code| FieldProblem {
            field: field.to_owned(),
            code,
        };
        let mut problems = Vec::new();
        if self.masks.purpose(&request.purpose).is_none() {
            problems.push(wrong("purpose", "unknown-code"));
        }
        let chars = reason.chars().count();
        if chars < *REASON_CHARS.start() {
            problems.push(wrong("reason", "too-short"));
        } else if chars > *REASON_CHARS.end() {
            problems.push(wrong("reason", "too-long"));
        }
        match problems.is_empty() {
            true => Ok(reason),
            false => Err(ArchiveError::Fields(problems)),
        }
    }
}

/// The reason may name people and so stays out of the ledger; the digest of the whole permission, in which its random
/// id is salt, shows whether it was changed afterwards.
fn shown(access: &ClearAccess) -> NewEntry {
    let written = json!([
        access.id,
        access.record,
        access.account,
        access.purpose,
        access.reason,
        access.given_at,
    ]);
    let digest = ContentHash::of(written.to_string().as_bytes());
    let details = json!({ "purpose": access.purpose, "until": access.expires_at, "permission": digest });
    entry("record.shown-in-clear", access.record, details)
}

fn entry(action: &'static str, record: RecordId, details: serde_json::Value) -> NewEntry {
    NewEntry {
        action,
        subject_kind: SUBJECT_KIND,
        subject_id: record.uuid(),
        digest: None,
        details,
    }
}

async fn insert(work: &mut Work, access: &ClearAccess) -> Result<(), StoreError> {
    let values = args![
        work.realm(),
        access.id,
        access.record,
        access.account,
        &access.purpose,
        &access.reason,
        access.given_at,
        access.expires_at
    ];
    work.execute(INSERT, values).await.map(|_| ())
}
