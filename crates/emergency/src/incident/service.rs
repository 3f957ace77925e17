//! What can be done with a case file: open it, write down what is known, stop its clocks, close it, open it again.

use super::model::{Facts, Incident, IncidentState, NewIncident, Stopped, Stopping};
use super::store;
use crate::rules::BREACH_PLAN;
use crate::run::{NewRun, PAGE_MAX};
use crate::text::filled;
use crate::{Emergency, EmergencyError, KEEP_INCIDENTS, Run, RunKind, VIEW_INCIDENTS, acting, subject_kind};
use guildhall_kernel::{Actor, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::{Value, json};
use uuid::Uuid;

/// A case file as somebody may see it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The case file.
    pub incident: Incident,
    /// Whether she keeps it: writes it and sees names.
    pub may_keep: bool,
    /// The runs of plans that were begun for it, the newest first.
    pub runs: Vec<Run>,
}

impl Emergency {
    /// Opens a case file.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `keepIncidents`, [`EmergencyError::OwnCase`], [`EmergencyError::Field`],
    /// [`EmergencyError::Time`].
    pub async fn open_incident(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewIncident,
    ) -> Result<Incident, EmergencyError> {
        self.require(work, actor, KEEP_INCIDENTS).await?;
        let now = work.now();
        if new.known_at > now {
            return Err(EmergencyError::Time { field: "known" });
        }
        let incident = Incident {
            id: work.new_id(),
            state: IncidentState::Open,
            revision: 1,
            known_at: new.known_at,
            opened_by: acting(actor)?,
            opened_at: now,
            alert: new.alert,
            facts: new.facts.checked(now)?,
            clocks: Vec::new(),
            closed: None,
            summary: String::new(),
            reopened: String::new(),
        };
        refuse_own(actor, &incident.facts)?;
        store::insert(work, &incident).await?;
        let details = json!({ "alert": incident.alert.as_ref().map(|alert| alert.id) });
        note_step(work, actor, ("incident.opened", details), &incident).await?;
        Ok(incident)
    }

    /// Returns case files, the newest first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewIncidents`.
    pub async fn incidents(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<(Timestamp, Uuid)>, u32),
    ) -> Result<Vec<Incident>, EmergencyError> {
        self.require(connection, actor, VIEW_INCIDENTS).await?;
        Ok(store::list(connection, after, limit.clamp(1, PAGE_MAX)).await?)
    }

    /// Returns a case file.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewIncidents`, [`EmergencyError::NotFound`].
    pub async fn incident(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Opened, EmergencyError> {
        self.require(connection, actor, VIEW_INCIDENTS).await?;
        let incident = store::get(connection, id)
            .await?
            .ok_or(EmergencyError::NotFound)?;
        Ok(Opened {
            may_keep: self.may(connection, actor, KEEP_INCIDENTS).await?
                && refuse_own(actor, &incident.facts).is_ok(),
            runs: self.runs_of(connection, id).await?,
            incident,
        })
    }

    /// Returns the case file that was opened from an alert; nothing for who may not see case files.
    ///
    /// # Errors
    /// [`EmergencyError::Store`].
    pub async fn incident_of_alert(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        alert: Uuid,
    ) -> Result<Option<Uuid>, EmergencyError> {
        match self.may(connection, actor, VIEW_INCIDENTS).await? {
            true => Ok(store::of_alert(connection, alert).await?),
            false => Ok(None),
        }
    }

    /// Writes down what is known by now.
    ///
    /// # Errors
    /// As [`Self::open_incident`]; [`EmergencyError::NotFound`], [`EmergencyError::Closed`],
    /// [`EmergencyError::Changed`].
    pub async fn set_facts(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, revision): (Uuid, u32),
        facts: Facts,
    ) -> Result<Incident, EmergencyError> {
        let mut incident = self.to_keep(work, actor, id).await?;
        // Two people at one form: the later one would write over what she never saw.
        if incident.revision != revision {
            return Err(EmergencyError::Changed);
        }
        incident.facts = facts.checked(work.now())?;
        refuse_own(actor, &incident.facts)?;
        change(work, actor, ("incident.described", json!({})), incident).await
    }

    /// Stops a clock: what is due was done, or is not needed for a reason. A clock with a letter stops when that is sent.
    ///
    /// # Errors
    /// As [`Self::set_facts`]; [`EmergencyError::ClockStopped`], [`EmergencyError::NeedsLetter`].
    pub async fn stop_clock(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, clock): (Uuid, &str),
        (is_excused, said): (bool, &str),
    ) -> Result<Incident, EmergencyError> {
        let mut incident = self.to_keep(work, actor, id).await?;
        if !self.rules.clocks().iter().any(|known| known.code == clock) {
            return Err(EmergencyError::NotFound);
        }
        if !is_excused && self.rules.letter_for(clock).is_some() {
            return Err(EmergencyError::NeedsLetter);
        }
        let how = match is_excused {
            true => Stopping::Excused,
            false => Stopping::Done,
        };
        let stopped = Stopped {
            clock: clock.to_owned(),
            how,
            at: work.now(),
            by: acting(actor)?,
            note: filled("note", said)?,
            letter: None,
        };
        incident.stop(stopped)?;
        let details = json!({ "clock": clock, "how": how.code() });
        change(work, actor, ("incident.clock-stopped", details), incident).await
    }

    /// Closes a case file whose clocks were all stopped or excused.
    ///
    /// # Errors
    /// As [`Self::set_facts`]; [`EmergencyError::ClocksRunning`].
    pub async fn close_incident(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        summary: &str,
    ) -> Result<Incident, EmergencyError> {
        let mut incident = self.to_keep(work, actor, id).await?;
        let clocks = incident.clocks(&self.rules);
        let count = clocks.iter().filter(|clock| clock.stopped.is_none()).count();
        if count > 0 {
            return Err(EmergencyError::ClocksRunning { count });
        }
        incident.summary = filled("summary", summary)?;
        incident.state = IncidentState::Closed;
        incident.closed = Some((acting(actor)?, work.now()));
        change(work, actor, ("incident.closed", json!({})), incident).await
    }

    /// Opens a closed case file again. The clocks that were stopped stay so.
    ///
    /// # Errors
    /// As [`Self::set_facts`]; [`EmergencyError::NotClosed`].
    pub async fn reopen_incident(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        reason: &str,
    ) -> Result<Incident, EmergencyError> {
        let mut incident = self.known_to_keeper(work, actor, id).await?;
        if incident.state == IncidentState::Open {
            return Err(EmergencyError::NotClosed);
        }
        incident.reopened = filled("reason", reason)?;
        incident.state = IncidentState::Open;
        incident.closed = None;
        change(work, actor, ("incident.reopened", json!({})), incident).await
    }

    /// Begins the plan of a breach in earnest, for an open case file.
    ///
    /// # Errors
    /// As [`Self::set_facts`] and [`Self::begin`].
    pub async fn begin_for(&self, work: &mut Work, actor: &Actor, id: Uuid) -> Result<Run, EmergencyError> {
        let incident = self.to_keep(work, actor, id).await?;
        let new = NewRun {
            plan: BREACH_PLAN.to_owned(),
            kind: RunKind::Real,
            incident: Some(incident.id),
        };
        self.begin(work, actor, new).await
    }

    /// Returns an open case file that the actor keeps.
    pub(super) async fn to_keep(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Incident, EmergencyError> {
        let incident = self.known_to_keeper(connection, actor, id).await?;
        match incident.state {
            IncidentState::Open => Ok(incident),
            IncidentState::Closed => Err(EmergencyError::Closed),
        }
    }

    async fn known_to_keeper(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Incident, EmergencyError> {
        self.require(connection, actor, KEEP_INCIDENTS).await?;
        let incident = store::get(connection, id)
            .await?
            .ok_or(EmergencyError::NotFound)?;
        refuse_own(actor, &incident.facts)?;
        Ok(incident)
    }
}

/// Nobody keeps the case file of what she herself may have done.
fn refuse_own(actor: &Actor, facts: &Facts) -> Result<(), EmergencyError> {
    let is_own = actor.account().is_some_and(|own| facts.accounts.contains(&own));
    match is_own {
        true => Err(EmergencyError::OwnCase),
        false => Ok(()),
    }
}

/// Writes a changed case file as its next revision, in row and ledger.
pub(super) async fn change(
    work: &mut Work,
    actor: &Actor,
    act: (&'static str, Value),
    incident: Incident,
) -> Result<Incident, EmergencyError> {
    let incident = Incident {
        revision: incident.revision + 1,
        ..incident
    };
    if !store::change(work, &incident).await? {
        return Err(EmergencyError::Changed);
    }
    note_step(work, actor, act, &incident).await?;
    Ok(incident)
}

async fn note_step(
    work: &mut Work,
    actor: &Actor,
    (action, details): (&'static str, Value),
    incident: &Incident,
) -> Result<(), EmergencyError> {
    let subject = Subject {
        kind: subject_kind::INCIDENT,
        id: incident.id,
        digest: Some(incident.digest()),
    };
    Ok(note(work, actor, action, subject, details).await?)
}
