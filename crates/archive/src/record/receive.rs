//! A record that comes filed from another house (接收): it keeps its id, its number and its description.
//!
//! Whether the package it came in may be believed was asked before; here the archive's own rules are held against it, as
//! if somebody had described and filed it. What the sender's house did with it is no entry of this ledger.

use super::component::Component;
use super::event::RecordChanged;
use super::files::{digests, note_files, tell_of_arrival};
use super::model::{Hold, Record, RecordState, SECRECY_MAX};
use super::numbers::ITEM;
use super::service::{Archive, SUBJECT_KIND};
use super::store;
use crate::dictionary::check_fields;
use crate::numbering::CodeParts;
use crate::page::{self, Page};
use crate::volume::VOLUME;
use crate::{ArchiveError, FieldProblem, fonds};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::{Actor, ComponentId, ContentHash};
use guildhall_ledger::NewEntry;
use guildhall_store::{Work, counter, event};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is written down when a record was received.
pub const RECEIVED: &str = "record.received";

/// What the entry of a receipt says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    /// By how many numbers the counter of its series was raised.
    pub numbers: i64,
    /// Digest of the record in the sender's house.
    pub sent: ContentHash,
    /// Digest of the history and the proof that came with it.
    pub history: ContentHash,
}

/// A record as it came, its files already safe in the vault.
#[derive(Debug, Clone)]
pub struct ReceivedRecord {
    /// The record, with the path of its organisation here.
    pub record: Record,
    /// Its files; their ids are kept when they are free.
    pub files: Vec<Component>,
    /// What was read on them.
    pub pages: Vec<Page>,
    /// Digest of the record in the sender's house.
    pub sent: ContentHash,
    /// Digest of the history and the proof that came with it.
    pub history: ContentHash,
}

/// A record that was taken in.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The record.
    pub record: Record,
    /// The digest of its files and of what was read on them, as the ledger knows it; it is the sender's too, and none when
    /// the files had to be given other ids.
    pub files: Option<ContentHash>,
}

impl Archive {
    /// Takes a filed record in as it is: the same id, number, description, retention, version and moments.
    ///
    /// # Errors
    /// [`ArchiveError::UnknownType`] and [`ArchiveError::Fields`] when it does not fit the dictionary here,
    /// [`ArchiveError::StateSecret`], [`ArchiveError::Denied`]; [`ArchiveError::Store`] with a conflict when its id or its
    /// number is taken.
    pub async fn receive(
        &self,
        work: &mut Work,
        actor: &Actor,
        received: ReceivedRecord,
    ) -> Result<Taken, ArchiveError> {
        let ReceivedRecord {
            record,
            files,
            pages,
            sent,
            history,
        } = received;
        self.require_fitting(actor, &record)?;
        store::insert_many(work, std::slice::from_ref(&record)).await?;
        let kept_ids = self.keep_files(work, &record, (files, pages)).await?;
        let receipt = Receipt {
            numbers: self.take_number_over(work, &record).await?,
            sent,
            history,
        };
        let entry = NewEntry {
            action: RECEIVED,
            subject_kind: SUBJECT_KIND,
            subject_id: record.id.uuid(),
            digest: Some(record.digest()),
            details: serde_json::json!(receipt),
        };
        guildhall_ledger::append(work, actor, entry).await?;
        note_files(work, actor, &[record.id]).await?;
        tell_of_arrival(work, &[record.id]).await?;
        event::append(work, &RecordChanged { record: record.id }).await?;
        let files = match kept_ids {
            true => digests(work, &[record.id]).await?.remove(&record.id),
            false => None,
        };
        Ok(Taken { record, files })
    }

    /// Holds the rules of this house against a record, and the rights of who takes it in.
    ///
    /// # Errors
    /// As [`Archive::receive`], without a conflict.
    pub fn require_fitting(&self, actor: &Actor, record: &Record) -> Result<(), ArchiveError> {
        let record_type = self
            .dictionary
            .find(&record.type_code)
            .ok_or_else(|| ArchiveError::UnknownType(record.type_code.clone()))?;
        if !(0..=SECRECY_MAX).contains(&record.secrecy) || record.hold == Some(Hold::SecrecyMark) {
            return Err(ArchiveError::StateSecret);
        }
        let fields = record.all_fields();
        let mut problems = check_fields(&self.dictionary, record_type, &self.codes, &fields, true);
        if !self.retention.knows(&record.retention) && problems.iter().all(|one| one.field != "retention") {
            problems.push(FieldProblem {
                field: "retention".to_owned(),
                code: "unknown-code",
            });
        }
        if !problems.is_empty() {
            return Err(ArchiveError::Fields(problems));
        }
        // To take it in is to capture, to describe and to file it at once.
        let stages = [
            ("captureRecord", RecordState::Captured),
            ("describeRecord", RecordState::Described),
            ("fileRecord", RecordState::Described),
        ];
        for (action, state) in stages {
            // A command at the machine files nothing by itself, but may take over what others filed.
            if actor.account().is_none() && action == "fileRecord" {
                continue;
            }
            let at_stage = Record {
                state,
                ..record.clone()
            };
            self.rights.require(actor, action, &at_stage.as_resource())?;
        }
        Ok(())
    }

    /// Writes files and pages, and says whether the files could keep their ids.
    async fn keep_files(
        &self,
        work: &mut Work,
        record: &Record,
        (mut files, mut pages): (Vec<Component>, Vec<Page>),
    ) -> Result<bool, ArchiveError> {
        let ids: Vec<ComponentId> = files.iter().map(|file| file.id).collect();
        let is_free = store::components_taken(work, &ids).await? == 0
            && ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
        for file in &mut files {
            file.record = record.id;
            if is_free {
                continue;
            }
            let (before, fresh) = (file.id, work.new_id());
            file.id = fresh;
            for page in pages.iter_mut().filter(|page| page.component == before) {
                page.component = fresh;
            }
        }
        store::insert_components(work, &files).await?;
        for file in &files {
            let own: Vec<Page> = pages
                .iter()
                .filter(|page| page.component == file.id)
                .cloned()
                .collect();
            page::replace(work, record.id, file.id, &own).await?;
        }
        Ok(is_free)
    }

    /// Raises the counter of the record's series, so that its number is given to no other. A code that the rules of this
    /// house would not have made belongs to no series here.
    async fn take_number_over(&self, work: &mut Work, record: &Record) -> Result<i64, ArchiveError> {
        let (Some(code), Some(fonds_code), Some(item)) =
            (&record.archival_code, &record.fonds_code, record.item_number)
        else {
            return Ok(0);
        };
        let Some(record_type) = self.dictionary.find(&record.type_code) else {
            return Ok(0);
        };
        let own = fonds::for_path(work, &record.org_path).await?;
        let department = match own {
            Some(own) if self.numbering.asks_for_department() => {
                organisation::code_below(work, &own.org_path, &record.org_path).await?
            }
            _ => None,
        };
        for department in [department.as_deref(), None] {
            let parts = CodeParts {
                fonds: fonds_code,
                category: &record_type.category,
                type_code: &record.type_code,
                year: record.year,
                retention: &record.retention,
                department,
            };
            if self.numbering.compose(&parts, item) == *code {
                let series = format!("{ITEM}{}", self.numbering.series(&parts));
                return Ok(counter::raise_to(work, &series, item).await?);
            }
            if let Some(volume) = self.numbering.volume_in(code, &parts, item)
                && self.numbering.code_in_volume(&parts, (volume, item)) == *code
            {
                let series = format!("{VOLUME}{}", self.numbering.volume_series(&parts));
                counter::raise_to(work, &series, volume).await?;
                let within = format!("{ITEM}{}", self.numbering.volume_code(&parts, volume));
                return Ok(counter::raise_to(work, &within, item).await?);
            }
        }
        Ok(0)
    }
}
