//! Case files of breaches: what is known, clocks, who saw what.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use super::emergency::RunView;
use crate::address::PathOf;
use crate::context::Member;
use crate::emergency::incidents::{
    PAGE, begin_for, conclude, next_link, open_again, open_incident, set_facts, stop_clock,
};
use crate::emergency::sightings::{as_file, keep_sightings};
use crate::fault::Fault;
use crate::privacy::named::{Behind, said};
use crate::view::PageFault;
use axum::Json;
use axum::response::Response;
use guildhall_emergency::incident::{Facts, Incident, KeptSightings};
use guildhall_kernel::{AccountId, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The address of the list.
const PATH: &str = "/api/v1/incidents";

/// What is known of a breach.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactsBody {
    /// What happened.
    what: String,
    /// Since when, RFC 3339.
    since: String,
    /// Until when, RFC 3339.
    until: String,
    /// Which accounts did it.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    accounts: Vec<AccountId>,
    /// Kinds of personal data, as codes of the register.
    #[serde(default)]
    kinds: Vec<String>,
    /// Why it happened.
    #[serde(default)]
    cause: String,
    /// What harm may come of it.
    #[serde(default)]
    harm: String,
    /// What was done against it, and what the persons can do.
    #[serde(default)]
    measures: String,
    /// Whom to ask.
    #[serde(default)]
    contact: String,
}

impl FactsBody {
    fn of(facts: &Facts) -> Self {
        Self {
            what: facts.what.clone(),
            since: facts.since.to_rfc3339(),
            until: facts.until.to_rfc3339(),
            accounts: facts.accounts.clone(),
            kinds: facts.kinds.clone(),
            cause: facts.cause.clone(),
            harm: facts.harm.clone(),
            measures: facts.measures.clone(),
            contact: facts.contact.clone(),
        }
    }

    fn facts(self) -> Result<Facts, Fault> {
        Ok(Facts {
            what: self.what,
            since: instant(&self.since)?,
            until: instant(&self.until)?,
            accounts: self.accounts,
            kinds: self.kinds,
            cause: self.cause,
            harm: self.harm,
            measures: self.measures,
            contact: self.contact,
        })
    }
}

/// Reads an instant as programs send it.
///
/// # Errors
/// [`PageFault::BadRequest`] when it is none.
pub(super) fn instant(text: &str) -> Result<Timestamp, Fault> {
    let instant: jiff::Timestamp = text.parse().map_err(|_| PageFault::BadRequest)?;
    Ok(Timestamp::from_micros(instant.as_microsecond()))
}

/// A clock of a case file (时限).
#[derive(Serialize, ToSchema)]
pub struct ClockView {
    /// Its code.
    code: String,
    /// What is due, in the language of the request.
    title: String,
    /// When.
    due_at: String,
    /// The law.
    source: String,
    /// Whether the number of hours stands in that law.
    sure: bool,
    /// Whether it ran out before it was stopped.
    overdue: bool,
    /// `done`, `letter` or `excused`; absent while it runs.
    stopped: Option<&'static str>,
    /// What was done, to whom it was sent, or why it is not needed.
    note: Option<String>,
}

/// A case file (泄露事件案卷).
#[derive(Serialize, ToSchema)]
pub struct IncidentView {
    /// Its id.
    id: Uuid,
    /// `open` or `closed`.
    state: &'static str,
    /// Counts its changes; a change of the facts names the one that was read.
    revision: u32,
    /// When the union knew of it.
    known_at: String,
    /// When it was opened.
    opened_at: String,
    /// The alert behind it.
    alert: Option<Uuid>,
    /// What is known.
    facts: FactsBody,
    /// Its clocks.
    clocks: Vec<ClockView>,
    /// What came of it.
    summary: String,
    /// Why it was opened again.
    reopened: String,
}

impl IncidentView {
    fn of(member: &Member, incident: &Incident) -> Self {
        let app = member.app();
        let now = app.database.clock().now();
        let clocks = incident.clocks(&app.emergency.rules);
        let clocks = clocks.iter().map(|running| ClockView {
            code: running.clock.code.clone(),
            title: said(member, &running.clock.title),
            due_at: running.due.to_rfc3339(),
            source: running.clock.source.clone(),
            sure: running.clock.sure,
            overdue: running.is_overdue(now),
            stopped: running.stopped.map(|stopped| stopped.how.code()),
            note: running.stopped.map(|stopped| stopped.note.clone()),
        });
        Self {
            id: incident.id,
            state: incident.state.code(),
            revision: incident.revision,
            known_at: incident.known_at.to_rfc3339(),
            opened_at: incident.opened_at.to_rfc3339(),
            alert: incident.alert.as_ref().map(|alert| alert.id),
            facts: FactsBody::of(&incident.facts),
            clocks: clocks.collect(),
            summary: incident.summary.clone(),
            reopened: incident.reopened.clone(),
        }
    }
}

/// A page of case files.
#[derive(Serialize, ToSchema)]
pub struct IncidentsView {
    /// The case files, the newest first.
    incidents: Vec<IncidentView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists case files, the newest first.
#[utoipa::path(
    get, path = "/api/v1/incidents", operation_id = "listIncidents", tag = "incidents", params(Behind),
    responses((status = 200, description = "Case files.", body = IncidentsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<IncidentsView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut found = app.emergency.incidents(&mut connection, actor, page).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| is_more).map(|last| next_link(PATH, last));
    let incidents = found.iter().map(|one| IncidentView::of(&member, one)).collect();
    Ok(Json(IncidentsView { incidents, next }))
}

/// A case file to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIncidentBody {
    /// When the union knew of it, RFC 3339; the clocks run from here.
    known_at: String,
    /// What is known.
    facts: FactsBody,
    /// The alert behind it; its evidence is kept with the case file.
    #[serde(default)]
    alert: Option<Uuid>,
}

/// Opens a case file.
#[utoipa::path(
    post, path = "/api/v1/incidents", operation_id = "openIncident", tag = "incidents",
    request_body = NewIncidentBody, responses((status = 201, description = "The case file.", body = IncidentView))
)]
pub async fn open(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewIncidentBody>,
) -> Result<(StatusCode, Json<IncidentView>), Fault> {
    let new = (instant(&body.known_at)?, body.facts.facts()?);
    let incident = open_incident(&member, new, body.alert).await??;
    Ok((StatusCode::CREATED, Json(IncidentView::of(&member, &incident))))
}

/// Returns a case file.
#[utoipa::path(
    get, path = "/api/v1/incidents/{id}", operation_id = "incident", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")),
    responses((status = 200, description = "The case file.", body = IncidentView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<IncidentView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let opened = app.emergency.incident(&mut connection, actor, id).await?;
    Ok(Json(IncidentView::of(&member, &opened.incident)))
}

/// What is known by now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeBody {
    /// The revision that was read.
    revision: u32,
    /// What is known.
    facts: FactsBody,
}

/// Writes down what is known by now.
#[utoipa::path(
    put, path = "/api/v1/incidents/{id}/facts", operation_id = "describeIncident", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")), request_body = DescribeBody,
    responses((status = 200, description = "The case file.", body = IncidentView))
)]
pub async fn describe(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<DescribeBody>,
) -> Result<Json<IncidentView>, Fault> {
    let incident = set_facts(&member, (id, body.revision), body.facts.facts()?).await?;
    Ok(Json(IncidentView::of(&member, &incident)))
}

/// How a clock is stopped without a letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopBody {
    /// Whether it is not needed.
    #[serde(default)]
    excused: bool,
    /// What was done, or why it is not needed.
    note: String,
}

/// Stops a clock: what is due was done, or is not needed. One with a letter stops when that is sent.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/clocks/{code}", operation_id = "stopIncidentClock", tag = "incidents",
    params(
        ("id" = uuid::Uuid, Path, description = "The case file."),
        ("code" = String, Path, description = "The clock."),
    ),
    request_body = StopBody, responses((status = 200, description = "The case file.", body = IncidentView))
)]
pub async fn stop(
    Caller(member): Caller,
    PathOf((id, code)): PathOf<(Uuid, String)>,
    JsonOf(body): JsonOf<StopBody>,
) -> Result<Json<IncidentView>, Fault> {
    let incident = stop_clock(&member, (id, &code), (body.excused, &body.note)).await?;
    Ok(Json(IncidentView::of(&member, &incident)))
}

/// Who saw what, as it was gathered.
#[derive(Serialize, ToSchema)]
pub struct SightingsView {
    /// Its id.
    id: Uuid,
    /// When it was gathered.
    taken_at: String,
    /// The digest that the ledger keeps.
    digest: String,
    /// How many acts.
    acts: usize,
    /// With how many records.
    records: usize,
    /// That name how many persons.
    persons: usize,
    /// Whether there were no more.
    complete: bool,
}

impl SightingsView {
    fn of(kept: &KeptSightings) -> Self {
        Self {
            id: kept.id,
            taken_at: kept.taken_at.to_rfc3339(),
            digest: kept.digest().to_hex(),
            acts: kept.content.rows.len(),
            records: kept.content.records().len(),
            persons: kept.content.persons().len(),
            complete: kept.content.is_complete,
        }
    }
}

/// Gathers who saw what for the accounts and the time of a case file, and keeps it as it is now (知悉范围快照).
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/sightings", operation_id = "keepSightings", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")),
    responses((status = 201, description = "The snapshot.", body = SightingsView))
)]
pub async fn sightings(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<(StatusCode, Json<SightingsView>), Fault> {
    let kept = keep_sightings(&member, id).await?;
    Ok((StatusCode::CREATED, Json(SightingsView::of(&kept))))
}

/// A list as comma-separated values.
#[derive(ToSchema)]
#[schema(value_type = String)]
#[expect(dead_code, reason = "it only stands for the text in the document")]
pub struct CsvText(String);

/// Takes the newest snapshot away as CSV, which is written down; names are hidden from who keeps no case files.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/sightings/file", operation_id = "exportSightings", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")),
    responses((status = 200, description = "The file.", body = CsvText, content_type = "text/csv"))
)]
pub async fn sightings_file(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    as_file(&member, id).await
}

/// Begins the plan of a breach in earnest, for a case file.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/runs", operation_id = "beginRunOfIncident", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")),
    responses((status = 201, description = "The run.", body = RunView))
)]
pub async fn begin(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<(StatusCode, Json<RunView>), Fault> {
    let run = begin_for(&member, id).await?;
    Ok((StatusCode::CREATED, Json(RunView::of(&member, &run))))
}

/// What came of a case file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SummaryBody {
    /// What came of it.
    summary: String,
}

/// Closes a case file whose clocks were all stopped or excused.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/close", operation_id = "closeIncident", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")), request_body = SummaryBody,
    responses((status = 200, description = "The case file.", body = IncidentView))
)]
pub async fn close(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<SummaryBody>,
) -> Result<Json<IncidentView>, Fault> {
    let incident = conclude(&member, id, &body.summary).await?;
    Ok(Json(IncidentView::of(&member, &incident)))
}

/// Why a case file is opened again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenBody {
    /// Why.
    reason: String,
}

/// Opens a closed case file again.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/reopen", operation_id = "reopenIncident", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")), request_body = ReopenBody,
    responses((status = 200, description = "The case file.", body = IncidentView))
)]
pub async fn reopen(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<ReopenBody>,
) -> Result<Json<IncidentView>, Fault> {
    let incident = open_again(&member, id, &body.reason).await?;
    Ok(Json(IncidentView::of(&member, &incident)))
}
