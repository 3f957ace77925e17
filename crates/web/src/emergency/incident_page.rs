//! The page of one case file.

use super::facts_form::FactsForm;
use super::incidents::row;
use super::plans::{run_link, run_title};
use super::sightings::Seen;
use super::told::{code, span};
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::privacy::named::{name, names, said};
use crate::routes;
use crate::view::{ClockRow, Frame, IncidentPage, LetterRow, Section, SightingsPanel};
use axum::response::Response;
use guildhall_emergency::EmergencyError;
use guildhall_emergency::incident::{Facts, Incident, IncidentState, Letter, Running};
use guildhall_kernel::AccountId;
use guildhall_store::Connection;
use http::StatusCode;
use std::collections::HashMap;
use uuid::Uuid;

/// Sightings that the page shows; the file has them all.
const SHOWN: usize = 50;
/// Persons that the page names.
const NAMED: usize = 100;

/// Returns the page, with why a form was refused and what was typed into that of the facts.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::incident`].
pub(super) async fn page(
    member: &Member,
    id: Uuid,
    (fault, typed): (Option<&EmergencyError>, Option<&FactsForm>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let opened = app.emergency.incident(&mut connection, actor, id).await?;
    let incident = &opened.incident;
    let letters = app.emergency.letters(&mut connection, actor, id).await?;
    let hands = hands(incident);
    let names = names(&mut connection, hands).await?;
    let ui = member.frame(Section::System);
    let may_write = opened.may_keep && incident.state == IncidentState::Open;
    let form = match typed {
        Some(typed) => typed.clone(),
        None => FactsForm::of(&mut connection, &incident.facts).await?,
    };
    let page = IncidentPage {
        id: id.to_string(),
        row: row(member, incident),
        revision: incident.revision,
        opened: (name(&names, incident.opened_by), moment(incident.opened_at)),
        alert: incident
            .alert
            .as_ref()
            .filter(|_| ui.menu.oversight)
            .map(|alert| routes::alert(&alert.id.to_string())),
        clocks: incident
            .clocks(&app.emergency.rules)
            .iter()
            .map(|clock| clock_row(member, clock))
            .collect(),
        facts: facts(member, &ui, &incident.facts, &names),
        fields: may_write.then(|| form.fields(member, false)),
        is_typed: typed.is_some(),
        sightings: sightings(member, &mut connection, (&ui, id)).await?,
        letters: letters.iter().map(|letter| letter_row(&ui, letter)).collect(),
        templates: app
            .emergency
            .rules
            .letters()
            .iter()
            .map(|letter| (letter.code.clone(), said(member, &letter.title)))
            .collect(),
        runs: opened
            .runs
            .iter()
            .map(|run| (run_link(run.id), run_title(member, run), moment(run.started_at)))
            .collect(),
        closed: incident
            .closed
            .map(|(who, when)| (name(&names, who), moment(when))),
        summary: incident.summary.clone(),
        reopened: incident.reopened.clone(),
        may_write,
        may_reopen: opened.may_keep && incident.state == IncidentState::Closed,
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

/// Returns the accounts that a case file speaks of.
fn hands(incident: &Incident) -> impl Iterator<Item = AccountId> {
    let closed = incident.closed.map(|(who, _)| who);
    let accounts = incident.facts.accounts.clone();
    accounts.into_iter().chain([incident.opened_by]).chain(closed)
}

fn clock_row(member: &Member, running: &Running<'_>) -> ClockRow {
    let (app, locale) = (member.app(), member.visit.locale);
    let now = app.database.clock().now();
    let (clock, stopped) = (running.clock, running.stopped);
    let left = running.due.secs_since(now);
    ClockRow {
        code: clock.code.clone(),
        title: said(member, &clock.title),
        why: said(member, &clock.why),
        source: clock.source.clone(),
        is_sure: clock.sure,
        due: moment(running.due),
        is_overdue: running.is_overdue(now),
        left: stopped.is_none().then(|| span(member, left)),
        stopped: stopped.map(|stopped| (code(locale, stopped.how.code()), moment(stopped.at))),
        note: stopped.map_or(String::new(), |stopped| stopped.note.clone()),
        needs_letter: app.emergency.rules.letter_for(&clock.code).is_some(),
    }
}

fn facts(
    member: &Member,
    ui: &Frame,
    facts: &Facts,
    names: &HashMap<AccountId, String>,
) -> Vec<(String, String)> {
    let kinds: Vec<String> = facts
        .kinds
        .iter()
        .map(|kind| {
            let class = member.app().privacy.rules.class(kind);
            class.map_or_else(|| kind.clone(), |class| said(member, &class.label))
        })
        .collect();
    let accounts: Vec<String> = facts.accounts.iter().map(|id| name(names, *id)).collect();
    let all = [
        ("incident-what", facts.what.clone()),
        ("incident-since", ui.moment(moment(facts.since))),
        ("incident-until", ui.moment(moment(facts.until))),
        ("incident-accounts", accounts.join("、")),
        ("incident-kinds", kinds.join("、")),
        ("incident-cause", facts.cause.clone()),
        ("incident-harm", facts.harm.clone()),
        ("incident-measures", facts.measures.clone()),
        ("incident-contact", facts.contact.clone()),
    ];
    let named = all.into_iter().map(|(key, value)| match value.is_empty() {
        true => (ui.t(key), ui.t("incident-unknown")),
        false => (ui.t(key), value),
    });
    named.collect()
}

async fn sightings(
    member: &Member,
    connection: &mut Connection,
    (ui, id): (&Frame, Uuid),
) -> Result<Option<SightingsPanel>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let Some(kept) = app.emergency.sightings(connection, actor, id).await? else {
        return Ok(None);
    };
    let content = &kept.content;
    let seen = Seen::of(member, connection, &content.rows).await?;
    let persons = content.persons();
    Ok(Some(SightingsPanel {
        taken: moment(kept.taken_at),
        digest: kept.digest().to_hex(),
        acts: content.rows.len(),
        records: content.records().len(),
        persons: persons.len(),
        is_complete: content.is_complete,
        in_clear: seen.in_clear,
        named: persons.iter().take(NAMED).map(|id| seen.person(*id)).collect(),
        rows: content
            .rows
            .iter()
            .take(SHOWN)
            .map(|row| seen.row(ui, row))
            .collect(),
    }))
}

fn letter_row(ui: &Frame, letter: &Letter) -> LetterRow {
    LetterRow {
        link: routes::letter(&letter.id.to_string()),
        title: letter.title.clone(),
        recipient: letter.recipient.clone(),
        state: code(ui.locale, letter.state.code()),
        sent: letter.sent.map(|(_, when)| moment(when)),
    }
}
