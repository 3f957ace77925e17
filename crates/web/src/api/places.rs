//! The storeroom: places, what is in them, what lies nowhere, and moves.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::storeroom::place::{
    change_place, close_place, move_place, put_records, take_records, undo_move,
};
use crate::archive::storeroom::unplaced::{UnplacedQuery, unplaced};
use crate::archive::storeroom::{PAGE, behind, make_place, require_keeper};
use crate::context::Member;
use crate::fault::Fault;
use crate::privacy::named::Behind;
use axum::Json;
use guildhall_archive::Record;
use guildhall_archive::storeroom::{Chosen, Located, NewPlace, Place, PlaceChange, Relocation};
use guildhall_kernel::{AccountId, OrgId, RecordId};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A place of the storeroom (库房位置).
#[derive(Serialize, ToSchema)]
pub struct PlaceView {
    /// Its id.
    id: Uuid,
    /// The place in which it stands; none for a whole room.
    parent: Option<Uuid>,
    /// The code of its kind, as rules/storeroom names it.
    kind: String,
    /// Its code, as the bar code on it says.
    code: String,
    /// Its name.
    name: String,
    /// How many records it holds; 0 for a place that holds places.
    capacity: u32,
    /// Code of the archive type of what lies in it.
    #[serde(rename = "type")]
    type_code: Option<String>,
    /// Year of it.
    year: Option<i64>,
    /// Retention code of it.
    retention: Option<String>,
    /// The revision that a change names.
    revision: i64,
    /// Whether it is in use.
    is_in_use: bool,
}

impl From<Place> for PlaceView {
    fn from(place: Place) -> Self {
        let set = place.set;
        Self {
            id: place.id,
            parent: place.parent,
            kind: place.kind,
            code: place.code,
            name: place.name,
            capacity: place.capacity,
            year: set.as_ref().map(|set| set.year),
            retention: set.as_ref().map(|set| set.retention.clone()),
            type_code: set.map(|set| set.type_code),
            revision: place.revision,
            is_in_use: place.closed_at.is_none(),
        }
    }
}

/// Places in the order of their codes.
#[derive(Serialize, ToSchema)]
pub struct PlacesView {
    /// The places.
    places: Vec<PlaceView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Which places.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlacesQuery {
    /// The place in which they stand; rooms when left out.
    parent: Option<Uuid>,
    /// The code of the one that is looked for, wherever it stands.
    code: Option<String>,
    /// The last code of the page before.
    #[serde(default)]
    after: String,
}

/// Lists the places that stand in one, or the rooms, or finds the one whose bar code was read.
#[utoipa::path(
    get, path = "/api/v1/places", operation_id = "listPlaces", tag = "storeroom", params(PlacesQuery),
    responses((status = 200, description = "Places.", body = PlacesView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<PlacesQuery>,
) -> Result<Json<PlacesView>, Fault> {
    require_keeper(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    if let Some(code) = &query.code {
        let place = app.storeroom.by_code(&mut connection, actor, code).await?;
        return Ok(Json(PlacesView {
            places: vec![PlaceView::from(place)],
            next: None,
        }));
    }
    let wanted = (query.after.as_str(), PAGE + 1);
    let mut found = app
        .storeroom
        .inside(&mut connection, actor, query.parent, wanted)
        .await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let here = match query.parent {
        Some(parent) => format!("/api/v1/places?parent={parent}"),
        None => "/api/v1/places".to_owned(),
    };
    Ok(Json(PlacesView {
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| next(&here, &last.code)),
        places: found.into_iter().map(PlaceView::from).collect(),
    }))
}

/// Returns where a list goes on behind a code; the address may have a query of its own.
fn next(here: &str, code: &str) -> String {
    let link = behind("", code);
    match here.contains('?') {
        true => format!("{here}&{}", link.trim_start_matches('?')),
        false => format!("{here}{link}"),
    }
}

/// A place to be set up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlaceBody {
    /// The place in which it stands; none for a whole room.
    parent: Option<Uuid>,
    /// The unit that keeps a room; left out for all others, which go with their room.
    #[schema(value_type = Option<uuid::Uuid>)]
    unit: Option<OrgId>,
    /// The code of its kind.
    kind: String,
    /// Its code: letters, digits and hyphens, at most 24.
    code: String,
    /// Its name.
    #[serde(default)]
    name: String,
    /// How many records a box holds, 1 to 500; as its kind says when left out.
    capacity: Option<u32>,
}

/// Sets up a place.
#[utoipa::path(
    post, path = "/api/v1/places", operation_id = "makePlace", tag = "storeroom", request_body = NewPlaceBody,
    responses((status = 201, description = "The place.", body = PlaceView))
)]
pub async fn make(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewPlaceBody>,
) -> Result<(StatusCode, Json<PlaceView>), Fault> {
    let new = NewPlace {
        parent: body.parent,
        kind: body.kind,
        code: body.code,
        name: body.name,
        capacity: body.capacity,
        org_path: None,
    };
    let place = make_place(&member, new, body.unit).await?;
    Ok((StatusCode::CREATED, Json(PlaceView::from(place))))
}

/// A place with the way to it.
#[derive(Serialize, ToSchema)]
pub struct PlaceShown {
    /// The place.
    place: PlaceView,
    /// The codes of the places in which it stands, the room first.
    way: Vec<String>,
    /// How many records or places are in it.
    load: u32,
}

/// Returns a place.
#[utoipa::path(
    get, path = "/api/v1/places/{id}", operation_id = "showPlace", tag = "storeroom",
    params(("id" = uuid::Uuid, Path, description = "The place.")),
    responses((status = 200, description = "The place.", body = PlaceShown))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<PlaceShown>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let place = app.storeroom.place(&mut connection, actor, id).await?;
    let mut way = app.storeroom.way_to(&mut connection, &place).await?;
    way.pop();
    Ok(Json(PlaceShown {
        load: app.storeroom.load(&mut connection, &place).await?,
        way: way.into_iter().map(|outer| outer.code).collect(),
        place: PlaceView::from(place),
    }))
}

/// What is changed about a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceChangeBody {
    /// The revision that was seen.
    revision: i64,
    /// Its name.
    name: String,
    /// How many records a box holds; unchanged when left out.
    capacity: Option<u32>,
}

/// Changes name and capacity of a place.
#[utoipa::path(
    put, path = "/api/v1/places/{id}", operation_id = "changePlace", tag = "storeroom", request_body = PlaceChangeBody,
    params(("id" = uuid::Uuid, Path, description = "The place.")),
    responses((status = 200, description = "The place.", body = PlaceView))
)]
pub async fn change(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<PlaceChangeBody>,
) -> Result<Json<PlaceView>, Fault> {
    let change = PlaceChange {
        revision: body.revision,
        name: body.name,
        capacity: body.capacity,
    };
    Ok(Json(PlaceView::from(change_place(&member, id, change).await?)))
}

/// Takes an empty place out of use.
#[utoipa::path(
    delete, path = "/api/v1/places/{id}", operation_id = "closePlace", tag = "storeroom",
    params(("id" = uuid::Uuid, Path, description = "The place.")),
    responses((status = 200, description = "The place.", body = PlaceView))
)]
pub async fn close(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<PlaceView>, Fault> {
    Ok(Json(PlaceView::from(close_place(&member, id).await?)))
}

/// Where a place is moved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarryBody {
    /// The place in which it is to stand.
    to: Uuid,
}

/// A move (移位).
#[derive(Serialize, ToSchema)]
pub struct MoveView {
    /// Its id.
    id: Uuid,
    /// When.
    at: String,
    /// Who.
    #[schema(value_type = Option<uuid::Uuid>)]
    account: Option<AccountId>,
    /// The place that was moved; none when records were.
    place: Option<Uuid>,
    /// Where it came from.
    from: Option<Uuid>,
    /// Where it went.
    to: Option<Uuid>,
    /// How many records were moved.
    records: u32,
    /// The first archival code among them, or the code of the place.
    first: String,
    /// The last one.
    last: String,
    /// The move that it undoes.
    undoes: Option<Uuid>,
}

impl From<Relocation> for MoveView {
    fn from(one: Relocation) -> Self {
        Self {
            id: one.id,
            at: one.at.to_rfc3339(),
            account: one.account,
            place: one.place,
            from: one.from,
            to: one.to,
            records: one.records,
            first: one.first_code,
            last: one.last_code,
            undoes: one.undoes,
        }
    }
}

/// Moves a place with all that is in it.
#[utoipa::path(
    post, path = "/api/v1/places/{id}/move", operation_id = "movePlace", tag = "storeroom", request_body = CarryBody,
    params(("id" = uuid::Uuid, Path, description = "The place.")),
    responses((status = 200, description = "The move.", body = MoveView))
)]
pub async fn carry(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<CarryBody>,
) -> Result<Json<MoveView>, Fault> {
    Ok(Json(MoveView::from(move_place(&member, id, body.to).await?)))
}

/// A record in the storeroom.
#[derive(Serialize, ToSchema)]
pub struct PlacedView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: RecordId,
    /// Archival code (档号).
    archival_code: Option<String>,
    /// Title, masked unless it is seen in clear.
    title: String,
}

/// Records in the order of their archival codes.
#[derive(Serialize, ToSchema)]
pub struct PlacedListView {
    /// The records.
    records: Vec<PlacedView>,
    /// The archival code with which, as `after`, the list goes on.
    next_after: Option<String>,
}

fn placed_list(member: &Member, mut found: Vec<Record>) -> Json<PlacedListView> {
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let last = found.last().filter(|_| is_more);
    let archive = &member.app().archive;
    Json(PlacedListView {
        next_after: last.and_then(|record| record.archival_code.clone()),
        records: found
            .iter()
            .map(|record| PlacedView {
                id: record.id,
                archival_code: record.archival_code.clone(),
                title: archive.listed(member.actor(), record).title.clone(),
            })
            .collect(),
    })
}

/// Where a list of records goes on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AfterQuery {
    /// The last archival code of the page before.
    #[serde(default)]
    after: String,
}

/// Lists the records that lie in a box.
#[utoipa::path(
    get, path = "/api/v1/places/{id}/records", operation_id = "recordsInPlace", tag = "storeroom",
    params(("id" = uuid::Uuid, Path, description = "The box."), AfterQuery),
    responses((status = 200, description = "The records.", body = PlacedListView))
)]
pub async fn records(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    QueryOf(query): QueryOf<AfterQuery>,
) -> Result<Json<PlacedListView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (query.after.as_str(), PAGE + 1);
    let found = app
        .storeroom
        .records_in(&mut connection, actor, id, wanted)
        .await?;
    Ok(placed_list(&member, found))
}

/// Which records are put into a box: named ones, or those of a range that lie nowhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutBody {
    /// Their ids, at most 500; from wherever they lie.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    records: Vec<RecordId>,
    /// The first archival code of a range.
    #[serde(default)]
    first: String,
    /// The last one; the first when left out.
    #[serde(default)]
    last: String,
}

/// Moves, one for each place from which something came.
#[derive(Serialize, ToSchema)]
pub struct MovesView {
    /// The moves, the newest first.
    moves: Vec<MoveView>,
}

/// Puts records into a box, all or none.
#[utoipa::path(
    post, path = "/api/v1/places/{id}/records", operation_id = "putRecords", tag = "storeroom", request_body = PutBody,
    params(("id" = uuid::Uuid, Path, description = "The box.")),
    responses((status = 200, description = "The moves.", body = MovesView))
)]
pub async fn put(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<PutBody>,
) -> Result<Json<MovesView>, Fault> {
    let chosen = match body.records.is_empty() {
        true => Chosen::Range {
            first: body.first,
            last: body.last,
        },
        false => Chosen::Records(body.records),
    };
    let moves = put_records(&member, id, chosen).await?;
    Ok(Json(MovesView {
        moves: moves.into_iter().map(MoveView::from).collect(),
    }))
}

/// Which records are taken out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBody {
    /// Their ids, at most 500.
    #[schema(value_type = Vec<uuid::Uuid>)]
    records: Vec<RecordId>,
}

/// Takes records out of a box; they lie nowhere then.
#[utoipa::path(
    post, path = "/api/v1/places/{id}/out", operation_id = "takeRecords", tag = "storeroom", request_body = TakeBody,
    params(("id" = uuid::Uuid, Path, description = "The box.")),
    responses((status = 200, description = "The move.", body = MoveView))
)]
pub async fn take(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<TakeBody>,
) -> Result<Json<MoveView>, Fault> {
    Ok(Json(MoveView::from(
        take_records(&member, id, body.records).await?,
    )))
}

/// Lists the line of a place: everything that was moved, put in or taken out, at most 50 moves from the newest.
#[utoipa::path(
    get, path = "/api/v1/places/{id}/moves", operation_id = "movesOfPlace", tag = "storeroom",
    params(("id" = uuid::Uuid, Path, description = "The place."), Behind),
    responses((status = 200, description = "The moves.", body = MovesView))
)]
pub async fn moves(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    QueryOf(before): QueryOf<Behind>,
) -> Result<Json<MovesView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (before.key(), PAGE);
    let line = app.storeroom.trace(&mut connection, actor, id, wanted).await?;
    let moved = |one: Located| MoveView::from(one.relocation);
    Ok(Json(MovesView {
        moves: line.into_iter().map(moved).collect(),
    }))
}

/// Undoes a move, when all of it still is where it was brought.
#[utoipa::path(
    post, path = "/api/v1/moves/{id}/undo", operation_id = "undoMove", tag = "storeroom",
    params(("id" = uuid::Uuid, Path, description = "The move.")),
    responses((status = 200, description = "The move that undoes it.", body = MoveView))
)]
pub async fn undo(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<MoveView>, Fault> {
    Ok(Json(MoveView::from(undo_move(&member, id).await?)))
}

/// Lists the filed records of a set that lie nowhere yet.
#[utoipa::path(
    get, path = "/api/v1/places/unplaced", operation_id = "unplacedRecords", tag = "storeroom", params(UnplacedQuery),
    responses((status = 200, description = "The records.", body = PlacedListView))
)]
pub async fn without_place(
    Caller(member): Caller,
    QueryOf(query): QueryOf<UnplacedQuery>,
) -> Result<Json<PlacedListView>, Fault> {
    let found = unplaced(&member, &query).await?;
    Ok(placed_list(&member, found))
}
