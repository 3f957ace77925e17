//! The inbox: papers that wait for a person, or for being read.

use crate::archive::record::moment;
use crate::archive::records::next_link;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{Args, t};
use crate::page::{render, wants_part};
use crate::routes;
use crate::view::{InboxPage, LinkChoice, PageFault, Paper, PaperState, Section, Tab};
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_archive::{Record, RecordState};
use guildhall_intake::{InboxItem, ItemState};
use guildhall_kernel::RecordId;
use guildhall_store::job;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Papers on a page.
const PAGE: u32 = 50;
/// Confidence below which a proposed value counts as doubtful.
pub const DOUBTFUL_BELOW: f32 = 0.75;

/// Which papers.
#[derive(Debug, Deserialize)]
pub struct InboxQuery {
    #[serde(default)]
    tab: String,
    #[serde(flatten)]
    at: Key,
}

/// The key of the last paper shown; numbers come as text behind a flattened query.
#[derive(Debug, Deserialize)]
struct Key {
    at: Option<String>,
    id: Option<RecordId>,
}

impl InboxQuery {
    fn state(&self) -> RecordState {
        if self.tab == "described" {
            RecordState::Described
        } else {
            RecordState::Captured
        }
    }
}

/// `GET /inbox`
pub async fn list(
    member: Member,
    headers: HeaderMap,
    Query(query): Query<InboxQuery>,
) -> Result<Response, Fault> {
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let at = query
        .at
        .at
        .as_deref()
        .and_then(|at| at.parse().ok())
        .map(guildhall_kernel::Timestamp::from_micros);
    let key = at.zip(query.at.id);
    let state = query.state();
    let rows = app
        .inbox
        .list(&mut connection, member.actor(), state, (key, PAGE + 1))
        .await?;
    let counts = app.archive.counts(&mut connection, member.actor()).await?;
    let is_more = rows.len() > PAGE as usize;
    let shown = &rows[..rows.len().min(PAGE as usize)];
    let mut papers = Vec::with_capacity(shown.len());
    for (record, item) in shown {
        papers.push(paper(&member, record, item.as_ref()));
    }
    let running = job::list(&mut connection, job::JobState::Running, 20).await?;
    mark_reading(&mut papers, &running);
    let here = routes::with_query(routes::INBOX, [("tab", query.tab.clone())]);
    let page = InboxPage {
        ui: member.frame(Section::Inbox),
        tabs: tabs(&member, state, &counts),
        again: here.clone(),
        first_ready: papers
            .iter()
            .find(|paper| {
                paper.may_describe && matches!(paper.state, PaperState::Ready | PaperState::Doubtful(_))
            })
            .map(|paper| routes::paper(&paper.id)),
        moving: papers
            .iter()
            .any(|paper| matches!(paper.state, PaperState::Waiting | PaperState::Reading { .. })),
        may_upload: app.may_capture(member.actor()),
        largest: app.upload_bytes_max,
        watched: app.watched.clone(),
        previous: key.is_some().then(|| here.clone()),
        next: shown
            .last()
            .filter(|_| is_more)
            .map(|(last, _)| next_link(&here, last)),
        papers,
    };
    if wants_part(&headers) {
        let text = askama::Template::render(&page.as_papers()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    Ok(render(StatusCode::OK, &page))
}

fn tabs(member: &Member, state: RecordState, counts: &[(RecordState, i64)]) -> Vec<Tab> {
    let tab = |key: &str, name: &'static str, of: RecordState| Tab {
        choice: LinkChoice {
            label: t(member.visit.locale, key, &Args::none()),
            link: routes::with_query(routes::INBOX, [("tab", name)]),
            chosen: state == of,
        },
        count: counts
            .iter()
            .find(|(counted, _)| *counted == of)
            .map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0)),
    };
    vec![
        tab("inbox-tab-new", "", RecordState::Captured),
        tab("inbox-tab-described", "described", RecordState::Described),
    ]
}

fn paper(member: &Member, record: &Record, item: Option<&InboxItem>) -> Paper {
    let locale = member.visit.locale;
    let app = member.app();
    let may_describe = app
        .rights
        .allows(member.actor(), "describeRecord", &record.as_resource());
    let is_read = item.is_none_or(|item| item.state == ItemState::Read);
    Paper {
        id: record.id.to_string(),
        name: item.map_or_else(|| record.title.clone(), |item| item.file_name.clone()),
        format: item.map(|item| item.format.to_uppercase()).unwrap_or_default(),
        size: item.map_or(0, |item| u64::try_from(item.size_bytes).unwrap_or(0)),
        pages: is_read.then_some(record.page_count).filter(|count| *count > 0),
        title: is_read.then(|| record.title.clone()),
        class: is_read.then(|| shown::type_name(locale, &app.archive, &record.type_code)),
        arrived: moment(record.captured_at),
        from: t(locale, &format!("source-{}", record.source), &Args::none()),
        state: item.map_or(PaperState::Ready, |item| state(member, item)),
        may_describe,
        may_read_again: may_describe && item.is_some_and(|item| item.state == ItemState::Unreadable),
        may_discard: false,
    }
}

fn state(member: &Member, item: &InboxItem) -> PaperState {
    match item.state {
        ItemState::Waiting => PaperState::Waiting,
        ItemState::Unreadable => PaperState::Unreadable(unreadable(member, item)),
        ItemState::Read => {
            let fields = &item.proposal.description.fields;
            let doubtful = fields
                .iter()
                .filter(|field| field.confidence < DOUBTFUL_BELOW)
                .count();
            if doubtful == 0 {
                PaperState::Ready
            } else {
                PaperState::Doubtful(u32::try_from(doubtful).unwrap_or(0))
            }
        }
    }
}

/// Says in plain words why a paper cannot be read.
pub fn unreadable(member: &Member, item: &InboxItem) -> String {
    let code = item.problem.as_deref().unwrap_or("broken").replace('_', "-");
    t(member.visit.locale, &format!("unreadable-{code}"), &Args::none())
}

fn mark_reading(papers: &mut [Paper], running: &[job::Job]) {
    for job in running {
        let subject = job.subject.to_string();
        if let Some(paper) = papers.iter_mut().find(|paper| paper.id == subject) {
            let count = |number: i64| u32::try_from(number).unwrap_or(0);
            paper.state = PaperState::Reading {
                done: count(job.progress_done),
                of: count(job.progress_total),
            };
        }
    }
}

/// A form that carries only its token.
#[derive(Deserialize)]
pub struct PlainForm {
    #[serde(default)]
    csrf: String,
}

/// `POST /inbox/{id}/read-again`
pub async fn read_again(
    member: Member,
    Path(id): Path<RecordId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.inbox.read_again(&mut work, member.actor(), id).await?;
    work.commit().await?;
    Ok(Redirect::to(routes::INBOX).into_response())
}
