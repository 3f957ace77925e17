//! A run from its start to its end: started, taken back, shown; written with its ledger entry in one unit of work.

use super::decision::{Decided, filled, tidied};
use super::decision_store;
use super::engine::{Effect, Event, State, Status, advance};
use super::model::{NewRun, Run, RunKey};
use super::{store, task_store};
use crate::{Facts, Workflow, WorkflowError, acting, subject_kind};
use guildhall_kernel::{AccountId, Actor};
use guildhall_ledger::note;
use guildhall_store::event::EventBody;
use guildhall_store::{Connection, Work, event};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// Most runs on a page.
const PAGE_MAX: u32 = 200;

/// A run was started, went on, was reminded of, or ended: whoever tells people may look at it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunChanged {
    /// The run.
    pub run: Uuid,
}

impl EventBody for RunChanged {
    const KIND: &'static str = "workflow.run-changed.v1";

    fn subject(&self) -> Uuid {
        self.run
    }
}

impl Workflow {
    /// Starts a run. Whether the actor may ask for such a thing has been decided by the room whose thing it is.
    ///
    /// # Errors
    /// [`WorkflowError::NotFound`] for the definition, [`WorkflowError::Fact`], [`WorkflowError::Field`],
    /// [`WorkflowError::Nobody`] when nobody could decide at the first step.
    pub async fn start(&self, work: &mut Work, actor: &Actor, new: NewRun) -> Result<Run, WorkflowError> {
        let definition = self.rules.definition(new.definition);
        let definition = definition.ok_or(WorkflowError::NotFound)?.clone();
        if definition.subject != new.subject.kind {
            return Err(WorkflowError::NotFound);
        }
        if let Some(fact) = definition.misfit(&new.facts) {
            return Err(WorkflowError::Fact {
                fact: fact.to_owned(),
            });
        }
        let run = Run {
            id: work.new_id(),
            definition,
            subject: new.subject,
            org_path: new.org_path,
            secrecy: new.secrecy,
            about: filled("about", &new.about)?,
            facts: new.facts,
            started_by: acting(actor)?,
            started_at: work.now(),
            revision: 1,
            state: State::new(),
            due_at: None,
            next_at: None,
            reminders: 0,
            ended_at: None,
        };
        let run = self.taking(work, run, Event::Started).await?;
        store::insert(work, &run).await?;
        let details = json!({ "definition": run.definition.code, "edition": run.definition.edition,
            "subject": run.subject.id });
        told(work, actor, ("workflow.started", details), &run).await?;
        Ok(run)
    }

    /// Says whether anybody is asked about a matter with these facts, or the definition lets it pass at once.
    ///
    /// # Errors
    /// [`WorkflowError::NotFound`] for the definition, [`WorkflowError::Fact`].
    pub fn asks(&self, definition: &str, facts: &Facts) -> Result<bool, WorkflowError> {
        let definition = self.rules.definition(definition);
        let definition = definition.ok_or(WorkflowError::NotFound)?;
        if let Some(fact) = definition.misfit(facts) {
            return Err(WorkflowError::Fact {
                fact: fact.to_owned(),
            });
        }
        let (state, _) = advance(definition, facts, &State::new(), Event::Started)?;
        Ok(state.status == Status::Running)
    }

    /// Takes back what the actor started (撤回).
    ///
    /// # Errors
    /// [`WorkflowError::NotFound`] unless she started it, [`WorkflowError::Changed`], [`WorkflowError::Ended`],
    /// [`WorkflowError::Field`].
    pub async fn withdraw(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, revision): (Uuid, u32),
        reason: &str,
    ) -> Result<Run, WorkflowError> {
        let run = store::get(work, id).await?.ok_or(WorkflowError::NotFound)?;
        if Some(run.started_by) != actor.account() {
            return Err(WorkflowError::NotFound);
        }
        same_revision(&run, revision)?;
        let decided = Decided {
            opinion: tidied("opinion", reason)?,
            ..decided_now(work, actor, &run, ("withdraw", run.started_by))?
        };
        let run = self.taking(work, run, Event::Withdrawn).await?;
        changed(
            work,
            actor,
            ("workflow.withdrawn", json!({})),
            run,
            Some(&decided),
        )
        .await
    }

    /// Returns a run with what was decided in it, for whoever started it and whoever has or had a task in it.
    ///
    /// # Errors
    /// [`WorkflowError::NotFound`], also for everybody else.
    pub async fn run(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(Run, Vec<Decided>), WorkflowError> {
        let run = store::get(connection, id).await?.ok_or(WorkflowError::NotFound)?;
        let seats = self.seats_of(connection, actor).await?;
        let is_hers = Some(run.started_by) == actor.account();
        if !is_hers && !task_store::has_had(connection, id, &seats).await? {
            return Err(WorkflowError::NotFound);
        }
        let decided = decision_store::of_run(connection, id).await?;
        Ok((run, decided))
    }

    /// Returns the runs that the actor started, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn started(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<RunKey>, u32),
    ) -> Result<Vec<Run>, WorkflowError> {
        let account = acting(actor)?;
        Ok(store::started(connection, account, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Returns what was decided in a run, for the room whose thing it is about, which has asked whether the reader may know.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn decided(
        &self,
        connection: &mut Connection,
        run: Uuid,
    ) -> Result<Vec<Decided>, WorkflowError> {
        Ok(decision_store::of_run(connection, run).await?)
    }

    /// Returns the newest run about a thing of another room, which has asked whether the reader may know of it.
    ///
    /// # Errors
    /// [`WorkflowError::Store`].
    pub async fn of_subject(
        &self,
        connection: &mut Connection,
        subject: Uuid,
    ) -> Result<Option<Run>, WorkflowError> {
        Ok(store::of_subject(connection, subject).await?)
    }

    /// Lets the engine take an event, finds the people whom it asks for, and sets the clocks of a step that was entered.
    pub(super) async fn taking(
        &self,
        work: &mut Work,
        mut run: Run,
        event: Event,
    ) -> Result<Run, WorkflowError> {
        let round = run.state.round;
        let (state, effects) = advance(&run.definition, &run.facts, &run.state, event)?;
        run.state = state;
        for effect in effects {
            if let Effect::Seat(_) = effect {
                let people = self.people(work, &run).await?;
                run.state = advance(&run.definition, &run.facts, &run.state, Event::Seated(people))?.0;
            }
        }
        if run.state.round != round || run.state.status != Status::Running {
            run.wind(&self.rules.calendar, work.now());
        }
        Ok(run)
    }
}

/// Refuses what was decided on a page that shows the run as it was before.
pub(super) fn same_revision(run: &Run, seen: u32) -> Result<(), WorkflowError> {
    match (run.state.status, run.revision == seen) {
        (Status::Running, true) => Ok(()),
        (Status::Running, false) => Err(WorkflowError::Changed),
        _ => Err(WorkflowError::Ended),
    }
}

/// Returns what an actor does now at the present step of a run.
pub(super) fn decided_now(
    work: &Work,
    actor: &Actor,
    run: &Run,
    (what, seat): (&str, AccountId),
) -> Result<Decided, WorkflowError> {
    Ok(Decided {
        id: work.new_id(),
        run: run.id,
        round: run.state.round,
        step: run.state.step.clone().unwrap_or_default(),
        seat,
        by: acting(actor)?,
        by_name: actor.name.clone(),
        what: what.to_owned(),
        to: None,
        opinion: String::new(),
        at: work.now(),
    })
}

/// Writes a changed run as its next revision, with what was decided, in rows and ledger.
pub(super) async fn changed(
    work: &mut Work,
    actor: &Actor,
    act: (&'static str, Value),
    run: Run,
    decided: Option<&Decided>,
) -> Result<Run, WorkflowError> {
    let run = Run {
        revision: run.revision + 1,
        ..run
    };
    if !store::change(work, &run).await? {
        return Err(WorkflowError::Changed);
    }
    if let Some(decided) = decided {
        decision_store::insert(work, decided).await?;
        let subject = guildhall_ledger::Subject {
            kind: subject_kind::DECISION,
            id: decided.id,
            digest: Some(decided.digest()),
        };
        let details = json!({ "run": run.id, "step": decided.step, "seat": decided.seat });
        note(work, actor, "workflow.decision-kept", subject, details).await?;
    }
    told(work, actor, act, &run).await?;
    Ok(run)
}

/// Writes the entry of an act on a run, its tasks, and the event.
async fn told(
    work: &mut Work,
    actor: &Actor,
    (action, details): (&'static str, Value),
    run: &Run,
) -> Result<(), WorkflowError> {
    task_store::sync(work, run).await?;
    let subject = guildhall_ledger::Subject {
        kind: subject_kind::RUN,
        id: run.id,
        digest: Some(run.digest()),
    };
    note(work, actor, action, subject, details).await?;
    event::append(work, &RunChanged { run: run.id }).await?;
    Ok(())
}
