//! Reminding and asking others (催办与升级): what the clock of a step brings.
//!
//! It reads the present state, so it may run late or twice: a reminder is counted in the run, and nothing is asked of
//! others twice in one step.

use super::engine::Event;
use super::model::Run;
use super::service::changed;
use super::store;
use crate::{Workflow, WorkflowError};
use async_trait::async_trait;
use guildhall_identity::organisation;
use guildhall_identity::rights::holders::holders;
use guildhall_kernel::Actor;
use guildhall_store::job::{JobContext, JobError, JobHandler, LANE_QUICK, Schedule};
use guildhall_store::{Database, Work};
use serde_json::json;

/// Kind of the job.
pub const KIND: &str = "workflow.follow-up";

/// Every hour.
pub const SCHEDULE: Schedule = Schedule {
    name: KIND,
    cron: "11 * * * *",
    lane: LANE_QUICK,
    kind: KIND,
};

/// Runs that are looked at in one unit of work.
const PAGE: u32 = 100;
/// Pages in one job; what is left is for the next hour.
const PAGES_MAX: u32 = 100;

/// The job that reminds and asks others.
#[derive(Debug, Clone)]
pub struct FollowUp {
    database: Database,
    workflow: Workflow,
}

impl FollowUp {
    /// Makes the job.
    pub fn new(database: Database, workflow: Workflow) -> Self {
        Self { database, workflow }
    }

    async fn follow(&self, job: &JobContext) -> Result<(), WorkflowError> {
        for _ in 0..PAGES_MAX {
            let mut work = self.database.begin(job.job.realm).await?;
            let followed = self.workflow.follow_up(&mut work, PAGE).await?;
            work.commit().await?;
            if followed < PAGE as usize {
                break;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl JobHandler for FollowUp {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobContext) -> Result<(), JobError> {
        self.follow(job)
            .await
            .map_err(|error| JobError::retry("follow-up", error))
    }
}

impl Workflow {
    /// Follows up at most so many runs whose clock has run out, and returns how many it found.
    ///
    /// # Errors
    /// [`WorkflowError::Store`], [`WorkflowError::Ledger`].
    pub async fn follow_up(&self, work: &mut Work, limit: u32) -> Result<usize, WorkflowError> {
        let now = work.now();
        let due = store::due(work, now, limit).await?;
        let count = due.len();
        if count == 0 {
            return Ok(0);
        }
        let realm = work.realm();
        let top = organisation::service::top(work, realm).await?;
        let actor = Actor::program("workflow", realm, top.path);
        for run in due {
            match self.follow_one(work, &actor, run).await {
                // Somebody decided meanwhile.
                Ok(()) | Err(WorkflowError::Changed) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }

    async fn follow_one(&self, work: &mut Work, actor: &Actor, mut run: Run) -> Result<(), WorkflowError> {
        let is_late = run.is_late(work.now());
        run.next_at = if is_late { None } else { run.due_at };
        let others = match is_late && !run.state.escalated {
            true => self.others(work, &run).await?,
            false => Vec::new(),
        };
        let act = match others.is_empty() {
            true => {
                run.reminders += 1;
                (
                    "workflow.reminded",
                    json!({ "step": run.state.step, "times": run.reminders }),
                )
            }
            false => {
                let details = json!({ "step": run.state.step, "people": others.len() });
                run = self.taking(work, run, Event::Escalated(others)).await?;
                ("workflow.escalated", details)
            }
        };
        changed(work, actor, act, run, None).await.map(|_| ())
    }

    /// Returns those who are asked when the time of the present step is over.
    async fn others(
        &self,
        work: &mut Work,
        run: &Run,
    ) -> Result<Vec<guildhall_kernel::AccountId>, WorkflowError> {
        let Some(right) = run.step().and_then(|step| step.escalate.as_deref()) else {
            return Ok(Vec::new());
        };
        let able = holders(work, &self.rights, right, (&run.place(), run.secrecy)).await?;
        let is_new = |account: &guildhall_kernel::AccountId| {
            let has_decided = |seat: &super::engine::Seat| seat.decided && seat.account == *account;
            *account != run.started_by && !run.state.seats.iter().any(has_decided)
        };
        Ok(able.iter().map(|account| account.id).filter(is_new).collect())
    }
}
