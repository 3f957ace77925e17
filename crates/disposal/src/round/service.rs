//! The way of a round: sent, decided, stopped, begun; each with its entry in one unit of work.

use super::model::{Item, Outcome, Proposal, Round, RoundState, Stage};
use super::store;
use crate::destruction::job;
use crate::error::filled;
use crate::{DESTROY, Disposal, DisposalError, PROPOSE, subject_kind};
use guildhall_archive::lending::lent_out;
use guildhall_archive::{ArchiveError, LendingError};
use guildhall_kernel::{AccountId, Actor, RecordId};
use guildhall_ledger::{NewEntry, Subject, note};
use guildhall_store::job::enqueue;
use guildhall_store::{Connection, Work};
use serde_json::{Value, json};
use uuid::Uuid;

const REASON_MAX: usize = 1_000;
const DAY_SECS: i64 = 24 * 60 * 60;
/// Lines that are worked through together.
pub(super) const PAGE: u32 = 500;

/// How a workflow about a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// It was approved.
    Approved,
    /// It was refused.
    Refused,
    /// Whoever asked took it back.
    Withdrawn,
}

/// What a round asks the group and the leader to decide about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Records in it.
    pub records: usize,
    /// Those that are to be destroyed.
    pub destroy: usize,
}

/// What an approved round still has to do.
#[derive(Debug, Clone, Copy, Default)]
struct Left {
    /// Records to be destroyed.
    destroy: usize,
    /// Records to be handed over.
    transfer: usize,
}

impl Disposal {
    /// Sends a round to those who decide (提交鉴定). Who they are is another room's matter.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`] unless the actor put it together, [`DisposalError::Changed`] when it has been sent,
    /// [`DisposalError::NothingDue`] when every record was left out.
    pub async fn send(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(Round, Sent), DisposalError> {
        let round = self.own(work, actor, id).await?;
        let open = open_items(work, id).await?;
        if open.is_empty() {
            return Err(DisposalError::NothingDue);
        }
        let round = in_state(round, RoundState::Draft)?;
        let secrecy = open.iter().map(|item| item.line.secrecy).max();
        let round = Round {
            state: RoundState::Deciding,
            secrecy: secrecy.unwrap_or(round.secrecy),
            ..round
        };
        let destroy = open
            .iter()
            .filter(|item| item.proposal == Proposal::Destroy)
            .count();
        let sent = Sent {
            records: open.len(),
            destroy,
        };
        let details = json!({ "records": sent.records, "destroy": sent.destroy });
        let round = changed(work, actor, ("disposal.sent", details), round).await?;
        Ok((round, sent))
    }

    /// Keeps what was decided about a round. When it was approved, records that are kept longer are so from now on, and the
    /// waiting time of the others begins. The caller hands on, in the unit of work of the decision, what those decided who
    /// hold the right to.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], [`DisposalError::Changed`] when it was decided before.
    pub async fn settle(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, decided): (Uuid, Decided),
    ) -> Result<Round, DisposalError> {
        let round = store::get(work, id).await?.ok_or(DisposalError::NotFound)?;
        let round = in_state(round, RoundState::Deciding)?;
        let now = work.now();
        let (action, state) = match decided {
            Decided::Approved => ("disposal.approved", RoundState::Approved),
            Decided::Refused => ("disposal.refused", RoundState::Refused),
            Decided::Withdrawn => ("disposal.withdrawn", RoundState::Withdrawn),
        };
        let round = Round {
            state,
            decided_at: Some(now),
            ..round
        };
        if state != RoundState::Approved {
            release(work, actor, id).await?;
            return changed(work, actor, (action, json!({})), round).await;
        }
        let Left { destroy, transfer } = self.extend_all(work, actor, id).await?;
        let round = match (destroy, transfer) {
            (0, 0) => Round {
                state: RoundState::Done,
                ended_at: Some(now),
                ..round
            },
            (0, _) => round,
            _ => Round {
                not_before: Some(now.plus_secs(i64::from(self.rules.waiting_days) * DAY_SECS)),
                ..round
            },
        };
        let details = json!({ "destroy": destroy, "transfer": transfer });
        changed(work, actor, (action, details), round).await
    }

    /// Keeps longer what is to be kept longer, and returns what is left to be done.
    async fn extend_all(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Left, DisposalError> {
        let (mut kept, mut left) = (Vec::new(), Left::default());
        for item in open_items(work, id).await? {
            let Some(retention) = item.extend_to.clone() else {
                match item.proposal {
                    Proposal::Transfer => left.transfer += 1,
                    Proposal::Destroy | Proposal::Extend => left.destroy += 1,
                }
                continue;
            };
            self.archive
                .extend_retention(work, actor, (item.record, &retention))
                .await?;
            let item = item.ended(Outcome::Extended, work.now());
            store::change_item(work, &item).await?;
            kept.push(item);
        }
        noted_items(work, actor, "disposal.item-kept-longer", &kept).await?;
        Ok(left)
    }

    /// Stops a round before anything of it was destroyed (中止): one's own while it is put together; one that was approved by
    /// anybody in its chain.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], [`DisposalError::Field`] without a reason, [`DisposalError::Changed`] when it is
    /// being decided, carried out or over.
    pub async fn stop(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, reason): (Uuid, &str),
    ) -> Result<Round, DisposalError> {
        let round = self.round(work, actor, id).await?;
        let state = match round.state {
            RoundState::Draft if Some(round.made_by) == actor.account() => RoundState::Withdrawn,
            RoundState::Approved => RoundState::Stopped,
            RoundState::Draft => return Err(DisposalError::NotFound),
            _ => return Err(DisposalError::Changed),
        };
        let round = Round {
            state,
            reason: filled("reason", reason, REASON_MAX)?,
            ended_at: Some(work.now()),
            ..round
        };
        release(work, actor, id).await?;
        changed(work, actor, ("disposal.stopped", json!({})), round).await
    }

    /// Begins the destruction (执行销毁): from here on the job destroys record by record.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], [`DisposalError::Denied`] without `destroyRecords` there,
    /// [`DisposalError::SamePerson`] for who signed as a supervisor, [`DisposalError::Waiting`],
    /// [`DisposalError::Unsigned`], [`DisposalError::Changed`]; [`LendingError::Out`] while an original is lent out.
    pub async fn execute(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Round, DisposalError> {
        let round = self.round(work, actor, id).await?;
        self.rights.require_in(actor, DESTROY, &round.org_path)?;
        let round = in_state(round, RoundState::Approved)?;
        let now = work.now();
        if round.not_before.is_none_or(|from| now < from) {
            return Err(DisposalError::Waiting);
        }
        let signed = store::signatures(work, id).await?;
        let before = signed.iter().filter(|signature| signature.stage == Stage::Before);
        let supervisors: Vec<AccountId> = before.map(|signature| signature.account).collect();
        if supervisors.len() < self.rules.supervisors {
            let missing = self.rules.supervisors - supervisors.len();
            return Err(DisposalError::Unsigned { missing });
        }
        let account = actor.account().ok_or(DisposalError::NotFound)?;
        if supervisors.contains(&account) {
            return Err(DisposalError::SamePerson);
        }
        refuse_lent(work, id).await?;
        let round = Round {
            state: RoundState::Executing,
            executed_by: Some(account),
            started_at: Some(now),
            ..round
        };
        let round = changed(work, actor, ("disposal.executing", json!({})), round).await?;
        enqueue(work, job::destroying(id)).await?;
        Ok(round)
    }

    /// Returns a round that the actor put together.
    async fn own(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Round, DisposalError> {
        let round = store::get(connection, id).await?.ok_or(DisposalError::NotFound)?;
        if Some(round.made_by) != actor.account() {
            return Err(DisposalError::NotFound);
        }
        self.rights.require_in(actor, PROPOSE, &round.org_path)?;
        Ok(round)
    }
}

fn in_state(round: Round, state: RoundState) -> Result<Round, DisposalError> {
    match round.state == state {
        true => Ok(round),
        false => Err(DisposalError::Changed),
    }
}

/// Returns the lines of a round of which nothing became yet; a round holds at most some hundreds.
pub(super) async fn open_items(connection: &mut Connection, round: Uuid) -> Result<Vec<Item>, DisposalError> {
    let mut items = store::items(connection, round, (0, PAGE)).await?;
    items.retain(|item| item.outcome == Outcome::Open);
    Ok(items)
}

/// Refuses to begin while the original of a record that is to be destroyed is lent out.
async fn refuse_lent(connection: &mut Connection, round: Uuid) -> Result<(), DisposalError> {
    let items = store::items(connection, round, (0, PAGE)).await?;
    let doomed: Vec<&Item> = items.iter().filter(|item| item.is_to_be_destroyed()).collect();
    let ids: Vec<RecordId> = doomed.iter().map(|item| item.record).collect();
    let out = lent_out(connection, &ids).await?;
    match doomed.iter().find(|item| out.contains(&item.record)) {
        Some(item) => Err(ArchiveError::from(LendingError::Out(item.line.archival_code.clone())).into()),
        None => Ok(()),
    }
}

/// Ends the open lines of a round without touching their records.
async fn release(work: &mut Work, actor: &Actor, round: Uuid) -> Result<(), DisposalError> {
    let now = work.now();
    let mut released = Vec::new();
    for item in open_items(work, round).await? {
        let item = item.ended(Outcome::Released, now);
        store::change_item(work, &item).await?;
        released.push(item);
    }
    noted_items(work, actor, "disposal.item-released", &released).await
}

/// Writes a changed round as its next revision, with its entry.
pub(crate) async fn changed(
    work: &mut Work,
    actor: &Actor,
    act: (&'static str, Value),
    round: Round,
) -> Result<Round, DisposalError> {
    let round = Round {
        revision: round.revision + 1,
        ..round
    };
    if !store::change(work, &round).await? {
        return Err(DisposalError::Changed);
    }
    noted(work, actor, act, &round).await?;
    Ok(round)
}

/// Writes the entry of an act on a round.
pub(super) async fn noted(
    work: &mut Work,
    actor: &Actor,
    (action, details): (&'static str, Value),
    round: &Round,
) -> Result<(), DisposalError> {
    let subject = Subject {
        kind: subject_kind::ROUND,
        id: round.id,
        digest: Some(round.digest()),
    };
    Ok(note(work, actor, action, subject, details).await?)
}

/// Writes the entries of an act on lines.
pub(crate) async fn noted_items(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    items: &[Item],
) -> Result<(), DisposalError> {
    let entry = |item: &Item| NewEntry {
        action,
        subject_kind: subject_kind::ITEM,
        subject_id: item.id,
        digest: Some(item.digest()),
        details: json!({}),
    };
    let entries = items.iter().map(entry).collect();
    guildhall_ledger::append_many(work, actor, entries).await?;
    Ok(())
}
