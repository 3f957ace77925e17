//! What can be done with plans: begin a run, take its steps, close it; and which plans are due to be rehearsed.

use super::model::{NewRun, Run, RunState, StepOutcome, Taken};
use super::store;
use crate::text::{filled, optional};
use crate::{Emergency, EmergencyError, Plan, REHEARSE_EMERGENCY, VIEW_EMERGENCY, acting, subject_kind};
use guildhall_kernel::{Actor, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, StoreError, Work};
use serde_json::json;
use uuid::Uuid;

/// Most runs that one call returns.
pub const PAGE_MAX: u32 = 200;
/// Most plans of which the last run is looked up; those that no rule names any more among them.
const PLANS_MAX: u32 = 1_000;

/// How a plan stands with its rehearsals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The plan.
    pub plan: Plan,
    /// When it was last carried out to the end, as a rehearsal or in earnest.
    pub last: Option<Timestamp>,
    /// Whether it should have been rehearsed by now.
    pub is_overdue: bool,
}

impl Emergency {
    /// Returns how each plan stands with its rehearsals.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewEmergency`.
    pub async fn standings(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Vec<Standing>, EmergencyError> {
        self.require(connection, actor, VIEW_EMERGENCY).await?;
        Ok(self.standings_here(connection, now).await?)
    }

    /// As [`Self::standings`], for the self-inspection, which asks for its own right.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn standings_here(
        &self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<Vec<Standing>, StoreError> {
        let last_closed = store::last_closed(connection, PLANS_MAX).await?;
        let standing = |plan: &Plan| {
            let last = last_closed.get(&plan.code).copied();
            Standing {
                plan: plan.clone(),
                last,
                is_overdue: last.is_none_or(|last| plan.due_after(last) <= now),
            }
        };
        Ok(self.rules.plans().iter().map(standing).collect())
    }

    /// Returns a plan of the rules.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewEmergency`, [`EmergencyError::NotFound`].
    pub async fn plan(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        code: &str,
    ) -> Result<&Plan, EmergencyError> {
        self.require(connection, actor, VIEW_EMERGENCY).await?;
        self.rules.plan(code).ok_or(EmergencyError::NotFound)
    }

    /// Says whether the actor may begin a plan and go on with it.
    ///
    /// # Errors
    /// [`EmergencyError::Identity`] when the database refuses.
    pub async fn may_lead(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        plan: &Plan,
    ) -> Result<bool, EmergencyError> {
        Ok(self.may(connection, actor, REHEARSE_EMERGENCY).await?
            && self.may(connection, actor, &plan.lead).await?)
    }

    /// Begins a run of a plan.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `rehearseEmergency` or the right that the plan names,
    /// [`EmergencyError::NotFound`].
    pub async fn begin(&self, work: &mut Work, actor: &Actor, new: NewRun) -> Result<Run, EmergencyError> {
        self.require(work, actor, REHEARSE_EMERGENCY).await?;
        let plan = self.rules.plan(&new.plan).ok_or(EmergencyError::NotFound)?;
        self.require(work, actor, &plan.lead).await?;
        let run = Run {
            id: work.new_id(),
            plan: plan.clone(),
            kind: new.kind,
            incident: new.incident,
            state: RunState::Open,
            revision: 1,
            started_by: acting(actor)?,
            started_at: work.now(),
            steps: Vec::new(),
            closed: None,
            findings: String::new(),
            improvements: String::new(),
        };
        store::insert(work, &run).await?;
        let details = json!({ "plan": run.plan.code, "kind": run.kind.code(), "incident": run.incident });
        note_step(work, actor, ("emergency.begun", details), &run).await?;
        Ok(run)
    }

    /// Takes a step of a run: done with its evidence, or skipped with a reason.
    ///
    /// # Errors
    /// As [`Self::begin`]; [`EmergencyError::Closed`], [`EmergencyError::StepDone`], [`EmergencyError::Changed`],
    /// [`EmergencyError::Field`] when a step is skipped without a reason.
    pub async fn take_step(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        (number, outcome, said): (usize, StepOutcome, &str),
    ) -> Result<Run, EmergencyError> {
        let mut run = self.to_lead(work, actor, id).await?;
        let taken = Taken {
            number,
            outcome,
            at: work.now(),
            by: acting(actor)?,
            note: match outcome {
                StepOutcome::Done => optional("note", said)?,
                StepOutcome::Skipped => filled("note", said)?,
            },
        };
        run.take(taken)?;
        let action = match outcome {
            StepOutcome::Done => "emergency.step-done",
            StepOutcome::Skipped => "emergency.step-skipped",
        };
        let details = json!({ "plan": run.plan.code, "step": number });
        change(work, actor, (action, details), run).await
    }

    /// Closes a run whose steps were all taken, with what was found and what is to be done better.
    ///
    /// # Errors
    /// As [`Self::begin`]; [`EmergencyError::Closed`], [`EmergencyError::StepsOpen`], [`EmergencyError::Changed`],
    /// [`EmergencyError::Field`].
    pub async fn close_run(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        (findings, improvements): (&str, &str),
    ) -> Result<Run, EmergencyError> {
        let mut run = self.to_lead(work, actor, id).await?;
        if run.open_steps() > 0 {
            let count = run.open_steps();
            return Err(EmergencyError::StepsOpen { count });
        }
        run.findings = filled("findings", findings)?;
        run.improvements = filled("improvements", improvements)?;
        run.state = RunState::Closed;
        run.closed = Some((acting(actor)?, work.now()));
        let minutes = run.minutes_to(work.now());
        let late = run.steps.iter().filter(|taken| run.is_late(taken)).count();
        let details = json!({ "plan": run.plan.code, "minutes": minutes, "late": late });
        change(work, actor, ("emergency.closed", details), run).await
    }

    /// Returns a run with whether the actor may go on with it.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewEmergency`, [`EmergencyError::NotFound`].
    pub async fn run(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(Run, bool), EmergencyError> {
        self.require(connection, actor, VIEW_EMERGENCY).await?;
        let run = store::get(connection, id)
            .await?
            .ok_or(EmergencyError::NotFound)?;
        let may_lead = run.state == RunState::Open && self.may_lead(connection, actor, &run.plan).await?;
        Ok((run, may_lead))
    }

    /// Returns runs, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewEmergency`.
    pub async fn runs(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<(Timestamp, Uuid)>, u32),
    ) -> Result<Vec<Run>, EmergencyError> {
        self.require(connection, actor, VIEW_EMERGENCY).await?;
        Ok(store::list(connection, after, limit.clamp(1, PAGE_MAX)).await?)
    }

    /// Returns the runs that nobody has closed, the newest first.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewEmergency`.
    pub async fn open_runs(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<Run>, EmergencyError> {
        self.require(connection, actor, VIEW_EMERGENCY).await?;
        Ok(store::open(connection, PAGE_MAX).await?)
    }

    /// Returns the runs that were begun for a case file, the newest first; asked behind the right to that file.
    pub(crate) async fn runs_of(
        &self,
        connection: &mut Connection,
        incident: Uuid,
    ) -> Result<Vec<Run>, EmergencyError> {
        Ok(store::of_incident(connection, incident, PAGE_MAX).await?)
    }

    /// Returns an open run that the actor may go on with.
    async fn to_lead(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Run, EmergencyError> {
        self.require(work, actor, REHEARSE_EMERGENCY).await?;
        let run = store::get(work, id).await?.ok_or(EmergencyError::NotFound)?;
        self.require(work, actor, &run.plan.lead).await?;
        match run.state {
            RunState::Open => Ok(run),
            RunState::Closed => Err(EmergencyError::Closed),
        }
    }
}

/// Writes a changed run as its next revision, in row and ledger.
async fn change(
    work: &mut Work,
    actor: &Actor,
    act: (&'static str, serde_json::Value),
    run: Run,
) -> Result<Run, EmergencyError> {
    let run = Run {
        revision: run.revision + 1,
        ..run
    };
    if !store::change(work, &run).await? {
        return Err(EmergencyError::Changed);
    }
    note_step(work, actor, act, &run).await?;
    Ok(run)
}

async fn note_step(
    work: &mut Work,
    actor: &Actor,
    (action, details): (&'static str, serde_json::Value),
    run: &Run,
) -> Result<(), EmergencyError> {
    let subject = Subject {
        kind: subject_kind::RUN,
        id: run.id,
        digest: Some(run.digest()),
    };
    Ok(note(work, actor, action, subject, details).await?)
}
