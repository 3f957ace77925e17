//! The self-inspection (自检): how the house stands, what has changed, and what people declare about the rest.

use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::inspection_pack::{self, Sources};
use crate::inspection_words::{evidence, words};
use crate::locale::Locale;
use crate::page::render;
use crate::pdf;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{ClauseChange, ClauseRow, DoctorPage, PageFault, PastRow, Section};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Form, Json};
use guildhall_identity::account;
use guildhall_inspection::{
    Change, Clause, DECLARE_INSPECTION, Finding, Findings, Kept, NewDeclaration, Outcome,
};
use guildhall_kernel::{AccountId, ContentHash};
use guildhall_store::Connection;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use std::collections::HashMap;

/// Kept inspections that are shown.
const PAST: u32 = 10;

/// What is found now, and what was kept before.
pub struct State {
    /// What is found.
    pub findings: Findings,
    /// What was kept, the newest first.
    pub past: Vec<Kept>,
}

/// Looks at the house.
///
/// # Errors
/// When the member may not see the inspection, or the database refuses.
pub async fn state(member: &Member) -> Result<State, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    Ok(State {
        findings: app.inspector.inspect(&mut connection, actor).await?,
        past: app.inspector.history(&mut connection, actor, PAST).await?,
    })
}

/// Looks at the house and keeps what is found.
///
/// # Errors
/// When the member may not see the inspection, or the database refuses.
pub async fn make(member: &Member) -> Result<Findings, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let findings = app.inspector.inspect(&mut connection, actor).await?;
    drop(connection);
    let mut work = app.database.begin(actor.realm).await?;
    app.inspector.keep(&mut work, actor, &findings).await?;
    work.commit().await?;
    Ok(findings)
}

/// Takes the word of the member for a clause.
///
/// # Errors
/// When she may not declare, or what she says is not taken.
pub async fn take_word(member: &Member, new: NewDeclaration) -> Result<(), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    app.inspector.declare(&mut work, actor, new).await?;
    Ok(work.commit().await?)
}

/// Returns the list of parts (SBOM).
///
/// # Errors
/// When the member may not see the inspection.
pub async fn parts_list(member: &Member) -> Result<serde_json::Value, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    Ok(app.inspector.parts_list(&mut connection, actor).await?)
}

/// Makes the pack for an inspection as PDF, and writes down that it was made.
///
/// # Errors
/// When the member may not see the inspection, another pack is being printed, or there is no font.
pub async fn make_pack(member: &Member) -> Result<Vec<u8>, Fault> {
    let State { findings, past } = state(member).await?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let policies = app.governance.rules_in_force(&mut connection).await?;
    let sources = Sources {
        inspector: &app.inspector,
        policies: &policies,
        signing_key: &app.signing_key,
        union_name: member.issuer(),
        maker: &member.signed_in.account.name,
        locale: member.visit.locale,
    };
    let report = inspection_pack::report(&sources, &mut connection, &findings, &past).await?;
    drop(connection);
    let pdf = pdf::print(app.font.clone(), report).await?;
    let mut work = app.database.begin(actor.realm).await?;
    app.inspector
        .note_pack(&mut work, actor, ContentHash::of(&pdf))
        .await?;
    work.commit().await?;
    Ok(pdf)
}

/// `POST /system/doctor/pack`
pub async fn pack(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    Ok(as_file(make_pack(&member).await?))
}

/// Returns the pack as a file.
pub fn as_file(bytes: Vec<u8>) -> Response {
    pdf::file(bytes, "attachment; filename=\"guildhall-inspection.pdf\"")
}

/// `GET /system/doctor`
pub async fn show(member: Member) -> Result<Response, Fault> {
    let State { findings, past } = state(&member).await?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let names = declarers(&mut connection, &findings).await?;
    let locale = member.visit.locale;
    let clauses = &member.app().inspector.clauses;
    let rows = findings.0.iter().filter_map(|finding| {
        let clause = clauses.get(&finding.clause)?;
        Some(clause_row(locale, clause, (finding, &names)))
    });
    let mut rows: Vec<ClauseRow> = rows.collect();
    // The order of the clauses stays within each grade.
    rows.sort_by_key(|row| row.outcome);
    let changes = past
        .first()
        .map(|last| findings.changes_since(&last.findings))
        .unwrap_or_default();
    let page = DoctorPage {
        counts: findings.counts(),
        rows,
        changes: changes
            .iter()
            .filter_map(|change| change_row(locale, clauses.get(&change.clause)?, change))
            .collect(),
        past: past.iter().map(past_row).collect(),
        declaration_days: clauses.parameters.declaration_days,
        may_declare: may_declare(&member),
        today: member
            .app()
            .database
            .clock()
            .now()
            .civil_in("Asia/Shanghai")
            .date()
            .to_string(),
        ui: member.frame(Section::System),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Says whether a member may declare for the whole house.
pub fn may_declare(member: &Member) -> bool {
    let (rights, actor) = (&member.app().rights, member.actor());
    let mut grants = actor.grants.iter();
    grants.any(|grant| rights.allows_in(actor, DECLARE_INSPECTION, &grant.org_path.top()))
}

async fn declarers(
    connection: &mut Connection,
    findings: &Findings,
) -> Result<HashMap<AccountId, String>, Fault> {
    let declared = findings.0.iter().filter_map(|finding| finding.declared.as_ref());
    let ids: Vec<AccountId> = declared.map(|declared| declared.account).collect();
    let names = account::service::names_of(connection, &ids).await?;
    Ok(names.into_iter().collect())
}

fn clause_row(
    locale: Locale,
    clause: &Clause,
    (finding, names): (&Finding, &HashMap<AccountId, String>),
) -> ClauseRow {
    let declarer = finding.declared.as_ref();
    let is_wanting = matches!(
        finding.outcome,
        Outcome::MustAct | Outcome::Attention | Outcome::Unknown
    );
    ClauseRow {
        id: clause.id.clone(),
        number: clause.number.clone(),
        area: words(locale, &clause.area).to_owned(),
        says: words(locale, &clause.says).to_owned(),
        outcome: finding.outcome,
        seen: finding
            .evidence
            .iter()
            .map(|seen| evidence(locale, seen))
            .collect(),
        declarer: declarer.and_then(|declared| names.get(&declared.account).cloned()),
        remedy: is_wanting.then(|| words(locale, &clause.remedy).to_owned()),
        is_declarable: clause.look.is_none()
            || matches!(finding.outcome, Outcome::Unknown | Outcome::Declared),
    }
}

fn change_row(locale: Locale, clause: &Clause, change: &Change) -> Option<ClauseChange> {
    Some(ClauseChange {
        number: clause.number.clone(),
        says: words(locale, &clause.says).to_owned(),
        before: change.before?,
        now: change.now,
    })
}

fn past_row(kept: &Kept) -> PastRow {
    PastRow {
        made: moment(kept.made_at),
        counts: kept.findings.counts(),
    }
}

/// `POST /system/doctor/keep`
pub async fn keep(member: Member, Form(form): Form<PlainForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    make(&member).await?;
    Ok(Redirect::to(routes::DOCTOR).into_response())
}

/// The form of a declaration.
#[derive(Deserialize)]
pub struct DeclarationForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    clause: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    note: String,
}

/// `POST /system/doctor/declare`
pub async fn declare(member: Member, Form(form): Form<DeclarationForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let held_on = form.day.parse().map_err(|_| PageFault::BadRequest)?;
    let new = NewDeclaration {
        clause: form.clause,
        held_on,
        note: form.note,
    };
    take_word(&member, new).await?;
    Ok(Redirect::to(routes::DOCTOR).into_response())
}

/// `GET /system/doctor/sbom`
pub async fn parts(member: Member) -> Result<Response, Fault> {
    let mut response = Json(parts_list(&member).await?).into_response();
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"guildhall-sbom.cdx.json\""),
    );
    Ok(response)
}
