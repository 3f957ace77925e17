//! What a person, or a command at the machine, can do with consignments.

use super::model::{
    Consignment, ConsignmentItem, ConsignmentKey, ConsignmentState, ItemOutcome, NewConsignment,
};
use super::packing::PACK_RECORDS;
use super::receipt::Receipt;
use super::store;
use crate::exchange::{CLEAR_EXCHANGES, new_job};
use crate::{DispatchError, Exchange, Format};
use guildhall_archive::{OutgoingLine, OutgoingQuery};
use guildhall_kernel::{Actor, ContentHash, RecordId};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work, job};
use serde_json::json;
use std::path::PathBuf;
use uuid::Uuid;

/// How a consignment is named in the ledger.
const KIND: &str = "consignment";
/// Lines read or written at once.
const PAGE: u32 = 500;
/// Attempts at packing; each goes on where the one before stood.
const ATTEMPTS: u32 = 20;
/// Attempts at taking packages away.
const CLEAR_ATTEMPTS: u32 = 5;
/// Characters of a reason.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 4..=500;

/// A consignment that was begun in this unit of work.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The consignment.
    pub consignment: Consignment,
    /// The records that go; for whoever counts them.
    pub records: Vec<RecordId>,
}

impl Exchange {
    /// Fixes which records go, all of which the actor may take along whole, and puts the packing in line. The caller counts
    /// them against the limit of exports in the same unit of work.
    ///
    /// # Errors
    /// [`DispatchError::PurposeNeeded`], [`DispatchError::NothingToSend`], [`DispatchError::TooMany`].
    pub async fn begin_consignment(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewConsignment,
    ) -> Result<Begun, DispatchError> {
        let reason = self.require_purpose(actor, &new)?;
        let consignment = Consignment {
            id: work.new_id(),
            format: new.format,
            asked: new.asked.clone(),
            purpose: new.purpose.clone(),
            reason,
            folder: new.folder.clone().unwrap_or_default(),
            made_by: actor.account(),
            made_at: work.now(),
            state: ConsignmentState::Packing,
            records: 0,
            packed: 0,
            left_out: 0,
            bytes: 0,
            ended_at: None,
        };
        let records = self.choose(work, actor, (&consignment, &new)).await?;
        let consignment = Consignment {
            records: records.len() as u64,
            ..consignment
        };
        store::insert(work, &consignment).await?;
        if consignment.folder.is_empty() {
            job::enqueue(work, new_job(PACK_RECORDS, consignment.id, ATTEMPTS)).await?;
        }
        let details = json!({
            "format": consignment.format.code(), "records": consignment.records, "purpose": consignment.purpose,
            "asked_digest": ContentHash::of(json!(consignment.asked).to_string().as_bytes()),
            "outside": !consignment.folder.is_empty(),
        });
        note(work, actor, "consignment.begun", subject(consignment.id), details).await?;
        Ok(Begun { consignment, records })
    }

    fn require_purpose(&self, actor: &Actor, new: &NewConsignment) -> Result<String, DispatchError> {
        let reason = new.reason.trim().to_owned();
        if actor.account().is_none() {
            return Ok(reason);
        }
        let purposes = self.archive.masks.purposes();
        let is_known = purposes.iter().any(|purpose| purpose.code == new.purpose);
        match is_known && REASON_CHARS.contains(&reason.chars().count()) {
            true => Ok(reason),
            false => Err(DispatchError::PurposeNeeded),
        }
    }

    /// Writes the lines of everything that may go, and returns the records.
    async fn choose(
        &self,
        work: &mut Work,
        actor: &Actor,
        (consignment, new): (&Consignment, &NewConsignment),
    ) -> Result<Vec<RecordId>, DispatchError> {
        let mut chosen: Vec<RecordId> = Vec::new();
        // What a search found is asked for by id, in parts; each part is one page.
        let parts: Vec<Option<Vec<RecordId>>> = match &new.found {
            None => vec![None],
            Some(found) => found
                .chunks(PAGE as usize)
                .map(|part| Some(part.to_vec()))
                .collect(),
        };
        for part in parts {
            let query = new.asked.query(&new.purpose, part);
            let mut after = String::new();
            loop {
                let page = self.page(work, actor, (&query, &after)).await?;
                let Some(last) = page.last() else { break };
                after.clone_from(&last.archival_code);
                let first = u32::try_from(chosen.len() + 1).unwrap_or(u32::MAX);
                store::insert_items(work, (consignment.id, first), &page).await?;
                chosen.extend(page.iter().map(|line| line.record));
                if chosen.len() as u64 > new.records_max {
                    return Err(DispatchError::TooMany(new.records_max));
                }
            }
        }
        match chosen.is_empty() {
            true => Err(DispatchError::NothingToSend),
            false => Ok(chosen),
        }
    }

    async fn page(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (query, after): (&OutgoingQuery, &str),
    ) -> Result<Vec<OutgoingLine>, DispatchError> {
        let page = self.archive.outgoing(connection, actor, query, (after, PAGE));
        Ok(page.await?)
    }

    /// Returns the consignment into a folder outside the house that was cut off, so that a command goes on with it.
    ///
    /// # Errors
    /// [`DispatchError::Store`].
    pub async fn consignment_into(
        &self,
        connection: &mut Connection,
        (format, folder): (Format, &str),
    ) -> Result<Option<Consignment>, DispatchError> {
        Ok(store::open_in(connection, format, folder).await?)
    }

    /// Returns the actor's own consignments, the newest first, behind a key.
    ///
    /// # Errors
    /// [`DispatchError::Store`].
    pub async fn consignments(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<ConsignmentKey>, u32),
    ) -> Result<Vec<Consignment>, DispatchError> {
        match actor.account() {
            Some(account) => Ok(store::of_maker(connection, account, (after, limit.min(PAGE))).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Returns one of the actor's own consignments, its counts as they are now.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`], also when it is somebody else's.
    pub async fn consignment(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Consignment, DispatchError> {
        let found = store::get(connection, id).await?;
        let own = found.filter(|one| one.made_by.is_some() && one.made_by == actor.account());
        let consignment = own.ok_or(DispatchError::NoSuchExchange)?;
        let sums = store::sums(connection, id).await?;
        Ok(Consignment {
            packed: sums.packed,
            left_out: sums.left_out,
            bytes: sums.bytes,
            ..consignment
        })
    }

    /// Returns lines of one of the actor's own consignments, behind a place; only those of an outcome, when one is named.
    ///
    /// # Errors
    /// As [`Exchange::consignment`].
    pub async fn consignment_items(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        ((id, outcome), page): ((Uuid, Option<ItemOutcome>), (u32, u32)),
    ) -> Result<Vec<ConsignmentItem>, DispatchError> {
        self.consignment(connection, actor, id).await?;
        let (after, limit) = page;
        Ok(store::items(connection, (id, outcome), (after, limit.min(PAGE))).await?)
    }

    /// Returns lines of a consignment behind a place, without asking for rights; for commands at the machine.
    ///
    /// # Errors
    /// [`DispatchError::Store`].
    pub async fn lines_of(
        &self,
        connection: &mut Connection,
        id: Uuid,
        after: u32,
    ) -> Result<Vec<ConsignmentItem>, DispatchError> {
        Ok(store::items(connection, (id, None), (after, PAGE)).await?)
    }

    /// Stops one of the actor's own consignments; what was packed is taken away.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`]; [`DispatchError::NotThere`] when it is no longer at work.
    pub async fn stop_consignment(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(), DispatchError> {
        self.consignment(work, actor, id).await?;
        let sums = store::sums(work, id).await?;
        if !store::end(work, (id, ConsignmentState::Stopped), sums).await? {
            return Err(DispatchError::NotThere);
        }
        if let Some(open) = job::for_subject(work, id).await? {
            job::cancel(work, open.id).await?;
        }
        job::enqueue(work, new_job(CLEAR_EXCHANGES, id, CLEAR_ATTEMPTS)).await?;
        let details = json!({ "packed": sums.packed });
        Ok(note(work, actor, "consignment.stopped", subject(id), details).await?)
    }

    /// Returns the folder in which the packages of one of the actor's own consignments lie ready, and its receipt, after
    /// asking once more for every right. The caller writes nothing else down: that is done here.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`], [`DispatchError::NotThere`], [`DispatchError::RightsChanged`].
    pub async fn fetch_consignment(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(PathBuf, Receipt), DispatchError> {
        let consignment = self.consignment(work, actor, id).await?;
        if consignment.state != ConsignmentState::Done {
            return Err(DispatchError::NotThere);
        }
        self.require_rights_still(work, actor, &consignment).await?;
        let receipt = self.receipt(work, &consignment).await?;
        let details = json!({ "packages": receipt.packages.len() });
        note(work, actor, "consignment.fetched", subject(id), details).await?;
        Ok((self.folder_of(&consignment), receipt))
    }

    /// Asks whether everything that is packed may still go, page by page.
    async fn require_rights_still(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        consignment: &Consignment,
    ) -> Result<(), DispatchError> {
        let mut after = 0;
        loop {
            let wanted = (consignment.id, Some(ItemOutcome::Packed));
            let page = store::items(connection, wanted, (after, PAGE)).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.sequence;
            let query = OutgoingQuery {
                records: Some(page.iter().map(|item| item.record).collect()),
                purpose: consignment.purpose.clone(),
                ..OutgoingQuery::default()
            };
            let allowed = self.archive.count_outgoing(connection, actor, &query).await?;
            if allowed != page.len() as u64 {
                return Err(DispatchError::RightsChanged);
            }
        }
    }

    /// Returns the receipt of a consignment as it stands.
    pub(crate) async fn receipt(
        &self,
        connection: &mut Connection,
        consignment: &Consignment,
    ) -> Result<Receipt, DispatchError> {
        let realm = connection.realm();
        let top = guildhall_identity::organisation::service::top(connection, realm).await?;
        let mut receipt = Receipt::of(consignment, top.name, self.historian.key.vkey());
        let mut after = 0;
        loop {
            let page = store::items(connection, (consignment.id, None), (after, PAGE)).await?;
            let Some(last) = page.last() else {
                return Ok(receipt);
            };
            after = last.sequence;
            receipt.take(consignment.format, page);
        }
    }

    /// Returns where the packages of a consignment go.
    pub(crate) fn folder_of(&self, consignment: &Consignment) -> PathBuf {
        match consignment.folder.is_empty() {
            true => self.own_folder(consignment.id),
            false => PathBuf::from(&consignment.folder),
        }
    }
}

/// Names a consignment in the ledger.
pub(super) fn subject(id: Uuid) -> Subject {
    Subject {
        kind: KIND,
        id,
        digest: None,
    }
}
