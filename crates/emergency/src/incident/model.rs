//! A case file, without a database.

use crate::EmergencyError;
use crate::rules::{Clock, EmergencyRules};
use crate::text::{filled, optional};
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use guildhall_store::coded;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most accounts of a case file.
const ACCOUNTS_MAX: usize = 20;
/// Most kinds of data of a case file.
const KINDS_MAX: usize = 40;

coded! {
    /// How far a case file has come.
    IncidentState {
        /// It is worked on.
        Open = "open",
        /// Everything was done or excused.
        Closed = "closed",
    }
}

coded! {
    /// How a clock was stopped.
    Stopping {
        /// What is due was done.
        Done = "done",
        /// The letter was sent.
        Letter = "letter",
        /// It was not needed, for a reason.
        Excused = "excused",
    }
}

/// What is known of a breach.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// What happened.
    pub what: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Which accounts did it.
    pub accounts: Vec<AccountId>,
    /// Kinds of personal data, as codes of rules/privacy and rules/masking.
    pub kinds: Vec<String>,
    /// Why it happened; empty while nobody knows.
    pub cause: String,
    /// What harm may come of it.
    pub harm: String,
    /// What was done against it, and what the persons can do.
    pub measures: String,
    /// Whom to ask.
    pub contact: String,
}

/// An alert from which a case file is opened; its evidence as a text that this room does not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromAlert {
    /// The alert.
    pub id: Uuid,
    /// Its evidence as JSON, as it was.
    pub evidence: String,
}

/// A case file to be opened.
#[derive(Debug, Clone)]
pub struct NewIncident {
    /// When the union knew of it; the clocks run from here.
    pub known_at: Timestamp,
    /// What is known.
    pub facts: Facts,
    /// The alert behind it.
    pub alert: Option<FromAlert>,
}

/// That a clock was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// The code of the clock.
    pub clock: String,
    /// How.
    pub how: Stopping,
    /// When what was due was done; of a letter, when it was sent.
    pub at: Timestamp,
    /// Who noted it.
    pub by: AccountId,
    /// What was done, or the reason.
    pub note: String,
    /// The letter.
    pub letter: Option<Uuid>,
}

/// A clock of a case file with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running<'r> {
    /// The clock.
    pub clock: &'r Clock,
    /// When it is over.
    pub due: Timestamp,
    /// How it was stopped.
    pub stopped: Option<&'r Stopped>,
}

impl Running<'_> {
    /// Says whether it ran out before it was stopped; one that was excused did not.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        match self.stopped {
            Some(stopped) => stopped.how != Stopping::Excused && stopped.at > self.due,
            None => now >= self.due,
        }
    }
}

/// A case file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its id.
    pub id: Uuid,
    /// How far it has come.
    pub state: IncidentState,
    /// Counts its changes.
    pub revision: u32,
    /// When the union knew of it.
    pub known_at: Timestamp,
    /// Who opened it.
    pub opened_by: AccountId,
    /// When.
    pub opened_at: Timestamp,
    /// The alert behind it.
    pub alert: Option<FromAlert>,
    /// What is known.
    pub facts: Facts,
    /// The clocks that were stopped.
    pub clocks: Vec<Stopped>,
    /// Who closed it, and when.
    pub closed: Option<(AccountId, Timestamp)>,
    /// What came of it; empty until it is closed.
    pub summary: String,
    /// Why it was opened again; empty when it never was.
    pub reopened: String,
}

impl Facts {
    /// Returns the facts with tidy texts, or what is wrong with them.
    pub(crate) fn checked(self, now: Timestamp) -> Result<Self, EmergencyError> {
        let (mut accounts, mut kinds) = (self.accounts, self.kinds);
        accounts.sort_unstable();
        accounts.dedup();
        kinds.sort();
        kinds.dedup();
        if accounts.len() > ACCOUNTS_MAX {
            return Err(EmergencyError::Field { field: "accounts" });
        }
        let is_code = |code: &String| {
            (1..=40).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        if kinds.len() > KINDS_MAX || !kinds.iter().all(is_code) {
            return Err(EmergencyError::Field { field: "kinds" });
        }
        if self.until > now {
            return Err(EmergencyError::Time { field: "until" });
        }
        if self.since > self.until {
            return Err(EmergencyError::Time { field: "since" });
        }
        Ok(Self {
            what: filled("what", &self.what)?,
            since: self.since,
            until: self.until,
            accounts,
            kinds,
            cause: optional("cause", &self.cause)?,
            harm: optional("harm", &self.harm)?,
            measures: optional("measures", &self.measures)?,
            contact: optional("contact", &self.contact)?,
        })
    }
}

impl Incident {
    /// Returns all clocks with how they stand.
    pub fn clocks<'r>(&'r self, rules: &'r EmergencyRules) -> Vec<Running<'r>> {
        let running = |clock: &'r Clock| Running {
            clock,
            due: clock.due(self.known_at),
            stopped: self.stopped(&clock.code),
        };
        rules.clocks().iter().map(running).collect()
    }

    /// Returns how a clock was stopped.
    pub fn stopped(&self, clock: &str) -> Option<&Stopped> {
        self.clocks.iter().find(|stopped| stopped.clock == clock)
    }

    /// Stops a clock.
    pub(crate) fn stop(&mut self, stopped: Stopped) -> Result<(), EmergencyError> {
        if self.stopped(&stopped.clock).is_some() {
            return Err(EmergencyError::ClockStopped);
        }
        self.clocks.push(stopped);
        Ok(())
    }

    /// Returns the digest of the row, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let alert = self.alert.as_ref();
        let state = serde_json::json!([
            self.id,
            self.state.code(),
            self.revision,
            [self.known_at.as_micros(), self.opened_at.as_micros()],
            self.opened_by,
            alert.map(|alert| (alert.id, &alert.evidence)),
            self.facts,
            self.clocks,
            self.closed.map(|(who, when)| (who, when.as_micros())),
            [&self.summary, &self.reopened],
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
