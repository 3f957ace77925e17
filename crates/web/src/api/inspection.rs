//! The self-inspection.

use super::body::JsonOf;
use super::caller::Caller;
use crate::fault::Fault;
use crate::inspection_words::{evidence, words};
use crate::locale::Locale;
use crate::system::inspection;
use axum::Json;
use axum::response::Response;
use guildhall_inspection::{Clause, Clauses, Counts, Finding, Findings, Kept, NewDeclaration};
use guildhall_kernel::{Date, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many clauses have each outcome.
#[derive(Serialize, ToSchema)]
pub struct CountsView {
    /// Something must be done.
    must_act: u64,
    /// Somebody should look.
    attention: u64,
    /// Cannot be told.
    unknown: u64,
    /// Declared by a person.
    declared: u64,
    /// As it should be.
    good: u64,
}

impl CountsView {
    fn of(counts: Counts) -> Self {
        Self {
            must_act: counts.must_act,
            attention: counts.attention,
            unknown: counts.unknown,
            declared: counts.declared,
            good: counts.good,
        }
    }
}

/// One thing that was seen.
#[derive(Serialize, ToSchema)]
pub struct EvidenceView {
    /// Stable code.
    code: String,
    /// In the language of the request.
    text: String,
}

/// What was found about a clause (条款).
#[derive(Serialize, ToSchema)]
pub struct FindingView {
    /// Id of the clause in this house.
    clause: String,
    /// Its number in GB/T 22239-2019.
    number: String,
    /// The area of the standard.
    area: String,
    /// What it asks, in our own words.
    asks: String,
    /// `good`, `attention`, `must-act`, `unknown` or `declared`.
    outcome: &'static str,
    /// How it was last found when that was kept; absent when it is the same, or nothing was kept.
    before: Option<&'static str>,
    /// Whether a person declares it, because no program can see it.
    by_person: bool,
    /// What was seen.
    evidence: Vec<EvidenceView>,
    /// What to do when it is not kept.
    remedy: String,
}

/// An inspection that was kept.
#[derive(Serialize, ToSchema)]
pub struct PastView {
    /// When it was made.
    made_at: String,
    /// Its outcomes.
    counts: CountsView,
}

/// What the self-inspection finds now (自检).
#[derive(Serialize, ToSchema)]
pub struct InspectionView {
    /// The outcomes.
    counts: CountsView,
    /// The findings, in the order of the clauses.
    findings: Vec<FindingView>,
    /// The inspections that were kept, the newest first.
    past: Vec<PastView>,
}

impl InspectionView {
    /// Tells findings in a language, beside what was kept before.
    pub fn of(locale: Locale, clauses: &Clauses, findings: &Findings, past: &[Kept]) -> Self {
        let changes = past.first().map(|last| findings.changes_since(&last.findings));
        let before = |clause: &Clause| {
            let mut changes = changes.iter().flatten();
            let change = changes.find(|change| change.clause == clause.id)?;
            change.before.map(guildhall_inspection::Outcome::code)
        };
        let told = |finding: &Finding| {
            let clause = clauses.get(&finding.clause)?;
            Some(finding_view(locale, clause, (finding, before(clause))))
        };
        Self {
            counts: CountsView::of(findings.counts()),
            findings: findings.0.iter().filter_map(told).collect(),
            past: past.iter().map(past_view).collect(),
        }
    }
}

fn finding_view(
    locale: Locale,
    clause: &Clause,
    (finding, before): (&Finding, Option<&'static str>),
) -> FindingView {
    let seen = finding.evidence.iter().map(|seen| EvidenceView {
        code: seen.code.clone(),
        text: evidence(locale, seen),
    });
    FindingView {
        clause: clause.id.clone(),
        number: clause.number.clone(),
        area: words(locale, &clause.area).to_owned(),
        asks: words(locale, &clause.says).to_owned(),
        outcome: finding.outcome.code(),
        before,
        by_person: clause.look.is_none(),
        evidence: seen.collect(),
        remedy: words(locale, &clause.remedy).to_owned(),
    }
}

fn past_view(kept: &Kept) -> PastView {
    PastView {
        made_at: Timestamp::to_rfc3339(kept.made_at),
        counts: CountsView::of(kept.findings.counts()),
    }
}

/// Looks at settings, keys, accounts and upkeep, and returns what is found.
#[utoipa::path(
    get, path = "/api/v1/inspection", operation_id = "inspect", tag = "inspection",
    responses((status = 200, description = "What is found now.", body = InspectionView))
)]
pub async fn show(Caller(member): Caller) -> Result<Json<InspectionView>, Fault> {
    let state = inspection::state(&member).await?;
    let clauses = &member.app().inspector.clauses;
    let locale = member.visit.locale;
    Ok(Json(InspectionView::of(
        locale,
        clauses,
        &state.findings,
        &state.past,
    )))
}

/// Looks as `inspect` does, and keeps what is found beside what was found before.
#[utoipa::path(
    post, path = "/api/v1/inspection/reports", operation_id = "keepInspection", tag = "inspection",
    responses((status = 201, description = "What was found and kept.", body = CountsView))
)]
pub async fn keep(Caller(member): Caller) -> Result<(StatusCode, Json<CountsView>), Fault> {
    let findings = inspection::make(&member).await?;
    Ok((StatusCode::CREATED, Json(CountsView::of(findings.counts()))))
}

/// What somebody declares.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclarationBody {
    /// Id of the clause.
    clause: String,
    /// The day on which it was so, `YYYY-MM-DD`.
    #[schema(value_type = String)]
    day: Date,
    /// What was seen, and where the papers lie.
    note: String,
}

/// Declares, for what no program can see, that a clause is kept (人工确认).
#[utoipa::path(
    post, path = "/api/v1/inspection/declarations", operation_id = "declareClause", tag = "inspection",
    request_body = DeclarationBody, responses((status = 204, description = "The word was taken."))
)]
pub async fn declare(
    Caller(member): Caller,
    JsonOf(body): JsonOf<DeclarationBody>,
) -> Result<StatusCode, Fault> {
    let new = NewDeclaration {
        clause: body.clause,
        held_on: body.day,
        note: body.note,
    };
    inspection::take_word(&member, new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the list of the parts that the program is built from (SBOM), as CycloneDX 1.5.
#[utoipa::path(
    get, path = "/api/v1/inspection/sbom", operation_id = "listParts", tag = "inspection",
    responses((status = 200, description = "The list.", body = serde_json::Value))
)]
pub async fn parts(Caller(member): Caller) -> Result<Json<serde_json::Value>, Fault> {
    Ok(Json(inspection::parts_list(&member).await?))
}

/// The bytes of a PDF.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it only stands for the bytes in the document")]
pub struct PdfBytes(Vec<u8>);

/// Makes the pack for an inspection (迎检材料) as PDF in the language of the request, and writes down that it was made.
#[utoipa::path(
    post, path = "/api/v1/inspection/pack", operation_id = "makeInspectionPack", tag = "inspection",
    responses((status = 200, description = "The pack.", body = PdfBytes, content_type = "application/pdf"))
)]
pub async fn pack(Caller(member): Caller) -> Result<Response, Fault> {
    Ok(inspection::as_file(inspection::make_pack(&member).await?))
}
