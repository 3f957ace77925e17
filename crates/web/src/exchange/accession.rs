//! One accession: how far it has come, and what became of each package.

use super::accessions::require;
use super::told::{self, LINES, LinesQuery};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::system::jobs;
use crate::view::{AccessionItemRow, AccessionPage, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_dispatch::{Accession, AccessionItem, AccessionState, Arrived};
use guildhall_store::job;
use http::{HeaderMap, StatusCode};
use uuid::Uuid;

/// Returns lines of one of the member's accessions, one more than fit on a page.
///
/// # Errors
/// When it is not hers.
pub async fn lines(
    member: &Member,
    id: Uuid,
    query: &LinesQuery,
) -> Result<(Accession, Vec<AccessionItem>, bool), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let outcome = query.only.as_deref().and_then(Arrived::from_code);
    let mut connection = app.database.read(actor.realm).await?;
    let accession = app.exchange.accession(&mut connection, actor, id).await?;
    let wanted = ((id, outcome), (query.after, LINES + 1));
    let mut items = app
        .exchange
        .accession_items(&mut connection, actor, wanted)
        .await?;
    let is_more = items.len() > LINES as usize;
    items.truncate(LINES as usize);
    Ok((accession, items, is_more))
}

/// `GET /accessions/{id}`
pub async fn show(
    member: Member,
    headers: HeaderMap,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<LinesQuery>,
) -> Result<Response, Fault> {
    require(&member)?;
    let (accession, items, is_more) = lines(&member, id, &query).await?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let running = job::for_subject(&mut connection, id).await?;
    drop(connection);
    let here = routes::accession(&id.to_string());
    let is_open = accession.state == AccessionState::Receiving;
    let sums = accession.sums;
    let last = items.last().filter(|_| is_more);
    let page = AccessionPage {
        name: accession.name.clone(),
        standing: told::code(&member, accession.state.code()),
        made: moment(accession.made_at),
        ended: accession.ended_at.map(moment),
        packages: accession.packages,
        received: sums.received,
        known: sums.known,
        refused: sums.refused,
        bytes: sums.bytes,
        problem: accession
            .problem
            .as_ref()
            .map(|told| told::sentence(member.visit.locale, told)),
        moving: is_open,
        job: running.filter(|_| is_open).map(|job| jobs::shown(&member, &job)),
        stop: is_open.then(|| routes::accession_act(&id.to_string(), "stopping")),
        only_refused: (sums.refused > 0 && query.only.is_none())
            .then(|| routes::with_query(&here, [("only", "refused")])),
        next: last.map(|last| query.next(&here, last.sequence)),
        previous: (query.after > 0).then(|| here.clone()),
        rows: items.iter().map(|item| item_row(&member, item)).collect(),
        here,
        ui: member.frame(Section::Records),
    };
    if wants_part(&headers) {
        let part = askama::Template::render(&page.as_progress()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(part).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

fn item_row(member: &Member, item: &AccessionItem) -> AccessionItemRow {
    let place = match item.place.as_str() {
        "" => "—".to_owned(),
        place => place.to_owned(),
    };
    AccessionItemRow {
        sequence: item.sequence,
        place,
        kind: item.kind.clone(),
        number: item.archival_code.clone(),
        link: item.record.map(|record| routes::record(&record.to_string())),
        outcome: told::code(member, item.outcome.code()),
        is_good: matches!(item.outcome, Arrived::Received | Arrived::Known),
        problem: item
            .problem
            .as_ref()
            .map(|told| told::sentence(member.visit.locale, told)),
        digest: item.digest.clone(),
    }
}

/// `POST /accessions/{id}/stopping`
pub async fn stop(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    stop_one(&member, id).await?;
    Ok(Redirect::to(&routes::accession(&id.to_string())).into_response())
}

/// Stops one of the member's accessions, in a unit of work of its own.
///
/// # Errors
/// When it is not hers, or no longer at work.
pub async fn stop_one(member: &Member, id: Uuid) -> Result<(), Fault> {
    require(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    app.exchange.stop_accession(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(app.exchange.forget_sent(id)?)
}
