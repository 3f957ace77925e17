//! Putting a round together: what is due is taken up, and something is proposed for each record.

use super::model::{Item, ItemLine, NewRound, Outcome, Proposal, Round, RoundState, Verdict};
use super::service::{noted, noted_items};
use super::store;
use crate::error::filled;
use crate::hold::store as holds;
use crate::{Disposal, DisposalError, PROPOSE};
use guildhall_archive::lending::lent_out;
use guildhall_archive::record::store as records;
use guildhall_archive::retention::{DueKey, DueRecord};
use guildhall_archive::{ArchiveError, Component, FieldProblem, Hold as HeldBack};
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::{Connection, Work, counter};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

const NAME_MAX: usize = 200;
const TEXT_MAX: usize = 1_000;
/// Due records looked at together.
const PAGE: u32 = 500;

impl Disposal {
    /// Puts a round together (拟定鉴定批次): the records in the actor's care that fall due by a year, the earliest first, as
    /// many as a list may hold. For each it is proposed to destroy it, which the actor may change. What is under a hold, held
    /// back, lent out or in another round is left out.
    ///
    /// # Errors
    /// [`DisposalError::Denied`] without `proposeDisposal` there, [`DisposalError::Field`],
    /// [`DisposalError::NothingDue`].
    pub async fn begin_round(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewRound,
    ) -> Result<Round, DisposalError> {
        self.rights.require_in(actor, PROPOSE, &new.org_path)?;
        let (name, basis) = (
            filled("name", &new.name, NAME_MAX)?,
            filled("basis", &new.basis, TEXT_MAX)?,
        );
        let due = self.take_up(work, actor, &new).await?;
        let secrecy = due.iter().map(|due| due.record.secrecy).max();
        let now = work.now();
        let year = i64::from(now.civil_in("Asia/Shanghai").year());
        let round = Round {
            id: work.new_id(),
            number: counter::take(work, &format!("appraisal:{year}"), 1).await?,
            year,
            name,
            basis,
            org_path: new.org_path,
            secrecy: secrecy.ok_or(DisposalError::NothingDue)?,
            state: RoundState::Draft,
            revision: 1,
            made_by: actor.account().ok_or(DisposalError::NotFound)?,
            made_at: now,
            decided_at: None,
            not_before: None,
            executed_by: None,
            started_at: None,
            ended_at: None,
            reason: String::new(),
            proof: String::new(),
        };
        store::insert(work, &round).await?;
        let items = lines(work, &round, &due).await?;
        store::insert_items(work, &items).await?;
        noted(
            work,
            actor,
            ("disposal.begun", json!({ "records": items.len() })),
            &round,
        )
        .await?;
        noted_items(work, actor, "disposal.item-taken-up", &items).await?;
        Ok(round)
    }

    async fn take_up(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        new: &NewRound,
    ) -> Result<Vec<DueRecord>, DisposalError> {
        let standing = holds::standing(connection).await?;
        let most = self.rules.records_max as usize;
        let (mut found, mut after): (Vec<DueRecord>, Option<DueKey>) = (Vec::new(), None);
        while found.len() < most {
            let page = self
                .archive
                .due(connection, actor, new.until_year, (after, PAGE))
                .await?;
            let Some(last) = page.last() else { break };
            after = Some(last.key());
            let ids: Vec<RecordId> = page.iter().map(|due| due.record.id).collect();
            let taken = store::taken(connection, &ids).await?;
            let out = lent_out(connection, &ids).await?;
            found.extend(page.into_iter().filter(|due| {
                let record = &due.record;
                new.org_path.contains(&record.org_path)
                    && !taken.contains(&record.id)
                    && !out.contains(&record.id)
                    && record.hold != Some(HeldBack::SecrecyMark)
                    && !standing.iter().any(|hold| hold.covers(record))
            }));
        }
        found.truncate(most);
        Ok(found)
    }

    /// Changes what is proposed for a record of a round that is being put together (鉴定意见).
    ///
    /// # Errors
    /// [`DisposalError::NotFound`] unless it is the actor's own round, [`DisposalError::Changed`] when it has been sent;
    /// [`DisposalError::Field`] without a reason for keeping it or handing it over, [`DisposalError::Archive`] for a code that is none.
    pub async fn propose(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, verdict, reason): (Uuid, Verdict, &str),
    ) -> Result<Item, DisposalError> {
        let item = self.own_draft(work, actor, id).await?;
        let item = match verdict {
            Verdict::Destroy => Item {
                proposal: Proposal::Destroy,
                extend_to: None,
                reason: match reason.trim().is_empty() {
                    true => String::new(),
                    false => filled("reason", reason, TEXT_MAX)?,
                },
                ..item
            },
            Verdict::Transfer => Item {
                proposal: Proposal::Transfer,
                extend_to: None,
                reason: filled("reason", reason, TEXT_MAX)?,
                ..item
            },
            Verdict::Extend { retention } => {
                self.require_longer(&item.line, &retention)?;
                Item {
                    proposal: Proposal::Extend,
                    extend_to: Some(retention),
                    reason: filled("reason", reason, TEXT_MAX)?,
                    ..item
                }
            }
        };
        store::change_item(work, &item).await?;
        noted_items(work, actor, "disposal.item-proposed", std::slice::from_ref(&item)).await?;
        Ok(item)
    }

    /// Refuses a retention code by which the record would be due just as early.
    fn require_longer(&self, line: &ItemLine, retention: &str) -> Result<(), DisposalError> {
        let is_known = self.archive.retention.knows(retention);
        let due = |code: &str| self.archive.retention.due_year(line.year, code);
        let is_longer = match (due(&line.retention), due(retention)) {
            (Some(now), Some(then)) => then > now,
            (_, None) => true,
            (None, Some(_)) => false,
        };
        match is_known && is_longer {
            true => Ok(()),
            false => Err(ArchiveError::Fields(vec![FieldProblem {
                field: "retention".to_owned(),
                code: "unknown-code",
            }])
            .into()),
        }
    }

    /// Leaves a record out of a round that is being put together.
    ///
    /// # Errors
    /// As [`Disposal::propose`].
    pub async fn leave_out(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Item, DisposalError> {
        let item = self.own_draft(work, actor, id).await?;
        let item = item.ended(Outcome::Released, work.now());
        store::change_item(work, &item).await?;
        noted_items(work, actor, "disposal.item-left-out", std::slice::from_ref(&item)).await?;
        Ok(item)
    }

    /// Returns an open line of a round that the actor is putting together.
    async fn own_draft(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Item, DisposalError> {
        let item = store::item(work, id).await?.ok_or(DisposalError::NotFound)?;
        let round = store::get(work, item.round)
            .await?
            .ok_or(DisposalError::NotFound)?;
        if Some(round.made_by) != actor.account() {
            return Err(DisposalError::NotFound);
        }
        self.rights.require_in(actor, PROPOSE, &round.org_path)?;
        match round.state == RoundState::Draft && item.outcome == Outcome::Open {
            true => Ok(item),
            false => Err(DisposalError::Changed),
        }
    }
}

/// Returns the lines of a new round.
async fn lines(work: &mut Work, round: &Round, due: &[DueRecord]) -> Result<Vec<Item>, DisposalError> {
    let ids: Vec<RecordId> = due.iter().map(|due| due.record.id).collect();
    let mut files: BTreeMap<RecordId, Vec<Component>> = BTreeMap::new();
    for file in records::components_of(work, &ids).await? {
        files.entry(file.record).or_default().push(file);
    }
    let none = Vec::new();
    let line = |(due, sequence): (&DueRecord, u32)| Item {
        id: work.new_id(),
        round: round.id,
        record: due.record.id,
        sequence,
        line: ItemLine::of(&due.record, files.get(&due.record.id).unwrap_or(&none), due.year),
        proposal: Proposal::Destroy,
        extend_to: None,
        reason: String::new(),
        outcome: Outcome::Open,
        ended_at: None,
    };
    Ok(due.iter().zip(1..).map(line).collect())
}
