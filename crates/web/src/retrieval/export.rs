//! A found list as a file for a spreadsheet program (导出检索结果).
//!
//! The rights to list and to export go into the search itself; what the file holds comes from the index, where personal
//! data is masked. Nothing goes out before it is counted and written down.

use super::query::SearchQuery;
use crate::archive::shown;
use crate::conduct;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::system::csv;
use crate::view::{ExportPage, PageFault, Section};
use axum::Form;
use axum::body::Body;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Response};
use guildhall_kernel::RecordId;
use guildhall_policy::Filter;
use guildhall_retrieval::{Hit, Question, SearchPage};
use guildhall_watch::WatchError;
use guildhall_watch::export::Allowance;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

/// Action: take a line of a found list away.
pub const EXPORT: &str = "exportRecords";
/// Records read from the index at once.
const PAGE: usize = 200;

/// The form of an export: the search, and the token of the session.
#[derive(Debug, Clone, Deserialize)]
pub struct ExportForm {
    #[serde(flatten)]
    query: SearchQuery,
    #[serde(default)]
    csrf: String,
}

/// Says whether a member may export anything.
pub fn may_export(member: &Member) -> bool {
    *member.app().rights.filter(member.actor(), EXPORT) != Filter::Nothing
}

/// `GET /search/export`
pub async fn show(member: Member, Query(query): Query<SearchQuery>) -> Result<Response, Fault> {
    require(&member)?;
    let found = search(&member, query.question(), None).await?.total;
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let now = app.database.clock().now();
    let allowance = app.watch.allowance(&mut connection, member.actor(), now).await?;
    let ui = member.frame(Section::Home);
    let page = ExportPage {
        found,
        left: allowance.left.unsigned_abs(),
        limit: allowance.limit.unsigned_abs(),
        per_file: allowance.per_file.unsigned_abs(),
        lifted: allowance.lifted_until.map(crate::archive::record::moment),
        is_possible: found > 0,
        values: query.values(),
        back: query.link(),
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

/// Refuses who may export nothing, and asks for a fresh proof of identity.
fn require(member: &Member) -> Result<(), Fault> {
    if !may_export(member) {
        return Err(PageFault::Forbidden.into());
    }
    member.require_fresh()
}

/// `POST /search/export`
pub async fn send(member: Member, Form(form): Form<ExportForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    export(&member, &form.query).await
}

/// Counts a found list, writes it down and returns it as a file.
///
/// # Errors
/// When the member may not export, the list is too long, or the limit of the day would be passed.
pub async fn export(member: &Member, query: &SearchQuery) -> Result<Response, Fault> {
    require(member)?;
    let app = member.app();
    let now = app.database.clock().now();
    let mut connection = app.database.read(member.actor().realm).await?;
    let allowance = app.watch.allowance(&mut connection, member.actor(), now).await?;
    drop(connection);
    let gathered = match gather(member, query, &allowance).await? {
        Ok(gathered) => count(member, query, gathered).await?,
        Err(error) => Err(error),
    };
    match gathered {
        Ok(text) => Ok(as_file(text)),
        Err(error) => Err(conduct::export_refused(member, error)),
    }
}

/// What goes out, and the records that it names.
struct Gathered {
    text: String,
    records: Vec<RecordId>,
}

/// Reads a list from the index, page by page; one that may not go out is not read.
async fn gather(
    member: &Member,
    query: &SearchQuery,
    allowance: &Allowance,
) -> Result<Result<Gathered, WatchError>, Fault> {
    let mut gathered = Gathered {
        text: heading(member),
        records: Vec::new(),
    };
    let mut question = query.question();
    question.after = None;
    loop {
        let page = search(member, question.clone(), Some(PAGE)).await?;
        if let Err(error) = allowance.require(page.total) {
            return Ok(Err(error));
        }
        for hit in &page.hits {
            gathered.text.push_str(&line(member, hit));
            gathered.records.push(hit.record_id);
        }
        match page.next {
            Some(next) => question.after = Some(next),
            None => return Ok(Ok(gathered)),
        }
    }
}

/// Returns the records of a search that the member may list and export, at most one more than `most`.
///
/// # Errors
/// When the index does not answer.
pub async fn found(member: &Member, query: &SearchQuery, most: u64) -> Result<Vec<RecordId>, Fault> {
    let mut records = Vec::new();
    let mut question = query.question();
    question.after = None;
    loop {
        let page = search(member, question.clone(), Some(PAGE)).await?;
        records.extend(page.hits.iter().map(|hit| hit.record_id));
        match page.next {
            Some(next) if records.len() as u64 <= most => question.after = Some(next),
            _ => return Ok(records),
        }
    }
}

/// Counts what goes out and writes it down.
async fn count(
    member: &Member,
    query: &SearchQuery,
    gathered: Gathered,
) -> Result<Result<String, WatchError>, Fault> {
    let app = member.app();
    let who = (member.actor(), member.visit.visitor.agent.as_str());
    let mut work = app.database.begin(member.actor().realm).await?;
    let counted = app
        .watch
        .count_export(&mut work, who, &gathered.records, &query.link())
        .await;
    if let Err(error) = counted {
        return Ok(Err(error));
    }
    work.commit().await?;
    Ok(Ok(gathered.text))
}

async fn search(member: &Member, question: Question, limit: Option<usize>) -> Result<SearchPage, Fault> {
    let (finder, actor) = (member.app().finder.clone(), member.actor().clone());
    let question = Question {
        limit: limit.unwrap_or(1),
        ..question
    };
    let found =
        tokio::task::spawn_blocking(move || finder.search_for(&actor, &["listRecords", EXPORT], &question));
    Ok(found.await.map_err(|_| PageFault::Internal)??)
}

fn heading(member: &Member) -> String {
    let ui = member.frame(Section::Home);
    let keys = [
        "record-number",
        "export-title-column",
        "export-type",
        "export-year",
        "export-date",
        "export-document",
        "export-department",
        "export-secrecy",
    ];
    let names: Vec<String> = keys.iter().map(|key| ui.t(key)).collect();
    format!(
        "{}{}",
        csv::BYTE_ORDER_MARK,
        csv::line(names.iter().map(String::as_str))
    )
}

fn line(member: &Member, hit: &Hit) -> String {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let code = archive
        .codes
        .find("HOUSE_SECURITY_LEVEL", &hit.secrecy.to_string());
    let secrecy = shown::code_name(locale, code).unwrap_or_else(|| hit.secrecy.to_string());
    let class = shown::type_name(locale, archive, &hit.type_code);
    let year = hit.year.map(|year| year.to_string()).unwrap_or_default();
    let date = hit.doc_date.map(|date| date.to_string()).unwrap_or_default();
    csv::line([
        hit.archival_code.as_str(),
        &hit.title,
        &class,
        &year,
        &date,
        &hit.doc_number,
        &hit.department,
        &secrecy,
    ])
}

fn as_file(text: String) -> Response {
    let mut response = Body::from(text).into_response();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"records.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
