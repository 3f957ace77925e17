//! The storeroom (库房): its rooms, and the field that takes the bar code of any place or record.

pub mod labels;
pub mod place;
pub mod unplaced;

use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Locale};
use crate::page::render;
use crate::routes;
use crate::view::{Choice, Field, FieldKind, Frame, Lies, PageFault, PlaceRow, Section, StoreroomPage};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::record::store as records;
use guildhall_archive::storeroom::{KEEP_STOREROOM, NewPlace, Place, PlaceKind};
use guildhall_archive::{ArchiveError, Record, StoreroomError};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, OrgId};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Places and records on a page.
pub const PAGE: u32 = 50;

/// Where a list in the order of codes goes on, or which code was read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RoomQuery {
    code: String,
    after: String,
}

/// What the form of a new place sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    csrf: String,
    parent: String,
    unit: String,
    kind: String,
    code: String,
    name: String,
    capacity: String,
}

/// Refuses who keeps no place.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_keeper(member: &Member) -> Result<(), Fault> {
    match member.app().storeroom.is_keeper(member.actor()) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// `GET /storeroom`
pub async fn rooms(member: Member, Query(query): Query<RoomQuery>) -> Result<Response, Fault> {
    require_keeper(&member)?;
    if query.code.trim().is_empty() {
        return page(&member, &query, (&PlaceForm::default(), None)).await;
    }
    let mut connection = member.app().database.read(member.actor().realm).await?;
    match found(&member, &mut connection, &query.code).await {
        Ok(link) => Ok(Redirect::to(&link).into_response()),
        Err(fault) => {
            drop(connection);
            on_page(&member, &query, (&PlaceForm::default(), fault)).await
        }
    }
}

/// Returns the page of what a bar code or an archival code names.
async fn found(member: &Member, connection: &mut Connection, code: &str) -> Result<String, Fault> {
    let (app, actor) = (member.app(), member.actor());
    match app.storeroom.by_code(connection, actor, code).await {
        Ok(place) => return Ok(routes::place(&place.id.to_string())),
        Err(ArchiveError::Storeroom(StoreroomError::NoSuchPlace)) => {}
        Err(error) => return Err(error.into()),
    }
    let record = records::by_archival_code(connection, code.trim()).await?;
    let record = record.ok_or(StoreroomError::NoSuchPlace)?;
    let record = app.archive.record(connection, actor, record.id).await;
    let record = record.map_err(|_| StoreroomError::NoSuchPlace)?;
    Ok(routes::record(&record.id.to_string()))
}

async fn on_page(
    member: &Member,
    query: &RoomQuery,
    (form, fault): (&PlaceForm, Fault),
) -> Result<Response, Fault> {
    match on_form(&fault) {
        true => page(member, query, (form, Some(&fault))).await,
        false => Err(fault),
    }
}

/// Says whether a fault belongs onto the page whose form was sent.
pub fn on_form(fault: &Fault) -> bool {
    matches!(
        fault.kind(),
        ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::NotFound
    )
}

async fn page(
    member: &Member,
    query: &RoomQuery,
    (form, fault): (&PlaceForm, Option<&Fault>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (query.after.as_str(), PAGE + 1);
    let mut rooms = app.storeroom.inside(&mut connection, actor, None, wanted).await?;
    let is_more = rooms.len() > PAGE as usize;
    rooms.truncate(PAGE as usize);
    let mut rows = Vec::new();
    for room in &rooms {
        rows.push(row(member, &mut connection, room).await?);
    }
    let ui = member.frame(Section::Records);
    let mut fields = vec![unit_field(member, &mut connection, &ui).await?];
    fields.extend(place_fields(&ui, app.storeroom.kinds.inside(None), form));
    let page = StoreroomPage {
        rows,
        fields,
        code: query.code.clone(),
        fault: fault.map(|fault| locale::explain(ui.locale, fault).sentence()),
        previous: (!query.after.is_empty()).then(|| routes::STOREROOM.to_owned()),
        next: rooms
            .last()
            .filter(|_| is_more)
            .map(|last| behind(routes::STOREROOM, &last.code)),
        ui,
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

/// Returns the address of the page behind a code.
pub fn behind(path: &str, code: &str) -> String {
    routes::with_query(path, [("after", code.to_owned())])
}

/// Returns the name of a kind in the language of the page.
pub fn kind_name(locale: Locale, kind: &PlaceKind) -> String {
    match locale {
        Locale::ZhCn => kind.zh.clone(),
        Locale::En => kind.en.clone(),
    }
}

/// Returns the kind and code of a place, as one says it.
pub fn said(member: &Member, place: &Place) -> String {
    let kind = member.app().storeroom.kinds.find(&place.kind);
    let kind = kind.map(|kind| kind_name(member.visit.locale, kind));
    format!("{} {}", kind.unwrap_or_default(), place.code)
}

/// Returns where a record lies and lay, for who has it in her care; nothing when it never had a place.
///
/// # Errors
/// When the database refuses.
pub async fn lies(
    member: &Member,
    connection: &mut Connection,
    record: &Record,
) -> Result<Option<Lies>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let line = app.storeroom.trace_of_record(connection, actor, record).await?;
    if line.is_empty() {
        return Ok(None);
    }
    let way = app.storeroom.where_lies(connection, actor, record).await?;
    let steps: Vec<String> = way.iter().map(|place| said(member, place)).collect();
    let is_kept = |place: &&Place| app.rights.allows_in(actor, KEEP_STOREROOM, &place.org_path);
    let kept = way.last().filter(is_kept);
    Ok(Some(Lies {
        way: Some(steps.join(" / ")).filter(|way| !way.is_empty()),
        link: kept.map(|place| routes::place(&place.id.to_string())),
        moves: place::moves(connection, &line).await?,
    }))
}

/// Returns a place as a list shows it.
///
/// # Errors
/// When the database refuses.
pub async fn row(member: &Member, connection: &mut Connection, place: &Place) -> Result<PlaceRow, Fault> {
    Ok(PlaceRow {
        link: routes::place(&place.id.to_string()),
        said: said(member, place),
        name: place.name.clone(),
        load: member.app().storeroom.load(connection, place).await?,
        capacity: place.capacity,
        set: place.set.as_ref().map(|set| place::set_name(member, set)),
    })
}

/// Returns the field for the unit that keeps a new room: one for each branch in which the member keeps the storeroom.
async fn unit_field(member: &Member, connection: &mut Connection, ui: &Frame) -> Result<Field, Fault> {
    let actor = member.actor();
    let mut choices: Vec<Choice> = Vec::new();
    for grant in &actor.grants {
        if !member
            .app()
            .rights
            .allows_in(actor, KEEP_STOREROOM, &grant.org_path)
        {
            continue;
        }
        let unit = organisation::at(connection, &grant.org_path).await?;
        let value = unit.id.to_string();
        if choices.iter().all(|known| known.value != value) {
            choices.push(Choice {
                chosen: choices.is_empty(),
                label: unit.name,
                value,
            });
        }
    }
    Ok(Field::new("unit", ui.t("place-unit"), FieldKind::Select(choices)))
}

/// Returns the fields of a new place.
pub fn place_fields<'k>(
    ui: &Frame,
    kinds: impl Iterator<Item = &'k PlaceKind>,
    form: &PlaceForm,
) -> Vec<Field> {
    let mut holds_records = false;
    let mut choices = Vec::new();
    for kind in kinds {
        holds_records |= kind.records.is_some();
        choices.push(Choice {
            value: kind.code.clone(),
            label: kind_name(ui.locale, kind),
            chosen: kind.code == form.kind,
        });
    }
    let mut fields = vec![
        Field::new("kind", ui.t("place-kind"), FieldKind::Select(choices)),
        Field::new("code", ui.t("place-code"), FieldKind::Text)
            .value(&form.code)
            .hint(ui.t("place-code-hint")),
        Field::new("name", ui.t("place-name"), FieldKind::Text)
            .value(&form.name)
            .optional(),
    ];
    if holds_records {
        let capacity = Field::new("capacity", ui.t("place-capacity"), FieldKind::Number);
        fields.push(
            capacity
                .value(&form.capacity)
                .hint(ui.t("place-capacity-hint"))
                .optional(),
        );
    }
    fields
}

/// Reads how many records a box holds; nothing when the field is empty.
///
/// # Errors
/// [`StoreroomError::Field`] for what is no number.
pub fn capacity(text: &str) -> Result<Option<u32>, StoreroomError> {
    match text.trim() {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| StoreroomError::Field("capacity")),
    }
}

/// `POST /storeroom`
pub async fn make(member: Member, Form(form): Form<PlaceForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let parent = Uuid::try_parse(&form.parent).ok();
    match make_from(&member, &form, parent).await {
        Ok(place) => Ok(Redirect::to(&routes::place(&place.id.to_string())).into_response()),
        Err(fault) => match parent {
            Some(parent) => place::on_page(&member, parent, fault).await,
            None => on_page(&member, &RoomQuery::default(), (&form, fault)).await,
        },
    }
}

async fn make_from(member: &Member, form: &PlaceForm, parent: Option<Uuid>) -> Result<Place, Fault> {
    let new = NewPlace {
        parent,
        kind: form.kind.clone(),
        code: form.code.clone(),
        name: form.name.clone(),
        capacity: capacity(&form.capacity)?,
        org_path: None,
    };
    make_place(member, new, form.unit.parse().ok()).await
}

/// Sets up a place, a room in a unit, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Storeroom::make`].
pub async fn make_place(member: &Member, new: NewPlace, unit: Option<OrgId>) -> Result<Place, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let org_path = match unit.filter(|_| new.parent.is_none()) {
        Some(unit) => Some(organisation::get(&mut work, unit).await?.path),
        None => None,
    };
    let place = app
        .storeroom
        .make(&mut work, actor, NewPlace { org_path, ..new })
        .await?;
    work.commit().await?;
    Ok(place)
}
