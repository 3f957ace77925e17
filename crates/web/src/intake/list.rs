//! The inbox: papers that wait for a person, or for being read.

use crate::address::PathOf;
use crate::archive::batches;
use crate::archive::record::moment;
use crate::archive::records::next_link;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::intake::discard::{DESCRIBED, DISCARDED};
use crate::intake::notes::why;
use crate::locale::{Args, t};
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{
    BatchBar, Frame, InboxPage, LinkChoice, Mood, Notice, PageFault, Paper, PaperState, Section, Tab, Undo,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_archive::{Hold, Record, RecordState};
use guildhall_intake::{InboxItem, IntakeError, ItemState};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, RecordId, Timestamp};
use guildhall_store::{Connection, job};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::borrow::Cow;

/// Papers on a page.
const PAGE: u32 = 50;

/// Which papers.
#[derive(Debug, Deserialize)]
pub struct InboxQuery {
    #[serde(default)]
    tab: String,
    /// The paper that was discarded a moment ago.
    discarded: Option<RecordId>,
    /// The paper that was put back a moment ago.
    restored: Option<RecordId>,
    #[serde(flatten)]
    at: Key,
}

/// The key of the last paper shown; numbers come as text behind a flattened query.
#[derive(Debug, Deserialize)]
struct Key {
    at: Option<String>,
    id: Option<RecordId>,
}

/// A part of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    New,
    Described,
    Discarded,
}

impl InboxQuery {
    fn part(&self) -> Part {
        match self.tab.as_str() {
            DESCRIBED => Part::Described,
            DISCARDED => Part::Discarded,
            _ => Part::New,
        }
    }

    /// Returns the key behind which the list goes on, if both halves are there.
    fn key(&self) -> Option<(Timestamp, RecordId)> {
        let at = self.at.at.as_deref().and_then(|at| at.parse().ok());
        at.map(Timestamp::from_micros).zip(self.at.id)
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
    let (key, part) = (query.key(), query.part());
    let rows = rows(&member, &mut connection, part, (key, PAGE + 1)).await?;
    let is_more = rows.len() > PAGE as usize;
    let shown = &rows[..rows.len().min(PAGE as usize)];
    let mut papers = Vec::with_capacity(shown.len());
    for (record, item) in shown {
        papers.push(paper(&member, record, item.as_ref()));
    }
    if part == Part::Described {
        mark_asked(&member, &mut connection, &mut papers, shown).await?;
    }
    if part != Part::Discarded {
        let running = job::list(&mut connection, job::JobState::Running, 20).await?;
        mark_reading(&mut papers, &running);
    }
    let here = routes::with_query(routes::INBOX, [("tab", query.tab.clone())]);
    let tabs = tabs(&member, &mut connection, part).await?;
    let page = InboxPage {
        batch: bar(&member, part, &tabs),
        ui: frame(&member, &mut connection, &query).await?,
        tabs,
        undo: undo(&member, &mut connection, &query).await?,
        holds_discarded: part == Part::Discarded,
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

/// What can be done with many papers of a part at once; nothing with discarded ones.
fn bar(member: &Member, part: Part, tabs: &[Tab]) -> Option<BatchBar> {
    let from = match part {
        Part::New => batches::NEW,
        Part::Described => batches::DESCRIBED,
        Part::Discarded => return None,
    };
    let chosen = tabs.iter().find(|tab| tab.choice.chosen);
    batches::bar(member, from, Vec::new(), chosen.map_or(0, |tab| tab.count))
}

async fn rows(
    member: &Member,
    connection: &mut Connection,
    part: Part,
    page: (Option<(Timestamp, RecordId)>, u32),
) -> Result<Vec<(Record, Option<InboxItem>)>, Fault> {
    let inbox = &member.app().inbox;
    let state = match part {
        Part::Discarded => return Ok(inbox.list_discarded(connection, member.actor(), page).await?),
        Part::New => RecordState::Captured,
        Part::Described => RecordState::Described,
    };
    Ok(inbox.list(connection, member.actor(), state, page).await?)
}

async fn tabs(member: &Member, connection: &mut Connection, chosen: Part) -> Result<Vec<Tab>, Fault> {
    let archive = &member.app().archive;
    let counts = archive.counts(connection, member.actor()).await?;
    let discarded = archive.count_discarded(connection, member.actor()).await?;
    let count = |of: RecordState| {
        counts
            .iter()
            .find(|(state, _)| *state == of)
            .map_or(0, |(_, count)| *count)
    };
    let tab = |key: &str, name: &'static str, part: Part, count: i64| Tab {
        choice: LinkChoice {
            label: t(member.visit.locale, key, &Args::none()),
            link: routes::with_query(routes::INBOX, [("tab", name)]),
            chosen: part == chosen,
        },
        count: u64::try_from(count).unwrap_or(0),
    };
    Ok(vec![
        tab("inbox-tab-new", "", Part::New, count(RecordState::Captured)),
        tab(
            "inbox-tab-described",
            DESCRIBED,
            Part::Described,
            count(RecordState::Described),
        ),
        tab("inbox-tab-discarded", DISCARDED, Part::Discarded, discarded),
    ])
}

/// The frame, with a sentence about the paper that was put back a moment ago.
async fn frame(member: &Member, connection: &mut Connection, query: &InboxQuery) -> Result<Frame, Fault> {
    let ui = member.frame(Section::Inbox);
    let Some(id) = query.restored else { return Ok(ui) };
    match member.app().inbox.item(connection, member.actor(), id).await {
        Ok(item) => {
            let text = ui.with("inbox-restored", "name", item.file_name.as_str());
            let mood = Mood::Good;
            Ok(member
                .visit
                .frame_with(Section::Inbox, Some(Notice { mood, text })))
        }
        // An address kept from earlier; the paper is gone since.
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(ui),
        Err(error) => Err(error.into()),
    }
}

/// The paper that was discarded a moment ago, as long as it is.
async fn undo(
    member: &Member,
    connection: &mut Connection,
    query: &InboxQuery,
) -> Result<Option<Undo>, Fault> {
    let Some(id) = query.discarded else {
        return Ok(None);
    };
    match member.app().inbox.discarded(connection, member.actor(), id).await {
        Ok((record, item)) => Ok(may_describe(member, &record).then(|| Undo {
            id: id.to_string(),
            name: item.file_name,
        })),
        Err(IntakeError::NoSuchItem) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn may_describe(member: &Member, record: &Record) -> bool {
    let rights = &member.app().rights;
    rights.allows(member.actor(), "describeRecord", &record.as_resource())
}

fn paper(member: &Member, record: &Record, item: Option<&InboxItem>) -> Paper {
    let locale = member.visit.locale;
    let app = member.app();
    let may = may_describe(member, record);
    let seen = app.archive.listed(member.actor(), record);
    let name = item.map_or(record.title.as_str(), |item| item.file_name.as_str());
    let may_describe = may && record.discarded.is_none();
    let is_read = item.is_none_or(|item| item.state == ItemState::Read);
    Paper {
        id: record.id.to_string(),
        name: if matches!(seen, Cow::Owned(_)) {
            app.archive.masks.mask_text(name).text
        } else {
            name.to_owned()
        },
        format: item.map(|item| item.format.to_uppercase()).unwrap_or_default(),
        size: item.map_or(0, |item| u64::try_from(item.size_bytes).unwrap_or(0)),
        pages: is_read.then_some(record.page_count).filter(|count| *count > 0),
        title: is_read.then(|| seen.title.clone()),
        class: is_read.then(|| shown::type_name(locale, &app.archive, &record.type_code)),
        arrived: moment(record.captured_at),
        from: t(locale, &format!("source-{}", record.source), &Args::none()),
        state: state(member, &seen, item),
        may_describe,
        may_read_again: may_describe
            && record.hold != Some(Hold::SecrecyMark)
            && item.is_some_and(|item| item.state == ItemState::Unreadable),
        may_discard: may_describe,
        may_put_back: may && record.discarded.is_some(),
    }
}

fn state(member: &Member, record: &Record, item: Option<&InboxItem>) -> PaperState {
    if let Some(discarded) = &record.discarded {
        return PaperState::Discarded {
            at: moment(discarded.at),
            reason: discarded.reason.clone(),
        };
    }
    match item.map(|item| (item.state, item)) {
        Some((ItemState::Waiting, _)) => PaperState::Waiting,
        Some((ItemState::Unreadable, item)) => PaperState::Unreadable(unreadable(member, item)),
        // What a person has described is no longer in doubt.
        Some((ItemState::Read, item)) if record.state == RecordState::Captured => {
            let dictionary = &member.app().archive.dictionary;
            match item.proposal.doubtful(dictionary, &record.type_code) {
                0 => PaperState::Ready,
                doubtful => PaperState::Doubtful(u32::try_from(doubtful).unwrap_or(u32::MAX)),
            }
        }
        Some((ItemState::Read, _)) | None => PaperState::Ready,
    }
}

/// Says in plain words why a paper cannot be read.
pub fn unreadable(member: &Member, item: &InboxItem) -> String {
    why(member.visit.locale, item.problem.as_deref().unwrap_or("broken"))
}

/// Shows which papers wait for somebody's yes before they are filed; nothing can be done with them meanwhile.
async fn mark_asked(
    member: &Member,
    connection: &mut Connection,
    papers: &mut [Paper],
    shown: &[(Record, Option<InboxItem>)],
) -> Result<(), Fault> {
    let ids: Vec<RecordId> = shown.iter().map(|(record, _)| record.id).collect();
    let asked = member.app().archive.filings_open(connection, &ids).await?;
    for (paper, id) in papers.iter_mut().zip(&ids) {
        if asked.contains(id) {
            paper.state = PaperState::Asked;
            paper.may_discard = false;
        }
    }
    Ok(())
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

/// `POST /inbox/{id}/read-again`
pub async fn read_again(
    member: Member,
    PathOf(id): PathOf<RecordId>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    app.inbox.read_again(&mut work, member.actor(), id).await?;
    work.commit().await?;
    Ok(Redirect::to(routes::INBOX).into_response())
}
