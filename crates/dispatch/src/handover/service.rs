//! What a person can do with handovers: ask, note what was decided, note what the receiver said.

use super::model::{Acceptance, HANDOVER, Handover, HandoverKey, HandoverState, NewHandover, common, text};
use super::{APPROVE_HANDOVER, HAND_OVER, store};
use crate::consignment::store as consignments;
use crate::{Consignment, ConsignmentItem, ConsignmentState, DispatchError, Exchange, ItemOutcome};
use guildhall_archive::custody::handed_over;
use guildhall_archive::record::store as records;
use guildhall_archive::usage::Outcome;
use guildhall_archive::{Custody, Record};
use guildhall_kernel::{Actor, ContentHash, Date, OrgPath, RecordId, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work, counter};
use serde_json::{Value, json};
use uuid::Uuid;

/// Lines looked at together.
const PAGE: u32 = 500;
/// Most handovers on a page.
const PAGE_MAX: u32 = 200;
/// Characters of a name and of a receiver.
const NAME: std::ops::RangeInclusive<usize> = 1..=200;
/// Characters of a longer text.
const LONG: std::ops::RangeInclusive<usize> = 0..=1_000;
/// Whose calendar the day of a handover is read from.
const ZONE: &str = "Asia/Shanghai";

/// The packed records of a consignment, with what they have in common.
struct Offered {
    records: Vec<RecordId>,
    org_path: OrgPath,
    secrecy: i64,
}

impl Exchange {
    /// Asks that what one of the actor's own consignments holds passes to another archives (申请移交), and returns its records.
    /// Who decides, and whether something else keeps them here, is another room's matter, asked in the same unit of work.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`], [`DispatchError::NotThere`] until it is packed and after it was taken away again,
    /// [`DispatchError::Field`], [`DispatchError::NothingToSend`], [`DispatchError::HandedOver`] when one of its records
    /// passed before, [`DispatchError::HandoverAsked`] when the consignment is being handed over already; [`DispatchError::Archive`] without the right.
    pub async fn ask_handover(
        &self,
        work: &mut Work,
        actor: &Actor,
        (consignment, new): (Uuid, &NewHandover),
    ) -> Result<(Handover, Vec<RecordId>), DispatchError> {
        let consignment = self.consignment(work, actor, consignment).await?;
        if consignment.state != ConsignmentState::Done {
            return Err(DispatchError::NotThere);
        }
        let name = text("name", &new.name, NAME)?;
        let receiver = text("receiver", &new.receiver, NAME)?;
        let about = text("about", &new.about, LONG)?;
        let medium = text("medium", &new.medium, NAME)?;
        let offered = self.offered(work, &consignment).await?;
        self.archive
            .rights
            .require_in(actor, HAND_OVER, &offered.org_path)
            .map_err(guildhall_archive::ArchiveError::from)?;
        let receipt = self.receipt(work, &consignment).await?.to_text()?;
        let now = work.now();
        let year = i64::from(today(now).year());
        let handover = Handover {
            id: work.new_id(),
            year,
            number: counter::take(work, &format!("handover:{year}"), 1).await?,
            name,
            receiver,
            about,
            medium,
            consignment: consignment.id,
            round: consignment.asked.round,
            org_path: offered.org_path,
            secrecy: offered.secrecy,
            records: consignment.packed,
            bytes: consignment.bytes,
            receipt: ContentHash::of(receipt.as_bytes()).to_hex(),
            state: HandoverState::Deciding,
            revision: 1,
            made_by: actor.account().ok_or(DispatchError::NoSuchExchange)?,
            made_at: now,
            decided_at: None,
            taken_by: String::new(),
            taken_on: None,
            remark: String::new(),
            ended_at: None,
        };
        if !store::insert(work, &handover).await? {
            return Err(DispatchError::HandoverAsked);
        }
        let details = json!({ "records": handover.records, "consignment": handover.consignment });
        noted(work, actor, ("handover.asked", details), &handover).await?;
        Ok((handover, offered.records))
    }

    /// Returns what the packed records have in common, after looking at each of them.
    async fn offered(
        &self,
        connection: &mut Connection,
        consignment: &Consignment,
    ) -> Result<Offered, DispatchError> {
        let mut offered: Option<Offered> = None;
        let mut after = 0;
        loop {
            let page = packed(connection, consignment.id, after).await?;
            let Some(last) = page.last() else { break };
            after = last.sequence;
            let ids: Vec<RecordId> = page.iter().map(|item| item.record).collect();
            let passed = handed_over(connection, &ids).await?;
            if let Some(item) = page.iter().find(|item| passed.contains(&item.record)) {
                return Err(DispatchError::HandedOver(item.archival_code.clone()));
            }
            let found = records::get_many(connection, &ids).await?;
            offered = found
                .into_iter()
                .fold(offered, |offered, record| Some(with(offered, record)));
        }
        offered.ok_or(DispatchError::NothingToSend)
    }

    /// Keeps what was decided about a handover. The caller hands on, in the unit of work of the decision, what those decided
    /// who hold the right to.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`], [`DispatchError::Changed`] when it was decided before.
    pub async fn settle_handover(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, outcome): (Uuid, Outcome),
    ) -> Result<Handover, DispatchError> {
        let before = store::get(work, id).await?.ok_or(DispatchError::NoSuchExchange)?;
        let before = in_state(before, HandoverState::Deciding)?;
        let (action, state) = match outcome {
            Outcome::Approved => ("handover.approved", HandoverState::Approved),
            Outcome::Refused => ("handover.refused", HandoverState::Refused),
            Outcome::Withdrawn => ("handover.withdrawn", HandoverState::Withdrawn),
        };
        let now = work.now();
        let handover = Handover {
            state,
            decided_at: Some(now),
            ended_at: (state != HandoverState::Approved).then_some(now),
            ..before
        };
        changed(work, actor, (action, json!({})), handover).await
    }

    /// Notes that the receiver has taken everything over (接收确认): from now on it keeps the records. Returns them, so that
    /// whoever waits for it learns of it in the same unit of work.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`], [`DispatchError::Changed`] unless it was approved and nothing came of it yet,
    /// [`DispatchError::Field`] for a missing name or a day before the approval or to come,
    /// [`DispatchError::CountDiffers`] when the receiver counted something else.
    pub async fn accept_handover(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, said): (Uuid, &Acceptance),
    ) -> Result<(Handover, Vec<RecordId>), DispatchError> {
        let before = self.open_for_outcome(work, actor, id).await?;
        let taken_by = text("taken_by", &said.by, NAME)?;
        let remark = text("remark", &said.remark, LONG)?;
        let approved = before.decided_at.map(today);
        if said.on > today(work.now()) || approved.is_some_and(|day| said.on < day) {
            return Err(DispatchError::Field("taken_on"));
        }
        if said.records != before.records {
            return Err(DispatchError::CountDiffers {
                sent: before.records,
                received: said.records,
            });
        }
        let handover = Handover {
            state: HandoverState::Accepted,
            taken_by,
            taken_on: Some(said.on),
            remark,
            ended_at: Some(work.now()),
            ..before
        };
        let details = json!({ "records": handover.records });
        let handover = changed(work, actor, ("handover.accepted", details), handover).await?;
        let passed = self.pass_on(work, actor, (&handover, said.on)).await?;
        Ok((handover, passed))
    }

    /// Writes for each record of a handover who keeps it now.
    async fn pass_on(
        &self,
        work: &mut Work,
        actor: &Actor,
        (handover, since): (&Handover, Date),
    ) -> Result<Vec<RecordId>, DispatchError> {
        let custody = Custody {
            handover: handover.id,
            number: handover.numbered(),
            receiver: handover.receiver.clone(),
            since,
        };
        let (mut passed, mut after) = (Vec::new(), 0);
        loop {
            let page = packed(work, handover.consignment, after).await?;
            let Some(last) = page.last() else {
                return Ok(passed);
            };
            after = last.sequence;
            let ids: Vec<RecordId> = page.iter().map(|item| item.record).collect();
            self.archive.hand_over(work, actor, (&ids, &custody)).await?;
            passed.extend(ids);
        }
    }

    /// Notes that the receiver did not take it over, or that it was not done (退回). Everything stays where it was.
    ///
    /// # Errors
    /// As [`Exchange::accept_handover`]; [`DispatchError::Field`] without a reason.
    pub async fn decline_handover(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, reason): (Uuid, &str),
    ) -> Result<Handover, DispatchError> {
        let before = self.open_for_outcome(work, actor, id).await?;
        let handover = Handover {
            state: HandoverState::Declined,
            remark: text("reason", reason, 1..=*LONG.end())?,
            ended_at: Some(work.now()),
            ..before
        };
        changed(work, actor, ("handover.declined", json!({})), handover).await
    }

    /// Returns an approved handover to whoever may note what became of it.
    async fn open_for_outcome(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Handover, DispatchError> {
        let handover = self.handover(connection, actor, id).await?;
        self.archive
            .rights
            .require_in(actor, HAND_OVER, &handover.org_path)
            .map_err(guildhall_archive::ArchiveError::from)?;
        in_state(handover, HandoverState::Approved)
    }

    /// Says whether the actor has any part in handovers over an organisation.
    pub fn hands_over(&self, actor: &Actor, org_path: &OrgPath) -> bool {
        let actions = [HAND_OVER, APPROVE_HANDOVER];
        let allows = |action| self.archive.rights.allows_in(actor, action, org_path);
        actions.into_iter().any(allows)
    }

    fn may_see(&self, actor: &Actor, handover: &Handover) -> bool {
        self.hands_over(&actor.cleared_for(handover.secrecy), &handover.org_path)
    }

    /// Returns a handover.
    ///
    /// # Errors
    /// [`DispatchError::NoSuchExchange`], also for who has no part in it or is not cleared for all of its records.
    pub async fn handover(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Handover, DispatchError> {
        let found = store::get(connection, id).await?;
        found
            .filter(|one| self.may_see(actor, one))
            .ok_or(DispatchError::NoSuchExchange)
    }

    /// Returns the handover of one of the actor's own consignments that is being decided, approved or done.
    ///
    /// # Errors
    /// [`DispatchError::Store`].
    pub async fn handover_of(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        consignment: Uuid,
    ) -> Result<Option<Handover>, DispatchError> {
        let found = store::of_consignment(connection, consignment).await?;
        Ok(found.filter(|one| self.may_see(actor, one)))
    }

    /// Returns packed lines of a handover behind a place (移交清单).
    ///
    /// # Errors
    /// As [`Exchange::handover`].
    pub async fn handover_lines(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (id, after, limit): (Uuid, u32, u32),
    ) -> Result<Vec<ConsignmentItem>, DispatchError> {
        let handover = self.handover(connection, actor, id).await?;
        let wanted = (handover.consignment, Some(ItemOutcome::Packed));
        Ok(consignments::items(connection, wanted, (after, limit.clamp(1, PAGE))).await?)
    }

    /// Returns the handovers that the actor may see, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`DispatchError::Store`].
    pub async fn handovers(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (mut after, limit): (Option<HandoverKey>, u32),
    ) -> Result<Vec<Handover>, DispatchError> {
        let limit = limit.clamp(1, PAGE_MAX) as usize;
        let mut found = Vec::new();
        // A union hands over a few times a year: pages are read until the reader's is full.
        loop {
            let page = store::list(connection, (after, PAGE_MAX)).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.made_at, last.id));
            found.extend(page.into_iter().filter(|one| self.may_see(actor, one)));
            if found.len() >= limit {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }
}

/// Returns packed lines behind a place.
async fn packed(
    connection: &mut Connection,
    consignment: Uuid,
    after: u32,
) -> Result<Vec<ConsignmentItem>, DispatchError> {
    let wanted = (consignment, Some(ItemOutcome::Packed));
    Ok(consignments::items(connection, wanted, (after, PAGE)).await?)
}

fn with(offered: Option<Offered>, record: Record) -> Offered {
    match offered {
        None => Offered {
            records: vec![record.id],
            org_path: record.org_path,
            secrecy: record.secrecy,
        },
        Some(mut offered) => {
            offered.records.push(record.id);
            Offered {
                records: offered.records,
                org_path: common(offered.org_path, &record.org_path),
                secrecy: offered.secrecy.max(record.secrecy),
            }
        }
    }
}

fn today(now: Timestamp) -> Date {
    now.date_in(ZONE)
}

fn in_state(handover: Handover, state: HandoverState) -> Result<Handover, DispatchError> {
    match handover.state == state {
        true => Ok(handover),
        false => Err(DispatchError::Changed),
    }
}

/// Writes a changed handover as its next revision, with its entry.
async fn changed(
    work: &mut Work,
    actor: &Actor,
    act: (&'static str, Value),
    handover: Handover,
) -> Result<Handover, DispatchError> {
    let handover = Handover {
        revision: handover.revision + 1,
        ..handover
    };
    if !store::change(work, &handover).await? {
        return Err(DispatchError::Changed);
    }
    noted(work, actor, act, &handover).await?;
    Ok(handover)
}

async fn noted(
    work: &mut Work,
    actor: &Actor,
    (action, details): (&'static str, Value),
    handover: &Handover,
) -> Result<(), DispatchError> {
    let subject = Subject {
        kind: HANDOVER,
        id: handover.id,
        digest: Some(handover.digest()),
    };
    Ok(note(work, actor, action, subject, details).await?)
}
