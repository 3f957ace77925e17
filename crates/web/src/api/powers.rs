//! The three powers: who holds them, proposals, decisions.

use super::body::JsonOf;
use super::caller::Caller;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::identity::powers;
use crate::view::PageFault;
use axum::Json;
use guildhall_identity::power::{ChangeState, NewChange, Slip, Verdict, overview};
use guildhall_identity::{Account, AccountState, Power, PowerAct, PowerChange};
use guildhall_kernel::AccountId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who holds a power (三权).
#[derive(Serialize, ToSchema)]
pub struct HolderView {
    /// Her account.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// Her login name.
    login: String,
    /// Her name.
    name: String,
    /// `systemAdministrator`, `securityAdministrator` or `auditAdministrator`.
    #[schema(value_type = String)]
    power: Option<Power>,
    /// `active`, `locked` or `disabled`.
    #[schema(value_type = String)]
    state: AccountState,
}

impl HolderView {
    fn of(account: &Account) -> Self {
        Self {
            account: account.id,
            login: account.login.as_str().to_owned(),
            name: account.name.clone(),
            power: Power::of(&account.grants),
            state: account.state,
        }
    }
}

/// A proposal about a power (三权变更).
#[derive(Serialize, ToSchema)]
pub struct PowerChangeView {
    /// Its id.
    id: Uuid,
    /// The account that it is about.
    #[schema(value_type = uuid::Uuid)]
    account: AccountId,
    /// `give`, `take`, `lock`, `disable`, `enable`, `reset-password` or `remove-second-factor`.
    #[schema(value_type = String)]
    act: PowerAct,
    /// The power in question.
    #[schema(value_type = String)]
    power: Power,
    /// Why it was made.
    reason: String,
    /// Who made it.
    #[schema(value_type = uuid::Uuid)]
    proposed_by: AccountId,
    /// When.
    proposed_at: String,
    /// When it lapses.
    lapses_at: String,
    /// `proposed`, `approved`, `refused`, `withdrawn` or `lapsed`.
    #[schema(value_type = String)]
    state: ChangeState,
    /// Who decided or took it back.
    #[schema(value_type = Option<uuid::Uuid>)]
    decided_by: Option<AccountId>,
    /// When.
    decided_at: Option<String>,
    /// What she said to it.
    decision: String,
}

impl PowerChangeView {
    fn of(change: &PowerChange) -> Self {
        Self {
            id: change.id,
            account: change.account,
            act: change.act,
            power: change.power,
            reason: change.reason.clone(),
            proposed_by: change.proposed_by,
            proposed_at: change.proposed_at.to_rfc3339(),
            lapses_at: change.lapses_at.to_rfc3339(),
            state: change.state,
            decided_by: change.decided_by,
            decided_at: change.decided_at.map(guildhall_kernel::Timestamp::to_rfc3339),
            decision: change.decision.clone(),
        }
    }
}

/// The three powers.
#[derive(Serialize, ToSchema)]
pub struct PowersView {
    /// Who holds them.
    holders: Vec<HolderView>,
    /// Proposals that wait.
    waiting: Vec<PowerChangeView>,
    /// Proposals that do not wait any more, the newest first.
    past: Vec<PowerChangeView>,
}

/// Shows who holds the three powers, and what is and was proposed about them.
#[utoipa::path(
    get, path = "/api/v1/powers", operation_id = "showPowers", tag = "powers",
    responses((status = 200, description = "The three powers.", body = PowersView))
)]
pub async fn show(Caller(member): Caller) -> Result<Json<PowersView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    if !overview::takes_part(&app.rights, actor) {
        return Err(PageFault::Forbidden.into());
    }
    let mut connection = app.database.read(actor.realm).await?;
    let holders = overview::holders(&mut connection, &app.rights, actor).await?;
    let waiting = overview::list(&mut connection, &app.rights, actor, true).await?;
    let past = overview::list(&mut connection, &app.rights, actor, false).await?;
    Ok(Json(PowersView {
        holders: holders.iter().map(HolderView::of).collect(),
        waiting: waiting.iter().map(PowerChangeView::of).collect(),
        past: past.iter().map(PowerChangeView::of).collect(),
    }))
}

/// A proposal to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalBody {
    /// Login name of the account that it is about.
    login: String,
    /// `give`, `take`, `lock`, `disable`, `enable`, `reset-password` or `remove-second-factor`.
    #[schema(value_type = String)]
    act: PowerAct,
    /// The power to be given, for `give`.
    #[schema(value_type = Option<String>)]
    power: Option<Power>,
    /// Why.
    reason: String,
}

/// A proposal after a step.
#[derive(Serialize, ToSchema)]
pub struct StepView {
    /// The proposal.
    change: PowerChangeView,
    /// A half of a new first password, shown only here: the first to who proposes, the second to who approves.
    #[serde(skip_serializing_if = "Option::is_none")]
    half: Option<String>,
}

impl StepView {
    fn of(slip: Slip) -> Self {
        Self {
            change: PowerChangeView::of(&slip.change),
            half: slip.half,
        }
    }
}

/// Proposes that an account gets or loses a power, or that something happens to an account that holds one.
#[utoipa::path(
    post, path = "/api/v1/powers/changes", operation_id = "proposePowerChange", tag = "powers",
    request_body = ProposalBody, responses((status = 201, description = "The proposal.", body = StepView))
)]
pub async fn propose(
    Caller(member): Caller,
    JsonOf(body): JsonOf<ProposalBody>,
) -> Result<(StatusCode, Json<StepView>), Fault> {
    member.require_fresh()?;
    let new = NewChange {
        account: powers::named(&member, &body.login).await?,
        act: body.act,
        power: body.power,
        reason: body.reason,
    };
    let slip = powers::make_proposal(&member, new).await?;
    Ok((StatusCode::CREATED, Json(StepView::of(slip))))
}

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// Whether it is approved.
    approve: bool,
    /// Why; needed for a refusal.
    #[serde(default)]
    reason: String,
}

/// Approves or refuses a proposal of another power.
#[utoipa::path(
    post, path = "/api/v1/powers/changes/{id}/decision", operation_id = "decidePowerChange", tag = "powers",
    params(("id" = uuid::Uuid, Path, description = "The proposal.")), request_body = DecisionBody,
    responses((status = 200, description = "The proposal.", body = StepView))
)]
pub async fn decide(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<DecisionBody>,
) -> Result<Json<StepView>, Fault> {
    member.require_fresh()?;
    let verdict = Verdict {
        approves: body.approve,
        reason: body.reason,
    };
    let slip = powers::make_decision(&member, id, verdict).await?;
    Ok(Json(StepView::of(slip)))
}

/// Takes your own proposal back.
#[utoipa::path(
    delete, path = "/api/v1/powers/changes/{id}", operation_id = "withdrawPowerChange", tag = "powers",
    params(("id" = uuid::Uuid, Path, description = "The proposal.")),
    responses((status = 200, description = "The proposal.", body = PowerChangeView))
)]
pub async fn withdraw(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<PowerChangeView>, Fault> {
    let change = powers::take_back(&member, id).await?;
    Ok(Json(PowerChangeView::of(&change)))
}
