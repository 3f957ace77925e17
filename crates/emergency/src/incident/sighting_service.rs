//! Keeping and reading who saw what.

use super::sighting::{KeptSightings, SIGHTINGS_MAX, Sightings};
use super::{Incident, sighting_store as store};
use crate::{Emergency, EmergencyError, VIEW_INCIDENTS, acting, subject_kind};
use guildhall_kernel::Actor;
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

impl Emergency {
    /// Returns the open case file for which somebody may gather who saw what.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `keepIncidents`, [`EmergencyError::NotFound`], [`EmergencyError::Closed`],
    /// [`EmergencyError::OwnCase`].
    pub async fn incident_to_gather(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Incident, EmergencyError> {
        self.to_keep(connection, actor, id).await
    }

    /// Keeps what was gathered; earlier snapshots stay as they are. What is beyond [`SIGHTINGS_MAX`] is cut off, and the
    /// snapshot says so.
    ///
    /// # Errors
    /// As [`Self::incident_to_gather`].
    pub async fn keep_sightings(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        mut gathered: Sightings,
    ) -> Result<KeptSightings, EmergencyError> {
        let incident = self.to_keep(work, actor, id).await?;
        gathered.rows.sort();
        gathered.is_complete &= gathered.rows.len() <= SIGHTINGS_MAX;
        gathered.rows.truncate(SIGHTINGS_MAX);
        let kept = KeptSightings {
            id: work.new_id(),
            incident: incident.id,
            taken_by: acting(actor)?,
            taken_at: work.now(),
            text: json!(gathered).to_string(),
            content: gathered,
        };
        store::insert(work, &kept).await?;
        let subject = Subject {
            kind: subject_kind::SIGHTING,
            id: kept.id,
            digest: Some(kept.digest()),
        };
        let details = json!({
            "incident": incident.id, "rows": kept.content.rows.len(), "persons": kept.content.persons().len(),
        });
        note(work, actor, "incident.sightings-kept", subject, details).await?;
        Ok(kept)
    }

    /// Returns the newest snapshot of a case file.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewIncidents`.
    pub async fn sightings(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Option<KeptSightings>, EmergencyError> {
        self.require(connection, actor, VIEW_INCIDENTS).await?;
        Ok(store::newest(connection, id).await?)
    }

    /// Writes down that a snapshot left the house as a file.
    ///
    /// # Errors
    /// [`EmergencyError::Ledger`].
    pub async fn note_export(
        &self,
        work: &mut Work,
        actor: &Actor,
        kept: &KeptSightings,
        has_names: bool,
    ) -> Result<(), EmergencyError> {
        self.require(work, actor, VIEW_INCIDENTS).await?;
        let subject = Subject {
            kind: subject_kind::SIGHTING,
            id: kept.id,
            digest: None,
        };
        let details = json!({ "incident": kept.incident, "names": has_names });
        Ok(note(work, actor, "incident.sightings-exported", subject, details).await?)
    }
}
