//! A run (流程实例), without a database.

use super::engine::{State, Status};
use crate::definition::{Definition, Facts, Near, Step};
use guildhall_kernel::{AccountId, Calendar, ContentHash, OrgPath, Timestamp};
use uuid::Uuid;

/// The place of a run in the list of whoever started it.
pub type RunKey = (Timestamp, Uuid);

/// What a run decides about: a thing of another room, which this one does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its kind, as the definition names it.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// What it is called for everybody who is asked, such as an archival code.
    pub name: String,
}

/// A run to be started.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The code of the definition.
    pub definition: &'static str,
    /// What it decides about.
    pub subject: Subject,
    /// The organisation to which that belongs.
    pub org_path: OrgPath,
    /// Its secrecy level (密级), for which whoever decides must be cleared; 0 when it has none.
    pub secrecy: i64,
    /// Why, in the words of whoever starts it.
    pub about: String,
    /// The facts that the definition declares.
    pub facts: Facts,
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// The definition as it was when the run started; a later edition does not touch it.
    pub definition: Definition,
    /// What it decides about.
    pub subject: Subject,
    /// The organisation to which that belongs.
    pub org_path: OrgPath,
    /// Its secrecy level, for which whoever decides must be cleared.
    pub secrecy: i64,
    /// Why, in the words of whoever started it.
    pub about: String,
    /// The facts.
    pub facts: Facts,
    /// Who started it.
    pub started_by: AccountId,
    /// When.
    pub started_at: Timestamp,
    /// Counts its changes.
    pub revision: u32,
    /// Where it stands.
    pub state: State,
    /// When the present step should be decided.
    pub due_at: Option<Timestamp>,
    /// When somebody has to be reminded, or others asked.
    pub next_at: Option<Timestamp>,
    /// How often the people of the present step were reminded.
    pub reminders: u32,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl Run {
    /// Returns the step at which it stands.
    pub fn step(&self) -> Option<&Step> {
        self.definition.step(self.state.step.as_deref()?)
    }

    /// Returns the action that whoever decides now must be allowed.
    pub fn right(&self) -> Option<&str> {
        let step = self.step()?;
        let right = match self.state.escalated {
            true => step.escalate.as_ref(),
            false => step.right.as_ref(),
        };
        right.map(String::as_str)
    }

    /// Returns the organisation over which that action must be allowed.
    pub fn place(&self) -> OrgPath {
        match self.step().map(|step| step.near) {
            Some(Near::Top) => self.org_path.top(),
            Some(Near::Unit) | None => self.org_path.clone(),
        }
    }

    /// Says whether the present step should have been decided by now.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.due_at.is_some_and(|due| due <= now)
    }

    /// Sets the clocks of the step that was entered now; none after the end.
    pub(super) fn wind(&mut self, calendar: &Calendar, now: Timestamp) {
        self.reminders = 0;
        let days = self.step().map(|step| (step.days, step.remind));
        self.due_at = days.map(|(days, _)| calendar.after_working_days(now, days));
        self.next_at = match days {
            Some((days, remind)) if remind > 0 => Some(calendar.after_working_days(now, days - remind)),
            _ => self.due_at,
        };
        if self.state.status != Status::Running {
            self.ended_at = Some(now);
        }
    }

    /// Returns the digest of the row, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let micros = |at: Option<Timestamp>| at.map(Timestamp::as_micros);
        let state = serde_json::json!([
            self.id,
            self.definition.pinned().1,
            [&self.subject.kind, &self.subject.name],
            self.subject.id,
            [self.org_path.as_str(), &self.about],
            self.facts,
            [self.started_by.to_string(), self.started_at.to_string()],
            [self.revision, self.reminders],
            self.secrecy,
            self.state,
            [micros(self.due_at), micros(self.next_at), micros(self.ended_at)],
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
