//! What a person may see of rounds: whoever takes part in appraisal and destruction over their organisation.

use super::model::{Item, Round, RoundState, Signature};
use super::store;
use crate::{APPROVE, DESTROY, Disposal, DisposalError, HOLD, JOIN, PROPOSE, SUPERVISE};
use guildhall_kernel::{Actor, OrgPath, RecordId, Timestamp};
use guildhall_store::Connection;
use uuid::Uuid;

/// Most rounds on a page.
const PAGE_MAX: u32 = 200;
/// Most lines on a page.
const ITEMS_MAX: u32 = 500;

/// The place of a round in the list.
pub type RoundKey = (Timestamp, Uuid);
/// The place of a line in its round.
pub type ItemKey = u32;

/// A round with who watched over it.
#[derive(Debug, Clone)]
pub struct RoundWhole {
    /// The round.
    pub round: Round,
    /// The supervisors' signatures in their order.
    pub signatures: Vec<Signature>,
}

impl Disposal {
    /// Says whether the actor has any part in appraisal or destruction over an organisation.
    pub fn takes_part(&self, actor: &Actor, org_path: &OrgPath) -> bool {
        let actions = [PROPOSE, JOIN, APPROVE, SUPERVISE, DESTROY, HOLD];
        actions
            .into_iter()
            .any(|action| self.rights.allows_in(actor, action, org_path))
    }

    fn may_see(&self, actor: &Actor, round: &Round) -> bool {
        // What is only a draft concerns nobody else.
        let is_hers = Some(round.made_by) == actor.account();
        let cleared = actor.cleared_for(round.secrecy);
        self.takes_part(&cleared, &round.org_path) && (is_hers || round.state != RoundState::Draft)
    }

    /// Returns a round.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], also for who has no part in it or is not cleared for all of its records.
    pub async fn round(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Round, DisposalError> {
        let round = store::get(connection, id).await?;
        round
            .filter(|round| self.may_see(actor, round))
            .ok_or(DisposalError::NotFound)
    }

    /// Returns a round with its signatures.
    ///
    /// # Errors
    /// As [`Disposal::round`].
    pub async fn round_whole(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<RoundWhole, DisposalError> {
        let round = self.round(connection, actor, id).await?;
        let signatures = store::signatures(connection, id).await?;
        Ok(RoundWhole { round, signatures })
    }

    /// Returns lines of a round in their order, behind a place.
    ///
    /// # Errors
    /// As [`Disposal::round`].
    pub async fn items(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (id, after, limit): (Uuid, ItemKey, u32),
    ) -> Result<Vec<Item>, DisposalError> {
        self.round(connection, actor, id).await?;
        Ok(store::items(connection, id, (after, limit.clamp(1, ITEMS_MAX))).await?)
    }

    /// Returns the rounds that the actor may see, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`DisposalError::Store`].
    pub async fn rounds(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (mut after, limit): (Option<RoundKey>, u32),
    ) -> Result<Vec<Round>, DisposalError> {
        let limit = limit.clamp(1, PAGE_MAX) as usize;
        let mut found = Vec::new();
        // A union makes a few rounds a year: pages are read until the reader's is full.
        loop {
            let page = store::list(connection, (after, PAGE_MAX)).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.made_at, last.id));
            found.extend(page.into_iter().filter(|round| self.may_see(actor, round)));
            if found.len() >= limit {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    /// Returns the line that stays of a record which was destroyed, for who takes part where it belonged.
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], also when the record was not destroyed.
    pub async fn stub(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Item, DisposalError> {
        let item = store::gone(connection, record).await?;
        item.filter(|item| {
            let cleared = actor.cleared_for(item.line.secrecy);
            self.takes_part(&cleared, &item.line.org_path)
        })
        .ok_or(DisposalError::NotFound)
    }
}
