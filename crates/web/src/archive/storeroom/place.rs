//! One place of the storeroom: what stands or lies in it, its line, and what is done with it.

use super::{PAGE, PlaceForm, behind, capacity, on_form, place_fields, require_keeper, row, said};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::privacy::named::{name, names};
use crate::routes;
use crate::view::{Field, FieldKind, Frame, LinkChoice, MoveRow, PlacePage, PlacedRow, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::Record;
use guildhall_archive::lending::lent_out;
use guildhall_archive::storeroom::{BoxSet, Chosen, Located, Place, PlaceChange, Relocation};
use guildhall_kernel::RecordId;
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Moves that are shown on the page of a place.
const LINE: u32 = 50;

/// Where the list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InsideQuery {
    after: String,
}

/// `GET /storeroom/{id}`
pub async fn show(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<InsideQuery>,
) -> Result<Response, Fault> {
    page(&member, id, (&query.after, None)).await
}

/// Shows a place again with what was refused, or hands the fault on when no form can mend it.
///
/// # Errors
/// The fault itself; as [`show`].
pub async fn on_page(member: &Member, id: Uuid, fault: Fault) -> Result<Response, Fault> {
    match on_form(&fault) {
        true => page(member, id, ("", Some(&fault))).await,
        false => Err(fault),
    }
}

async fn page(member: &Member, id: Uuid, (after, fault): (&str, Option<&Fault>)) -> Result<Response, Fault> {
    require_keeper(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let place = app.storeroom.place(&mut connection, actor, id).await?;
    let way = app.storeroom.way_to(&mut connection, &place).await?;
    let link = routes::place(&id.to_string());
    let is_box = app.storeroom.kinds.holds_records(&place.kind);
    let wanted = (after, PAGE + 1);
    let (mut places, mut records) = (Vec::new(), Vec::new());
    let last = if is_box {
        let found = app
            .storeroom
            .records_in(&mut connection, actor, id, wanted)
            .await?;
        let shown = &found[..found.len().min(PAGE as usize)];
        records = all_placed(member, &mut connection, shown).await?;
        let last = shown.last().filter(|_| found.len() > shown.len());
        last.and_then(|record| record.archival_code.clone())
    } else {
        let found = app
            .storeroom
            .inside(&mut connection, actor, Some(id), wanted)
            .await?;
        let shown = &found[..found.len().min(PAGE as usize)];
        for inner in shown {
            places.push(row(member, &mut connection, inner).await?);
        }
        let last = shown.last().filter(|_| found.len() > shown.len());
        last.map(|inner| inner.code.clone())
    };
    let line = app
        .storeroom
        .trace(&mut connection, actor, id, (None, LINE))
        .await?;
    let moves = moves(&mut connection, &line).await?;
    let load = app.storeroom.load(&mut connection, &place).await?;
    let ui = member.frame(Section::Records);
    let outer = Some(place.kind.as_str());
    let may_hold = app.storeroom.kinds.inside(outer).next().is_some() && place.closed_at.is_none();
    let page = PlacePage {
        title: said(member, &place),
        code: place.code.clone(),
        name: place.name.clone(),
        way: way_links(member, &way),
        id: id.to_string(),
        is_box,
        is_closed: place.closed_at.is_some(),
        is_empty: load == 0,
        load,
        capacity: place.capacity,
        set: place.set.as_ref().map(|set| set_name(member, set)),
        places,
        records,
        moves,
        new_place: may_hold
            .then(|| place_fields(&ui, app.storeroom.kinds.inside(outer), &PlaceForm::default())),
        own: own_fields(&ui, &place),
        revision: place.revision,
        may_move: place.parent.is_some(),
        fault: fault.map(|fault| locale::explain(ui.locale, fault).sentence()),
        previous: (!after.is_empty()).then(|| link.clone()),
        next: last.map(|code| behind(&link, &code)),
        ui,
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

/// Returns the way to a place, each step a link but the place itself.
fn way_links(member: &Member, way: &[Place]) -> Vec<LinkChoice> {
    let steps = way.iter().take(way.len().saturating_sub(1));
    let link = |place: &Place| LinkChoice {
        label: said(member, place),
        link: routes::place(&place.id.to_string()),
        chosen: false,
    };
    steps.map(link).collect()
}

/// The fields of what can be changed about a place.
fn own_fields(ui: &Frame, place: &Place) -> Vec<Field> {
    let mut fields = vec![
        Field::new("name", ui.t("place-name"), FieldKind::Text)
            .value(&place.name)
            .optional(),
    ];
    if place.capacity > 0 {
        let field = Field::new("capacity", ui.t("place-capacity"), FieldKind::Number);
        fields.push(field.value(place.capacity.to_string()));
    }
    fields
}

/// Returns the name of what lies in a box: type, year, period.
pub fn set_name(member: &Member, set: &BoxSet) -> String {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let class = shown::type_name(locale, archive, &set.type_code);
    let retention = shown::retention(locale, archive, &set.retention);
    format!("{class} · {} · {retention}", set.year)
}

/// Returns a record as the lists of the storeroom show it.
fn placed(member: &Member, record: &Record) -> PlacedRow {
    let shown = member.app().archive.listed(member.actor(), record);
    PlacedRow {
        id: record.id.to_string(),
        link: routes::record(&record.id.to_string()),
        code: record.archival_code.clone().unwrap_or_default(),
        title: shown.title.clone(),
        pages: record.page_count,
        is_lent: false,
    }
}

/// Returns records as the lists of the storeroom show them, with what is lent out.
///
/// # Errors
/// When the database refuses.
pub async fn all_placed(
    member: &Member,
    connection: &mut Connection,
    records: &[Record],
) -> Result<Vec<PlacedRow>, Fault> {
    let ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
    let out = lent_out(connection, &ids).await?;
    let row = |record: &Record| PlacedRow {
        is_lent: out.contains(&record.id),
        ..placed(member, record)
    };
    Ok(records.iter().map(row).collect())
}

/// Returns the line of a place or record as the pages show it.
///
/// # Errors
/// When the database refuses.
pub async fn moves(connection: &mut Connection, line: &[Located]) -> Result<Vec<MoveRow>, Fault> {
    let who = names(connection, line.iter().filter_map(|one| one.relocation.account)).await?;
    let row = |one: &Located| {
        let moved = &one.relocation;
        // What began a place has nothing to go back to.
        let began_place = moved.place.is_some() && moved.from.is_none();
        MoveRow {
            id: moved.id.to_string(),
            when: moment(moved.at),
            who: moved.account.map(|id| name(&who, id)).unwrap_or_default(),
            records: moved.records,
            what: match moved.first_code == moved.last_code {
                true => moved.first_code.clone(),
                false => format!("{} — {}", moved.first_code, moved.last_code),
            },
            from: one.from.clone(),
            to: one.to.clone(),
            is_undoing: moved.undoes.is_some(),
            is_undone: one.is_undone,
            may_undo: !(one.is_undone || began_place),
        }
    };
    Ok(line.iter().map(row).collect())
}

/// What the forms of a place send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    csrf: String,
    revision: i64,
    name: String,
    capacity: String,
    to: String,
    first: String,
    last: String,
}

/// `POST /storeroom/{id}`
pub async fn change(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<ChangeForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let changed = match capacity(&form.capacity) {
        Ok(capacity) => {
            let change = PlaceChange {
                revision: form.revision,
                name: form.name,
                capacity,
            };
            change_place(&member, id, change).await
        }
        Err(error) => Err(error.into()),
    };
    back(&member, id, changed.map(|_| ())).await
}

/// `POST /storeroom/{id}/move`
pub async fn carry(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<ChangeForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let moved = match named(&member, &form.to).await {
        Ok(to) => move_place(&member, id, to).await,
        Err(fault) => Err(fault),
    };
    back(&member, id, moved.map(|_| ())).await
}

/// `POST /storeroom/{id}/records`
pub async fn put(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<ChangeForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let range = Chosen::Range {
        first: form.first,
        last: form.last,
    };
    let moved = put_records(&member, id, range).await;
    back(&member, id, moved.map(|_| ())).await
}

/// Records that were ticked, and the code of the box into which they go.
pub struct Ticked {
    csrf: String,
    to: String,
    records: Vec<RecordId>,
}

impl Ticked {
    /// Reads what a list with boxes to be ticked sends.
    pub fn read(pairs: Vec<(String, String)>) -> Self {
        let mut ticked = Self {
            csrf: String::new(),
            to: String::new(),
            records: Vec::new(),
        };
        for (name, value) in pairs {
            match name.as_str() {
                "csrf" => ticked.csrf = value,
                "to" => ticked.to = value.trim().to_owned(),
                "record" => ticked.records.extend(value.parse::<RecordId>().ok()),
                _ => {}
            }
        }
        ticked
    }

    /// Puts the ticked records into the box whose code was given.
    ///
    /// # Errors
    /// As [`put_records`].
    pub async fn put(self, member: &Member) -> Result<Uuid, Fault> {
        member.require_form(&self.csrf)?;
        let to = named(member, &self.to).await?;
        put_records(member, to, Chosen::Records(self.records)).await?;
        Ok(to)
    }
}

/// `POST /storeroom/{id}/out`
pub async fn take_out(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let ticked = Ticked::read(pairs);
    member.require_form(&ticked.csrf)?;
    let done = match ticked.to.is_empty() {
        true => take_records(&member, id, ticked.records).await.map(|_| ()),
        false => ticked.put(&member).await.map(|_| ()),
    };
    back(&member, id, done).await
}

/// `POST /storeroom/{id}/closing`
pub async fn close(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let closed = close_place(&member, id).await;
    back(&member, id, closed.map(|_| ())).await
}

/// What the button that undoes a move sends: the place on whose page it stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    csrf: String,
    place: Uuid,
}

/// `POST /storeroom/moves/{id}/undo`
pub async fn undo(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<UndoForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let undone = undo_move(&member, id).await;
    back(&member, form.place, undone.map(|_| ())).await
}

/// Leads back to the page of a place, with the fault when something was refused.
async fn back(member: &Member, id: Uuid, done: Result<(), Fault>) -> Result<Response, Fault> {
    match done {
        Ok(()) => Ok(Redirect::to(&routes::place(&id.to_string())).into_response()),
        Err(fault) => on_page(member, id, fault).await,
    }
}

/// Returns the id of the place that bears a code.
async fn named(member: &Member, code: &str) -> Result<Uuid, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    Ok(app.storeroom.by_code(&mut connection, actor, code).await?.id)
}

/// Changes a place, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Storeroom::change`].
pub async fn change_place(member: &Member, id: Uuid, change: PlaceChange) -> Result<Place, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let place = app.storeroom.change(&mut work, actor, id, change).await?;
    work.commit().await?;
    Ok(place)
}

/// Moves a place, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Storeroom::move_place`].
pub async fn move_place(member: &Member, id: Uuid, to: Uuid) -> Result<Relocation, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let moved = app.storeroom.move_place(&mut work, actor, id, to).await?;
    work.commit().await?;
    Ok(moved)
}

/// Puts records into a box, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Storeroom::put`].
pub async fn put_records(member: &Member, id: Uuid, chosen: Chosen) -> Result<Vec<Relocation>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let moved = app.storeroom.put(&mut work, actor, id, chosen).await?;
    work.commit().await?;
    Ok(moved)
}

/// Takes records out of a box, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Storeroom::take_out`].
pub async fn take_records(member: &Member, id: Uuid, records: Vec<RecordId>) -> Result<Relocation, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let moved = app.storeroom.take_out(&mut work, actor, id, records).await?;
    work.commit().await?;
    Ok(moved)
}

/// Takes a place out of use, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Storeroom::close`].
pub async fn close_place(member: &Member, id: Uuid) -> Result<Place, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let place = app.storeroom.close(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(place)
}

/// Undoes a move, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Storeroom::undo`].
pub async fn undo_move(member: &Member, id: Uuid) -> Result<Relocation, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let moved = app.storeroom.undo(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(moved)
}
