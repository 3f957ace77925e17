//! Appraisal, destruction and legal holds.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::disposal::holds::{self, lift_hold, require_holder, set_hold};
use crate::disposal::round::{
    ItemsQuery, change_item, execute_round, require_part, send_round, sign_round, stop_round,
};
use crate::disposal::rounds::{self, begin_round};
use crate::fault::Fault;
use crate::privacy::named::Behind;
use axum::Json;
use guildhall_disposal::{Hold, Item, Round, Scope, Signature};
use guildhall_kernel::{AccountId, RecordId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const ROUNDS: &str = "/api/v1/disposal/rounds";
const HOLDS: &str = "/api/v1/disposal/holds";

/// A round of appraisal (鉴定批次).
#[derive(Serialize, ToSchema)]
pub struct RoundView {
    /// Its id.
    id: Uuid,
    /// Its number, such as `2026-3`.
    number: String,
    /// Its name.
    name: String,
    /// On what it rests.
    basis: String,
    /// The organisation whose records it takes up.
    organisation: String,
    /// `draft`, `deciding`, `refused`, `withdrawn`, `approved`, `executing`, `done` or `stopped`.
    state: &'static str,
    /// Who put it together.
    #[schema(value_type = Uuid)]
    made_by: AccountId,
    /// When.
    made_at: String,
    /// When it was decided.
    decided_at: Option<String>,
    /// Before this nothing is destroyed.
    not_before: Option<String>,
    /// Who began the destruction.
    #[schema(value_type = Option<Uuid>)]
    executed_by: Option<AccountId>,
    /// When.
    started_at: Option<String>,
    /// When nothing was left to do.
    ended_at: Option<String>,
    /// Why it was stopped.
    reason: String,
    /// What was done and looked at: records, copies, bytes, backups; absent before the destruction.
    #[schema(value_type = Option<Object>)]
    proof: Option<serde_json::Value>,
}

impl From<&Round> for RoundView {
    fn from(round: &Round) -> Self {
        let text = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
        Self {
            id: round.id,
            number: round.numbered(),
            name: round.name.clone(),
            basis: round.basis.clone(),
            organisation: round.org_path.to_string(),
            state: round.state.code(),
            made_by: round.made_by,
            made_at: round.made_at.to_rfc3339(),
            decided_at: text(round.decided_at),
            not_before: text(round.not_before),
            executed_by: round.executed_by,
            started_at: text(round.started_at),
            ended_at: text(round.ended_at),
            reason: round.reason.clone(),
            proof: serde_json::from_str(&round.proof).ok(),
        }
    }
}

/// A page of rounds.
#[derive(Serialize, ToSchema)]
pub struct RoundsView {
    /// The rounds, the newest first.
    rounds: Vec<RoundView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the rounds of appraisal in which the caller has a part.
#[utoipa::path(
    get, path = "/api/v1/disposal/rounds", operation_id = "listAppraisals", tag = "disposal", params(Behind),
    responses((status = 200, description = "Rounds.", body = RoundsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<RoundsView>, Fault> {
    require_part(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), rounds::PAGE + 1);
    let mut found = app.disposal.rounds(&mut connection, actor, wanted).await?;
    let is_more = found.len() > rounds::PAGE as usize;
    found.truncate(rounds::PAGE as usize);
    Ok(Json(RoundsView {
        rounds: found.iter().map(RoundView::from).collect(),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| rounds::next_link(ROUNDS, last)),
    }))
}

/// What a round takes up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundBody {
    /// Its name.
    name: String,
    /// On what it rests.
    basis: String,
    /// Records that fall due up to the first day of this year.
    until_year: i64,
}

/// Puts a round of appraisal together from what is due. Each record is proposed for destruction until that is changed.
#[utoipa::path(
    post, path = "/api/v1/disposal/rounds", operation_id = "beginAppraisal", tag = "disposal",
    request_body = RoundBody,
    responses((status = 201, description = "The round, a draft.", body = RoundView))
)]
pub async fn begin(
    Caller(member): Caller,
    JsonOf(body): JsonOf<RoundBody>,
) -> Result<(StatusCode, Json<RoundView>), Fault> {
    let round = begin_round(&member, (&body.name, &body.basis, body.until_year)).await?;
    Ok((StatusCode::CREATED, Json(RoundView::from(&round))))
}

/// A supervisor's signature.
#[derive(Serialize, ToSchema)]
pub struct SignatureView {
    /// `before` or `after`.
    stage: &'static str,
    /// Who.
    #[schema(value_type = Uuid)]
    account: AccountId,
    /// Her name.
    name: String,
    /// When.
    at: String,
}

impl From<&Signature> for SignatureView {
    fn from(one: &Signature) -> Self {
        Self {
            stage: one.stage.code(),
            account: one.account,
            name: one.name.clone(),
            at: one.at.to_rfc3339(),
        }
    }
}

/// A line of a round.
#[derive(Serialize, ToSchema)]
pub struct ItemView {
    /// Its id.
    id: Uuid,
    /// The record.
    #[schema(value_type = Uuid)]
    record: RecordId,
    /// Place in the list.
    sequence: u32,
    /// Archival code (档号).
    archival_code: String,
    /// Title.
    title: String,
    /// Year.
    year: i64,
    /// Retention code.
    retention: String,
    /// The year in which it fell due.
    due_year: i64,
    /// Pages.
    pages: u32,
    /// `destroy`, `extend` or `transfer`.
    proposal: &'static str,
    /// The retention code by which it is to be kept.
    extend_to: Option<String>,
    /// Why.
    reason: String,
    /// `open`, `extended`, `destroyed`, `held` or `released`.
    outcome: &'static str,
    /// SHA-256 of each file.
    files: Vec<String>,
}

impl From<&Item> for ItemView {
    fn from(item: &Item) -> Self {
        Self {
            id: item.id,
            record: item.record,
            sequence: item.sequence,
            archival_code: item.line.archival_code.clone(),
            title: item.line.title.clone(),
            year: item.line.year,
            retention: item.line.retention.clone(),
            due_year: item.line.due_year,
            pages: item.line.pages,
            proposal: item.proposal.code(),
            extend_to: item.extend_to.clone(),
            reason: item.reason.clone(),
            outcome: item.outcome.code(),
            files: item.line.files.iter().map(|hash| hash.to_hex()).collect(),
        }
    }
}

/// A round with a page of its lines.
#[derive(Serialize, ToSchema)]
pub struct RoundWholeView {
    /// The round.
    round: RoundView,
    /// The supervisors' signatures.
    signatures: Vec<SignatureView>,
    /// Lines in their order; the last one's `sequence` asks for the page behind.
    items: Vec<ItemView>,
}

/// Returns a round with its signatures and lines.
#[utoipa::path(
    get, path = "/api/v1/disposal/rounds/{id}", operation_id = "readAppraisal", tag = "disposal",
    params(("id" = uuid::Uuid, Path, description = "The round."), ItemsQuery),
    responses((status = 200, description = "The round.", body = RoundWholeView))
)]
pub async fn show(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<ItemsQuery>,
) -> Result<Json<RoundWholeView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let whole = app.disposal.round_whole(&mut connection, actor, id).await?;
    let wanted = (id, query.after, crate::disposal::round::PAGE);
    let items = app.disposal.items(&mut connection, actor, wanted).await?;
    Ok(Json(RoundWholeView {
        round: RoundView::from(&whole.round),
        signatures: whole.signatures.iter().map(SignatureView::from).collect(),
        items: items.iter().map(ItemView::from).collect(),
    }))
}

/// What is proposed for a record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictBody {
    /// Empty to destroy the record, a retention code to keep it longer, `transfer` to hand it over to another archives, `-` to
    /// leave it out of the round.
    verdict: String,
    /// Why; needed when it is kept.
    #[serde(default)]
    reason: String,
}

/// Changes what is proposed for a record of a draft.
#[utoipa::path(
    put, path = "/api/v1/disposal/items/{id}", operation_id = "proposeDisposal", tag = "disposal",
    params(("id" = uuid::Uuid, Path, description = "The line.")), request_body = VerdictBody,
    responses((status = 200, description = "The line.", body = ItemView))
)]
pub async fn propose(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<VerdictBody>,
) -> Result<Json<ItemView>, Fault> {
    let item = change_item(&member, id, (&body.verdict, &body.reason)).await?;
    Ok(Json(ItemView::from(&item)))
}

/// Sends a round to the appraisal group and the leader.
#[utoipa::path(
    post, path = "/api/v1/disposal/rounds/{id}/sending", operation_id = "sendAppraisal", tag = "disposal",
    params(("id" = uuid::Uuid, Path, description = "The round.")),
    responses((status = 200, description = "The round, being decided.", body = RoundView))
)]
pub async fn send(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<RoundView>, Fault> {
    let (round, _) = send_round(&member, id).await?;
    Ok(Json(RoundView::from(&round)))
}

/// A reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisposalReasonBody {
    /// Why.
    reason: String,
}

/// Stops a round before anything of it is destroyed.
#[utoipa::path(
    post, path = "/api/v1/disposal/rounds/{id}/stopping", operation_id = "stopAppraisal", tag = "disposal",
    params(("id" = uuid::Uuid, Path, description = "The round.")), request_body = DisposalReasonBody,
    responses((status = 200, description = "The round.", body = RoundView))
)]
pub async fn stop(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<DisposalReasonBody>,
) -> Result<Json<RoundView>, Fault> {
    let round = stop_round(&member, id, &body.reason).await?;
    Ok(Json(RoundView::from(&round)))
}

/// Signs as a supervisor: before the destruction that the list was checked, after it that it was watched. Needs a fresh
/// proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/disposal/rounds/{id}/signature", operation_id = "signDestruction", tag = "disposal",
    params(("id" = uuid::Uuid, Path, description = "The round.")),
    responses((status = 200, description = "The signature.", body = SignatureView))
)]
pub async fn sign(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<SignatureView>, Fault> {
    let signature = sign_round(&member, id).await?;
    Ok(Json(SignatureView::from(&signature)))
}

/// Begins the destruction of what was approved. Needs a fresh proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/disposal/rounds/{id}/execution", operation_id = "executeDestruction", tag = "disposal",
    params(("id" = uuid::Uuid, Path, description = "The round.")),
    responses((status = 202, description = "The round; a job destroys its records.", body = RoundView))
)]
pub async fn execute(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<(StatusCode, Json<RoundView>), Fault> {
    let round = execute_round(&member, id).await?;
    Ok((StatusCode::ACCEPTED, Json(RoundView::from(&round))))
}

/// What a legal hold covers: all that is said must fit.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeBody {
    /// One record by its archival code.
    archival_code: String,
    /// Code of an archive type.
    #[serde(rename = "type")]
    type_code: String,
    /// First year.
    from_year: Option<i64>,
    /// Last year.
    to_year: Option<i64>,
    /// Words of which one stands in the title, the responsible party or a name.
    words: Vec<String>,
}

/// A legal hold (冻结).
#[derive(Serialize, ToSchema)]
pub struct HoldView {
    /// Its id.
    id: Uuid,
    /// The matter.
    name: String,
    /// Why.
    reason: String,
    /// The organisation whose records it covers.
    organisation: String,
    /// Which of them.
    scope: ScopeBody,
    /// Who set it.
    #[schema(value_type = Uuid)]
    set_by: AccountId,
    /// When.
    set_at: String,
    /// When it was lifted.
    lifted_at: Option<String>,
    /// Why.
    lift_reason: String,
}

impl From<&Hold> for HoldView {
    fn from(hold: &Hold) -> Self {
        Self {
            id: hold.id,
            name: hold.name.clone(),
            reason: hold.reason.clone(),
            organisation: hold.org_path.to_string(),
            scope: ScopeBody {
                archival_code: hold.scope.archival_code.clone(),
                type_code: hold.scope.type_code.clone(),
                from_year: hold.scope.from_year,
                to_year: hold.scope.to_year,
                words: hold.scope.words.clone(),
            },
            set_by: hold.set_by,
            set_at: hold.set_at.to_rfc3339(),
            lifted_at: hold.lifted_at.map(Timestamp::to_rfc3339),
            lift_reason: hold.lift_reason.clone(),
        }
    }
}

/// A page of holds.
#[derive(Serialize, ToSchema)]
pub struct HoldsView {
    /// The holds, the newest first.
    holds: Vec<HoldView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the legal holds in the caller's care.
#[utoipa::path(
    get, path = "/api/v1/disposal/holds", operation_id = "listHolds", tag = "disposal", params(Behind),
    responses((status = 200, description = "Holds.", body = HoldsView))
)]
pub async fn list_holds(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<HoldsView>, Fault> {
    require_holder(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), holds::PAGE + 1);
    let mut found = app.disposal.holds(&mut connection, actor, wanted).await?;
    let is_more = found.len() > holds::PAGE as usize;
    found.truncate(holds::PAGE as usize);
    Ok(Json(HoldsView {
        holds: found.iter().map(HoldView::from).collect(),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| holds::next_link(HOLDS, last)),
    }))
}

/// A hold to be set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldBody {
    /// The matter.
    name: String,
    /// Why.
    reason: String,
    /// What it covers.
    scope: ScopeBody,
}

/// Sets a legal hold: from now on nothing that it covers is destroyed.
#[utoipa::path(
    post, path = "/api/v1/disposal/holds", operation_id = "setHold", tag = "disposal", request_body = HoldBody,
    responses((status = 201, description = "The hold.", body = HoldView))
)]
pub async fn hold(
    Caller(member): Caller,
    JsonOf(body): JsonOf<HoldBody>,
) -> Result<(StatusCode, Json<HoldView>), Fault> {
    let scope = Scope {
        archival_code: body.scope.archival_code,
        type_code: body.scope.type_code,
        from_year: body.scope.from_year,
        to_year: body.scope.to_year,
        words: body.scope.words,
    };
    let hold = set_hold(&member, (&body.name, &body.reason), scope).await?;
    Ok((StatusCode::CREATED, Json(HoldView::from(&hold))))
}

/// Lifts a legal hold.
#[utoipa::path(
    post, path = "/api/v1/disposal/holds/{id}/lifting", operation_id = "liftHold", tag = "disposal",
    params(("id" = uuid::Uuid, Path, description = "The hold.")), request_body = DisposalReasonBody,
    responses((status = 200, description = "The hold.", body = HoldView))
)]
pub async fn lift(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<DisposalReasonBody>,
) -> Result<Json<HoldView>, Fault> {
    let hold = lift_hold(&member, id, &body.reason).await?;
    Ok(Json(HoldView::from(&hold)))
}
