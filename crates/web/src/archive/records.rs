//! Filed records, to leaf through.

use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::{render, wants_part};
use crate::routes;
use crate::view::{RecordRow, RecordsPage, Section};
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Response};
use guildhall_archive::{Record, RecordState};
use guildhall_kernel::{RecordId, Timestamp};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Records on a page.
const PAGE: u32 = 50;

/// Where the list goes on: the key of the last record shown.
#[derive(Debug, Deserialize)]
pub struct ListQuery {
    at: Option<i64>,
    id: Option<RecordId>,
}

impl ListQuery {
    /// Returns the key, if both halves are there.
    pub fn key(&self) -> Option<(Timestamp, RecordId)> {
        self.at.map(Timestamp::from_micros).zip(self.id)
    }
}

/// Returns the address of the page behind a record.
pub fn next_link(path: &str, last: &Record) -> String {
    routes::with_query(
        path,
        [
            ("at", last.captured_at.as_micros().to_string()),
            ("id", last.id.to_string()),
        ],
    )
}

/// `GET /records`
pub async fn list(
    member: Member,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let page = (query.key(), PAGE + 1);
    let records = app
        .archive
        .list(&mut connection, member.actor(), Some(RecordState::Filed), page)
        .await?;
    let counts = app.archive.counts(&mut connection, member.actor()).await?;
    let filed = counts.iter().find(|(state, _)| *state == RecordState::Filed);
    let is_more = records.len() > PAGE as usize;
    let shown = &records[..records.len().min(PAGE as usize)];
    let page = RecordsPage {
        ui: member.frame(Section::Records),
        facets: Vec::new(),
        chosen: Vec::new(),
        count: filed.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0)),
        records: shown.iter().map(|record| row(&member, record)).collect(),
        may_add: app.may_capture(member.actor()),
        previous: query.key().is_some().then(|| routes::RECORDS.to_owned()),
        next: shown
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::RECORDS, last)),
    };
    if wants_part(&headers) {
        let part =
            askama::Template::render(&page.as_records()).map_err(|_| crate::view::PageFault::Internal)?;
        return Ok(Html(part).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

/// Returns a record as lists show it.
pub fn row(member: &Member, record: &Record) -> RecordRow {
    let locale = member.visit.locale;
    let archive = &member.app().archive;
    let record = archive.listed(member.actor(), record);
    RecordRow {
        link: routes::record(&record.id.to_string()),
        number: record.archival_code.clone().unwrap_or_default(),
        title: record.title.clone(),
        class: shown::type_name(locale, archive, &record.type_code),
        retention: shown::retention(locale, archive, &record.retention),
        responsible: Some(record.responsible_party.clone()).filter(|text| !text.is_empty()),
        date: record.doc_date.and_then(civil),
        pages: record.page_count,
        secrecy: shown::secrecy(locale, archive, record.secrecy),
    }
}

/// Returns a date in the form that the pages show.
pub fn civil(date: guildhall_kernel::Date) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new(date.year(), date.month(), date.day()).ok()
}
