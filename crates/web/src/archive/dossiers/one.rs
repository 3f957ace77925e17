//! One dossier: what is there, what is missing, and what is done with it.

use super::{day, kind_name, shown_title, standing};
use crate::address::PathOf;
use crate::archive::batches::told;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::page::render;
use crate::pdf::Wording;
use crate::privacy::named::{name, names};
use crate::routes;
use crate::view::{BatchLeft, Choice, DossierPage, Section, SlotPaper, SlotView};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::dossier::{Dossier, DossierState, Paper, Seen, Slot};
use guildhall_archive::{DossierError, Record, RecordState};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, RecordId};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Papers that can be chosen.
const CANDIDATES: usize = 50;
/// Papers that the batch left and that are named.
const LEFT: u32 = 50;
/// The list of union posts.
const POSTS: &str = "HOUSE_UNION_POST";

/// What is sought among the papers that can be put in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordsQuery {
    words: String,
}

/// What the forms of a dossier send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PaperForm {
    csrf: String,
    paper: String,
    record: String,
    to: String,
}

/// `GET /dossiers/{id}`
pub async fn show(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<WordsQuery>,
) -> Result<Response, Fault> {
    page(&member, id, (&query.words, None)).await
}

async fn page(member: &Member, id: Uuid, (words, fault): (&str, Option<&Fault>)) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let seen = app.dossiers.dossier(&mut connection, actor, id).await?;
    let may_give = seen.kind.slots.iter().any(|slot| seen.may_give(slot));
    let candidates = match may_give {
        true => candidates(member, &mut connection, words).await?,
        false => Vec::new(),
    };
    let page = DossierPage {
        id: id.to_string(),
        title: shown_title(member, &seen.dossier.title),
        standing: standing(member, seen.dossier.state),
        is_due: seen.dossier.state == DossierState::Due,
        lead: lead(member, &seen),
        facts: facts(member, &mut connection, &seen).await?,
        slots: seen
            .kind
            .slots
            .iter()
            .map(|slot| slot_view(member, &seen, slot))
            .collect(),
        candidates,
        words: words.to_owned(),
        may_give,
        is_keeper: seen.is_keeper,
        acts: acts(member, &seen),
        refused: left(member, &mut connection, &seen).await?,
        has_receipt: seen.dossier.state == DossierState::Filed,
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui: member.frame(Section::Records),
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

async fn candidates(member: &Member, connection: &mut Connection, words: &str) -> Result<Vec<Choice>, Fault> {
    let desk = &member.app().dossiers;
    let found = desk
        .candidates(connection, member.actor(), (words, CANDIDATES))
        .await?;
    let choice = |record: &Record| Choice {
        value: record.id.to_string(),
        label: shown_title(member, &record.title),
        chosen: false,
    };
    Ok(found.iter().map(choice).collect())
}

/// Returns a sentence on what comes next.
fn lead(member: &Member, seen: &Seen) -> String {
    let words = Wording(member.visit.locale);
    match seen.dossier.state {
        DossierState::Open if seen.dossier.deadline.is_some() => {
            let deadline = day(member, seen.dossier.deadline);
            words.with("dossier-lead-open-until", "day", deadline)
        }
        DossierState::Open => words.say("dossier-lead-open"),
        DossierState::Due => {
            let deadline = day(member, seen.dossier.deadline);
            words.with("dossier-lead-due", "day", deadline)
        }
        DossierState::Complete => words.say("dossier-lead-complete"),
        DossierState::Filing if seen.is_running => words.say("dossier-lead-filing"),
        DossierState::Filing => words.say("dossier-lead-left"),
        DossierState::Filed => words.say("dossier-lead-filed"),
        DossierState::Withdrawn => words.say("dossier-lead-withdrawn"),
    }
}

/// Returns what whoever keeps the dossier can do now, the usual thing first.
fn acts(member: &Member, seen: &Seen) -> Vec<(&'static str, String)> {
    if !seen.is_keeper {
        return Vec::new();
    }
    let possible: &[&'static str] = match seen.dossier.state {
        DossierState::Open => &["close", "withdraw"],
        DossierState::Due => &["reopen", "withdraw"],
        DossierState::Complete => &["file", "reopen", "withdraw"],
        DossierState::Filing if seen.is_running => &["settle"],
        DossierState::Filing => &["settle", "file", "reopen"],
        DossierState::Filed | DossierState::Withdrawn => &[],
    };
    let word = |act: &&'static str| {
        let key = format!("dossier-do-{act}");
        (*act, locale::t(member.visit.locale, &key, &Args::none()))
    };
    possible.iter().map(word).collect()
}

/// Returns what the dossier tells besides its papers, label and value.
pub(super) async fn facts(
    member: &Member,
    connection: &mut Connection,
    seen: &Seen,
) -> Result<Vec<(String, String)>, Fault> {
    let (words, one) = (Wording(member.visit.locale), &seen.dossier);
    let unit = organisation::at(connection, &one.org_path).await?;
    let people: HashMap<_, _> = names(
        connection,
        [Some(one.opened_by), one.filed_by].into_iter().flatten(),
    )
    .await?;
    let mut facts = vec![
        (
            words.say("dossier-receipt-number"),
            one.receipt_number().unwrap_or_default(),
        ),
        (words.say("dossier-name"), shown_title(member, &one.title)),
        (words.say("dossier-kind"), kind_name(member, &one.kind)),
        (words.say("dossier-type"), type_name(member, &seen.kind.type_code)),
        (words.say("dossier-unit"), unit.name),
        (words.say("dossier-year"), one.year.to_string()),
        (words.say("dossier-opened-by"), name(&people, one.opened_by)),
        (words.say("dossier-opened-at"), words.moment(one.opened_at)),
        (
            words.say("dossier-closed-at"),
            one.closed_at.map(|at| words.moment(at)).unwrap_or_default(),
        ),
    ];
    if let (Some(by), Some(at)) = (one.filed_by, one.filed_at) {
        facts.push((words.say("dossier-filed-by"), name(&people, by)));
        facts.push((words.say("dossier-filed-at"), words.moment(at)));
    }
    facts.retain(|(_, value)| !value.is_empty());
    Ok(facts)
}

fn type_name(member: &Member, code: &str) -> String {
    let found = member.app().archive.dictionary.find(code);
    let name = found.map(|found| match member.visit.locale {
        Locale::ZhCn => found.name_zh.clone(),
        Locale::En => found.name_en.clone(),
    });
    name.unwrap_or_else(|| code.to_owned())
}

fn slot_view(member: &Member, seen: &Seen, slot: &Slot) -> SlotView {
    let locale = member.visit.locale;
    let needs = Args::none()
        .with("least", &slot.at_least)
        .with("most", &slot.at_most);
    let key = match slot.at_least {
        0 => "dossier-needs-none",
        _ => "dossier-needs",
    };
    let post = member.app().archive.codes.find(POSTS, &slot.post);
    let post = post.map(|post| match locale {
        Locale::En if !post.name_en.is_empty() => post.name_en.clone(),
        _ => post.name_zh.clone(),
    });
    SlotView {
        code: slot.code.clone(),
        name: slot.name.said(locale == Locale::En).to_owned(),
        needs: locale::t(locale, key, &needs),
        owes: post.unwrap_or_else(|| slot.post.clone()),
        lacks: seen.in_slot(slot).count() < slot.at_least as usize,
        may_give: seen.may_give(slot),
        papers: seen
            .in_slot(slot)
            .map(|(paper, record)| slot_paper(member, seen, (paper, record.as_ref())))
            .collect(),
    }
}

fn slot_paper(member: &Member, seen: &Seen, (paper, record): (&Paper, Option<&Record>)) -> SlotPaper {
    let id = paper.record.to_string();
    let is_own = Some(paper.put_by) == member.actor().account();
    let code = paper.archival_code.clone();
    let of_record = record.and_then(|record| record.archival_code.clone());
    SlotPaper {
        link: record.map(|record| match record.state {
            RecordState::Filed => routes::record(&id),
            _ => routes::paper(&id),
        }),
        title: match record {
            Some(record) => shown_title(member, &record.title),
            None => locale::t(member.visit.locale, "dossier-out-of-sight", &Args::none()),
        },
        code: code.or(of_record).unwrap_or_default(),
        may_take: seen.dossier.takes_papers() && (seen.is_keeper || is_own),
        record: id,
    }
}

/// Returns what the batch left as it is, for whoever began it.
async fn left(member: &Member, connection: &mut Connection, seen: &Seen) -> Result<Vec<BatchLeft>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let is_hers = seen.dossier.filed_by == actor.account();
    let batch = seen.dossier.batch;
    let Some(batch) = batch.filter(|_| is_hers && seen.dossier.state == DossierState::Filing) else {
        return Ok(Vec::new());
    };
    let items = app.batches.refused(connection, actor, (batch, 0, LEFT)).await?;
    let records: HashMap<RecordId, &Record> = seen
        .papers
        .iter()
        .filter_map(|(_, record)| record.as_ref().map(|record| (record.id, record)))
        .collect();
    let line = |item: &guildhall_archive::batch::BatchItem| {
        let refusal = item.refusal.as_ref()?;
        let record = records.get(&item.record).copied();
        let is_waiting = record.is_some_and(|record| record.state != RecordState::Filed);
        is_waiting.then(|| told::left(member, record, refusal))
    };
    Ok(items.iter().filter_map(line).collect())
}

/// `POST /dossiers/{id}/papers`
pub async fn put(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PaperForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let put = match form.record.parse() {
        Ok(record) => put_paper(&member, id, (&form.paper, record)).await,
        Err(_) => Err(DossierError::NoSuchPaper.into()),
    };
    after(&member, id, put).await
}

/// `POST /dossiers/{id}/removal`
pub async fn take_out(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PaperForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let taken = match form.record.parse() {
        Ok(record) => take_paper_out(&member, id, record).await,
        Err(_) => Err(DossierError::NoSuchPaper.into()),
    };
    after(&member, id, taken).await
}

/// `POST /dossiers/{id}/state`
pub async fn act(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PaperForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let done = act_on(&member, id, &form.to).await;
    after(&member, id, done).await
}

async fn after(member: &Member, id: Uuid, done: Result<Dossier, Fault>) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(Redirect::to(&routes::dossier(&id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(member, id, ("", Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Puts a record into a dossier, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Dossiers::put`].
pub async fn put_paper(
    member: &Member,
    id: Uuid,
    (slot, record): (&str, RecordId),
) -> Result<Dossier, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let one = app.dossiers.put(&mut work, actor, (id, slot, record)).await?;
    work.commit().await?;
    Ok(one)
}

/// Takes a record out of a dossier, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Dossiers::take_out`].
pub async fn take_paper_out(member: &Member, id: Uuid, record: RecordId) -> Result<Dossier, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let one = app.dossiers.take_out(&mut work, actor, (id, record)).await?;
    work.commit().await?;
    Ok(one)
}

/// Closes, reopens, withdraws, files or settles a dossier, in a unit of work of its own.
///
/// # Errors
/// As the act in [`guildhall_archive::Dossiers`]; [`DossierError::Field`] for an act that is none.
pub async fn act_on(member: &Member, id: Uuid, to: &str) -> Result<Dossier, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let desk = &app.dossiers;
    let mut work = app.database.begin(actor.realm).await?;
    let one = match to {
        "close" => desk.close(&mut work, actor, id).await?,
        "reopen" => desk.reopen(&mut work, actor, id).await?,
        "withdraw" => desk.withdraw(&mut work, actor, id).await?,
        "file" => desk.file(&mut work, actor, id).await?,
        "settle" => desk.look_again(&mut work, actor, id).await?,
        _ => return Err(DossierError::Field("to").into()),
    };
    work.commit().await?;
    Ok(one)
}
