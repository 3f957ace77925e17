//! Alerts: what was noticed of people's conduct, with the evidence, and what is done about it.
//!
//! Of records only archival codes are shown: who looks into alerts sees no record.

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{ActRowSeen, AlertPage, AlertRow, AlertsPage, ChartBar, Frame, LiftForm, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::record::store as records;
use guildhall_emergency::KEEP_INCIDENTS;
use guildhall_identity::account::service as accounts;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{AccountId, Explain as _, RecordId, Timestamp};
use guildhall_store::Connection;
use guildhall_watch::alert::service;
use guildhall_watch::rule::{Brake, Measure, Rule};
use guildhall_watch::{ActKind, Alert, AlertState, SeenAct, Subject, WatchError};
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Alerts on a page.
pub const PAGE: u32 = 50;
/// Height of the chart.
const CHART_HEIGHT: u64 = 80;
/// Width of a column of the chart with the gap behind it.
const COLUMN: u32 = 30;

/// Where a page of alerts begins.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct AlertsQuery {
    /// When the last alert of the page before was raised, in microseconds since 1970.
    pub at: Option<i64>,
    /// Its id.
    pub id: Option<Uuid>,
}

impl AlertsQuery {
    /// Returns the key behind which the page begins.
    pub fn key(&self) -> Option<(Timestamp, Uuid)> {
        self.at.map(Timestamp::from_micros).zip(self.id)
    }
}

/// Returns the address of the page behind an alert.
pub fn next_link(path: &str, last: &Alert) -> String {
    let pairs = [
        ("at", last.raised_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, pairs)
}

/// `GET /system/alerts`
pub async fn list(member: Member, Query(query): Query<AlertsQuery>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let found = service::list(&mut connection, &app.rights, actor, (query.key(), PAGE + 1)).await?;
    let shown = &found[..found.len().min(PAGE as usize)];
    let names = names(&mut connection, shown).await?;
    let ui = member.frame(Section::System);
    let page = AlertsPage {
        sees_all: ui.menu.accounts,
        alerts: shown
            .iter()
            .map(|alert| row(&member, &ui, alert, &names))
            .collect(),
        previous: None,
        next: shown
            .last()
            .filter(|_| found.len() > PAGE as usize)
            .map(|last| next_link(routes::ALERTS, last)),
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

/// Names of accounts by id.
type Names = HashMap<AccountId, String>;

async fn names(connection: &mut Connection, alerts: &[Alert]) -> Result<Names, Fault> {
    let of = |alert: &Alert| {
        let seen: Vec<Option<AccountId>> = alert.evidence.recent.iter().map(|act| act.account).collect();
        let hands = [alert.acknowledged, alert.closed].map(|step| step.map(|(who, _)| who));
        seen.into_iter().chain(hands).chain([alert.subject.account()])
    };
    let mut ids: Vec<AccountId> = alerts.iter().flat_map(of).flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(accounts::names_of(connection, &ids).await?.into_iter().collect())
}

fn row(member: &Member, ui: &Frame, alert: &Alert, names: &Names) -> AlertRow {
    let rule = member.app().watch.rules().rule(&alert.rule);
    AlertRow {
        link: routes::alert(&alert.id.to_string()),
        title: title(ui.locale, alert, rule),
        who: match &alert.subject {
            Subject::Account(id) => names.get(id).cloned().unwrap_or_else(|| id.to_string()),
            Subject::Network(network) => network.clone(),
        },
        sentence: sentence(member, alert, rule),
        state: state_name(ui, alert.state),
        is_open: alert.state == AlertState::Open,
        raised: moment(alert.raised_at),
    }
}

/// Returns what the rule of an alert is called; its code when the rules no longer know it.
pub fn title(locale: Locale, alert: &Alert, rule: Option<&Rule>) -> String {
    rule.map_or_else(
        || alert.rule.clone(),
        |rule| match locale {
            Locale::ZhCn => rule.title_zh.clone(),
            Locale::En => rule.title_en.clone(),
        },
    )
}

/// Says what was counted, and what is usual.
pub fn sentence(member: &Member, alert: &Alert, rule: Option<&Rule>) -> String {
    let locale = member.visit.locale;
    let span = span(locale, rule.map_or(0, |rule| rule.minutes.unsigned_abs()));
    let (acts, threshold) = (alert.acts.unsigned_abs(), alert.threshold.unsigned_abs());
    let key = match rule.map(|rule| rule.measure) {
        Some(Measure::Networks) => "alert-networks-said",
        Some(Measure::Accounts) => "alert-accounts-said",
        Some(Measure::Acts) | None => "alert-acts-said",
    };
    let args = Args::none()
        .with("acts", &acts)
        .with("span", &span)
        .with("threshold", &threshold);
    let counted = locale::t(locale, key, &args);
    let Some(usual) = alert.usual.map(i64::unsigned_abs) else {
        return counted;
    };
    let role = member.visit.role_name(&alert.role);
    let args = Args::none().with("usual", &usual).with("role", &role);
    format!("{counted} {}", locale::t(locale, "alert-usual-said", &args))
}

/// Says a time in hours where it is whole hours, else in minutes.
fn span(locale: Locale, minutes: u64) -> String {
    let (key, count) = match minutes % 60 {
        0 => ("alert-span-hours", minutes / 60),
        _ => ("alert-span-minutes", minutes),
    };
    locale::t(locale, key, &Args::none().with("count", &count))
}

fn state_name(ui: &Frame, state: AlertState) -> String {
    ui.t(match state {
        AlertState::Open => "alert-state-open",
        AlertState::Acknowledged => "alert-state-acknowledged",
        AlertState::Closed => "alert-state-closed",
    })
}

/// Returns the name of a kind of act.
pub fn kind_name(locale: Locale, kind: ActKind) -> String {
    locale::t(locale, &format!("act-kind-{}", kind.code()), &Args::none())
}

/// `GET /system/alerts/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, None).await
}

async fn page(member: &Member, id: Uuid, fault: Option<&WatchError>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (alert, may_decide) = service::get(&mut connection, &app.rights, actor, id).await?;
    let names = names(&mut connection, std::slice::from_ref(&alert)).await?;
    let codes = archival_codes(&mut connection, &alert.evidence.recent).await?;
    let lift = match alert.subject.account().filter(|_| may_decide) {
        Some(account) => {
            let now = app.database.clock().now();
            Some(LiftForm {
                most: app.watch.rules().limits.export.lift_hours_max.unsigned_abs(),
                until: app
                    .watch
                    .lifted_until(&mut connection, account, now)
                    .await?
                    .map(moment),
            })
        }
        None => None,
    };
    let incident = app
        .emergency
        .incident_of_alert(&mut connection, actor, id)
        .await?;
    let keeps = app.emergency.may(&mut connection, actor, KEEP_INCIDENTS).await? && incident.is_none();
    let ui = member.frame(Section::System);
    let named = |step: Option<(AccountId, Timestamp)>| {
        step.map(|(who, when)| (names.get(&who).cloned().unwrap_or_default(), moment(when)))
    };
    let rule = app.watch.rules().rule(&alert.rule);
    let page = AlertPage {
        id: alert.id.to_string(),
        role: alert
            .subject
            .account()
            .map(|_| member.visit.role_name(&alert.role)),
        brakes: rule.map_or_else(Vec::new, |rule| brakes(&ui, rule)),
        last: moment(alert.last_at),
        since: moment(alert.evidence.since),
        until: moment(alert.evidence.until),
        kinds: alert
            .evidence
            .kinds
            .iter()
            .map(|(kind, count)| (kind_name(ui.locale, *kind), *count))
            .collect(),
        chart: chart(&alert.evidence.columns),
        records: alert.evidence.records,
        addresses: placed(&ui, &alert.evidence.addresses, "alert-here"),
        agents: placed(&ui, &alert.evidence.agents, "device-unknown"),
        recent: alert
            .evidence
            .recent
            .iter()
            .map(|act| seen(&ui, &alert, act, (&names, &codes)))
            .collect(),
        acknowledged: named(alert.acknowledged),
        closed: named(alert.closed),
        finding: alert.finding.clone(),
        may_decide,
        lift,
        incident: incident.map(|id| routes::incident(&id.to_string())),
        open_incident: keeps.then(|| routes::with_query(routes::INCIDENT_NEW, [("alert", id)])),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        alert: row(member, &ui, &alert, &names),
        ui,
    };
    let status = match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok(render(status, &page))
}

fn brakes(ui: &Frame, rule: &Rule) -> Vec<String> {
    let name = |brake: &Brake| {
        ui.t(match brake {
            Brake::StepUp => "alert-brake-step-up",
            Brake::EndSessions => "alert-brake-end-sessions",
        })
    };
    rule.brakes.iter().map(name).collect()
}

fn placed(ui: &Frame, counted: &[(String, u64)], nowhere: &str) -> Vec<(String, u64)> {
    let named = |text: &str| match text {
        "" => ui.t(nowhere),
        text => text.to_owned(),
    };
    counted
        .iter()
        .map(|(text, count)| (named(text), *count))
        .collect()
}

fn chart(columns: &[u64]) -> Vec<ChartBar> {
    let most = columns.iter().copied().max().unwrap_or(0).max(1);
    let bar = |(place, count): (u32, &u64)| {
        let height = u32::try_from(count * CHART_HEIGHT / most).unwrap_or(0);
        ChartBar {
            x: place * COLUMN,
            y: CHART_HEIGHT as u32 - height,
            height,
            count: *count,
        }
    };
    (0u32..).zip(columns).map(bar).collect()
}

/// Returns the archival codes of the records in evidence, and nothing else of them.
pub async fn archival_codes(
    connection: &mut Connection,
    acts: &[SeenAct],
) -> Result<HashMap<RecordId, String>, Fault> {
    let mut ids: Vec<RecordId> = acts.iter().filter_map(|act| act.record).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = records::get_many(connection, &ids).await?;
    let coded = found
        .into_iter()
        .filter_map(|record| Some((record.id, record.archival_code?)));
    Ok(coded.collect())
}

fn seen(
    ui: &Frame,
    alert: &Alert,
    act: &SeenAct,
    (names, codes): (&Names, &HashMap<RecordId, String>),
) -> ActRowSeen {
    let is_other = act.account != alert.subject.account();
    ActRowSeen {
        when: moment(act.at),
        what: kind_name(ui.locale, act.kind),
        who: act
            .account
            .filter(|_| is_other)
            .map(|account| names.get(&account).cloned().unwrap_or_default()),
        record: act
            .record
            .map(|record| {
                codes
                    .get(&record)
                    .cloned()
                    .unwrap_or_else(|| ui.t("alert-not-filed"))
            })
            .unwrap_or_default(),
        address: match act.address.as_str() {
            "" => ui.t("alert-here"),
            address => address.to_owned(),
        },
    }
}

/// Shows the page again with what was wrong with a form, or goes back to it.
async fn answer(member: &Member, id: Uuid, done: Result<(), WatchError>) -> Result<Response, Fault> {
    match done {
        Ok(()) => Ok(Redirect::to(&routes::alert(&id.to_string())).into_response()),
        Err(error) if error.kind() == ErrorKind::Invalid => page(member, id, Some(&error)).await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /system/alerts/{id}/acknowledge`
pub async fn acknowledge(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    answer(&member, id, take_up(&member, id).await).await
}

/// Says that the member looks into an alert.
///
/// # Errors
/// As [`service::acknowledge`].
pub async fn take_up(member: &Member, id: Uuid) -> Result<(), WatchError> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    service::acknowledge(&mut work, &app.rights, member.actor(), id).await?;
    Ok(work.commit().await?)
}

/// What a finding's form sends.
#[derive(Deserialize)]
pub struct FindingForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    finding: String,
}

/// `POST /system/alerts/{id}/close`
pub async fn close(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<FindingForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    answer(&member, id, conclude(&member, id, &form.finding).await).await
}

/// Closes an alert with a finding.
///
/// # Errors
/// As [`service::close`].
pub async fn conclude(member: &Member, id: Uuid, finding: &str) -> Result<(), WatchError> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    service::close(&mut work, &app.rights, member.actor(), (id, finding)).await?;
    Ok(work.commit().await?)
}

/// `POST /system/alerts/{id}/end-sessions`
pub async fn end_sessions(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    answer(&member, id, stop(&member, id).await).await
}

/// Ends the sessions of the account that an alert is about.
///
/// # Errors
/// As [`service::end_sessions`].
pub async fn stop(member: &Member, id: Uuid) -> Result<(), WatchError> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    service::end_sessions(&mut work, &app.rights, member.actor(), id).await?;
    Ok(work.commit().await?)
}

/// What the form sends that lifts a limit.
#[derive(Deserialize)]
pub struct LiftValues {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    reason: String,
}

/// `POST /system/alerts/{id}/lift-limit`
pub async fn lift_limit(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<LiftValues>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    // What is no number of hours is refused like a wrong one.
    let hours = form.hours.trim().parse().unwrap_or(0);
    let done = lift(&member, id, (hours, &form.reason)).await;
    answer(&member, id, done.map(|_| ())).await
}

/// Lifts the limit of exports for the account that an alert is about, and returns until when.
///
/// # Errors
/// As [`guildhall_watch::Watch::lift`].
pub async fn lift(member: &Member, id: Uuid, (hours, reason): (i64, &str)) -> Result<Timestamp, WatchError> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let asked = (id, hours, reason);
    let until = app
        .watch
        .lift(&mut work, &app.rights, member.actor(), asked)
        .await?;
    work.commit().await?;
    Ok(until)
}
