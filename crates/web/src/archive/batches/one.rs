//! One batch: its preview while it is a draft, its progress while it runs, what it did when it is over.

use super::{is_draft, require_hand, told};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::{render, wants_part};
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{BatchLeft, BatchPage, Choice, Field, FieldKind as Shown, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guildhall_archive::batch::{Batch, BatchCounts, BatchItem, BatchKind, BatchState, Changes};
use guildhall_archive::record::store as records;
use guildhall_archive::{FieldKind, Record};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, RecordId};
use guildhall_store::Connection;
use guildhall_store::job::{self, JobState};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use utoipa::IntoParams;
use uuid::Uuid;

/// Records left as they are, on a page.
pub const PAGE: u32 = 100;

/// Which part of the records left.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LeftQuery {
    /// Place of the last record shown.
    #[serde(default)]
    pub after: u32,
}

/// A record that a batch left as it is, as the member may know of it.
pub struct Left {
    /// Its line.
    pub item: BatchItem,
    /// The record; none when she may no longer know of it.
    pub record: Option<Record>,
}

/// `GET /batches/{id}`
pub async fn show(
    member: Member,
    headers: HeaderMap,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<LeftQuery>,
) -> Result<Response, Fault> {
    page(&member, (id, query.after), (wants_part(&headers), None)).await
}

async fn page(
    member: &Member,
    (id, after): (Uuid, u32),
    (is_part, fault): (bool, Option<&Fault>),
) -> Result<Response, Fault> {
    require_hand(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let batch = app.batches.own(&mut connection, actor, id).await?;
    let counts = app.batches.counts(&mut connection, actor, id).await?;
    let is_ready = is_draft(&batch) && (batch.kind != BatchKind::Edit || !batch.changes.is_empty());
    let preview = match is_ready {
        true => Some(app.batches.preview(&mut connection, actor, id).await?),
        false => None,
    };
    let mut left = left_page(member, &mut connection, (id, after)).await?;
    let undone_by = app.batches.undoing(&mut connection, actor, id).await?;
    let trouble = trouble(member, &mut connection, &batch).await?;
    drop(connection);
    let is_more = left.len() > PAGE as usize;
    left.truncate(PAGE as usize);
    let address = routes::batch(&id.to_string());
    let links = Links::of(
        &batch,
        preview.as_ref().map(|preview| preview.fitting),
        undone_by.is_some(),
    );
    let link_to = |other: Uuid| routes::batch(&other.to_string());
    let page = BatchPage {
        what: told::what(member, &batch),
        standing: told::standing(member, batch.state),
        again: address.clone(),
        selection: told::selection(member, &batch),
        total: u64::from(batch.total),
        made: moment(batch.made_at),
        ended: told::ended(&batch),
        is_filing: told::is_filing(&batch),
        is_running: batch.state == BatchState::Running,
        fields: (is_draft(&batch) && batch.kind == BatchKind::Edit).then(|| fields(member, &batch)),
        changes: told::changes(member, &batch.changes),
        preview: preview.as_ref().map(|preview| told::preview(member, preview)),
        done: u64::from(counts.done),
        refused: u64::from(counts.refused),
        trouble,
        left: left.iter().map(|line| shown_left(member, line)).collect(),
        run: links.run,
        stop: links.stop,
        undo: links.undo,
        undone_by: undone_by.map(|batch| link_to(batch.id)),
        undoes: batch.undoes.map(link_to),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: (after > 0).then(|| address.clone()),
        next: left
            .last()
            .filter(|_| is_more)
            .map(|last| routes::with_query(&address, [("after", last.item.sequence.to_string())])),
        ui: member.frame(Section::Inbox),
    };
    if is_part {
        let text = askama::Template::render(&page.as_standing()).map_err(|_| PageFault::Internal)?;
        return Ok(Html(text).into_response());
    }
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// What can be done with a batch now.
struct Links {
    run: Option<String>,
    stop: Option<String>,
    undo: Option<String>,
}

impl Links {
    fn of(batch: &Batch, fitting: Option<u32>, is_undone: bool) -> Self {
        let act = |may: bool, act: &str| may.then(|| routes::batch_act(&batch.id.to_string(), act));
        Self {
            run: act(fitting.is_some_and(|fitting| fitting > 0), "run"),
            stop: act(
                matches!(batch.state, BatchState::Draft | BatchState::Running),
                "stop",
            ),
            undo: act(batch.can_be_undone() && !is_undone, "undo"),
        }
    }
}

/// Returns the records that a batch left as they are, behind a place, and one more when there is one.
///
/// # Errors
/// [`guildhall_archive::BatchError::NotFound`].
pub async fn left_page(
    member: &Member,
    connection: &mut Connection,
    (id, after): (Uuid, u32),
) -> Result<Vec<Left>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let wanted = (id, after, PAGE + 1);
    let items = app.batches.refused(connection, actor, wanted).await?;
    let ids: Vec<RecordId> = items.iter().map(|item| item.record).collect();
    let found = records::get_many(connection, &ids).await?;
    let is_known = |record: &Record| app.rights.allows(actor, "listRecords", &record.as_resource());
    let known = found.into_iter().filter(is_known);
    let mut known: BTreeMap<RecordId, Record> = known.map(|record| (record.id, record)).collect();
    let left = items.into_iter().map(|item| Left {
        record: known
            .remove(&item.record)
            .map(|record| app.archive.listed(actor, &record).into_owned()),
        item,
    });
    Ok(left.collect())
}

fn shown_left(member: &Member, line: &Left) -> BatchLeft {
    let refusal = line.item.refusal.clone();
    match refusal {
        Some(refusal) => told::left(member, line.record.as_ref(), &refusal),
        None => BatchLeft {
            link: None,
            title: told::say(member, "batch-gone"),
            reason: String::new(),
        },
    }
}

/// Says why a batch that runs does not go on, when its job has failed or was stopped by a keeper.
async fn trouble(
    member: &Member,
    connection: &mut Connection,
    batch: &Batch,
) -> Result<Option<String>, Fault> {
    if batch.state != BatchState::Running {
        return Ok(None);
    }
    let found = job::for_subject(connection, batch.id).await?;
    Ok(match found {
        Some(job) if matches!(job.state, JobState::Failed | JobState::Cancelled) => {
            Some(told::say(member, "batch-trouble"))
        }
        Some(job) if job.state == JobState::Queued && job.attempts > 0 => {
            let attempts = u32::try_from(job.attempts).unwrap_or(u32::MAX);
            let args = Args::none().with("count", &attempts);
            Some(locale::t(member.visit.locale, "batch-again", &args))
        }
        _ => None,
    })
}

/// The form of what is to be changed: a field left empty stays as it is.
fn fields(member: &Member, batch: &Batch) -> Vec<Field> {
    let rules = &member.app().batches.rules;
    rules
        .fields
        .iter()
        .map(|name| field(member, batch, name))
        .collect()
}

fn field(member: &Member, batch: &Batch, name: &str) -> Field {
    let archive = &member.app().archive;
    let value = batch.changes.get(name).cloned().unwrap_or_default();
    let known = archive.dictionary.base().iter().find(|field| field.name == name);
    let kind = match known.map(|field| (field.kind, field)) {
        Some((FieldKind::Code, field)) => {
            let table = field.code_table.as_deref().unwrap_or_default();
            let codes = archive.codes.table(table).iter();
            // State secrets may not enter this system.
            let offered = codes.filter(|code| table != "HOUSE_SECURITY_LEVEL" || code.code != "9");
            let choices = offered.map(|code| Choice {
                value: code.code.clone(),
                label: shown::code_name(member.visit.locale, Some(code)).unwrap_or_default(),
                chosen: code.code == value,
            });
            let none = Choice {
                value: String::new(),
                label: told::say(member, "batch-as-it-is"),
                chosen: value.is_empty(),
            };
            Shown::Select(std::iter::once(none).chain(choices).collect())
        }
        Some((FieldKind::Year | FieldKind::Number, _)) => Shown::Number,
        Some((FieldKind::Date, _)) => Shown::Date,
        _ => Shown::Text,
    };
    Field::new(name, told::label(member, name), kind)
        .value(value)
        .optional()
        .autocomplete("off")
}

/// `POST /batches/{id}`
pub async fn change(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Fault> {
    member.require_form(form.get("csrf").map(String::as_str).unwrap_or_default())?;
    let known = &member.app().batches.rules.fields;
    let changes: Changes = form
        .into_iter()
        .filter(|(name, _)| known.contains(name))
        .collect();
    let changed = set_changes(&member, (id, changes)).await.map(|_| ());
    after_act(&member, id, changed).await
}

/// Says what a draft changes, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Batches::set_changes`].
pub async fn set_changes(member: &Member, (id, changes): (Uuid, Changes)) -> Result<Batch, Fault> {
    require_hand(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let batch = app.batches.set_changes(&mut work, actor, (id, changes)).await?;
    work.commit().await?;
    Ok(batch)
}

async fn after_act(member: &Member, id: Uuid, done: Result<(), Fault>) -> Result<Response, Fault> {
    match done {
        Ok(()) => Ok(Redirect::to(&routes::batch(&id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(member, (id, 0), (false, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /batches/{id}/run`
pub async fn run(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let begun = begin(&member, id).await.map(|_| ());
    after_act(&member, id, begun).await
}

/// Begins a draft, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Batches::begin`].
pub async fn begin(member: &Member, id: Uuid) -> Result<Batch, Fault> {
    require_hand(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let batch = app.batches.begin(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(batch)
}

/// `POST /batches/{id}/stop`
pub async fn stop(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match stop_batch(&member, id).await {
        Ok(None) => Ok(Redirect::to(routes::BATCHES).into_response()),
        stopped => after_act(&member, id, stopped.map(|_| ())).await,
    }
}

/// Gives a draft up or stops what runs, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Batches::stop`].
pub async fn stop_batch(member: &Member, id: Uuid) -> Result<Option<Batch>, Fault> {
    require_hand(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let batch = app.batches.stop(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(batch)
}

/// `POST /batches/{id}/undo`
pub async fn undo(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match undo_batch(&member, id).await {
        Ok(undoing) => Ok(Redirect::to(&routes::batch(&undoing.id.to_string())).into_response()),
        Err(fault) => after_act(&member, id, Err(fault)).await,
    }
}

/// Makes the draft that puts back what a batch changed, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Batches::undo`].
pub async fn undo_batch(member: &Member, id: Uuid) -> Result<Batch, Fault> {
    require_hand(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let batch = app.batches.undo(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(batch)
}

/// Returns a batch of the member's with its counts.
///
/// # Errors
/// [`guildhall_archive::BatchError::NotFound`].
pub async fn counted(
    member: &Member,
    connection: &mut Connection,
    id: Uuid,
) -> Result<(Batch, BatchCounts), Fault> {
    require_hand(member)?;
    let (app, actor) = (member.app(), member.actor());
    let batch = app.batches.own(connection, actor, id).await?;
    let counts = app.batches.counts(connection, actor, id).await?;
    Ok((batch, counts))
}
