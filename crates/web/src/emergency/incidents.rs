//! Case files of breaches (泄露事件案卷): the list, a new one, and what is done with one.

use super::facts_form::FactsForm;
use super::incident_page;
use super::told::{code, moment_of};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::privacy::named::{Behind, on_form};
use crate::routes;
use crate::system::alerts;
use crate::view::{IncidentNewPage, IncidentRow, IncidentsPage, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_emergency::incident::{Facts, FromAlert, Incident, IncidentState, NewIncident};
use guildhall_emergency::{EmergencyError, KEEP_INCIDENTS, Run};
use guildhall_kernel::Timestamp;
use guildhall_store::Connection;
use guildhall_watch::alert::service as alert_service;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Case files on a page.
pub const PAGE: u32 = 50;

/// `GET /emergency/incidents`
pub async fn list(member: Member, Query(behind): Query<Behind>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (behind.key(), PAGE + 1);
    let mut found = app.emergency.incidents(&mut connection, actor, page).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let page = IncidentsPage {
        may_keep: app.emergency.may(&mut connection, actor, KEEP_INCIDENTS).await?,
        rows: found.iter().map(|incident| row(&member, incident)).collect(),
        previous: behind.key().is_some().then(|| routes::INCIDENTS.to_owned()),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::INCIDENTS, last)),
        ui: member.frame(Section::System),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns the address of the page behind a case file.
pub fn next_link(path: &str, last: &Incident) -> String {
    let key = [
        ("at", last.opened_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

/// Returns a case file as lists show it.
pub fn row(member: &Member, incident: &Incident) -> IncidentRow {
    let app = member.app();
    let now = app.database.clock().now();
    let clocks = incident.clocks(&app.emergency.rules);
    IncidentRow {
        link: routes::incident(&incident.id.to_string()),
        what: incident.facts.what.clone(),
        known: moment(incident.known_at),
        state: code(member.visit.locale, incident.state.code()),
        is_open: incident.state == IncidentState::Open,
        running: clocks.iter().filter(|clock| clock.stopped.is_none()).count(),
        overdue: clocks
            .iter()
            .filter(|clock| clock.stopped.is_none() && clock.is_overdue(now))
            .count(),
    }
}

/// From which alert a new case file is opened.
#[derive(Deserialize, Default)]
pub struct NewQuery {
    alert: Option<Uuid>,
}

/// `GET /emergency/incidents/new`
pub async fn new_form(member: Member, Query(query): Query<NewQuery>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    app.emergency
        .require(&mut connection, actor, KEEP_INCIDENTS)
        .await?;
    let now = app.database.clock().now();
    let form = match query.alert {
        Some(alert) => of_alert(&member, &mut connection, alert).await?,
        None => FactsForm::default().known(now),
    };
    Ok(new_page(&member, &form, query.alert, None))
}

/// Returns the form with what an alert already says.
async fn of_alert(member: &Member, connection: &mut Connection, alert: Uuid) -> Result<FactsForm, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let (alert, _) = alert_service::get(connection, &app.rights, actor, alert).await?;
    let rule = app.watch.rules().rule(&alert.rule);
    let title = alerts::title(member.visit.locale, &alert, rule);
    let facts = Facts {
        what: format!("{title}: {}", alerts::sentence(member, &alert, rule)),
        since: alert.evidence.since,
        // What was done after the alert belongs to it too.
        until: app.database.clock().now(),
        accounts: alert.subject.account().into_iter().collect(),
        ..Facts::default()
    };
    Ok(FactsForm::of(connection, &facts).await?.known(alert.raised_at))
}

fn new_page(
    member: &Member,
    form: &FactsForm,
    alert: Option<Uuid>,
    fault: Option<&EmergencyError>,
) -> Response {
    let ui = member.frame(Section::System);
    let page = IncidentNewPage {
        fields: form.fields(member, true),
        alert: alert.map(|alert| alert.to_string()),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    render(status, &page)
}

/// `POST /emergency/incidents`
pub async fn open(member: Member, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Fault> {
    let form = FactsForm(pairs);
    member.require_form(form.one("csrf"))?;
    let alert = match form.one("alert") {
        "" => None,
        text => Some(text.parse().map_err(|_| PageFault::BadRequest)?),
    };
    let known_at = moment_of(form.one("known"))?;
    let facts = {
        let mut connection = member.app().database.read(member.actor().realm).await?;
        form.facts(&member, &mut connection).await?
    };
    let opened = match facts {
        Ok(facts) => open_incident(&member, (known_at, facts), alert).await?,
        Err(error) => Err(error),
    };
    match opened {
        Ok(incident) => Ok(Redirect::to(&routes::incident(&incident.id.to_string())).into_response()),
        Err(error) => Ok(new_page(&member, &form, alert, Some(&on_form(error)?))),
    }
}

/// Opens a case file in a unit of work of its own; the evidence of the alert comes from where it is kept.
///
/// # Errors
/// When the member may not see the alert, or the database refuses; inside, as
/// [`guildhall_emergency::Emergency::open_incident`].
pub async fn open_incident(
    member: &Member,
    (known_at, facts): (Timestamp, Facts),
    alert: Option<Uuid>,
) -> Result<Result<Incident, EmergencyError>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let alert = match alert {
        Some(id) => {
            let (alert, _) = alert_service::get(&mut work, &app.rights, actor, id).await?;
            let evidence = serde_json::json!(alert.evidence).to_string();
            Some(FromAlert { id, evidence })
        }
        None => None,
    };
    let new = NewIncident {
        known_at,
        facts,
        alert,
    };
    match app.emergency.open_incident(&mut work, actor, new).await {
        Ok(incident) => {
            work.commit().await?;
            Ok(Ok(incident))
        }
        Err(error) => Ok(Err(error)),
    }
}

/// `GET /emergency/incidents/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    incident_page::page(&member, id, (None, None)).await
}

/// `POST /emergency/incidents/{id}/facts`
pub async fn describe(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let form = FactsForm(pairs);
    member.require_form(form.one("csrf"))?;
    let revision = form.one("revision").parse().map_err(|_| PageFault::BadRequest)?;
    let facts = {
        let mut connection = member.app().database.read(member.actor().realm).await?;
        form.facts(&member, &mut connection).await?
    };
    let kept = match facts {
        Ok(facts) => set_facts(&member, (id, revision), facts).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(_) => Ok(back(id)),
        Err(error) => {
            let error = on_form(error)?;
            incident_page::page(&member, id, (Some(&error), Some(&form))).await
        }
    }
}

/// Writes facts down in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::set_facts`].
pub async fn set_facts(member: &Member, at: (Uuid, u32), facts: Facts) -> Result<Incident, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let incident = app.emergency.set_facts(&mut work, actor, at, facts).await?;
    work.commit().await?;
    Ok(incident)
}

/// What a form sends that says one thing.
#[derive(Deserialize)]
pub struct SaidForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    how: String,
    #[serde(default)]
    said: String,
}

/// `POST /emergency/incidents/{id}/clocks/{code}`
pub async fn stop(
    member: Member,
    PathOf((id, clock)): PathOf<(Uuid, String)>,
    Form(form): Form<SaidForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let is_excused = match form.how.as_str() {
        "done" => false,
        "excused" => true,
        _ => return Err(PageFault::BadRequest.into()),
    };
    let done = stop_clock(&member, (id, &clock), (is_excused, &form.said)).await;
    answer(&member, id, done).await
}

/// Stops a clock in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::stop_clock`].
pub async fn stop_clock(
    member: &Member,
    clock: (Uuid, &str),
    said: (bool, &str),
) -> Result<Incident, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let incident = app.emergency.stop_clock(&mut work, actor, clock, said).await?;
    work.commit().await?;
    Ok(incident)
}

/// `POST /emergency/incidents/{id}/close`
pub async fn close(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<SaidForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let done = conclude(&member, id, &form.said).await;
    answer(&member, id, done).await
}

/// Closes a case file in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::close_incident`].
pub async fn conclude(member: &Member, id: Uuid, summary: &str) -> Result<Incident, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let incident = app
        .emergency
        .close_incident(&mut work, actor, id, summary)
        .await?;
    work.commit().await?;
    Ok(incident)
}

/// `POST /emergency/incidents/{id}/reopen`
pub async fn reopen(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<SaidForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let done = open_again(&member, id, &form.said).await;
    answer(&member, id, done).await
}

/// Opens a case file again in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::reopen_incident`].
pub async fn open_again(member: &Member, id: Uuid, reason: &str) -> Result<Incident, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let incident = app
        .emergency
        .reopen_incident(&mut work, actor, id, reason)
        .await?;
    work.commit().await?;
    Ok(incident)
}

/// `POST /emergency/incidents/{id}/runs`
pub async fn begin(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let run = begin_for(&member, id).await?;
    Ok(Redirect::to(&routes::run(&run.id.to_string())).into_response())
}

/// Begins the plan of a breach for a case file, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::begin_for`].
pub async fn begin_for(member: &Member, id: Uuid) -> Result<Run, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let run = app.emergency.begin_for(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(run)
}

fn back(id: Uuid) -> Response {
    Redirect::to(&routes::incident(&id.to_string())).into_response()
}

/// Goes back to the case file, or shows it with why the form was refused.
///
/// # Errors
/// Whatever the reader cannot mend in the form.
pub async fn answer<T>(
    member: &Member,
    id: Uuid,
    done: Result<T, EmergencyError>,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(back(id)),
        Err(error) => {
            let error = on_form(error)?;
            incident_page::page(member, id, (Some(&error), None)).await
        }
    }
}
