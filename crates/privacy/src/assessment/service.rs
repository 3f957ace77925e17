//! What can be done with assessments: draft, revise, decide; and which entries of the register lack one.

use super::model::{Assessment, AssessmentState, Content, NewAssessment};
use super::store;
use crate::register::Entry;
use crate::subject_kind;
use crate::text::{filled, optional};
use crate::{APPROVE_ASSESSMENT, DRAFT_ASSESSMENT, Privacy, PrivacyError};
use guildhall_kernel::{AccountId, Actor, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Work};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most assessments that one call returns.
const PAGE_MAX: u32 = 200;
/// Most entries of a register.
const ENTRIES_MAX: u32 = 1_000;

const NO_ASSESSMENT: PrivacyError = PrivacyError::NotFound { what: "assessment" };

impl Privacy {
    /// Returns the codes of entries that use sensitive data, are in force, and whose present version has no approved
    /// assessment (PIPL Article 55: before it begins).
    ///
    /// # Errors
    /// [`PrivacyError::Store`].
    pub async fn gaps(
        &self,
        connection: &mut Connection,
        register: &[Entry],
    ) -> Result<BTreeSet<String>, PrivacyError> {
        let assessed = store::assessed(connection, ENTRIES_MAX).await?;
        let is_gap = |entry: &&Entry| {
            let is_assessed = assessed
                .iter()
                .any(|(code, version)| *code == entry.code && *version >= entry.version);
            entry.activity.sensitive && !entry.has_ended && !is_assessed
        };
        Ok(register
            .iter()
            .filter(is_gap)
            .map(|entry| entry.code.clone())
            .collect())
    }

    /// Drafts an assessment of the present version of an entry; it waits for somebody else's decision.
    ///
    /// # Errors
    /// [`PrivacyError::Denied`] without `draftImpactAssessment`, [`PrivacyError::NotFound`] for the entry,
    /// [`PrivacyError::Field`].
    pub async fn draft(
        &self,
        work: &mut Work,
        actor: &Actor,
        new: NewAssessment,
    ) -> Result<Assessment, PrivacyError> {
        self.require(work, actor, DRAFT_ASSESSMENT).await?;
        let assessment = Assessment {
            id: work.new_id(),
            activity_version: self.present_version(work, &new.activity).await?,
            activity: new.activity,
            revision: 1,
            content: new.content.checked()?,
            state: AssessmentState::Submitted,
            drafted_by: acting(actor)?,
            drafted_at: work.now(),
            decided_by: None,
            decided_at: None,
            decision: String::new(),
            keep_until: None,
        };
        store::insert(work, &assessment).await?;
        note_step(work, actor, "assessment.drafted", &assessment).await?;
        Ok(assessment)
    }

    /// Writes an assessment that was returned anew.
    ///
    /// # Errors
    /// [`PrivacyError::Denied`], [`PrivacyError::NotFound`] also for a draft of somebody else,
    /// [`PrivacyError::WrongState`], [`PrivacyError::Field`].
    pub async fn revise(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        content: Content,
    ) -> Result<Assessment, PrivacyError> {
        self.require(work, actor, DRAFT_ASSESSMENT).await?;
        let mut assessment = store::by_id(work, id).await?.ok_or(NO_ASSESSMENT)?;
        if assessment.drafted_by != acting(actor)? {
            return Err(NO_ASSESSMENT);
        }
        let from = (assessment.state, assessment.revision);
        if assessment.state != AssessmentState::Returned {
            return Err(PrivacyError::WrongState);
        }
        assessment.activity_version = self.present_version(work, &assessment.activity).await?;
        assessment.revision += 1;
        assessment.content = content.checked()?;
        assessment.state = AssessmentState::Submitted;
        assessment.drafted_at = work.now();
        step(work, actor, &assessment, (from, "assessment.revised")).await?;
        Ok(assessment)
    }

    /// Approves an assessment, or returns it with a reason.
    ///
    /// # Errors
    /// [`PrivacyError::Denied`] without `approveImpactAssessment`, [`PrivacyError::NotFound`],
    /// [`PrivacyError::OwnDraft`] for who drafted it, [`PrivacyError::WrongState`], [`PrivacyError::Field`] when it is
    /// returned without a reason.
    pub async fn decide(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
        (approves, reason): (bool, &str),
    ) -> Result<Assessment, PrivacyError> {
        self.require(work, actor, APPROVE_ASSESSMENT).await?;
        let mut assessment = store::by_id(work, id).await?.ok_or(NO_ASSESSMENT)?;
        let decider = acting(actor)?;
        if assessment.drafted_by == decider {
            return Err(PrivacyError::OwnDraft);
        }
        let from = (assessment.state, assessment.revision);
        if assessment.state != AssessmentState::Submitted {
            return Err(PrivacyError::WrongState);
        }
        let now = work.now();
        assessment.decided_by = Some(decider);
        assessment.decided_at = Some(now);
        let action = if approves {
            assessment.decision = optional("decision", reason)?;
            assessment.state = AssessmentState::Approved;
            assessment.keep_until = Some(self.rules.duties().keep_until(now));
            "assessment.approved"
        } else {
            assessment.decision = filled("decision", reason)?;
            assessment.state = AssessmentState::Returned;
            "assessment.returned"
        };
        step(work, actor, &assessment, (from, action)).await?;
        Ok(assessment)
    }

    /// Returns assessments, those drafted last first, behind the last one of the page before.
    ///
    /// # Errors
    /// [`PrivacyError::Denied`] for who neither drafts nor approves.
    pub async fn assessments(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        (after, limit): (Option<(Timestamp, Uuid)>, u32),
    ) -> Result<Vec<Assessment>, PrivacyError> {
        self.require_reader(connection, actor).await?;
        Ok(store::list(connection, (after, limit.clamp(1, PAGE_MAX))).await?)
    }

    /// Returns one assessment.
    ///
    /// # Errors
    /// [`PrivacyError::Denied`] for who neither drafts nor approves, [`PrivacyError::NotFound`].
    pub async fn assessment(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Assessment, PrivacyError> {
        self.require_reader(connection, actor).await?;
        store::by_id(connection, id).await?.ok_or(NO_ASSESSMENT)
    }

    async fn require_reader(&self, connection: &mut Connection, actor: &Actor) -> Result<(), PrivacyError> {
        match self.may(connection, actor, APPROVE_ASSESSMENT).await? {
            true => Ok(()),
            false => self.require(connection, actor, DRAFT_ASSESSMENT).await,
        }
    }

    async fn present_version(&self, work: &mut Work, code: &str) -> Result<u32, PrivacyError> {
        let versions = self.versions(work, code).await?;
        let newest = versions.first().filter(|entry| !entry.has_ended);
        newest
            .map(|entry| entry.version)
            .ok_or(PrivacyError::NotFound { what: "entry" })
    }
}

fn acting(actor: &Actor) -> Result<AccountId, PrivacyError> {
    actor.account().ok_or(PrivacyError::NotFound { what: "account" })
}

/// Writes a step down in row and ledger.
async fn step(
    work: &mut Work,
    actor: &Actor,
    assessment: &Assessment,
    (from, action): ((AssessmentState, u32), &'static str),
) -> Result<(), PrivacyError> {
    if !store::step(work, assessment, from).await? {
        return Err(PrivacyError::Changed);
    }
    note_step(work, actor, action, assessment).await
}

async fn note_step(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    assessment: &Assessment,
) -> Result<(), PrivacyError> {
    let subject = Subject {
        kind: subject_kind::ASSESSMENT,
        id: assessment.id,
        digest: Some(assessment.digest()),
    };
    let details = json!({
        "activity": assessment.activity, "version": assessment.activity_version, "revision": assessment.revision,
    });
    Ok(note(work, actor, action, subject, details).await?)
}
