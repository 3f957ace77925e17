//! One volume: its papers in order, its note sheet, and what is done with it.

use super::{shown_title, standing};
use crate::address::PathOf;
use crate::archive::records::civil;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::intake::filing::needs_approval;
use crate::locale;
use crate::page::render;
use crate::pdf::Wording;
use crate::privacy::named::{name, names};
use crate::routes;
use crate::view::{
    Choice, Field, FieldKind, LinkChoice, Section, TakenPaper, VolumePage, VolumePaperRow, VolumePlace,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::volume::{NoteSheet, Order, Seen, Volume, VolumeState};
use guildhall_archive::{Record, RecordState, VolumeError};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Date, Explain as _, RecordId};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Papers that can be chosen.
const CANDIDATES: usize = 50;

/// What is sought among the papers that can be put in, and what was just taken out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VolumeLook {
    words: String,
    taken: Option<RecordId>,
    at: Option<u32>,
}

/// What the form of title and note sheet sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SheetForm {
    csrf: String,
    revision: i64,
    title: String,
    situation: String,
    arranged_by: String,
    arranged_on: String,
    checked_by: String,
    checked_on: String,
}

/// What the small forms of a volume send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StepForm {
    csrf: String,
    revision: i64,
    record: String,
    at: Option<u32>,
    to: String,
    sure: Option<String>,
}

/// `GET /volumes/{id}`
pub async fn show(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Query(look): Query<VolumeLook>,
) -> Result<Response, Fault> {
    page(&member, id, (&look, None)).await
}

async fn page(
    member: &Member,
    id: Uuid,
    (look, fault): (&VolumeLook, Option<&Fault>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let seen = app.archive.volume(&mut connection, actor, id).await?;
    let (one, words) = (&seen.volume, Wording(member.visit.locale));
    let is_open = one.state == VolumeState::Open;
    let is_filed = one.state == VolumeState::Filed;
    let candidates = match is_open && seen.is_keeper {
        true => candidates(member, &mut connection, (one, &look.words)).await?,
        false => Vec::new(),
    };
    let page = VolumePage {
        id: id.to_string(),
        title: shown_title(member, &one.title),
        code: one.code.clone().unwrap_or_default(),
        secrecy: shown::secrecy(member.visit.locale, &app.archive, one.totals.secrecy),
        standing: standing(member, one.state),
        is_open,
        is_filed,
        is_withdrawn: one.state == VolumeState::Withdrawn,
        lead: words.say(&format!("volume-lead-{}", one.state.code())),
        revision: one.revision,
        is_keeper: seen.is_keeper,
        papers: seen.papers.iter().map(|paper| paper_row(member, paper)).collect(),
        candidates,
        words: look.words.clone(),
        facts: facts(member, &mut connection, one).await?,
        fields: match is_open && seen.is_keeper {
            true => fields(member, one),
            false => Vec::new(),
        },
        note: match is_filed {
            true => note_facts(member, &one.note),
            false => Vec::new(),
        },
        taken: taken(member, &mut connection, (is_open, look)).await?,
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui: member.frame(Section::Records),
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

async fn candidates(
    member: &Member,
    connection: &mut Connection,
    (one, words): (&Volume, &str),
) -> Result<Vec<Choice>, Fault> {
    let (archive, actor) = (&member.app().archive, member.actor());
    let found = archive
        .volume_candidates(connection, actor, one, (words, CANDIDATES))
        .await?;
    let choice = |record: &Record| {
        let date = day(member, record.doc_date);
        Choice {
            value: record.id.to_string(),
            label: format!("{} {date}", archive.listed(actor, record).title),
            chosen: false,
        }
    };
    Ok(found.iter().map(choice).collect())
}

/// Returns the paper that was just taken out, if it can be put back.
async fn taken(
    member: &Member,
    connection: &mut Connection,
    (is_open, look): (bool, &VolumeLook),
) -> Result<Option<TakenPaper>, Fault> {
    let (archive, actor) = (&member.app().archive, member.actor());
    let (Some(id), Some(at), true) = (look.taken, look.at, is_open) else {
        return Ok(None);
    };
    let Ok(record) = archive.record(connection, actor, id).await else {
        return Ok(None);
    };
    let is_loose = archive.in_volume(connection, actor, &record).await?.is_none();
    Ok(
        (is_loose && record.state == RecordState::Described).then(|| TakenPaper {
            record: id.to_string(),
            title: archive.listed(actor, &record).title.clone(),
            at,
        }),
    )
}

fn paper_row(member: &Member, (place, record): &(u32, Record)) -> VolumePaperRow {
    let archive = &member.app().archive;
    let (id, listed) = (record.id.to_string(), archive.listed(member.actor(), record));
    VolumePaperRow {
        place: *place,
        link: match record.state {
            RecordState::Filed => routes::record(&id),
            RecordState::Captured | RecordState::Described => routes::paper(&id),
        },
        title: listed.title.clone(),
        doc_number: listed.doc_number.clone(),
        responsible: listed.responsible_party.clone(),
        date: day(member, record.doc_date),
        pages: record.page_count,
        code: record.archival_code.clone().unwrap_or_default(),
        secrecy: shown::secrecy(member.visit.locale, archive, record.secrecy),
        record: id,
    }
}

/// Returns a day as people here read it.
pub(super) fn day(member: &Member, day: Option<Date>) -> String {
    let civil = day.and_then(civil);
    civil.map(|day| member.visit.locale.date(day)).unwrap_or_default()
}

/// Returns from when to when the papers are.
pub(super) fn span(member: &Member, one: &Volume) -> String {
    let days = (day(member, one.totals.first), day(member, one.totals.last));
    match days.0 == days.1 {
        true => days.0,
        false => format!("{} — {}", days.0, days.1),
    }
}

async fn facts(
    member: &Member,
    connection: &mut Connection,
    one: &Volume,
) -> Result<Vec<(String, String)>, Fault> {
    let (words, archive) = (Wording(member.visit.locale), &member.app().archive);
    let unit = organisation::at(connection, &one.org_path).await?;
    let people: HashMap<_, _> = names(
        connection,
        [Some(one.opened_by), one.filed_by].into_iter().flatten(),
    )
    .await?;
    let number = |count: i64| match count {
        0 => String::new(),
        count => count.to_string(),
    };
    let mut facts = vec![
        (
            words.say("catalogue-type"),
            shown::type_name(words.0, archive, &one.type_code),
        ),
        (words.say("catalogue-year"), one.year.to_string()),
        (
            words.say("record-retention"),
            shown::retention(words.0, archive, &one.retention),
        ),
        (words.say("volume-unit"), unit.name),
        (words.say("volume-span"), span(member, one)),
        (words.say("volume-papers"), number(i64::from(one.totals.papers))),
        (words.say("record-pages"), number(one.totals.pages)),
        (words.say("volume-opened-by"), name(&people, one.opened_by)),
        (words.say("volume-opened-at"), words.moment(one.opened_at)),
    ];
    if let (Some(by), Some(at)) = (one.filed_by, one.filed_at) {
        facts.push((words.say("volume-filed-by"), name(&people, by)));
        facts.push((words.say("volume-filed-at"), words.moment(at)));
    }
    facts.retain(|(_, value)| !value.is_empty());
    Ok(facts)
}

fn fields(member: &Member, one: &Volume) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    let iso = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let note = &one.note;
    vec![
        // Whoever arranges the volume reads the title as she wrote it; to everybody else it is masked.
        Field::new("title", ui.t("volume-name"), FieldKind::Text).value(&one.title),
        Field::new("situation", ui.t("volume-situation"), FieldKind::Long)
            .value(&note.situation)
            .hint(ui.t("volume-situation-hint"))
            .optional(),
        Field::new("arranged_by", ui.t("volume-arranged-by"), FieldKind::Text)
            .value(&note.arranged_by)
            .optional(),
        Field::new("arranged_on", ui.t("volume-arranged-on"), FieldKind::Date)
            .value(iso(note.arranged_on))
            .optional(),
        Field::new("checked_by", ui.t("volume-checked-by"), FieldKind::Text)
            .value(&note.checked_by)
            .optional(),
        Field::new("checked_on", ui.t("volume-checked-on"), FieldKind::Date)
            .value(iso(note.checked_on))
            .optional(),
    ]
}

/// Returns what the note sheet says, label and value.
fn note_facts(member: &Member, note: &NoteSheet) -> Vec<(String, String)> {
    let words = Wording(member.visit.locale);
    let situation = match note.situation.is_empty() {
        true => words.say("volume-situation-none"),
        false => shown_title(member, &note.situation),
    };
    vec![
        (words.say("volume-situation"), situation),
        (words.say("volume-arranged-by"), note.arranged_by.clone()),
        (words.say("volume-arranged-on"), day(member, note.arranged_on)),
        (words.say("volume-checked-by"), note.checked_by.clone()),
        (words.say("volume-checked-on"), day(member, note.checked_on)),
    ]
}

/// Returns where a record lies in its volume; nothing when it lies in none.
///
/// # Errors
/// When the database refuses.
pub async fn of_record(
    member: &Member,
    connection: &mut Connection,
    record: &Record,
) -> Result<Option<VolumePlace>, Fault> {
    let (archive, actor) = (&member.app().archive, member.actor());
    let Some(found) = archive.in_volume(connection, actor, record).await? else {
        return Ok(None);
    };
    let link = |id: Option<RecordId>| id.map(|id| routes::record(&id.to_string()));
    let volume = found.volume.as_ref();
    let hidden = || {
        let number = archive.volume_number(record);
        number.map(|number| number.to_string()).unwrap_or_default()
    };
    Ok(Some(VolumePlace {
        link: volume.map(|one| routes::volume(&one.id.to_string())),
        title: volume.map_or_else(hidden, |one| shown_title(member, &one.title)),
        place: Wording(member.visit.locale).with("volume-place", "place", found.place),
        previous: link(found.previous),
        next: link(found.next),
    }))
}

/// Returns in which volume a paper lies that is not filed, or that it has to go into one.
///
/// # Errors
/// When the database refuses.
pub async fn hint(
    member: &Member,
    connection: &mut Connection,
    record: &Record,
) -> Result<Option<LinkChoice>, Fault> {
    let words = Wording(member.visit.locale);
    let choice = |label: String, link: String| LinkChoice {
        label,
        link,
        chosen: false,
    };
    if let Some(place) = of_record(member, connection, record).await? {
        let link = place.link.unwrap_or_else(|| routes::VOLUMES.to_owned());
        return Ok(Some(choice(
            words.with("volume-hint-in", "title", place.title),
            link,
        )));
    }
    let numbering = &member.app().archive.numbering;
    let is_due = record.state == RecordState::Described && numbering.keeps_by_volume(&record.type_code);
    Ok(is_due.then(|| choice(words.say("volume-hint-by-volume"), routes::VOLUMES.to_owned())))
}

/// `POST /volumes/{id}`
pub async fn describe(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<SheetForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let done = match sheet(&form) {
        Ok(sheet) => describe_one(&member, (id, form.revision), (&form.title, sheet)).await,
        Err(error) => Err(error.into()),
    };
    after(&member, id, done, "#note").await
}

fn sheet(form: &SheetForm) -> Result<NoteSheet, VolumeError> {
    Ok(NoteSheet {
        situation: form.situation.clone(),
        arranged_by: form.arranged_by.clone(),
        arranged_on: date("arranged_on", &form.arranged_on)?,
        checked_by: form.checked_by.clone(),
        checked_on: date("checked_on", &form.checked_on)?,
    })
}

/// Reads a day; none when nothing was given.
///
/// # Errors
/// [`VolumeError::Field`].
pub fn date(field: &'static str, text: &str) -> Result<Option<Date>, VolumeError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| VolumeError::Field(field)),
    }
}

/// `POST /volumes/{id}/papers`
pub async fn put(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let value = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    member.require_form(value("csrf"))?;
    let ticked = pairs.iter().filter(|(name, _)| name == "record");
    let records: Vec<RecordId> = ticked.filter_map(|(_, id)| id.parse().ok()).collect();
    let revision = value("revision").parse().unwrap_or_default();
    let done = put_papers(&member, (id, revision), (&records, value("at").parse().ok())).await;
    after(&member, id, done, "#papers").await
}

/// `POST /volumes/{id}/removal`
pub async fn take_out(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<StepForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let Ok(record) = form.record.parse::<RecordId>() else {
        return after(&member, id, Err(VolumeError::NoSuchPaper.into()), "").await;
    };
    let done = take_paper_out(&member, (id, form.revision), record).await;
    let at = form.at.unwrap_or(1);
    after(&member, id, done, &format!("?taken={record}&at={at}")).await
}

/// `POST /volumes/{id}/order`
pub async fn arrange(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<StepForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let done = match order(&form.to, form.record.parse().ok(), None) {
        Ok(order) => arrange_one(&member, (id, form.revision), &order).await,
        Err(error) => Err(error.into()),
    };
    after(&member, id, done, "#papers").await
}

/// Reads which order is meant: `up` or `down` with a record, `date`, or the records as they are named.
///
/// # Errors
/// [`VolumeError::Field`], [`VolumeError::NoSuchPaper`].
pub fn order(
    to: &str,
    record: Option<RecordId>,
    records: Option<Vec<RecordId>>,
) -> Result<Order, VolumeError> {
    let one = record.ok_or(VolumeError::NoSuchPaper);
    match (to, records) {
        ("up", _) => Ok(Order::Up(one?)),
        ("down", _) => Ok(Order::Down(one?)),
        ("date", _) => Ok(Order::ByDate),
        ("as-named", Some(records)) => Ok(Order::As(records)),
        _ => Err(VolumeError::Field("to")),
    }
}

/// `POST /volumes/{id}/state`
pub async fn act(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<StepForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let done = match form.to == "file" && form.sure.is_none() {
        true => Err(VolumeError::Field("sure").into()),
        false => act_on(&member, (id, form.revision), &form.to).await,
    };
    after(&member, id, done, "").await
}

async fn after(
    member: &Member,
    id: Uuid,
    done: Result<Volume, Fault>,
    place: &str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => {
            let address = format!("{}{place}", routes::volume(&id.to_string()));
            Ok(Redirect::to(&address).into_response())
        }
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(member, id, (&VolumeLook::default(), Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Keeps title and note sheet of a volume, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Archive::describe_volume`].
pub async fn describe_one(
    member: &Member,
    at: (Uuid, i64),
    (title, sheet): (&str, NoteSheet),
) -> Result<Volume, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let archive = &app.archive;
    let one = archive
        .describe_volume(&mut work, actor, at, (title, sheet))
        .await?;
    work.commit().await?;
    Ok(one)
}

/// Puts records into a volume, in a unit of work of its own. One whose filing needs approval goes its way alone.
///
/// # Errors
/// As [`guildhall_archive::Archive::put_into_volume`]; [`VolumeError::NeedsApproval`].
pub async fn put_papers(
    member: &Member,
    (id, revision): (Uuid, i64),
    (records, at): (&[RecordId], Option<u32>),
) -> Result<Volume, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let archive = &app.archive;
    let one = archive
        .put_into_volume(&mut work, actor, (id, revision), (records, at))
        .await?;
    let seen = archive.volume(&mut work, actor, id).await?;
    for (place, record) in seen
        .papers
        .iter()
        .filter(|(_, paper)| records.contains(&paper.id))
    {
        if needs_approval(&app.workflow, record)? {
            return Err(VolumeError::NeedsApproval(*place).into());
        }
    }
    work.commit().await?;
    Ok(one)
}

/// Takes a record out of a volume, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Archive::take_out_of_volume`].
pub async fn take_paper_out(member: &Member, at: (Uuid, i64), record: RecordId) -> Result<Volume, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let archive = &app.archive;
    let one = archive.take_out_of_volume(&mut work, actor, at, record).await?;
    work.commit().await?;
    Ok(one)
}

/// Puts the papers of a volume in another order, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Archive::arrange_volume`].
pub async fn arrange_one(member: &Member, at: (Uuid, i64), order: &Order) -> Result<Volume, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let one = app.archive.arrange_volume(&mut work, actor, at, order).await?;
    work.commit().await?;
    Ok(one)
}

/// Withdraws, reopens or files a volume, in a unit of work of its own. Before it is filed, the files of its papers are read
/// through, as the four checks ask.
///
/// # Errors
/// As the act in [`guildhall_archive::Archive`] and as [`guildhall_checks::Checks::file_volume`]; [`VolumeError::Field`]
/// for an act that is none.
pub async fn act_on(member: &Member, at: (Uuid, i64), to: &str) -> Result<Volume, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let archive = &app.archive;
    let seen = match to {
        "file" => Some(look(member, at.0).await?),
        "withdraw" | "reopen" => None,
        _ => return Err(VolumeError::Field("to").into()),
    };
    let mut work = app.database.begin(actor.realm).await?;
    let one = match (to, seen) {
        ("file", Some(seen)) => {
            // Nobody can say: then others decide.
            let needs = |record: &Record| needs_approval(&app.workflow, record).unwrap_or(true);
            let checks = &app.checks;
            checks.file_volume(&mut work, actor, (at, &needs), &seen).await?
        }
        ("withdraw", _) => archive.withdraw_volume(&mut work, actor, at).await?,
        _ => archive.reopen_volume(&mut work, actor, at).await?,
    };
    work.commit().await?;
    Ok(one)
}

/// Reads the files of all papers of a volume that the member keeps.
async fn look(member: &Member, id: Uuid) -> Result<guildhall_checks::FilesSeen, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let Seen {
        papers, is_keeper, ..
    } = app.archive.volume(&mut connection, actor, id).await?;
    // Nobody's files are read for who may not file them; the act itself says why.
    let ids: Vec<RecordId> = papers
        .iter()
        .filter(|_| is_keeper)
        .map(|(_, record)| record.id)
        .collect();
    Ok(app.checks.look_all(&mut connection, &ids).await?)
}
