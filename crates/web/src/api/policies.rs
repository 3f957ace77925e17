//! The policies, why somebody may do something, and trials of a change.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::fault::Fault;
use crate::system::policies::{Trial, trial, why};
use axum::Json;
use guildhall_governance::Draft;
use guildhall_identity::rights::oversight;
use guildhall_identity::rights::rules::{PolicyFile, RulesFault};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A policy in force.
#[derive(Serialize, ToSchema)]
pub struct PolicyAnswer {
    /// Its id.
    id: String,
    /// The file in which it stands.
    file: String,
    /// Whether it gives a right or takes one away.
    permits: bool,
    /// What it says, in a sentence.
    sentence: String,
    /// Its text.
    cedar: String,
}

/// The policies in force.
#[derive(Serialize, ToSchema)]
pub struct PoliciesAnswer {
    policies: Vec<PolicyAnswer>,
}

/// Returns the policies in force.
#[utoipa::path(
    get, path = "/api/v1/policies", operation_id = "policies", tag = "policies",
    responses((status = 200, description = "The policies.", body = PoliciesAnswer))
)]
pub async fn list(Caller(member): Caller) -> Result<Json<PoliciesAnswer>, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    oversight::require_overseer(&mut connection, &app.rights, member.actor()).await?;
    let in_force = app.rights.policies(member.actor().realm);
    let policies = in_force.texts().iter().map(|text| PolicyAnswer {
        id: text.id.clone(),
        file: text.file.clone(),
        permits: text.permits,
        sentence: text.sentence.clone(),
        cedar: text.cedar.clone(),
    });
    Ok(Json(PoliciesAnswer {
        policies: policies.collect(),
    }))
}

/// Whom and what the question is about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhyQuestion {
    /// Login name of the person.
    login: String,
    /// Id or archival code of the record.
    record: String,
}

/// What one grant says.
#[derive(Serialize, ToSchema)]
pub struct GrantReason {
    /// Role of the grant.
    role: String,
    /// Path of its branch.
    branch: String,
    /// Its highest secrecy level.
    clearance: i64,
    /// Whether it allows it.
    allowed: bool,
    /// Ids of the policies that decided; none when no policy speaks for it.
    policies: Vec<String>,
}

/// May she do this, and why.
#[derive(Serialize, ToSchema)]
pub struct ActionReason {
    /// The action.
    action: String,
    /// Whether at least one grant allows it.
    allowed: bool,
    /// What each grant says.
    grants: Vec<GrantReason>,
}

/// What somebody may do with a record, and why.
#[derive(Serialize, ToSchema)]
pub struct WhyAnswer {
    actions: Vec<ActionReason>,
}

/// Says what somebody may do with a record, and which policies say so.
#[utoipa::path(
    get, path = "/api/v1/policies/why", operation_id = "whyMay", tag = "policies",
    params(WhyQuestion),
    responses((status = 200, description = "One answer for each action.", body = WhyAnswer))
)]
pub async fn explain(
    Caller(member): Caller,
    QueryOf(question): QueryOf<WhyQuestion>,
) -> Result<Json<WhyAnswer>, Fault> {
    let answer = why(&member, &question.login, &question.record).await?;
    let actions = answer
        .actions
        .into_iter()
        .map(|(action, explanation)| ActionReason {
            action,
            allowed: explanation.allowed(),
            grants: explanation
                .grants
                .into_iter()
                .map(|answer| GrantReason {
                    role: answer.grant.role,
                    branch: answer.grant.org_path,
                    clearance: answer.grant.clearance,
                    allowed: answer.allowed,
                    policies: answer.policies,
                })
                .collect(),
        });
    Ok(Json(WhyAnswer {
        actions: actions.collect(),
    }))
}

/// A policy file as it might become.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct TrialFileBody {
    /// Its name; a name that does not exist is left out of account.
    name: String,
    /// Its text.
    text: String,
}

impl From<TrialFileBody> for PolicyFile {
    fn from(file: TrialFileBody) -> Self {
        Self {
            name: file.name,
            text: file.text,
        }
    }
}

impl From<PolicyFile> for TrialFileBody {
    fn from(file: PolicyFile) -> Self {
        Self {
            name: file.name,
            text: file.text,
        }
    }
}

/// A change of policies to be tried.
#[derive(Deserialize, ToSchema)]
pub struct TrialBody {
    files: Vec<TrialFileBody>,
    /// Cases of the union's own beside those of the installation (TOML).
    #[serde(default)]
    cases: String,
}

/// A case that came out otherwise.
#[derive(Serialize, ToSchema)]
pub struct FailedCaseAnswer {
    /// What is expected.
    says: String,
    /// What happened instead.
    because: String,
}

/// What changes for those who hold the same grants.
#[derive(Serialize, ToSchema)]
pub struct ImpactAnswer {
    /// Their names.
    people: Vec<String>,
    /// The action.
    action: String,
    /// Things on which they may act then, but not now.
    gained: u64,
    /// Things on which they may act now, but not then.
    lost: u64,
}

/// What a trial found.
#[derive(Serialize, ToSchema)]
pub struct TrialAnswer {
    /// Whether the files could be used.
    good: bool,
    /// Why they are no policies.
    fault: Option<String>,
    /// Cases that come out otherwise.
    failed_cases: Vec<FailedCaseAnswer>,
    /// What would change.
    impacts: Vec<ImpactAnswer>,
}

/// Tries changed policy files on the people and records of the realm; nothing is changed.
#[utoipa::path(
    post, path = "/api/v1/policies/trials", operation_id = "tryPolicies", tag = "policies",
    request_body = TrialBody,
    responses((status = 200, description = "What the trial found.", body = TrialAnswer))
)]
pub async fn try_files(
    Caller(member): Caller,
    JsonOf(body): JsonOf<TrialBody>,
) -> Result<Json<TrialAnswer>, Fault> {
    let files = body.files.into_iter().map(PolicyFile::from).collect();
    let draft = Draft::over(&member.app().governance.rules, files, &body.cases);
    let mut answer = TrialAnswer {
        good: false,
        fault: None,
        failed_cases: Vec::new(),
        impacts: Vec::new(),
    };
    match trial(&member, draft).await? {
        Trial::Refused(RulesFault::Policy(error)) => answer.fault = Some(error.to_string()),
        Trial::Refused(RulesFault::Cases(failed)) => {
            answer.failed_cases = failed
                .into_iter()
                .map(|failed| FailedCaseAnswer {
                    says: failed.case.says,
                    because: failed.because,
                })
                .collect();
        }
        Trial::Taken(_, impacts) => {
            answer.good = true;
            answer.impacts = impacts
                .into_iter()
                .map(|impact| ImpactAnswer {
                    people: impact.people,
                    action: impact.action,
                    gained: impact.gained,
                    lost: impact.lost,
                })
                .collect();
        }
    }
    Ok(Json(answer))
}
