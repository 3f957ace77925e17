//! Batches: the own ones, and a new one from the records ticked in a list or from all that the list holds.

pub mod one;
pub mod told;

use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::privacy::named::Behind;
use crate::retrieval::pages::search;
use crate::retrieval::query::SearchQuery;
use crate::routes;
use crate::view::{BatchBar, BatchRow, BatchesPage, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::RecordState;
use guildhall_archive::batch::{Batch, BatchKind, BatchState, Chosen, NewBatch};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, RecordId};
use guildhall_policy::Filter;
use guildhall_retrieval::Question;
use http::StatusCode;

/// Batches on a page.
pub const PAGE: u32 = 50;
/// Records read from the index at once.
const HITS: usize = 200;
/// The list of papers to be described, as forms name it.
pub const NEW: &str = "new";
/// The list of papers to be filed.
pub const DESCRIBED: &str = "described";
/// What a search found.
pub const FOUND: &str = "search";

/// Refuses who may neither describe nor file anything.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_hand(member: &Member) -> Result<(), Fault> {
    match has_hand(member) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

fn has_hand(member: &Member) -> bool {
    let may = |action| *member.app().rights.filter(member.actor(), action) != Filter::Nothing;
    may("describeRecord") || may("fileRecord")
}

/// Returns what stands under a list for who may change records.
pub fn bar(member: &Member, from: &str, values: Vec<(&'static str, String)>, all: u64) -> Option<BatchBar> {
    let named = [("from", from.to_owned())].into_iter().chain(values);
    (has_hand(member) && all > 0).then(|| BatchBar {
        from: named.map(|(name, value)| (name.to_owned(), value)).collect(),
        all,
    })
}

/// Which records somebody asks for.
pub enum Asked {
    /// Those ticked.
    Ticked(Vec<RecordId>),
    /// All that wait in one state.
    Waiting(RecordState),
    /// All that a search finds.
    Found(Box<SearchQuery>),
}

/// `GET /batches`
pub async fn list(member: Member, Query(behind): Query<Behind>) -> Result<Response, Fault> {
    page(&member, &behind, None).await
}

async fn page(member: &Member, behind: &Behind, fault: Option<&Fault>) -> Result<Response, Fault> {
    require_hand(member)?;
    let mut batches = own(member, behind).await?;
    let is_more = batches.len() > PAGE as usize;
    batches.truncate(PAGE as usize);
    let page = BatchesPage {
        rows: batches.iter().map(|batch| row(member, batch)).collect(),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: behind.key().is_some().then(|| routes::BATCHES.to_owned()),
        next: batches
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::BATCHES, last)),
        ui: member.frame(Section::Inbox),
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// Returns a page of the member's batches and one more, when there is one.
///
/// # Errors
/// When the database refuses.
pub async fn own(member: &Member, behind: &Behind) -> Result<Vec<Batch>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    Ok(app.batches.list(&mut connection, actor, wanted).await?)
}

/// Returns the address of the page behind a batch.
pub fn next_link(path: &str, last: &Batch) -> String {
    let key = [
        ("at", last.made_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

fn row(member: &Member, batch: &Batch) -> BatchRow {
    BatchRow {
        link: routes::batch(&batch.id.to_string()),
        what: told::what(member, batch),
        standing: told::standing(member, batch.state),
        total: u64::from(batch.total),
        done: u64::from(batch.done),
        refused: u64::from(batch.refused),
        made: moment(batch.made_at),
    }
}

/// `POST /batches`
pub async fn make(member: Member, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Fault> {
    let value = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    member.require_form(value("csrf"))?;
    require_hand(&member)?;
    let kind = match value("act") {
        "file" => BatchKind::File,
        _ => BatchKind::Edit,
    };
    match make_batch(&member, kind, asked(&pairs)).await {
        Ok(batch) => Ok(Redirect::to(&routes::batch(&batch.id.to_string())).into_response()),
        Err(fault) if fault.kind() == ErrorKind::Invalid => {
            page(&member, &Behind::default(), Some(&fault)).await
        }
        Err(fault) => Err(fault),
    }
}

/// Reads from a form which records are asked for.
fn asked(pairs: &[(String, String)]) -> Asked {
    let value = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let is_all = value("scope") == "all";
    match value("from").as_str() {
        NEW if is_all => Asked::Waiting(RecordState::Captured),
        DESCRIBED if is_all => Asked::Waiting(RecordState::Described),
        FOUND if is_all => Asked::Found(Box::new(SearchQuery {
            q: value("q"),
            class: value("class"),
            year: value("year"),
            department: value("department"),
            person: value("person"),
            source: value("source"),
            secrecy: value("secrecy"),
            order: value("order"),
            after: String::new(),
        })),
        _ => {
            let ticked = pairs.iter().filter(|(name, _)| name == "record");
            Asked::Ticked(ticked.filter_map(|(_, id)| id.parse().ok()).collect())
        }
    }
}

/// Makes a batch from what is asked for, in a unit of work of its own. What a search finds is read from the index here,
/// so that the set is fixed with the batch.
///
/// # Errors
/// As [`guildhall_archive::Batches::make`].
pub async fn make_batch(member: &Member, kind: BatchKind, asked: Asked) -> Result<Batch, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let (chosen, selection) = match asked {
        Asked::Ticked(ids) => (Chosen::Records(ids), "ticked".to_owned()),
        Asked::Waiting(state) => (Chosen::Waiting(state), state.code().to_owned()),
        Asked::Found(query) => {
            let found = found(member, &query).await?;
            (Chosen::Records(found), query.link())
        }
    };
    let new = NewBatch {
        kind,
        chosen,
        selection,
    };
    let mut work = app.database.begin(actor.realm).await?;
    let batch = app.batches.make(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(batch)
}

/// Returns all that a search finds, at most one more than a batch takes.
async fn found(member: &Member, query: &SearchQuery) -> Result<Vec<RecordId>, Fault> {
    let most = member.app().batches.rules.records_max as usize + 1;
    let mut ids = Vec::new();
    let mut question = Question {
        limit: HITS,
        after: None,
        ..query.question()
    };
    while ids.len() < most {
        let page = search(member, question.clone()).await?;
        ids.extend(page.hits.iter().map(|hit| hit.record_id));
        match page.next {
            Some(next) => question.after = Some(next),
            None => break,
        }
    }
    ids.truncate(most);
    Ok(ids)
}

/// Says whether a batch is still being put together.
pub fn is_draft(batch: &Batch) -> bool {
    batch.state == BatchState::Draft
}
