//! One consignment: how far it has come, its packages, its receipt.

use super::consignments::{asked, require};
use super::handovers::takes_part;
use super::told::{self, LINES, LinesQuery};
use super::{consignments, fetched};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::system::jobs;
use crate::view::{ConsignmentItemRow, ConsignmentPage, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_dispatch::consignment::Receipt;
use guildhall_dispatch::{Consignment, ConsignmentItem, ConsignmentState, ItemOutcome};
use guildhall_store::job;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::path::PathBuf;
use uuid::Uuid;

/// Returns lines of one of the member's consignments, one more than fit on a page.
///
/// # Errors
/// When it is not hers.
pub async fn lines(
    member: &Member,
    id: Uuid,
    query: &LinesQuery,
) -> Result<(Consignment, Vec<ConsignmentItem>, bool), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let outcome = query.only.as_deref().and_then(ItemOutcome::from_code);
    let mut connection = app.database.read(actor.realm).await?;
    let consignment = app.exchange.consignment(&mut connection, actor, id).await?;
    let wanted = ((id, outcome), (query.after, LINES + 1));
    let mut items = app
        .exchange
        .consignment_items(&mut connection, actor, wanted)
        .await?;
    let is_more = items.len() > LINES as usize;
    items.truncate(LINES as usize);
    Ok((consignment, items, is_more))
}

/// `GET /consignments/{id}`
pub async fn show(
    member: Member,
    headers: HeaderMap,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<LinesQuery>,
) -> Result<Response, Fault> {
    require(&member)?;
    let (consignment, items, is_more) = lines(&member, id, &query).await?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let running = job::for_subject(&mut connection, id).await?;
    let (app, actor) = (member.app(), member.actor());
    let handover = app.exchange.handover_of(&mut connection, actor, id).await?;
    drop(connection);
    let here = routes::consignment(&id.to_string());
    let is_open = consignment.state == ConsignmentState::Packing;
    let act = |act: &str| routes::consignment_act(&id.to_string(), act);
    let is_ready = consignment.state == ConsignmentState::Done;
    let last = items.last().filter(|_| is_more);
    let page = ConsignmentPage {
        asked: asked(&member, &consignment),
        format: consignment.format.code().to_uppercase(),
        standing: told::code(&member, consignment.state.code()),
        reason: consignment.reason.clone(),
        made: moment(consignment.made_at),
        ended: consignment.ended_at.map(moment),
        records: consignment.records,
        packed: consignment.packed,
        left_out: consignment.left_out,
        bytes: consignment.bytes,
        moving: is_open,
        job: running.filter(|_| is_open).map(|job| jobs::shown(&member, &job)),
        packages: (is_ready && consignment.packed > 0).then(|| act("packages.zip")),
        receipt: is_ready.then(|| act("receipt.json")),
        hand_over: (is_ready && consignment.packed > 0 && handover.is_none() && takes_part(&member))
            .then(|| routes::handover_new(&id.to_string())),
        handover: handover.map(|one| routes::handover(&one.id.to_string())),
        stop: is_open.then(|| act("stopping")),
        only_left_out: (consignment.left_out > 0 && query.only.is_none())
            .then(|| routes::with_query(&here, [("only", "left-out")])),
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

fn item_row(member: &Member, item: &ConsignmentItem) -> ConsignmentItemRow {
    ConsignmentItemRow {
        sequence: item.sequence,
        number: item.archival_code.clone(),
        link: routes::record(&item.record.to_string()),
        outcome: told::code(member, item.outcome.code()),
        is_good: item.outcome == ItemOutcome::Packed,
        problem: item
            .problem
            .as_ref()
            .map(|told| told::sentence(member.visit.locale, told)),
        bytes: item.bytes,
        digest: item.digest.clone(),
    }
}

/// `POST /consignments/{id}/stopping`
pub async fn stop(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    stop_one(&member, id).await?;
    Ok(Redirect::to(&routes::consignment(&id.to_string())).into_response())
}

/// Stops one of the member's consignments, in a unit of work of its own.
///
/// # Errors
/// When it is not hers, or no longer at work.
pub async fn stop_one(member: &Member, id: Uuid) -> Result<(), Fault> {
    consignments::require(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    app.exchange.stop_consignment(&mut work, actor, id).await?;
    Ok(work.commit().await?)
}

/// Asks once more for every right, writes the fetching down, and returns where the packages lie, with their receipt.
///
/// # Errors
/// When it is not hers, not ready, or she may no longer take all of it along.
async fn fetch(member: &Member, id: Uuid) -> Result<(PathBuf, Receipt), Fault> {
    consignments::require(member)?;
    member.require_fresh()?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let fetched = app.exchange.fetch_consignment(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(fetched)
}

/// `GET /consignments/{id}/packages.zip`
pub async fn packages(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    send(&member, id).await
}

/// Sends the packages of one of the member's consignments.
///
/// # Errors
/// As [`Exchange::fetch_consignment`](guildhall_dispatch::Exchange::fetch_consignment).
pub async fn send(member: &Member, id: Uuid) -> Result<Response, Fault> {
    let (folder, receipt) = fetch(member, id).await?;
    fetched::answer(folder, &receipt)
}

/// Returns the receipt of one of the member's consignments.
///
/// # Errors
/// As [`send`].
pub async fn receipt_of(member: &Member, id: Uuid) -> Result<Receipt, Fault> {
    let (_, receipt) = fetch(member, id).await?;
    Ok(receipt)
}

/// `GET /consignments/{id}/receipt.json`
pub async fn receipt(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    send_receipt(&member, id).await
}

/// Sends the receipt of one of the member's consignments.
///
/// # Errors
/// As [`send`].
pub async fn send_receipt(member: &Member, id: Uuid) -> Result<Response, Fault> {
    let mut response = receipt_of(member, id).await?.to_text()?.into_response();
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"receipt.json\"",
        ),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
