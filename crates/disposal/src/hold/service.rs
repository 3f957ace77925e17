//! What a person can do with legal holds: set one, lift one, see which there are.

use super::model::{Hold, NewHold, Scope};
use super::store;
use crate::error::filled;
use crate::{Disposal, DisposalError, HOLD, subject_kind, take_turn};
use guildhall_archive::Record;
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::{Actor, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;
use uuid::Uuid;

/// Most holds on a page.
const PAGE_MAX: u32 = 200;
const NAME_MAX: usize = 200;
const REASON_MAX: usize = 1_000;
/// Most words of a scope, and most characters of one.
const WORDS_MAX: usize = 20;
const WORD_MAX: usize = 100;

/// The place of a hold in the list.
pub type HoldKey = (Timestamp, Uuid);

impl Disposal {
    /// Sets a legal hold (冻结). From its commit on nothing that it covers is destroyed; what was destroyed before stays so.
    ///
    /// # Errors
    /// [`DisposalError::Denied`] without `holdRecords` there, [`DisposalError::Field`], [`DisposalError::CoversNothing`].
    pub async fn set_hold(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewHold,
    ) -> Result<Hold, DisposalError> {
        self.rights.require_in(actor, HOLD, &new.org_path)?;
        let hold = Hold {
            id: work.new_id(),
            name: filled("name", &new.name, NAME_MAX)?,
            reason: filled("reason", &new.reason, REASON_MAX)?,
            org_path: new.org_path,
            scope: tidied(&new.scope)?,
            set_by: actor.account().ok_or(DisposalError::NotFound)?,
            set_at: work.now(),
            lifted_by: None,
            lifted_at: None,
            lift_reason: String::new(),
        };
        take_turn(work).await?;
        store::insert(work, &hold).await?;
        noted(work, actor, "hold.set", &hold).await?;
        Ok(hold)
    }

    /// Lifts a legal hold (解除冻结).
    ///
    /// # Errors
    /// [`DisposalError::NotFound`], also without `holdRecords` there; [`DisposalError::Field`],
    /// [`DisposalError::Lifted`].
    pub async fn lift_hold(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, reason): (Uuid, &str),
    ) -> Result<Hold, DisposalError> {
        let before = store::get(work, id).await?.ok_or(DisposalError::NotFound)?;
        if !self.rights.allows_in(actor, HOLD, &before.org_path) {
            return Err(DisposalError::NotFound);
        }
        let hold = Hold {
            lifted_by: actor.account(),
            lifted_at: Some(work.now()),
            lift_reason: filled("reason", reason, REASON_MAX)?,
            ..before
        };
        if !store::lift(work, &hold).await? {
            return Err(DisposalError::Lifted);
        }
        noted(work, actor, "hold.lifted", &hold).await?;
        Ok(hold)
    }

    /// Returns the holds over organisations in which the actor may set them, the newest first, behind the last one of the
    /// page before.
    ///
    /// # Errors
    /// [`DisposalError::Store`].
    pub async fn holds(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (mut after, limit): (Option<HoldKey>, u32),
    ) -> Result<Vec<Hold>, DisposalError> {
        let limit = limit.clamp(1, PAGE_MAX) as usize;
        let mut found = Vec::new();
        // Holds are few, and nearly all are the reader's own: pages are read until hers is full.
        loop {
            let page = store::list(connection, (after, PAGE_MAX)).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.set_at, last.id));
            found.extend(page.into_iter().filter(|hold| self.may_hold(actor, hold)));
            if found.len() >= limit {
                break;
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    fn may_hold(&self, actor: &Actor, hold: &Hold) -> bool {
        self.rights.allows_in(actor, HOLD, &hold.org_path)
    }

    /// Says whether the actor may set holds anywhere.
    ///
    /// # Errors
    /// [`DisposalError::Identity`].
    pub async fn holds_anywhere(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<bool, DisposalError> {
        let top = organisation::top(connection, actor.realm).await?;
        let branches = actor.grants.iter().map(|grant| &grant.org_path);
        Ok(branches
            .chain([&top.path])
            .any(|path| self.rights.allows_in(actor, HOLD, path)))
    }

    /// Returns the holds that stand and cover a record.
    ///
    /// # Errors
    /// [`DisposalError::Store`].
    pub async fn holds_on(
        &self,
        connection: &mut Connection,
        record: &Record,
    ) -> Result<Vec<Hold>, DisposalError> {
        let mut holds = store::standing(connection).await?;
        holds.retain(|hold| hold.covers(record));
        Ok(holds)
    }
}

/// Returns a scope without blanks and empty words, if it says anything.
fn tidied(scope: &Scope) -> Result<Scope, DisposalError> {
    let words = scope.words.iter().map(|word| word.trim().to_owned());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    let scope = Scope {
        archival_code: scope.archival_code.trim().to_owned(),
        type_code: scope.type_code.trim().to_owned(),
        words,
        from_year: scope.from_year,
        to_year: scope.to_year,
    };
    let texts = [&scope.archival_code, &scope.type_code];
    let is_long = |text: &&String| text.chars().count() > WORD_MAX;
    if scope.words.len() > WORDS_MAX || texts.into_iter().chain(&scope.words).any(|text| is_long(&text)) {
        return Err(DisposalError::Field { field: "words" });
    }
    match scope.is_empty() {
        true => Err(DisposalError::CoversNothing),
        false => Ok(scope),
    }
}

async fn noted(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    hold: &Hold,
) -> Result<(), DisposalError> {
    let subject = Subject {
        kind: subject_kind::HOLD,
        id: hold.id,
        digest: Some(hold.digest()),
    };
    Ok(note(work, actor, action, subject, json!({})).await?)
}
