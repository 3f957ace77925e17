//! What a person, or a part of the program on a person's behalf, can do with records.

use super::component::{Component, ComponentRole, NewComponent};
use super::event::RecordChanged;
use super::files::{note_files, tell_of_arrival};
use super::look;
use super::model::{Description, Hold, NewRecord, Record, RecordState, SECRECY_MAX};
use super::numbers::ITEM;
use super::scan_store;
use super::store::{self, ListKey, Listed};
use crate::dictionary::{Fields, check_fields};
use crate::numbering::CodeParts;
use crate::page::{self, Page};
use crate::volume::{self, VolumeError};
use crate::{ArchiveError, Codes, Dictionary, Masks, Numbering, RecordType, Retention, filing, fonds};
use guildhall_identity::organisation::service as organisation;
use guildhall_identity::{ListQuery, Rights};
use guildhall_kernel::{Actor, ComponentId, RecordId};
use guildhall_ledger::NewEntry;
use guildhall_store::{Connection, Work, counter, event};
use serde_json::json;
use std::sync::Arc;

/// What the archive needs to decide: dictionary, codes, numbering, masks and rights. Cheap to clone.
#[derive(Clone)]
pub struct Archive {
    /// The metadata dictionary.
    pub dictionary: Arc<Dictionary>,
    /// The code tables.
    pub codes: Arc<Codes>,
    /// How archival codes are formed.
    pub numbering: Arc<Numbering>,
    /// How long records are kept.
    pub retention: Arc<Retention>,
    /// What is masked and how.
    pub masks: Arc<Masks>,
    /// The policies.
    pub rights: Rights,
}

/// One paper to be captured with its original.
#[derive(Debug, Clone)]
pub struct CaptureOrder {
    /// What is known of the paper.
    pub record: NewRecord,
    /// Its original, already safe in the vault.
    pub original: NewComponent,
}

/// Papers that wait for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// To be described.
    pub captured: u64,
    /// To be filed.
    pub described: u64,
}

/// The number under which a record is filed.
pub(crate) struct Given {
    /// Fonds code (全宗号).
    pub fonds: String,
    /// Item number (件号).
    pub item: i64,
    /// The whole archival code (档号).
    pub code: String,
}

/// What reading found in a component.
pub struct ReadPages {
    /// The component that was read.
    pub component: ComponentId,
    /// Its pages.
    pub pages: Vec<Page>,
}

/// How the state of a record is named in the ledger.
pub const SUBJECT_KIND: &str = "record";

impl Archive {
    /// Captures papers: each becomes a record in state *captured* with its original, whose id stands beside it.
    ///
    /// # Errors
    /// [`ArchiveError::Denied`], [`ArchiveError::StateSecret`], [`ArchiveError::UnknownType`].
    pub async fn capture(
        &self,
        work: &mut Work,
        actor: &Actor,
        orders: Vec<CaptureOrder>,
    ) -> Result<Vec<(Record, ComponentId)>, ArchiveError> {
        let now = work.now();
        let year = i64::from(now.civil_in("Asia/Shanghai").year());
        let (mut records, mut components) = (Vec::new(), Vec::new());
        for order in orders {
            let record_type = self.record_type(&order.record.type_code)?;
            let record = Record {
                id: work.new_id(),
                version: 1,
                state: RecordState::Captured,
                org_path: order.record.org_path,
                type_code: record_type.code.clone(),
                dictionary_version: record_type.version,
                title: order.record.title,
                doc_number: String::new(),
                responsible_party: String::new(),
                doc_date: None,
                year,
                retention: record_type.retention_default.clone(),
                secrecy: order.record.secrecy,
                department: order.record.department,
                fields: Fields::new(),
                source: order.record.source.to_owned(),
                owner: actor.account(),
                page_count: 0,
                fonds_code: None,
                item_number: None,
                archival_code: None,
                captured_at: now,
                changed_at: now,
                filed_at: None,
                discarded: None,
                hold: None,
            };
            refuse_state_secrets(record.secrecy)?;
            self.rights
                .require(actor, "captureRecord", &record.as_resource())?;
            components.push(new_component(work, record.id, 1, order.original));
            records.push(record);
        }
        store::insert_many(work, &records).await?;
        store::insert_components(work, &components).await?;
        let entries = records.iter().zip(&components).map(|(record, component)| {
            entry(
                "record.captured",
                record,
                json!({ "hash": component.hash, "source": record.source }),
            )
        });
        guildhall_ledger::append_many(work, actor, entries.collect()).await?;
        let ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
        note_files(work, actor, &ids).await?;
        tell_of_arrival(work, &ids).await?;
        let told: Vec<RecordChanged> = records
            .iter()
            .map(|record| RecordChanged { record: record.id })
            .collect();
        event::append_many(work, &told).await?;
        let ids = components.iter().map(|component| component.id);
        Ok(records.into_iter().zip(ids).collect())
    }

    /// Keeps what reading found: the pages of a component, and what the program proposes as title and type until a
    /// person confirms. Reading again replaces what was there.
    ///
    /// # Errors
    /// [`ArchiveError::Denied`], [`ArchiveError::NoSuchRecord`].
    pub async fn keep_reading(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
        read: ReadPages,
        proposed: Option<Description>,
    ) -> Result<Record, ArchiveError> {
        let mut record = store::get(work, id).await?.ok_or(ArchiveError::NoSuchRecord)?;
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        page::replace(work, id, read.component, &read.pages).await?;
        note_files(work, actor, &[id]).await?;
        record.page_count = page::count(work, id).await?;
        let version = record.dictionary_version;
        let now = work.now();
        record = match proposed {
            Some(proposal) if record.state == RecordState::Captured => {
                record.described(proposal, version, now)
            }
            _ => record.changed(now),
        };
        self.save(
            work,
            actor,
            &record,
            "record.read",
            json!({ "pages": record.page_count }),
        )
        .await?;
        Ok(record)
    }

    /// Keeps a description confirmed by a person.
    ///
    /// # Errors
    /// [`ArchiveError::Changed`] when `version` is no longer the present one, [`ArchiveError::AlreadyFiled`],
    /// [`ArchiveError::FilingAsked`] while others decide about its filing,
    /// [`ArchiveError::Fields`] when a value does not fit the dictionary, [`ArchiveError::StateSecret`].
    pub async fn describe(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, version): (RecordId, i64),
        description: Description,
    ) -> Result<Record, ArchiveError> {
        let before = self
            .open_for_change(work, actor, id, version, "describeRecord")
            .await?;
        let description = match self.may_see_clear(actor, &before) {
            true => description,
            false => self.masks.put_back(&self.dictionary, &before, description),
        };
        let record_type = self.record_type(&description.type_code)?;
        let problems = check_fields(
            &self.dictionary,
            record_type,
            &self.codes,
            &description.fields,
            false,
        );
        if !problems.is_empty() {
            return Err(ArchiveError::Fields(problems));
        }
        let mut record = before.described(description, record_type.version, work.now());
        record.state = RecordState::Described;
        refuse_state_secrets(record.secrecy)?;
        // The new secrecy and type may lie outside what the actor may touch.
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        self.save(
            work,
            actor,
            &record,
            "record.described",
            json!({ "version": record.version }),
        )
        .await?;
        Ok(record)
    }

    /// Files a record (归档): checks that it is complete and gives it its archival code.
    ///
    /// # Errors
    /// [`ArchiveError::Fields`] when something mandatory is missing, [`ArchiveError::NoFonds`];
    /// [`VolumeError::KeptByVolume`] and [`VolumeError::InVolume`] for what is filed with its volume; and as
    /// [`Archive::describe`].
    pub async fn file(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, version): (RecordId, i64),
    ) -> Result<Record, ArchiveError> {
        let record = self.complete(work, actor, (id, version)).await?;
        if self.numbering.keeps_by_volume(&record.type_code) {
            return Err(VolumeError::KeptByVolume(record.type_code).into());
        }
        self.give_number(work, actor, record).await
    }

    /// Returns a record that the actor may file, that lacks nothing and lies in no volume.
    pub(crate) async fn complete(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, version): (RecordId, i64),
    ) -> Result<Record, ArchiveError> {
        let record = self.whole(work, actor, (id, version)).await?;
        match volume::holds(work, id).await? {
            true => Err(VolumeError::InVolume.into()),
            false => Ok(record),
        }
    }

    /// Returns a record that the actor may file and that lacks nothing.
    pub(crate) async fn whole(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, version): (RecordId, i64),
    ) -> Result<Record, ArchiveError> {
        let record = self
            .open_for_change(work, actor, id, version, "fileRecord")
            .await?;
        let record_type = self.record_type(&record.type_code)?;
        let fields = record.all_fields();
        let problems = check_fields(&self.dictionary, record_type, &self.codes, &fields, true);
        match problems.is_empty() {
            true => Ok(record),
            false => Err(ArchiveError::Fields(problems)),
        }
    }

    /// Gives a record that was found complete its archival code. Nobody is asked for a right here.
    pub(crate) async fn give_number(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: Record,
    ) -> Result<Record, ArchiveError> {
        let record_type = self.record_type(&record.type_code)?;
        let fonds = fonds::for_path(work, &record.org_path)
            .await?
            .ok_or(ArchiveError::NoFonds)?;
        let department = match self.numbering.asks_for_department() {
            true => organisation::code_below(work, &fonds.org_path, &record.org_path).await?,
            false => None,
        };
        let parts = CodeParts {
            fonds: &fonds.code,
            category: &record_type.category,
            type_code: &record.type_code,
            year: record.year,
            retention: &record.retention,
            department: department.as_deref(),
        };
        let item = counter::take(work, &format!("{ITEM}{}", self.numbering.series(&parts)), 1).await?;
        let given = Given {
            code: self.numbering.compose(&parts, item),
            item,
            fonds: fonds.code,
        };
        self.give(work, actor, record, given).await
    }

    /// Files a record under a number that was taken for it in this unit of work.
    pub(crate) async fn give(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: Record,
        Given { fonds, item, code }: Given,
    ) -> Result<Record, ArchiveError> {
        let now = work.now();
        let mut filed = record.changed(now);
        filed.state = RecordState::Filed;
        filed.fonds_code = Some(fonds);
        filed.item_number = Some(item);
        filed.archival_code = Some(code.clone());
        filed.filed_at = Some(now);
        self.save(
            work,
            actor,
            &filed,
            "record.filed",
            json!({ "archival_code": code }),
        )
        .await?;
        Ok(filed)
    }

    /// Says whether the archival code of a filed record has the shape that rules/numbering asks for.
    pub fn code_fits(&self, record: &Record) -> bool {
        let (Some(code), Some(fonds), Some(item)) =
            (&record.archival_code, &record.fonds_code, record.item_number)
        else {
            return false;
        };
        let Some(record_type) = self.dictionary.find(&record.type_code) else {
            return false;
        };
        let parts = CodeParts {
            fonds,
            category: &record_type.category,
            type_code: &record.type_code,
            year: record.year,
            retention: &record.retention,
            department: None,
        };
        self.numbering.fits(code, &parts, item) || self.numbering.volume_in(code, &parts, item).is_some()
    }

    /// Returns the number of the volume that the archival code of a filed record names (室编案卷号); none when it was filed
    /// by item.
    pub fn volume_number(&self, record: &Record) -> Option<i64> {
        let record_type = self.dictionary.find(&record.type_code)?;
        let parts = CodeParts {
            fonds: record.fonds_code.as_deref()?,
            category: &record_type.category,
            type_code: &record.type_code,
            year: record.year,
            retention: &record.retention,
            department: None,
        };
        self.numbering
            .volume_in(record.archival_code.as_deref()?, &parts, record.item_number?)
    }

    /// Adds a file that came inside the original, or a searchable copy made from it (which replaces the former one).
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Denied`].
    pub async fn add_component(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
        new: NewComponent,
    ) -> Result<Component, ArchiveError> {
        let record = store::get(work, id).await?.ok_or(ArchiveError::NoSuchRecord)?;
        self.rights
            .require(actor, "describeRecord", &record.as_resource())?;
        if new.role == ComponentRole::Searchable {
            store::delete_searchable(work, id).await?;
        }
        let present = store::components(work, id).await?;
        if let Some(same) = present
            .iter()
            .find(|old| old.hash == new.hash && old.role == new.role && old.file_name == new.file_name)
        {
            return Ok(same.clone());
        }
        let sequence = present
            .iter()
            .map(|component| component.sequence)
            .max()
            .unwrap_or(0)
            + 1;
        let component = new_component(work, id, sequence, new);
        store::insert_components(work, std::slice::from_ref(&component)).await?;
        let details = json!({ "hash": component.hash, "role": component.role });
        let added = NewEntry {
            action: "record.file-added",
            subject_kind: "component",
            subject_id: component.id.uuid(),
            digest: None,
            details,
        };
        guildhall_ledger::append(work, actor, added).await?;
        note_files(work, actor, &[id]).await?;
        tell_of_arrival(work, &[id]).await?;
        Ok(component)
    }

    /// Returns a record that the actor may see.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], also when the actor may not know of it and when it is discarded;
    /// [`ArchiveError::HeldBack`], [`ArchiveError::Quarantined`].
    pub async fn record(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<Record, ArchiveError> {
        let record = self.present(connection, actor, id).await?;
        if record.hold == Some(Hold::SecrecyMark) {
            return Err(ArchiveError::HeldBack);
        }
        match scan_store::in_quarantine(connection, &[id]).await?.is_empty() {
            true => Ok(record),
            false => Err(ArchiveError::Quarantined),
        }
    }

    /// Returns a record that the actor may know of, also one that is held back.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], also when the actor may not know of it and when it is discarded.
    pub(super) async fn present(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<Record, ArchiveError> {
        let record = store::get(connection, id)
            .await?
            .ok_or(ArchiveError::NoSuchRecord)?;
        if record.discarded.is_none() && self.rights.allows(actor, "viewRecord", &record.as_resource()) {
            Ok(record)
        } else {
            Err(ArchiveError::NoSuchRecord)
        }
    }

    /// Returns the files of a record whose content the actor may see.
    ///
    /// # Errors
    /// As [`Archive::record`], and [`ArchiveError::Denied`].
    pub async fn components(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<Vec<Component>, ArchiveError> {
        let record = self.record(connection, actor, id).await?;
        self.rights.require(actor, "viewContent", &record.as_resource())?;
        Ok(store::components(connection, id).await?)
    }

    /// Returns one file with its record; `action` is `viewContent` or `downloadContent`.
    ///
    /// # Errors
    /// [`ArchiveError::NoSuchRecord`], [`ArchiveError::Denied`].
    pub async fn component(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: ComponentId,
        action: &'static str,
    ) -> Result<(Record, Component), ArchiveError> {
        let component = store::component(connection, id)
            .await?
            .ok_or(ArchiveError::NoSuchRecord)?;
        let record = self.record(connection, actor, component.record).await?;
        self.rights.require(actor, action, &record.as_resource())?;
        Ok((record, component))
    }

    /// Returns the records that the actor may list, newest first, without the discarded ones.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn list(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        state: Option<RecordState>,
        (after, limit): (Option<ListKey>, u32),
    ) -> Result<Vec<Record>, ArchiveError> {
        let filter = self.rights.filter(actor, "listRecords");
        let listed = state.map_or(Listed::Present, Listed::In);
        Ok(store::list(connection, &filter, listed, after, limit.clamp(1, 500)).await?)
    }

    /// Returns how many records the actor may list, by state, without the discarded ones.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn counts(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<(RecordState, i64)>, ArchiveError> {
        let filter = self.rights.filter(actor, "listRecords");
        Ok(store::counts(connection, &filter).await?)
    }

    /// Returns how many papers in the actor's care wait to be described, and how many to be filed.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn waiting(&self, connection: &mut Connection, actor: &Actor) -> Result<Waiting, ArchiveError> {
        let filter = self.rights.filter(actor, "fileRecord");
        let counts = store::waiting(connection, &filter).await?;
        let of = |state: RecordState| {
            let found = counts.iter().find(|(counted, _)| *counted == state);
            found.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or_default())
        };
        Ok(Waiting {
            captured: of(RecordState::Captured),
            described: of(RecordState::Described),
        })
    }

    /// Adds to the statement of another room, in which the table `record` stands as `r`, that the actor may list the
    /// record and that it is not discarded.
    #[must_use]
    pub fn and_listed(&self, query: ListQuery, actor: &Actor) -> ListQuery {
        let filter = self.rights.filter(actor, "listRecords");
        query
            .and_filter(&filter, &store::joined_column)
            .and("r.discarded_at IS NULL", Vec::new())
    }

    /// Writes into the ledger that the content of a restricted record was read (secrecy above *internal*), and keeps it
    /// for every person whom the record names.
    ///
    /// # Errors
    /// [`ArchiveError::Ledger`], [`ArchiveError::Store`].
    pub async fn note_read(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: &Record,
        action: &'static str,
    ) -> Result<(), ArchiveError> {
        let read = NewEntry {
            action,
            subject_kind: SUBJECT_KIND,
            subject_id: record.id.uuid(),
            digest: None,
            details: json!({}),
        };
        guildhall_ledger::append(work, actor, read).await?;
        look::note(work, actor, &self.dictionary, record, action, None).await?;
        Ok(())
    }

    fn record_type(&self, code: &str) -> Result<&RecordType, ArchiveError> {
        self.dictionary
            .find(code)
            .ok_or_else(|| ArchiveError::UnknownType(code.to_owned()))
    }

    async fn open_for_change(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: RecordId,
        version: i64,
        action: &str,
    ) -> Result<Record, ArchiveError> {
        let record = self.record(work, actor, id).await?;
        self.rights.require(actor, action, &record.as_resource())?;
        if record.state == RecordState::Filed {
            return Err(ArchiveError::AlreadyFiled);
        }
        if filing::is_open(work, id).await? {
            return Err(ArchiveError::FilingAsked);
        }
        if record.version != version {
            return Err(ArchiveError::Changed);
        }
        Ok(record)
    }

    pub(crate) async fn save(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: &Record,
        action: &'static str,
        details: serde_json::Value,
    ) -> Result<(), ArchiveError> {
        if !store::update(work, record).await? {
            return Err(ArchiveError::Changed);
        }
        guildhall_ledger::append(work, actor, entry(action, record, details)).await?;
        event::append(work, &RecordChanged { record: record.id }).await?;
        Ok(())
    }
}

/// Says whether reading the content of such a record leaves a ledger entry.
pub fn is_restricted(record: &Record) -> bool {
    record.secrecy >= 2
}

pub(crate) fn refuse_state_secrets(secrecy: i64) -> Result<(), ArchiveError> {
    if (0..=SECRECY_MAX).contains(&secrecy) {
        Ok(())
    } else {
        Err(ArchiveError::StateSecret)
    }
}

fn entry(action: &'static str, record: &Record, details: serde_json::Value) -> NewEntry {
    NewEntry {
        action,
        subject_kind: SUBJECT_KIND,
        subject_id: record.id.uuid(),
        digest: Some(record.digest()),
        details,
    }
}

fn new_component(work: &Work, record: RecordId, sequence: u32, new: NewComponent) -> Component {
    Component {
        id: work.new_id(),
        record,
        sequence,
        role: new.role,
        hash: new.hash,
        size_bytes: new.size_bytes,
        file_name: new.file_name,
        media_type: new.media_type,
        created_at: work.now(),
    }
}
