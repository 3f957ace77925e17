//! Alerts: what was noticed of people's conduct, and what is done about it.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::system::alerts::{
    AlertsQuery, PAGE, archival_codes, conclude, lift, next_link, sentence, stop, take_up, title,
};
use axum::Json;
use guildhall_kernel::Timestamp;
use guildhall_watch::Alert;
use guildhall_watch::alert::service;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The address of the list.
const PATH: &str = "/api/v1/alerts";

/// An alert (告警).
#[derive(Serialize, ToSchema)]
pub struct AlertView {
    /// Its id.
    id: Uuid,
    /// The code of the rule.
    rule: String,
    /// What the rule is called, in the language of the request.
    title: String,
    /// What was counted and what is usual, in the language of the request.
    text: String,
    /// Whom it is about: `account:<id>` or `network:<network>`.
    subject: String,
    /// The power that the person held.
    power: Option<&'static str>,
    /// `open`, `acknowledged` or `closed`.
    state: &'static str,
    /// When it was raised.
    raised_at: String,
    /// When it was last noticed.
    last_at: String,
    /// What was counted at the height of it.
    acts: i64,
    /// From how many on it is odd.
    threshold: i64,
    /// What is usual at most, when enough was known.
    usual: Option<i64>,
    /// What was found out.
    finding: Option<String>,
}

impl AlertView {
    fn of(member: &Member, alert: &Alert) -> Self {
        let rule = member.app().watch.rules().rule(&alert.rule);
        Self {
            id: alert.id,
            rule: alert.rule.clone(),
            title: title(member.visit.locale, alert, rule),
            text: sentence(member, alert, rule),
            subject: alert.subject.to_string(),
            power: alert.power.map(guildhall_identity::Power::code),
            state: alert.state.code(),
            raised_at: alert.raised_at.to_rfc3339(),
            last_at: alert.last_at.to_rfc3339(),
            acts: alert.acts,
            threshold: alert.threshold,
            usual: alert.usual,
            finding: Some(alert.finding.clone()).filter(|finding| !finding.is_empty()),
        }
    }
}

/// A page of alerts.
#[derive(Serialize, ToSchema)]
pub struct AlertsView {
    /// The alerts, the newest first.
    alerts: Vec<AlertView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// An act as evidence.
#[derive(Serialize, ToSchema)]
pub struct SeenActView {
    /// When.
    at: String,
    /// What, such as `view` or `export`.
    kind: &'static str,
    /// The archival code of the record; absent of a paper that is not filed.
    archival_code: Option<String>,
    /// From where; empty for this machine.
    address: String,
}

/// A number of acts by what they have in common.
#[derive(Serialize, ToSchema)]
pub struct CountView {
    /// What they have in common.
    name: String,
    /// How many they are.
    count: u64,
}

/// An alert with its evidence (证据).
#[derive(Serialize, ToSchema)]
pub struct AlertEvidenceView {
    /// The alert.
    alert: AlertView,
    /// Whether the caller decides about it.
    may_decide: bool,
    /// Since when acts were counted.
    since: String,
    /// Up to when.
    until: String,
    /// Acts by kind.
    kinds: Vec<CountView>,
    /// Acts by twelfths of the time.
    columns: Vec<u64>,
    /// Acts by address.
    addresses: Vec<CountView>,
    /// Acts by browser.
    agents: Vec<CountView>,
    /// Different records.
    records: u64,
    /// The newest acts.
    recent: Vec<SeenActView>,
}

fn counts(counted: &[(String, u64)]) -> Vec<CountView> {
    let count = |(name, count): &(String, u64)| CountView {
        name: name.clone(),
        count: *count,
    };
    counted.iter().map(count).collect()
}

/// Lists alerts, the newest first. The auditor sees those about administrators.
#[utoipa::path(
    get, path = "/api/v1/alerts", operation_id = "listAlerts", tag = "alerts",
    params(
        ("at" = Option<i64>, Query, description = "When the last alert shown was raised, in microseconds since 1970."),
        ("id" = Option<uuid::Uuid>, Query, description = "Its id."),
    ),
    responses((status = 200, description = "Alerts.", body = AlertsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<AlertsQuery>,
) -> Result<Json<AlertsView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let mut found = service::list(&mut connection, &app.rights, actor, (query.key(), PAGE + 1)).await?;
    let has_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found
        .last()
        .filter(|_| has_more)
        .map(|last| next_link(PATH, last));
    let alerts = found.iter().map(|alert| AlertView::of(&member, alert)).collect();
    Ok(Json(AlertsView { alerts, next }))
}

/// Returns an alert with its evidence. Of records it tells archival codes only.
#[utoipa::path(
    get, path = "/api/v1/alerts/{id}", operation_id = "alert", tag = "alerts",
    params(("id" = uuid::Uuid, Path, description = "The alert.")),
    responses((status = 200, description = "The alert.", body = AlertEvidenceView))
)]
pub async fn show(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<Json<AlertEvidenceView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (alert, may_decide) = service::get(&mut connection, &app.rights, actor, id).await?;
    let evidence = &alert.evidence;
    let codes = archival_codes(&mut connection, &evidence.recent).await?;
    let recent = evidence.recent.iter().map(|act| SeenActView {
        at: act.at.to_rfc3339(),
        kind: act.kind.code(),
        archival_code: act.record.and_then(|record| codes.get(&record).cloned()),
        address: act.address.clone(),
    });
    let kind = |(kind, count): &(guildhall_watch::ActKind, u64)| CountView {
        name: kind.code().to_owned(),
        count: *count,
    };
    Ok(Json(AlertEvidenceView {
        may_decide,
        since: evidence.since.to_rfc3339(),
        until: evidence.until.to_rfc3339(),
        kinds: evidence.kinds.iter().map(kind).collect(),
        columns: evidence.columns.clone(),
        addresses: counts(&evidence.addresses),
        agents: counts(&evidence.agents),
        records: evidence.records,
        recent: recent.collect(),
        alert: AlertView::of(&member, &alert),
    }))
}

/// Says that the caller looks into an alert.
#[utoipa::path(
    post, path = "/api/v1/alerts/{id}/acknowledge", operation_id = "acknowledgeAlert", tag = "alerts",
    params(("id" = uuid::Uuid, Path, description = "The alert.")),
    responses((status = 204, description = "The caller looks into it."))
)]
pub async fn acknowledge(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<StatusCode, Fault> {
    take_up(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was found out about an alert.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingBody {
    /// 10 to 2000 characters.
    finding: String,
}

/// Closes an alert with a finding.
#[utoipa::path(
    post, path = "/api/v1/alerts/{id}/close", operation_id = "closeAlert", tag = "alerts",
    params(("id" = uuid::Uuid, Path, description = "The alert.")), request_body = FindingBody,
    responses((status = 204, description = "The alert is closed."))
)]
pub async fn close(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<FindingBody>,
) -> Result<StatusCode, Fault> {
    conclude(&member, id, &body.finding).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sessions of the account that an alert is about.
#[utoipa::path(
    post, path = "/api/v1/alerts/{id}/end-sessions", operation_id = "endSessionsOfAlert", tag = "alerts",
    params(("id" = uuid::Uuid, Path, description = "The alert.")),
    responses((status = 204, description = "The sessions are over."))
)]
pub async fn end_sessions(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<StatusCode, Fault> {
    stop(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why and for how long a limit is lifted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftBody {
    /// Hours; rules/watching says how many at most.
    hours: i64,
    /// The reason, 10 to 2000 characters.
    reason: String,
}

/// A limit that is lifted.
#[derive(Serialize, ToSchema)]
pub struct LiftView {
    /// Until when.
    until: String,
}

/// Lifts the limit of exports for the account that an alert is about.
#[utoipa::path(
    post, path = "/api/v1/alerts/{id}/lift-limit", operation_id = "liftExportLimit", tag = "alerts",
    params(("id" = uuid::Uuid, Path, description = "The alert.")), request_body = LiftBody,
    responses((status = 201, description = "The limit is lifted.", body = LiftView))
)]
pub async fn lift_limit(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<LiftBody>,
) -> Result<(StatusCode, Json<LiftView>), Fault> {
    let until: Timestamp = lift(&member, id, (body.hours, &body.reason)).await?;
    let until = until.to_rfc3339();
    Ok((StatusCode::CREATED, Json(LiftView { until })))
}
