//! Editions of the policies: propose, decide, take back.

use super::body::JsonOf;
use super::caller::Caller;
use super::policies::TrialFileBody;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::system::policies::{Refusal, make_proposal};
use crate::system::policy_editions::{make_decision, take_back};
use axum::Json;
use guildhall_governance::GovernanceError;
use guildhall_governance::{Draft, Edition, Effect};
use guildhall_identity::power::{ChangeState, Verdict};
use guildhall_identity::rights::rules::PolicyFile;
use guildhall_kernel::Timestamp;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What an edition does to those who hold the same grants, in one action.
#[derive(Serialize, ToSchema)]
pub struct EffectView {
    /// How many they are.
    people: usize,
    /// Roles that they hold, each with its branch.
    grants: Vec<String>,
    /// The action.
    action: String,
    /// Things on which they may act then, but not before.
    gained: u64,
    /// Things on which they might act before, but not then.
    lost: u64,
}

impl From<Effect> for EffectView {
    fn from(effect: Effect) -> Self {
        let grants = effect.grants.iter();
        Self {
            people: effect.people,
            grants: grants
                .map(|grant| format!("{} {}", grant.role, grant.org_path))
                .collect(),
            action: effect.action,
            gained: effect.gained,
            lost: effect.lost,
        }
    }
}

/// An edition of the policies.
#[derive(Serialize, ToSchema)]
pub struct EditionView {
    /// Its id.
    id: Uuid,
    /// Which of the approved ones it is, from 1.
    number: Option<u32>,
    /// `proposed`, `approved`, `refused`, `withdrawn` or `lapsed`.
    #[schema(value_type = String)]
    state: ChangeState,
    /// The files that differ from those of the installation.
    files: Vec<TrialFileBody>,
    /// Cases of the union's own (TOML).
    cases: String,
    /// What it did to the people and things that there were when it was proposed.
    effects: Vec<EffectView>,
    /// Why it was proposed.
    reason: String,
    /// Account that proposed it; none when the console did.
    #[schema(value_type = Option<Uuid>)]
    proposed_by: Option<guildhall_kernel::AccountId>,
    /// When.
    proposed_at: String,
    /// When it lapses.
    lapses_at: String,
    /// Account that decided or took it back.
    #[schema(value_type = Option<Uuid>)]
    decided_by: Option<guildhall_kernel::AccountId>,
    /// When.
    decided_at: Option<String>,
    /// What was said to it.
    decision: String,
}

impl From<Edition> for EditionView {
    fn from(edition: Edition) -> Self {
        let files = edition.draft.files.into_iter();
        Self {
            id: edition.id,
            number: edition.number,
            state: edition.state,
            files: files.map(TrialFileBody::from).collect(),
            cases: edition.draft.cases,
            effects: edition.effects.into_iter().map(EffectView::from).collect(),
            reason: edition.reason,
            proposed_by: edition.proposed_by,
            proposed_at: edition.proposed_at.to_rfc3339(),
            lapses_at: edition.lapses_at.to_rfc3339(),
            decided_by: edition.decided_by,
            decided_at: edition.decided_at.map(Timestamp::to_rfc3339),
            decision: edition.decision,
        }
    }
}

/// Editions of the policies.
#[derive(Serialize, ToSchema)]
pub struct EditionsView {
    /// Number of the one in force; none while the installation's own policies are.
    in_force: Option<u32>,
    /// The newest first.
    editions: Vec<EditionView>,
}

/// Returns the newest editions of the policies, to whoever proposes, decides or audits.
#[utoipa::path(
    get, path = "/api/v1/policies/editions", operation_id = "policyEditions", tag = "policies",
    responses((status = 200, description = "The editions.", body = EditionsView))
)]
pub async fn list(Caller(member): Caller) -> Result<Json<EditionsView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let editions = app.governance.editions(&mut connection, actor).await?;
    Ok(Json(EditionsView {
        in_force: app.rights.edition_of(actor.realm),
        editions: editions.into_iter().map(EditionView::from).collect(),
    }))
}

/// An edition to be proposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEditionBody {
    /// The files as they are to be; those that are left out stay as the installation has them.
    files: Vec<TrialFileBody>,
    /// Cases of the union's own (TOML).
    #[serde(default)]
    cases: String,
    /// Why.
    reason: String,
}

/// Proposes an edition of the policies; another power decides about it. Needs a fresh proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/policies/editions", operation_id = "proposePolicies", tag = "policies",
    request_body = NewEditionBody,
    responses((status = 201, description = "The proposal.", body = EditionView))
)]
pub async fn propose(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewEditionBody>,
) -> Result<(StatusCode, Json<EditionView>), Fault> {
    member.require_fresh()?;
    let files: Vec<PolicyFile> = body.files.into_iter().map(PolicyFile::from).collect();
    let draft = Draft::over(&member.app().governance.rules, files, &body.cases);
    match make_proposal(&member, draft, body.reason).await? {
        Ok(edition) => Ok((StatusCode::CREATED, Json(edition.into()))),
        Err(Refusal::Trial(fault)) => Err(GovernanceError::from(fault).into()),
        Err(Refusal::Proposal(error)) => Err(error.into()),
    }
}

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionVerdictBody {
    /// Whether it is approved; else it is refused.
    approve: bool,
    /// Why; needed when it is refused.
    #[serde(default)]
    reason: String,
}

/// Puts an edition that another power proposed in force, or refuses it; needs a fresh proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/policies/editions/{id}/decision", operation_id = "decidePolicies", tag = "policies",
    params(("id" = Uuid, Path, description = "The edition.")), request_body = EditionVerdictBody,
    responses((status = 200, description = "The edition.", body = EditionView))
)]
pub async fn decide(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<EditionVerdictBody>,
) -> Result<Json<EditionView>, Fault> {
    member.require_fresh()?;
    let verdict = Verdict {
        approves: body.approve,
        reason: body.reason,
    };
    Ok(Json(make_decision(&member, id, verdict).await?.into()))
}

/// Takes your own proposal back.
#[utoipa::path(
    post, path = "/api/v1/policies/editions/{id}/withdrawal", operation_id = "withdrawPolicies", tag = "policies",
    params(("id" = Uuid, Path, description = "The edition.")),
    responses((status = 200, description = "The edition.", body = EditionView))
)]
pub async fn withdraw(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<EditionView>, Fault> {
    Ok(Json(take_back(&member, id).await?.into()))
}
