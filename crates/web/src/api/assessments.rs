//! Impact assessments.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::privacy::assessments::{PAGE, make_decision, make_draft, make_revision};
use crate::privacy::named::Behind;
use axum::Json;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_privacy::{Assessment, AssessmentState, Content, NewAssessment};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is assessed, with the three contents of Article 56 of the Personal Information Protection Law.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentView {
    /// What is done, with which data, how.
    what: String,
    /// Whether purpose and manner are lawful, legitimate and necessary.
    necessity: String,
    /// Effects on people's rights, and risks to security.
    risks: String,
    /// Whether the measures are lawful, effective and fit the risk.
    measures: String,
}

impl From<ContentView> for Content {
    fn from(view: ContentView) -> Self {
        Self {
            what: view.what,
            necessity: view.necessity,
            risks: view.risks,
            measures: view.measures,
        }
    }
}

/// An impact assessment (个人信息保护影响评估).
#[derive(Serialize, ToSchema)]
pub struct AssessmentView {
    /// Its id.
    id: Uuid,
    /// Code of the entry of the register.
    entry: String,
    /// The version of the entry that was assessed.
    entry_version: u32,
    /// How often it was written.
    revision: u32,
    /// What is assessed.
    content: ContentView,
    /// `submitted`, `returned` or `approved`.
    #[schema(value_type = String)]
    state: AssessmentState,
    /// Who drafted it.
    #[schema(value_type = uuid::Uuid)]
    drafted_by: AccountId,
    /// When.
    drafted_at: String,
    /// Who decided.
    #[schema(value_type = Option<uuid::Uuid>)]
    decided_by: Option<AccountId>,
    /// When.
    decided_at: Option<String>,
    /// What she said to it.
    decision: String,
    /// Until when it is kept at the least.
    keep_until: Option<String>,
}

impl From<Assessment> for AssessmentView {
    fn from(assessment: Assessment) -> Self {
        let content = assessment.content;
        Self {
            id: assessment.id,
            entry: assessment.activity,
            entry_version: assessment.activity_version,
            revision: assessment.revision,
            content: ContentView {
                what: content.what,
                necessity: content.necessity,
                risks: content.risks,
                measures: content.measures,
            },
            state: assessment.state,
            drafted_by: assessment.drafted_by,
            drafted_at: assessment.drafted_at.to_rfc3339(),
            decided_by: assessment.decided_by,
            decided_at: assessment.decided_at.map(Timestamp::to_rfc3339),
            decision: assessment.decision,
            keep_until: assessment.keep_until.map(Timestamp::to_rfc3339),
        }
    }
}

/// A page of assessments.
#[derive(Serialize, ToSchema)]
pub struct AssessmentsView {
    /// Those drafted last first.
    assessments: Vec<AssessmentView>,
}

/// Returns impact assessments, to whoever drafts or approves them.
#[utoipa::path(
    get, path = "/api/v1/privacy/assessments", operation_id = "impactAssessments", tag = "privacy", params(Behind),
    responses((status = 200, description = "The assessments.", body = AssessmentsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<AssessmentsView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE);
    let found = app.privacy.assessments(&mut connection, actor, wanted).await?;
    Ok(Json(AssessmentsView {
        assessments: found.into_iter().map(AssessmentView::from).collect(),
    }))
}

/// An assessment to be drafted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftBody {
    /// Code of the entry of the register.
    entry: String,
    /// What is assessed.
    content: ContentView,
}

/// Drafts an impact assessment; somebody else decides about it.
#[utoipa::path(
    post, path = "/api/v1/privacy/assessments", operation_id = "draftImpactAssessment", tag = "privacy",
    request_body = DraftBody, responses((status = 201, description = "The assessment.", body = AssessmentView))
)]
pub async fn draft(
    Caller(member): Caller,
    JsonOf(body): JsonOf<DraftBody>,
) -> Result<(StatusCode, Json<AssessmentView>), Fault> {
    let new = NewAssessment {
        activity: body.entry,
        content: body.content.into(),
    };
    let drafted = make_draft(&member, new).await?;
    Ok((StatusCode::CREATED, Json(drafted.into())))
}

/// Writes your own assessment anew after it was returned.
#[utoipa::path(
    put, path = "/api/v1/privacy/assessments/{id}", operation_id = "reviseImpactAssessment", tag = "privacy",
    params(("id" = uuid::Uuid, Path, description = "The assessment.")), request_body = ContentView,
    responses((status = 200, description = "The assessment.", body = AssessmentView))
)]
pub async fn revise(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<ContentView>,
) -> Result<Json<AssessmentView>, Fault> {
    Ok(Json(make_revision(&member, id, body.into()).await?.into()))
}

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictBody {
    /// Whether it is approved; else it is returned.
    approve: bool,
    /// Why; needed when it is returned.
    #[serde(default)]
    reason: String,
}

/// Approves an assessment that somebody else drafted, or returns it; needs a fresh proof of who you are.
#[utoipa::path(
    post, path = "/api/v1/privacy/assessments/{id}/decision", operation_id = "decideImpactAssessment",
    tag = "privacy", params(("id" = uuid::Uuid, Path, description = "The assessment.")), request_body = VerdictBody,
    responses((status = 200, description = "The assessment.", body = AssessmentView))
)]
pub async fn decide(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<VerdictBody>,
) -> Result<Json<AssessmentView>, Fault> {
    member.require_fresh()?;
    let decided = make_decision(&member, id, (body.approve, &body.reason)).await?;
    Ok(Json(decided.into()))
}
