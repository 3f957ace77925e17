//! What can be done with letters: draft one from the case file, edit it, note that it was sent, which stops its clock.

use super::letter::{Letter, LetterState, NewLetter};
use super::model::{Stopped, Stopping};
use super::service::change as change_incident;
use super::{Incident, letter_store as store};
use crate::text::filled;
use crate::{Emergency, EmergencyError, VIEW_INCIDENTS, acting, subject_kind};
use guildhall_kernel::{Actor, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

/// Most letters of one case file.
const LETTERS_MAX: u32 = 200;

impl Emergency {
    /// Drafts a letter from a template.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `keepIncidents`, [`EmergencyError::NotFound`], [`EmergencyError::Closed`],
    /// [`EmergencyError::OwnCase`].
    pub async fn draft_letter(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        new: NewLetter<'_>,
    ) -> Result<Letter, EmergencyError> {
        let incident = self.to_keep(work, actor, id).await?;
        let template = self.rules.letter(new.template).ok_or(EmergencyError::NotFound)?;
        let letter = Letter {
            id: work.new_id(),
            incident: incident.id,
            template: template.code.clone(),
            stops: template.stops.clone(),
            state: LetterState::Draft,
            revision: 1,
            title: template.title.said(new.in_english).to_owned(),
            recipient: template.to.said(new.in_english).to_owned(),
            body: filled("body", &template.fill(new.in_english, &new.values))?,
            drafted_by: acting(actor)?,
            drafted_at: work.now(),
            sent: None,
            way: String::new(),
        };
        store::insert(work, &letter).await?;
        note_step(work, actor, "incident.letter-drafted", &letter).await?;
        Ok(letter)
    }

    /// Writes a draft anew.
    ///
    /// # Errors
    /// As [`Self::draft_letter`]; [`EmergencyError::LetterSent`], [`EmergencyError::Changed`],
    /// [`EmergencyError::Field`].
    pub async fn edit_letter(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, revision): (Uuid, u32),
        (recipient, body): (&str, &str),
    ) -> Result<Letter, EmergencyError> {
        let (mut letter, _) = self.draft(work, actor, id).await?;
        if letter.revision != revision {
            return Err(EmergencyError::Changed);
        }
        letter.recipient = filled("recipient", recipient)?;
        letter.body = filled("body", body)?;
        change(work, actor, "incident.letter-edited", letter).await
    }

    /// Notes that a letter was sent; its clock stops at that moment, unless it was stopped before.
    ///
    /// # Errors
    /// As [`Self::edit_letter`]; [`EmergencyError::Time`] when it would have been sent ahead, or before it was known.
    pub async fn send_letter(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        (sent_at, way): (Timestamp, &str),
    ) -> Result<Letter, EmergencyError> {
        let (mut letter, mut incident) = self.draft(work, actor, id).await?;
        if sent_at > work.now() || sent_at < incident.known_at {
            return Err(EmergencyError::Time { field: "sent" });
        }
        let by = acting(actor)?;
        letter.way = filled("way", way)?;
        letter.state = LetterState::Sent;
        letter.sent = Some((by, sent_at));
        let letter = change(work, actor, "incident.letter-sent", letter).await?;
        let stopped = Stopped {
            clock: letter.stops.clone(),
            how: Stopping::Letter,
            at: sent_at,
            by,
            note: letter.recipient.clone(),
            letter: Some(letter.id),
        };
        if incident.stop(stopped).is_ok() {
            let details = json!({ "clock": letter.stops, "how": Stopping::Letter.code() });
            change_incident(work, actor, ("incident.clock-stopped", details), incident).await?;
        }
        Ok(letter)
    }

    /// Returns the letters of a case file, the oldest first.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewIncidents`.
    pub async fn letters(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        incident: Uuid,
    ) -> Result<Vec<Letter>, EmergencyError> {
        self.require(connection, actor, VIEW_INCIDENTS).await?;
        Ok(store::of_incident(connection, incident, LETTERS_MAX).await?)
    }

    /// Returns a letter.
    ///
    /// # Errors
    /// [`EmergencyError::Denied`] without `viewIncidents`, [`EmergencyError::NotFound`].
    pub async fn letter(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Letter, EmergencyError> {
        self.require(connection, actor, VIEW_INCIDENTS).await?;
        store::get(connection, id).await?.ok_or(EmergencyError::NotFound)
    }

    /// Returns a draft that the actor may change, with its case file.
    async fn draft(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<(Letter, Incident), EmergencyError> {
        let letter = self.letter(work, actor, id).await?;
        let incident = self.to_keep(work, actor, letter.incident).await?;
        match letter.state {
            LetterState::Draft => Ok((letter, incident)),
            LetterState::Sent => Err(EmergencyError::LetterSent),
        }
    }
}

/// Writes a changed letter as its next revision, in row and ledger.
async fn change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    letter: Letter,
) -> Result<Letter, EmergencyError> {
    let letter = Letter {
        revision: letter.revision + 1,
        ..letter
    };
    if !store::change(work, &letter).await? {
        return Err(EmergencyError::Changed);
    }
    note_step(work, actor, action, &letter).await?;
    Ok(letter)
}

async fn note_step(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    letter: &Letter,
) -> Result<(), EmergencyError> {
    let subject = Subject {
        kind: subject_kind::LETTER,
        id: letter.id,
        digest: Some(letter.digest()),
    };
    let details = json!({ "incident": letter.incident, "template": letter.template });
    Ok(note(work, actor, action, subject, details).await?)
}
