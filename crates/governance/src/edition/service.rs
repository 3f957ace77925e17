//! What can be done with editions: draft, propose, decide, take back, take up.
//!
//! An edition comes into force by two people of two powers: who gives rights proposes it, who decides about powers
//! approves it. It is compiled and held against every case both when it is proposed and when it is approved.

use super::model::{Draft, Edition, NewEdition};
use super::store;
use crate::{Governance, GovernanceError};
use guildhall_identity::power::{ChangeState, LAPSE_DAYS, Verdict};
use guildhall_identity::rights::rules::{PolicyRules, RulesFault};
use guildhall_identity::rights::{DECIDE_POWERS, MANAGE_ACCOUNTS, oversight};
use guildhall_identity::{organisation, text};
use guildhall_kernel::{AccountId, Actor, RealmId};
use guildhall_ledger::{Subject, note};
use guildhall_policy::PolicySet;
use guildhall_store::{Connection, Database, Work};
use serde_json::json;
use uuid::Uuid;

/// Most editions that a list returns.
pub const PAGE_MAX: u32 = 100;
/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;
/// Kind of an edition in the ledger.
pub(crate) const SUBJECT_KIND: &str = "policy-edition";

const NO_EDITION: GovernanceError = GovernanceError::NotFound;

/// A draft that compiles, and with which every case comes out as expected.
#[derive(Debug)]
pub struct Checked {
    draft: Draft,
    policies: PolicySet,
}

impl Checked {
    /// Returns the policies as they would be.
    pub fn policies(&self) -> &PolicySet {
        &self.policies
    }
}

impl Governance {
    /// Compiles a draft and holds it against all cases; takes some hundred milliseconds of a processor, so not on an
    /// asynchronous thread.
    ///
    /// # Errors
    /// [`RulesFault`] with the place, or with the cases that come out otherwise.
    pub fn check(&self, draft: Draft) -> Result<Checked, RulesFault> {
        let policies = self.laid_over(&draft)?.compile()?;
        Ok(Checked { draft, policies })
    }

    /// Returns the installation's rules with the texts of a draft over them.
    ///
    /// # Errors
    /// [`RulesFault::Policy`] when the draft's cases cannot be read.
    pub fn laid_over(&self, draft: &Draft) -> Result<PolicyRules, RulesFault> {
        Ok(self.rules.with(&draft.files, &draft.cases)?)
    }

    /// Returns the edition in force; none while the installation's own policies are.
    ///
    /// # Errors
    /// [`GovernanceError::Store`].
    pub async fn in_force(&self, connection: &mut Connection) -> Result<Option<Edition>, GovernanceError> {
        Ok(store::in_force(connection).await?)
    }

    /// Returns the rules in force in the realm of the connection.
    ///
    /// # Errors
    /// [`GovernanceError::Unfit`] when the edition does not fit the installation any more.
    pub async fn rules_in_force(&self, connection: &mut Connection) -> Result<PolicyRules, GovernanceError> {
        match store::in_force(connection).await? {
            Some(edition) => Ok(self.laid_over(&edition.draft)?),
            None => Ok((*self.rules).clone()),
        }
    }

    /// Returns the newest editions, proposed and decided, for who gives rights or reads the ledger, or decides.
    ///
    /// # Errors
    /// [`GovernanceError::Identity`] when the actor does none of these.
    pub async fn editions(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<Vec<Edition>, GovernanceError> {
        self.require_onlooker(connection, actor).await?;
        Ok(store::newest(connection, PAGE_MAX).await?)
    }

    /// Returns one edition, for the same people as [`Governance::editions`].
    ///
    /// # Errors
    /// [`GovernanceError::NotFound`], [`GovernanceError::Identity`].
    pub async fn edition(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Edition, GovernanceError> {
        self.require_onlooker(connection, actor).await?;
        store::by_id(connection, id).await?.ok_or(NO_EDITION)
    }

    /// Returns the texts that were in force before an edition, or are while it waits.
    ///
    /// # Errors
    /// [`GovernanceError::Store`].
    pub async fn before(
        &self,
        connection: &mut Connection,
        edition: &Edition,
    ) -> Result<Draft, GovernanceError> {
        let before = match edition.number {
            Some(number) => store::before(connection, number).await?,
            None => store::in_force(connection).await?,
        };
        Ok(before.map(|edition| edition.draft).unwrap_or_default())
    }

    /// Returns how many proposals wait for the actor's decision: none or one.
    ///
    /// # Errors
    /// [`GovernanceError::Store`].
    pub async fn count_for(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<usize, GovernanceError> {
        let decides =
            |grant: &guildhall_kernel::Grant| self.rights.allows_in(actor, DECIDE_POWERS, &grant.org_path);
        if !actor.grants.iter().any(decides) {
            return Ok(0);
        }
        let waiting = store::waiting(connection).await?;
        Ok(usize::from(
            waiting.is_some_and(|edition| edition.proposed_by != actor.account()),
        ))
    }

    /// Says whether the actor may decide about editions of her realm that somebody else proposed.
    ///
    /// # Errors
    /// [`GovernanceError::Identity`] when the database refuses.
    pub async fn may_decide(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<bool, GovernanceError> {
        let top = organisation::service::top(connection, actor.realm).await?;
        Ok(self.rights.allows_in(actor, DECIDE_POWERS, &top.path))
    }

    /// Proposes an edition; nothing changes before another power approves.
    ///
    /// # Errors
    /// [`GovernanceError::Identity`] when the actor does not give rights over the whole realm or the reason is missing,
    /// [`GovernanceError::UnknownFile`], [`GovernanceError::TooLong`], [`GovernanceError::Same`] when it says what is in
    /// force, [`GovernanceError::Open`] when another proposal waits.
    pub async fn propose(
        &self,
        work: &mut Work,
        actor: &Actor,
        (checked, new): (Checked, NewEdition),
    ) -> Result<Edition, GovernanceError> {
        let top = organisation::service::top(work, actor.realm).await?;
        self.rights
            .require_in(actor, MANAGE_ACCOUNTS, &top.path)
            .map_err(guildhall_identity::IdentityError::from)?;
        let reason = text::reason(&new.reason)?.ok_or(GovernanceError::ReasonMissing)?;
        let draft = checked.draft;
        self.require_takeable(work, &draft).await?;
        let now = work.now();
        let edition = Edition {
            id: work.new_id(),
            number: None,
            draft,
            effects: new.effects,
            reason,
            proposed_by: actor.account(),
            proposed_at: now,
            lapses_at: now.plus_secs(LAPSE_DAYS * DAY),
            state: ChangeState::Proposed,
            decided_by: None,
            decided_at: None,
            decision: String::new(),
        };
        match store::insert(work, &edition).await {
            Err(error) if error.is_conflict() => return Err(GovernanceError::Open),
            done => done?,
        }
        note_step(work, actor, "policies.proposed", &edition).await?;
        Ok(edition)
    }

    /// Approves a proposal, so that it is in force with the commit, or refuses it; `checked` is the proof that it still
    /// compiles, which an approval needs.
    ///
    /// # Errors
    /// [`GovernanceError::NotFound`], [`GovernanceError::Identity`] when the actor decides nothing,
    /// [`GovernanceError::OwnProposal`], [`GovernanceError::Closed`], [`GovernanceError::ReasonMissing`] for a refusal
    /// without one, [`GovernanceError::Unchecked`].
    pub async fn decide(
        &self,
        work: &mut Work,
        actor: &Actor,
        (id, verdict, checked): (Uuid, Verdict, Option<&Checked>),
    ) -> Result<Edition, GovernanceError> {
        let mut edition = self.edition(work, actor, id).await?;
        let top = organisation::service::top(work, actor.realm).await?;
        self.rights
            .require_in(actor, DECIDE_POWERS, &top.path)
            .map_err(guildhall_identity::IdentityError::from)?;
        if actor.account().is_none() || actor.account() == edition.proposed_by {
            return Err(GovernanceError::OwnProposal);
        }
        let said = text::reason(&verdict.reason)?;
        if !verdict.approves && said.is_none() {
            return Err(GovernanceError::ReasonMissing);
        }
        edition.decision = said.unwrap_or_default();
        if !verdict.approves {
            close(
                work,
                actor,
                &mut edition,
                (ChangeState::Refused, "policies.refused"),
            )
            .await?;
            return Ok(edition);
        }
        if checked.is_none_or(|checked| checked.draft != edition.draft) {
            return Err(GovernanceError::Unchecked);
        }
        edition.number = Some(next_number(work).await?);
        close(
            work,
            actor,
            &mut edition,
            (ChangeState::Approved, "policies.approved"),
        )
        .await?;
        Ok(edition)
    }

    /// Takes the actor's own proposal back.
    ///
    /// # Errors
    /// [`GovernanceError::NotFound`], also for the proposal of somebody else, [`GovernanceError::Closed`].
    pub async fn withdraw(
        &self,
        work: &mut Work,
        actor: &Actor,
        id: Uuid,
    ) -> Result<Edition, GovernanceError> {
        let mut edition = store::by_id(work, id).await?.ok_or(NO_EDITION)?;
        if actor.account().is_none() || actor.account() != edition.proposed_by {
            return Err(NO_EDITION);
        }
        close(
            work,
            actor,
            &mut edition,
            (ChangeState::Withdrawn, "policies.withdrawn"),
        )
        .await?;
        Ok(edition)
    }

    /// Puts the installation's own policies in force again, from the console of the machine: the way back when an
    /// edition shuts everybody out, or does not fit a newer version of the program.
    ///
    /// # Errors
    /// [`GovernanceError::Same`] when they are in force, [`GovernanceError::ReasonMissing`].
    pub async fn set_aside(
        &self,
        work: &mut Work,
        operator: &Actor,
        reason: &str,
    ) -> Result<Edition, GovernanceError> {
        let reason = text::reason(reason)?.ok_or(GovernanceError::ReasonMissing)?;
        let present = store::in_force(work).await?;
        if present.is_none_or(|edition| edition.draft == Draft::default()) {
            return Err(GovernanceError::Same);
        }
        let now = work.now();
        let edition = Edition {
            id: work.new_id(),
            number: Some(next_number(work).await?),
            draft: Draft::default(),
            effects: Vec::new(),
            reason,
            proposed_by: None,
            proposed_at: now,
            lapses_at: now,
            state: ChangeState::Approved,
            decided_by: None,
            decided_at: Some(now),
            decision: String::new(),
        };
        store::insert(work, &edition).await?;
        note_step(work, operator, "policies.set-aside", &edition).await?;
        Ok(edition)
    }

    /// Ends the proposal of the realm that nobody decided in time; says whether there was one.
    ///
    /// # Errors
    /// [`GovernanceError::Store`], [`GovernanceError::Ledger`].
    pub async fn lapse(&self, work: &mut Work) -> Result<bool, GovernanceError> {
        let realm = work.realm();
        let now = work.now();
        let late = |edition: &Edition| edition.lapses_at <= now;
        let Some(mut edition) = store::waiting(work).await?.filter(late) else {
            return Ok(false);
        };
        let top = organisation::service::top(work, realm).await?;
        let actor = Actor::program("policies-lapse", realm, top.path);
        end(work, &mut edition, (ChangeState::Lapsed, None)).await?;
        note_step(work, &actor, "policies.lapsed", &edition).await?;
        Ok(true)
    }

    /// Compiles what is in force in a realm, when that is not what [`guildhall_identity::Rights`] holds; says whether
    /// anything changed. Safe to call at any time, from any number of programs.
    ///
    /// # Errors
    /// [`GovernanceError::Unfit`] when the edition does not fit the installation: what was in force before stays.
    pub async fn take_up(&self, database: &Database, realm: RealmId) -> Result<bool, GovernanceError> {
        let mut connection = database.read(realm).await?;
        let number = store::number_in_force(&mut connection).await?;
        if number == self.rights.edition_of(realm) {
            return Ok(false);
        }
        let Some(edition) = store::in_force(&mut connection).await? else {
            return Ok(false);
        };
        drop(connection);
        let (here, draft) = (self.clone(), edition.draft);
        let checked = tokio::task::spawn_blocking(move || here.check(draft)).await;
        let checked = checked.map_err(|_| GovernanceError::Interrupted)??;
        let number = edition.number.unwrap_or_default();
        self.rights.put_in_force(realm, number, checked.policies);
        tracing::info!(%realm, number, "an edition of the policies is in force");
        Ok(true)
    }

    async fn require_onlooker(
        &self,
        connection: &mut Connection,
        actor: &Actor,
    ) -> Result<(), GovernanceError> {
        if !self.may_decide(connection, actor).await? {
            oversight::require_overseer(connection, &self.rights, actor).await?;
        }
        Ok(())
    }

    async fn require_takeable(
        &self,
        connection: &mut Connection,
        draft: &Draft,
    ) -> Result<(), GovernanceError> {
        if let Some(name) = draft.stranger(&self.rules) {
            return Err(GovernanceError::UnknownFile {
                name: name.to_owned(),
            });
        }
        if draft.is_too_long() {
            return Err(GovernanceError::TooLong);
        }
        let present = store::in_force(connection).await?;
        let present = present.map(|edition| edition.draft).unwrap_or_default();
        if present == *draft {
            Err(GovernanceError::Same)
        } else {
            Ok(())
        }
    }
}

async fn next_number(work: &mut Work) -> Result<u32, GovernanceError> {
    Ok(store::number_in_force(work).await?.unwrap_or(0) + 1)
}

/// Ends a proposal that waits and writes the step down.
async fn close(
    work: &mut Work,
    actor: &Actor,
    edition: &mut Edition,
    (state, action): (ChangeState, &'static str),
) -> Result<(), GovernanceError> {
    if !edition.is_open(work.now()) || !end(work, edition, (state, actor.account())).await? {
        return Err(GovernanceError::Closed);
    }
    note_step(work, actor, action, edition).await
}

/// Writes the end of a proposal; no when somebody else was quicker.
async fn end(
    work: &mut Work,
    edition: &mut Edition,
    (state, by): (ChangeState, Option<AccountId>),
) -> Result<bool, GovernanceError> {
    edition.state = state;
    edition.decided_by = by;
    edition.decided_at = Some(work.now());
    match store::decide(work, edition).await {
        // Two approvals of two proposals would take one number; the second finds its own closed.
        Err(error) if error.is_conflict() => Ok(false),
        done => Ok(done?),
    }
}

async fn note_step(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    edition: &Edition,
) -> Result<(), GovernanceError> {
    let subject = Subject {
        kind: SUBJECT_KIND,
        id: edition.id,
        digest: Some(edition.digest()),
    };
    let files: Vec<&str> = edition
        .draft
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let details = json!({ "number": edition.number, "files": files });
    Ok(note(work, actor, action, subject, details).await?)
}
