//! The accessions of a member, and the form that sends packages.

use super::told;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::intake::upload::{broken, short_text};
use crate::page::render;
use crate::privacy::named::Behind;
use crate::routes;
use crate::view::{AccessionRow, AccessionsPage, PageFault, Section};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::TryStreamExt as _;
use guildhall_dispatch::accession::Sent;
use guildhall_dispatch::{Accession, DispatchError};
use http::StatusCode;
use tokio::io::AsyncWriteExt as _;
use tokio_util::io::StreamReader;

/// Accessions on a page.
pub const PAGE: u32 = 50;

/// Refuses who may take packages in nowhere.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require(member: &Member) -> Result<(), Fault> {
    match member.app().exchange.may_receive(member.actor()) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// Returns a page of the member's accessions, and whether there are more.
///
/// # Errors
/// When the database refuses.
pub async fn own(member: &Member, behind: &Behind) -> Result<(Vec<Accession>, bool), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    let mut rows = app.exchange.accessions(&mut connection, actor, wanted).await?;
    let is_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    Ok((rows, is_more))
}

/// `GET /accessions`
pub async fn list(member: Member, Query(behind): Query<Behind>) -> Result<Response, Fault> {
    require(&member)?;
    let (rows, is_more) = own(&member, &behind).await?;
    let last = rows.last().filter(|_| is_more);
    let page = AccessionsPage {
        next: last.map(|last| told::next_link(routes::ACCESSIONS, (last.made_at, last.id))),
        rows: rows.iter().map(|one| row(&member, one)).collect(),
        largest: member.app().upload_bytes_max,
        previous: behind.key().is_some().then(|| routes::ACCESSIONS.to_owned()),
        consignments: crate::retrieval::export::may_export(&member).then(|| routes::CONSIGNMENTS.to_owned()),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns an accession as a line.
fn row(member: &Member, one: &Accession) -> AccessionRow {
    AccessionRow {
        link: routes::accession(&one.id.to_string()),
        name: one.name.clone(),
        standing: told::code(member, one.state.code()),
        packages: one.packages,
        received: one.sums.received,
        refused: one.sums.refused,
        made: moment(one.made_at),
    }
}

/// `POST /accessions`
pub async fn send(member: Member, form: Multipart) -> Result<Response, Fault> {
    let accession = take_in(&member, form, true).await?;
    Ok(Redirect::to(&routes::accession(&accession.id.to_string())).into_response())
}

/// Takes the file of a form and puts its receiving in line. With `needs_form_token` the token must come before the file.
///
/// # Errors
/// When the form is broken, foreign or without a file, and when the member may take packages in nowhere.
pub async fn take_in(
    member: &Member,
    mut form: Multipart,
    needs_form_token: bool,
) -> Result<Accession, Fault> {
    require(member)?;
    let mut is_own = !needs_form_token || member.visit.by_header;
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name() {
            Some("csrf") => {
                member.require_form(&short_text(field).await?)?;
                is_own = true;
            }
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                return match is_own {
                    true => keep(member, field).await,
                    false => Err(PageFault::FormExpired.into()),
                };
            }
            _ => {
                short_text(field).await?;
            }
        }
    }
    Err(PageFault::BadRequest.into())
}

async fn keep(member: &Member, field: Field<'_>) -> Result<Accession, Fault> {
    let app = member.app();
    let name = field.file_name().unwrap_or_default().to_owned();
    let held = app.exchange.hold()?;
    let stream = field.map_err(std::io::Error::other);
    let mut reader = Box::pin(StreamReader::new(stream));
    let opened = held.reopen().map_err(DispatchError::Scratch)?;
    let mut file = tokio::fs::File::from_std(opened);
    tokio::io::copy(&mut reader, &mut file)
        .await
        .map_err(|error| interrupted(&error))?;
    file.flush().await.map_err(DispatchError::Scratch)?;
    let mut work = app.database.begin(member.actor().realm).await?;
    let sent = (name.as_str(), Sent::Held(held));
    let accession = app
        .exchange
        .begin_accession(&mut work, member.actor(), sent)
        .await?;
    work.commit().await?;
    Ok(accession)
}

/// What a body that ends before its end says: it grew too large, or the line to the browser is broken.
fn interrupted(error: &std::io::Error) -> PageFault {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<MultipartError>());
    inner.map_or(PageFault::BadRequest, broken)
}
