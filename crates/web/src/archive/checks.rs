//! The four checks: how a record stands and why, the report for an inspector, and which records do not stand in order.

use super::shown;
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::page::render;
use crate::pdf::{self, Wording};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::system::actors;
use crate::view::{CheckRow, CheckedRow, CheckingPage, ChecksPage, Section, Standing};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::{Archive, Record, RecordState};
use guildhall_checks::{Cause, ChecksError, FilesSeen, Outcome, Property, Run, RunResult};
use guildhall_kernel::RecordId;
use guildhall_print::{Report, Section as Printed, Table};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

/// Records on a page.
pub const PAGE: u32 = 50;

/// Which part of the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AfterQuery {
    /// Id of the last record shown.
    #[param(value_type = Option<uuid::Uuid>)]
    pub after: Option<RecordId>,
}

/// `GET /checks`
pub async fn overview(member: Member, Query(query): Query<AfterQuery>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (query.after, PAGE + 1);
    let found = app.checks.overview(&mut connection, actor, page).await?;
    drop(connection);
    let ui = member.frame(Section::Records);
    let is_more = found.records.len() > PAGE as usize;
    let shown = &found.records[..found.records.len().min(PAGE as usize)];
    let last = shown.last().filter(|_| is_more);
    let page = ChecksPage {
        checked: found.counts.checked,
        failing: found.counts.failing,
        to_look_at: found.counts.to_look_at,
        next: last.map(|(_, record)| routes::with_query(routes::CHECKS, [("after", record.id.to_string())])),
        previous: query.after.is_some().then(|| routes::CHECKS.to_owned()),
        rows: shown
            .iter()
            .map(|(standing, record)| CheckedRow {
                link: routes::record_checks(&record.id.to_string()),
                number: record.archival_code.clone().unwrap_or_default(),
                title: app.archive.listed(actor, record).title.clone(),
                class: shown::type_name(member.visit.locale, &app.archive, &record.type_code),
                failed: standing.failed,
                to_look_at: standing.to_look_at,
                checked_at: moment(standing.checked_at),
            })
            .collect(),
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

/// `GET /records/{id}/checks`
pub async fn show(member: Member, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (record, runs) = app.checks.history(&mut connection, actor, id).await?;
    let names = names(&mut connection, &runs).await?;
    drop(connection);
    let locale = member.visit.locale;
    let may_check =
        record.state == RecordState::Filed && app.rights.allows(actor, "fileRecord", &record.as_resource());
    let past = runs.iter().map(|run| Standing {
        link: None,
        in_order: count(run, Outcome::InOrder),
        failed: count(run, Outcome::Fails),
        to_look_at: count(run, Outcome::ToLookAt),
        checked_at: moment(run.checked_at),
        why: say(locale, &format!("check-cause-{}", run.cause.code())),
        who: actors::name(locale, &names, &run.actor),
    });
    let page = CheckingPage {
        title: app.archive.listed(actor, &record).title.clone(),
        number: record.archival_code.clone(),
        record: routes::record(&id.to_string()),
        again: may_check.then(|| routes::record_checks(&id.to_string())),
        report: (!runs.is_empty()).then(|| routes::record_checks_report(&id.to_string())),
        past: past.collect(),
        groups: runs
            .first()
            .map(|run| groups(&member, (&record.type_code, run), may_check))
            .unwrap_or_default(),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

async fn names(connection: &mut Connection, runs: &[Run]) -> Result<actors::Names, Fault> {
    let who: Vec<String> = runs.iter().map(|run| run.actor.clone()).collect();
    actors::names_of(connection, &who).await
}

fn count(run: &Run, outcome: Outcome) -> u64 {
    run.count(outcome) as u64
}

fn say(locale: Locale, key: &str) -> String {
    locale::t(locale, key, &Args::none())
}

/// Returns what was found under each of the four properties.
fn groups(member: &Member, (type_code, run): (&str, &Run), may_answer: bool) -> Vec<(String, Vec<CheckRow>)> {
    let locale = member.visit.locale;
    let of = |property: Property| {
        let rows = run.results.iter().filter_map(|result| {
            let row = row(member, (type_code, run), result)?;
            (row.property == property).then_some(row)
        });
        let rows = rows.map(|row| CheckRow {
            answer: row.answer.filter(|_| may_answer),
            ..row
        });
        (
            say(locale, &format!("check-property-{}", property.code())),
            rows.collect::<Vec<_>>(),
        )
    };
    let all = Property::ALL.into_iter().map(of);
    all.filter(|(_, rows)| !rows.is_empty()).collect()
}

/// Returns a result in words; none for a check that rules/checks no longer knows.
fn row(member: &Member, (type_code, run): (&str, &Run), result: &RunResult) -> Option<CheckRow> {
    let (app, locale) = (member.app(), member.visit.locale);
    let check = app.checks.rules.find(&result.code)?;
    let (why, remedy) = reason(locale, (&app.archive, type_code), result);
    let outcome = result.finding.outcome;
    Some(CheckRow {
        property: check.property,
        code: check.code.clone(),
        name: match locale {
            Locale::ZhCn => check.zh.clone(),
            Locale::En => check.en.clone(),
        },
        is_sure: check.sure,
        outcome,
        outcome_name: outcome_name(locale, outcome),
        why,
        remedy,
        answer: (outcome == Outcome::ToLookAt)
            .then(|| routes::record_check(&run.record.to_string(), &check.code)),
    })
}

/// Returns the name of an outcome.
pub fn outcome_name(locale: Locale, outcome: Outcome) -> String {
    say(locale, &format!("check-outcome-{}", outcome.code()))
}

/// Returns why a check ended so, and what can be done about it; both empty when it is in order.
pub fn reason(
    locale: Locale,
    (archive, type_code): (&Archive, &str),
    result: &RunResult,
) -> (String, String) {
    let finding = &result.finding;
    if finding.reason.is_empty() {
        return (String::new(), String::new());
    }
    let label = |about: &String| match archive.dictionary.field_of(type_code, about) {
        Some(field) => shown::label(locale, field),
        None if finding.reason == "acts" => actors::action(locale, about),
        None => about.clone(),
    };
    let about = finding.about.iter().map(label).collect::<Vec<_>>();
    let about = about.join(&say(locale, "list-comma"));
    let why = locale::t(
        locale,
        &format!("check-reason-{}", finding.reason),
        &Args::none().with("about", &about),
    );
    let remedy = match finding.outcome {
        Outcome::Fails => say(locale, &format!("check-remedy-{}", finding.reason)),
        Outcome::InOrder | Outcome::ToLookAt | Outcome::NotAsked => String::new(),
    };
    (why, remedy)
}

/// Reads the files of a record that the member may see, for the checks.
///
/// # Errors
/// [`ChecksError::Archive`] when she may not know of it: nobody's files are read for her then.
pub async fn look(member: &Member, id: RecordId) -> Result<FilesSeen, ChecksError> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    app.archive.record(&mut connection, actor, id).await?;
    app.checks.look(&mut connection, id).await
}

/// Checks a record again, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_checks::Checks::check`].
pub async fn make(member: &Member, id: RecordId) -> Result<Run, ChecksError> {
    let (app, actor) = (member.app(), member.actor());
    let seen = look(member, id).await?;
    let mut work = app.database.begin(actor.realm).await?;
    let run = app
        .checks
        .check(&mut work, actor, (id, Cause::Asked), &seen)
        .await?;
    work.commit().await?;
    Ok(run)
}

/// `POST /records/{id}/checks`
pub async fn again(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    make(&member, id).await?;
    Ok(Redirect::to(&routes::record_checks(&id.to_string())).into_response())
}

/// The answer to what the program cannot tell.
#[derive(Deserialize)]
pub struct AnswerForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    is_in_order: String,
}

/// Keeps what the member saw, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_checks::Checks::answer`].
pub async fn take_answer(
    member: &Member,
    (id, code): (RecordId, &str),
    is_in_order: bool,
) -> Result<Run, ChecksError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let run = app
        .checks
        .answer(&mut work, actor, (id, code), is_in_order)
        .await?;
    work.commit().await?;
    Ok(run)
}

/// `POST /records/{id}/checks/{code}`
pub async fn answer(
    member: Member,
    PathOf((id, code)): PathOf<(RecordId, String)>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    take_answer(&member, (id, &code), form.is_in_order == "yes").await?;
    Ok(Redirect::to(&routes::record_checks(&id.to_string())).into_response())
}

/// `GET /records/{id}/checks.pdf`
pub async fn report(member: Member, PathOf(id): PathOf<RecordId>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (record, runs) = app.checks.history(&mut connection, actor, id).await?;
    let names = names(&mut connection, &runs).await?;
    drop(connection);
    let run = runs.first().ok_or(ChecksError::NotFiled)?;
    let report = printed(
        &member,
        (&record, run),
        &actors::name(member.visit.locale, &names, &run.actor),
    );
    let bytes = pdf::print(app.font.clone(), report).await?;
    Ok(pdf::file(bytes, "attachment; filename=\"guildhall-checks.pdf\""))
}

fn printed(member: &Member, (record, run): (&Record, &Run), who: &str) -> Report {
    let (app, locale) = (member.app(), member.visit.locale);
    let words = Wording(locale);
    let title = app.archive.listed(member.actor(), record).title.clone();
    let facts = vec![
        (
            words.say("record-number"),
            record.archival_code.clone().unwrap_or_default(),
        ),
        (words.say("record-title"), title),
        (
            words.say("check-stage"),
            words.say(&format!("check-stage-{}", run.stage.code())),
        ),
        (words.say("check-when"), words.moment(run.checked_at)),
        (words.say("check-who"), who.to_owned()),
        (words.say("check-rules"), run.rules.clone()),
        (words.say("check-digest"), run.digest().to_hex()),
    ];
    let mut sections = vec![Printed {
        heading: words.say("check-report-record"),
        lead: words.say("check-report-lead"),
        facts,
        ..Printed::default()
    }];
    for (name, rows) in groups(member, (&record.type_code, run), false) {
        let cells = |row: CheckRow| {
            vec![
                row.code,
                row.name,
                row.outcome_name,
                format!("{} {}", row.why, row.remedy),
            ]
        };
        sections.push(Printed {
            heading: name,
            table: Some(Table {
                widths: vec![2, 5, 2, 6],
                head: ["check-code", "check-name", "check-result", "why-because"]
                    .map(|key| words.say(key))
                    .to_vec(),
                rows: rows.into_iter().map(cells).collect(),
            }),
            ..Printed::default()
        });
    }
    Report {
        language: words.language(),
        title: words.say("check-report-title"),
        lines: vec![member.issuer().to_owned()],
        foot: words.say("check-report-title"),
        sections,
    }
}

/// Returns how a record stands by its last check, for its own page; none while it was never checked.
///
/// # Errors
/// When the database refuses.
pub async fn standing(
    member: &Member,
    connection: &mut Connection,
    record: &Record,
) -> Result<Option<Standing>, Fault> {
    let Some(run) = member.app().checks.last(connection, record.id).await? else {
        return Ok(None);
    };
    Ok(Some(Standing {
        link: Some(routes::record_checks(&record.id.to_string())),
        in_order: count(&run, Outcome::InOrder),
        failed: count(&run, Outcome::Fails),
        to_look_at: count(&run, Outcome::ToLookAt),
        checked_at: moment(run.checked_at),
        why: String::new(),
        who: String::new(),
    }))
}
