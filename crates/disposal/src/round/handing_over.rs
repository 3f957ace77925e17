//! Records of an approved round that pass to another archives (移交): which they are, and that it was done.

use super::model::{Item, Outcome, Round, RoundState};
use super::service::{changed, noted_items, open_items};
use super::store;
use crate::hold::store as holds;
use crate::{Disposal, DisposalError};
use guildhall_archive::record::store as records;
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::{Connection, Work};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Records looked at together.
const PAGE: usize = 500;

impl Disposal {
    /// Returns the records of an approved round that are to be handed over and were not yet.
    ///
    /// # Errors
    /// As [`Disposal::round`]; [`DisposalError::Changed`] before the round is approved and after it was stopped.
    pub async fn to_hand_over(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Vec<RecordId>, DisposalError> {
        let round = self.round(connection, actor, id).await?;
        if !is_approved(&round) {
            return Err(DisposalError::Changed);
        }
        let open = open_items(connection, id).await?;
        let left = open.iter().filter(|item| item.is_to_be_handed_over());
        Ok(left.map(|item| item.record).collect())
    }

    /// Refuses when one of these records is under a legal hold: it stays where it is until the hold is lifted.
    ///
    /// # Errors
    /// [`DisposalError::Held`].
    pub async fn require_free(
        &self,
        connection: &mut Connection,
        ids: &[RecordId],
    ) -> Result<(), DisposalError> {
        let standing = holds::standing(connection).await?;
        if standing.is_empty() {
            return Ok(());
        }
        for part in ids.chunks(PAGE) {
            let found = records::get_many(connection, part).await?;
            let held = found
                .into_iter()
                .find(|record| standing.iter().any(|hold| hold.covers(record)));
            if let Some(record) = held {
                return Err(DisposalError::Held {
                    number: record.archival_code.unwrap_or_default(),
                });
            }
        }
        Ok(())
    }

    /// Notes which records of a round passed to another archives. When nothing is left to do, the round is done. Whether they
    /// passed, and by whose decision, the caller has seen to; lines that ended meanwhile stay as they are.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], [`DisposalError::Store`].
    pub async fn handed_over(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, passed): (Uuid, &BTreeSet<RecordId>),
    ) -> Result<(), DisposalError> {
        let round = store::get(work, id).await?.ok_or(DisposalError::NotFound)?;
        let (now, open) = (work.now(), open_items(work, id).await?);
        let is_last = open.iter().all(|item| passed.contains(&item.record));
        let mut done: Vec<Item> = Vec::new();
        for item in open {
            if item.is_to_be_handed_over() && passed.contains(&item.record) {
                let item = item.ended(Outcome::Transferred, now);
                store::change_item(work, &item).await?;
                done.push(item);
            }
        }
        noted_items(work, actor, "disposal.item-handed-over", &done).await?;
        if is_last && round.state == RoundState::Approved {
            let round = Round {
                state: RoundState::Done,
                ended_at: Some(now),
                ..round
            };
            let details = json!({ "records": done.len() });
            changed(work, actor, ("disposal.handed-over", details), round).await?;
        }
        Ok(())
    }
}

/// Says whether a round was approved and not stopped; what it destroys may be going on, or over.
fn is_approved(round: &Round) -> bool {
    matches!(
        round.state,
        RoundState::Approved | RoundState::Executing | RoundState::Done
    )
}
