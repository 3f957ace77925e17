//! What a person can do with her tasks: see them, decide, hand on.

use super::decision::{Decided, Said, filled, tidied};
use super::engine::{Event, Verdict};
use super::model::Run;
use super::service::{changed, decided_now, same_revision};
use super::task::{Task, TaskKey};
use super::{store, task_store};
use crate::{Workflow, WorkflowError, absence, acting};
use guildhall_identity::Account;
use guildhall_kernel::{AccountId, Actor};
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

/// Most tasks on a page.
const PAGE_MAX: u32 = 200;

impl Workflow {
    /// Returns the open tasks of the actor, and of those for whom she stands in, the first due first.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn tasks(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<TaskKey>, u32),
    ) -> Result<Vec<Task>, WorkflowError> {
        let seats = self.seats_of(connection, actor).await?;
        let page = (after, limit.clamp(1, PAGE_MAX));
        Ok(task_store::open(connection, (acting(actor)?, &seats), page).await?)
    }

    /// Counts the open tasks of the actor, and of those for whom she stands in.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn task_count(&self, connection: &mut Connection, actor: &Actor) -> Result<u64, WorkflowError> {
        let seats = self.seats_of(connection, actor).await?;
        Ok(task_store::count(connection, (acting(actor)?, &seats)).await?)
    }

    /// Returns the seat from which the actor may decide about a run now: her own, or that of somebody absent. None when
    /// there is none, or she is not allowed.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn seat(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        run: &Run,
    ) -> Result<Option<AccountId>, WorkflowError> {
        let seats = self.seats_of(connection, actor).await?;
        let open = run.state.open_seats().find(|seat| seats.contains(seat));
        Ok(open.filter(|_| self.may_decide(actor, run)))
    }

    /// Decides a task, for the actor herself or for somebody absent for whom she stands in. The right is asked of her who
    /// decides: standing in gives a task and no right.
    ///
    /// # Errors
    /// [`WorkflowError::NotFound`] when she has no task there, [`WorkflowError::Denied`], [`WorkflowError::OwnMatter`],
    /// [`WorkflowError::Changed`] when somebody else was quicker, [`WorkflowError::Ended`], [`WorkflowError::Field`] for
    /// a no or a return without its reason, [`WorkflowError::NotPassed`], [`WorkflowError::Nobody`].
    pub async fn decide(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, seat): (Uuid, AccountId),
        said: Said,
    ) -> Result<Run, WorkflowError> {
        let run = self.to_decide(work, actor, (id, seat), said.revision).await?;
        let opinion = match said.verdict {
            Verdict::Approve => tidied("opinion", &said.opinion)?,
            Verdict::Refuse | Verdict::Return(_) => filled("opinion", &said.opinion)?,
        };
        let decided = Decided {
            to: match &said.verdict {
                Verdict::Return(to) => Some(to.clone()),
                Verdict::Approve | Verdict::Refuse => None,
            },
            opinion,
            ..decided_now(work, actor, &run, (said.verdict.code(), seat))?
        };
        let verdict = said.verdict;
        let run = self.taking(work, run, Event::Decided { seat, verdict }).await?;
        let details = json!({ "step": decided.step, "verdict": decided.what, "decision": decided.id });
        changed(work, actor, ("workflow.decided", details), run, Some(&decided)).await
    }

    /// Hands a task on to somebody else who may decide it (转交).
    ///
    /// # Errors
    /// As [`Workflow::decide`]; [`WorkflowError::NotAble`] when the other one may not decide it or has a seat already.
    pub async fn delegate(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, seat): (Uuid, AccountId),
        (revision, to, reason): (u32, AccountId, &str),
    ) -> Result<Run, WorkflowError> {
        let run = self.to_decide(work, actor, (id, seat), revision).await?;
        let able = self.able(work, &run).await?;
        let to = able
            .iter()
            .find(|account| account.id == to)
            .ok_or(WorkflowError::NotAble)?;
        let decided = Decided {
            opinion: tidied("opinion", &format!("{} {}", to.name, reason.trim()))?,
            ..decided_now(work, actor, &run, ("delegate", seat))?
        };
        let event = Event::Delegated {
            from: seat,
            to: to.id,
        };
        let details = json!({ "step": decided.step, "from": seat, "to": to.id });
        let run = self.taking(work, run, event).await?;
        changed(work, actor, ("workflow.delegated", details), run, Some(&decided)).await
    }

    /// Returns those to whom a task of this run could be handed on.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn delegates(
        &self,
        connection: &mut Connection,
        run: &Run,
    ) -> Result<Vec<Account>, WorkflowError> {
        let mut able = self.able(connection, run).await?;
        able.retain(|account| run.state.seats.iter().all(|seat| seat.account != account.id));
        Ok(able)
    }

    /// Returns the actor and those for whom she stands in now.
    pub(super) async fn seats_of(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<AccountId>, WorkflowError> {
        let account = acting(actor)?;
        let now = self.clock.now();
        let mut seats = absence::store::stood_in_for(connection, account, now).await?;
        seats.push(account);
        Ok(seats)
    }

    fn may_decide(&self, actor: &Actor, run: &Run) -> bool {
        let is_own = actor.account() == Some(run.started_by);
        let right = run.right().filter(|_| !is_own);
        let cleared = actor.cleared_for(run.secrecy);
        right.is_some_and(|right| self.rights.allows_in(&cleared, right, &run.place()))
    }

    /// Returns a run in which the actor may use a seat now.
    async fn to_decide(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, seat): (Uuid, AccountId),
        revision: u32,
    ) -> Result<Run, WorkflowError> {
        let run = store::get(work, id).await?.ok_or(WorkflowError::NotFound)?;
        let seats = self.seats_of(work, actor).await?;
        if !seats.contains(&seat) || !task_store::has_had(work, id, &[seat]).await? {
            return Err(WorkflowError::NotFound);
        }
        if actor.account() == Some(run.started_by) {
            return Err(WorkflowError::OwnMatter);
        }
        same_revision(&run, revision)?;
        let right = run.right().ok_or(WorkflowError::Ended)?;
        let cleared = actor.cleared_for(run.secrecy);
        self.rights.require_in(&cleared, right, &run.place())?;
        Ok(run)
    }
}
