//! What is done when something goes wrong (应急): plans that are rehearsed, and the case file of a breach (泄露事件案卷).
//!
//! Begin at [`Emergency`]; then [`run`] (a plan being carried out, as a rehearsal or in earnest), [`incident`] (a breach
//! with its clocks, who saw what, letters). Plans, clocks and letters are data, read by [`rules`].
//!
//! Invariants: this room knows no record and no alert; what others saw or noticed comes in as a neutral list and is kept
//! as it was, with its digest. Nothing here is deleted. What people write stays out of the ledger, which keeps digests.

pub mod error;
pub mod incident;
pub mod rules;
pub mod run;
mod subject_kind;
mod subjects;
mod text;

use guildhall_identity::{Rights, organisation};
use guildhall_kernel::{AccountId, Actor, OrgPath};
use guildhall_store::{Connection, Migration};
use std::sync::Arc;

pub use error::EmergencyError;
pub use rules::{EmergencyFiles, EmergencyRules, Plan};
pub use run::{Run, RunKind, RunState};
pub use subjects::{IncidentSubjects, LetterSubjects, RunSubjects, SightingSubjects};

/// Action: see the plans and how they were rehearsed.
pub const VIEW_EMERGENCY: &str = "viewEmergency";
/// Action: carry plans out, as rehearsals or in earnest; a plan may ask for a further right of who leads it.
pub const REHEARSE_EMERGENCY: &str = "rehearseEmergency";
/// Action: see the case files of breaches.
pub const VIEW_INCIDENTS: &str = "viewIncidents";
/// Action: open and keep the case files of breaches, and see the names of the persons concerned.
pub const KEEP_INCIDENTS: &str = "keepIncidents";

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "emergency.0001_run",
        sql: include_str!("../migrations/0001_run.sql"),
    },
    Migration {
        name: "emergency.0002_incident",
        sql: include_str!("../migrations/0002_incident.sql"),
    },
];

/// The services of this room. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Emergency {
    /// Plans, clocks and letters.
    pub rules: Arc<EmergencyRules>,
    /// The policies.
    pub rights: Rights,
}

impl Emergency {
    /// Says whether the actor may do something that concerns the whole realm.
    ///
    /// # Errors
    /// [`EmergencyError::Identity`] when the database refuses.
    pub async fn may(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        action: &str,
    ) -> Result<bool, EmergencyError> {
        let top = top(connection, actor).await?;
        Ok(self.rights.allows_in(actor, action, &top))
    }

    /// Refuses what the actor may not do in the whole realm.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`].
    pub async fn require(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        action: &str,
    ) -> Result<(), EmergencyError> {
        let top = top(connection, actor).await?;
        Ok(self.rights.require_in(actor, action, &top)?)
    }
}

async fn top(connection: &mut Connection, actor: &Actor) -> Result<OrgPath, EmergencyError> {
    Ok(organisation::service::top(connection, actor.realm).await?.path)
}

/// Returns the account that acts; the program itself neither rehearses nor keeps case files.
fn acting(actor: &Actor) -> Result<AccountId, EmergencyError> {
    actor.account().ok_or(EmergencyError::NotFound)
}
