//! The four checks: how records stand, and what was found.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::checks::{AfterQuery, PAGE, make, outcome_name, reason, take_answer};
use crate::context::Member;
use crate::fault::Fault;
use axum::Json;
use guildhall_checks::{Property, Run, Severity};
use guildhall_kernel::RecordId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a check found.
#[derive(Serialize, ToSchema)]
pub struct CheckResultView {
    /// Code of the check, such as `GD-1-1`.
    code: String,
    /// `authenticity`, `integrity`, `usability` or `security`; absent for a check that is no longer known.
    property: Option<&'static str>,
    /// Its Chinese name.
    name_zh: Option<String>,
    /// Its English name.
    name_en: Option<String>,
    /// Whether a failure keeps a record from being filed.
    blocks: bool,
    /// `in-order`, `fails`, `to-look-at` or `not-asked`.
    outcome: &'static str,
    /// The same in the language of the request.
    outcome_name: String,
    /// Why, as a code.
    reason: String,
    /// Why, in the language of the request.
    why: String,
    /// What can be done about it.
    remedy: String,
    /// Names of fields, numbers of files, archival codes.
    about: Vec<String>,
}

/// A check of a record.
#[derive(Serialize, ToSchema)]
pub struct CheckRunView {
    /// Its id.
    id: uuid::Uuid,
    /// `filing` or `keeping`.
    stage: &'static str,
    /// `filing`, `asked`, `schedule` or `seen`.
    cause: &'static str,
    /// Who asked: `account:<id>` or `program:<name>`.
    actor: String,
    /// When.
    checked_at: String,
    /// Version of rules/checks.
    rules: String,
    /// SHA-256 of the run, as it stands in the ledger.
    digest: String,
    /// What was found.
    results: Vec<CheckResultView>,
}

/// The checks of a record.
#[derive(Serialize, ToSchema)]
pub struct CheckHistoryView {
    /// The checks that were made, the newest first.
    runs: Vec<CheckRunView>,
}

fn view(member: &Member, type_code: &str, run: &Run) -> CheckRunView {
    let (app, locale) = (member.app(), member.visit.locale);
    let result = |result: &guildhall_checks::RunResult| {
        let check = app.checks.rules.find(&result.code);
        let (why, remedy) = reason(locale, (&app.archive, type_code), result);
        CheckResultView {
            code: result.code.clone(),
            property: check.map(|check| Property::code(check.property)),
            name_zh: check.map(|check| check.zh.clone()),
            name_en: check.map(|check| check.en.clone()),
            blocks: check.is_some_and(|check| check.severity == Severity::Block),
            outcome: result.finding.outcome.code(),
            outcome_name: outcome_name(locale, result.finding.outcome),
            reason: result.finding.reason.clone(),
            why,
            remedy,
            about: result.finding.about.clone(),
        }
    };
    CheckRunView {
        id: run.id,
        stage: run.stage.code(),
        cause: run.cause.code(),
        actor: run.actor.clone(),
        checked_at: run.checked_at.to_rfc3339(),
        rules: run.rules.clone(),
        digest: run.digest().to_hex(),
        results: run.results.iter().map(result).collect(),
    }
}

/// Returns the checks of a record, the newest first.
#[utoipa::path(
    get, path = "/api/v1/records/{id}/checks", operation_id = "recordChecks", tag = "checks",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    responses((status = 200, description = "Its checks.", body = CheckHistoryView))
)]
pub async fn history(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<Json<CheckHistoryView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (record, runs) = app.checks.history(&mut connection, actor, id).await?;
    let runs = runs.iter().map(|run| view(&member, &record.type_code, run));
    Ok(Json(CheckHistoryView { runs: runs.collect() }))
}

/// Checks a filed record again.
#[utoipa::path(
    post, path = "/api/v1/records/{id}/checks", operation_id = "checkRecord", tag = "checks",
    params(("id" = uuid::Uuid, Path, description = "The record.")),
    responses((status = 200, description = "What was found.", body = CheckRunView))
)]
pub async fn again(
    Caller(member): Caller,
    PathOf(id): PathOf<RecordId>,
) -> Result<Json<CheckRunView>, Fault> {
    let run = make(&member, id).await?;
    answered(&member, id, run).await
}

async fn answered(member: &Member, id: RecordId, run: Run) -> Result<Json<CheckRunView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let record = app.archive.record(&mut connection, actor, id).await?;
    Ok(Json(view(member, &record.type_code, &run)))
}

/// What a person saw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenBody {
    /// Whether it is in order.
    is_in_order: bool,
}

/// Says what a person saw where a check of the last run cannot tell.
#[utoipa::path(
    post, path = "/api/v1/records/{id}/checks/{code}", operation_id = "answerCheck", tag = "checks",
    params(
        ("id" = uuid::Uuid, Path, description = "The record."),
        ("code" = String, Path, description = "Code of the check."),
    ),
    request_body = SeenBody,
    responses((status = 200, description = "The check with her answer in it.", body = CheckRunView))
)]
pub async fn answer(
    Caller(member): Caller,
    PathOf((id, code)): PathOf<(RecordId, String)>,
    JsonOf(body): JsonOf<SeenBody>,
) -> Result<Json<CheckRunView>, Fault> {
    let run = take_answer(&member, (id, &code), body.is_in_order).await?;
    answered(&member, id, run).await
}

/// A record that does not stand in order.
#[derive(Serialize, ToSchema)]
pub struct NotInOrderView {
    /// The record.
    #[schema(value_type = uuid::Uuid)]
    id: RecordId,
    /// Archival code (档号).
    archival_code: Option<String>,
    /// Title, masked unless it is seen in clear.
    title: String,
    /// Checks that were not in order.
    failed: u32,
    /// Checks of which a person has to look.
    to_look_at: u32,
    /// When.
    checked_at: String,
}

/// How the records that you may list stand.
#[derive(Serialize, ToSchema)]
pub struct ChecksOverviewView {
    /// Records that were checked.
    checked: u64,
    /// Those of which a check was not in order.
    failing: u64,
    /// Those of which nothing failed and a person has to look at something.
    to_look_at: u64,
    /// Those that do not stand in order; the last one's `id` asks for the page behind.
    records: Vec<NotInOrderView>,
}

/// Returns how the records that you may list stand by their last checks.
#[utoipa::path(
    get, path = "/api/v1/checks", operation_id = "checksOverview", tag = "checks", params(AfterQuery),
    responses((status = 200, description = "How they stand.", body = ChecksOverviewView))
)]
pub async fn overview(
    Caller(member): Caller,
    QueryOf(query): QueryOf<AfterQuery>,
) -> Result<Json<ChecksOverviewView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let found = app
        .checks
        .overview(&mut connection, actor, (query.after, PAGE))
        .await?;
    let records = found.records.iter().map(|(standing, record)| NotInOrderView {
        id: record.id,
        archival_code: record.archival_code.clone(),
        title: app.archive.listed(actor, record).title.clone(),
        failed: standing.failed,
        to_look_at: standing.to_look_at,
        checked_at: standing.checked_at.to_rfc3339(),
    });
    Ok(Json(ChecksOverviewView {
        checked: found.counts.checked,
        failing: found.counts.failing,
        to_look_at: found.counts.to_look_at,
        records: records.collect(),
    }))
}
