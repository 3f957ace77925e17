//! The authority file: names, records of bodies and people, what they are responsible for.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::archive::authorities::one::{change_one, next_link, records as records_of};
use crate::archive::authorities::unknown::{UnknownQuery, hidden, unknown as unknown_names};
use crate::archive::authorities::{NamesQuery, authority_file, make_one, names};
use crate::fault::Fault;
use crate::privacy::named::Behind;
use crate::routes;
use axum::Json;
use guildhall_archive::AuthorityError;
use guildhall_archive::authority::{Authority, AuthorityKind, KnownName, NewAuthority};
use guildhall_kernel::RecordId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

const AUTHORITIES: &str = "/api/v1/authorities";
const UNKNOWN: &str = "/api/v1/authorities/unknown";

/// A name that leads to an authority record.
#[derive(Serialize, ToSchema)]
pub struct KnownNameView {
    /// The name.
    name: String,
    /// Whether the record is kept under it.
    is_main: bool,
    /// The authority record.
    authority: Uuid,
    /// The name under which that is kept.
    main_name: String,
    /// `body`, `unit` or `person`.
    kind: String,
    /// Whether it is offered no more.
    is_retired: bool,
}

impl From<&KnownName> for KnownNameView {
    fn from(name: &KnownName) -> Self {
        Self {
            name: name.name.clone(),
            is_main: name.is_main,
            authority: name.authority,
            main_name: name.main_name.clone(),
            kind: name.kind.clone(),
            is_retired: name.is_retired,
        }
    }
}

/// Names.
#[derive(Serialize, ToSchema)]
pub struct KnownNamesView {
    /// The names, in their order.
    names: Vec<KnownNameView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the names that lead to authority records.
#[utoipa::path(
    get, path = "/api/v1/authorities", operation_id = "listAuthorityNames", tag = "authorities", params(NamesQuery),
    responses((status = 200, description = "Names.", body = KnownNamesView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<NamesQuery>,
) -> Result<Json<KnownNamesView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = names(&member, &mut connection, &query).await?;
    let last = found.last().filter(|_| is_more);
    Ok(Json(KnownNamesView {
        next: last.map(|last| query.behind(AUTHORITIES, last)),
        names: found.iter().map(KnownNameView::from).collect(),
    }))
}

/// Names that lead to no authority record.
#[derive(Serialize, ToSchema)]
pub struct UnknownNamesView {
    /// The names, personal data hidden.
    names: Vec<String>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists who is responsible for records and leads to no authority record.
#[utoipa::path(
    get, path = "/api/v1/authorities/unknown", operation_id = "listUnknownNames", tag = "authorities",
    params(UnknownQuery), responses((status = 200, description = "Names.", body = UnknownNamesView))
)]
pub async fn unknown(
    Caller(member): Caller,
    QueryOf(query): QueryOf<UnknownQuery>,
) -> Result<Json<UnknownNamesView>, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = unknown_names(&member, &mut connection, &query).await?;
    let behind = |last: &String| routes::with_query(UNKNOWN, [("after", last.clone())]);
    Ok(Json(UnknownNamesView {
        next: found.last().filter(|_| is_more).map(behind),
        names: found.iter().map(|name| hidden(&member, name)).collect(),
    }))
}

/// An authority record (机构人员规范记录).
#[derive(Serialize, ToSchema)]
pub struct AuthorityView {
    /// Its id.
    id: Uuid,
    /// Raised with every change; a change names the one that it saw.
    revision: i64,
    /// `body`, `unit` or `person`.
    kind: &'static str,
    /// The name under which it is kept.
    name: String,
    /// Other names.
    other_names: Vec<String>,
    /// The code of an organisation or the post of a person; may be empty.
    code: String,
    /// The year in which it began.
    began: Option<i64>,
    /// The year in which it ended.
    ended: Option<i64>,
    /// The body from which it came.
    earlier: Option<Uuid>,
    /// Its history; may be empty.
    history: String,
    /// Whether it is offered no more.
    is_retired: bool,
    /// When it was changed.
    changed_at: String,
}

impl From<&Authority> for AuthorityView {
    fn from(authority: &Authority) -> Self {
        Self {
            id: authority.id,
            revision: authority.revision,
            kind: authority.kind.code(),
            name: authority.name.clone(),
            other_names: authority.other_names.clone(),
            code: authority.code.clone(),
            began: authority.began,
            ended: authority.ended,
            earlier: authority.earlier,
            history: authority.history.clone(),
            is_retired: authority.is_retired,
            changed_at: authority.changed_at.to_rfc3339(),
        }
    }
}

/// What an authority record is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorityBody {
    /// The revision that is changed; left out for a new one.
    #[serde(default)]
    revision: i64,
    /// `body`, `unit` or `person`.
    kind: String,
    /// The name under which it is kept, up to 200 characters.
    name: String,
    /// Other names, at most 20.
    #[serde(default)]
    other_names: Vec<String>,
    /// The code of an organisation or the post of a person.
    #[serde(default)]
    code: String,
    /// The year in which it began.
    #[serde(default)]
    began: Option<i64>,
    /// The year in which it ended.
    #[serde(default)]
    ended: Option<i64>,
    /// A name of the body from which it came.
    #[serde(default)]
    earlier: String,
    /// Its history.
    #[serde(default)]
    history: String,
    /// Whether it is offered no more.
    #[serde(default)]
    is_retired: bool,
}

impl AuthorityBody {
    fn said(self) -> Result<NewAuthority, AuthorityError> {
        Ok(NewAuthority {
            kind: AuthorityKind::from_code(&self.kind).ok_or(AuthorityError::Field("kind"))?,
            name: self.name,
            other_names: self.other_names,
            code: self.code,
            began: self.began,
            ended: self.ended,
            earlier: self.earlier,
            history: self.history,
            is_retired: self.is_retired,
        })
    }
}

/// Makes an authority record.
#[utoipa::path(
    post, path = "/api/v1/authorities", operation_id = "makeAuthority", tag = "authorities",
    request_body = AuthorityBody,
    responses((status = 201, description = "The authority record.", body = AuthorityView))
)]
pub async fn make(
    Caller(member): Caller,
    JsonOf(body): JsonOf<AuthorityBody>,
) -> Result<(StatusCode, Json<AuthorityView>), Fault> {
    let authority = make_one(&member, body.said()?).await?;
    Ok((StatusCode::CREATED, Json(AuthorityView::from(&authority))))
}

/// Returns an authority record.
#[utoipa::path(
    get, path = "/api/v1/authorities/{id}", operation_id = "showAuthority", tag = "authorities",
    params(("id" = uuid::Uuid, Path, description = "The authority record.")),
    responses((status = 200, description = "The authority record.", body = AuthorityView))
)]
pub async fn show(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<AuthorityView>, Fault> {
    let actor = member.actor();
    let mut connection = member.app().database.read(actor.realm).await?;
    let file = authority_file(&member);
    let authority = file.authority(&mut connection, actor, id).await?;
    Ok(Json(AuthorityView::from(&authority)))
}

/// Changes an authority record.
#[utoipa::path(
    put, path = "/api/v1/authorities/{id}", operation_id = "changeAuthority", tag = "authorities",
    params(("id" = uuid::Uuid, Path, description = "The authority record.")), request_body = AuthorityBody,
    responses((status = 200, description = "The authority record.", body = AuthorityView))
)]
pub async fn change(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<AuthorityBody>,
) -> Result<Json<AuthorityView>, Fault> {
    let of = (id, body.revision);
    let authority = change_one(&member, of, body.said()?).await?;
    Ok(Json(AuthorityView::from(&authority)))
}

/// A record for which an authority is responsible.
#[derive(Serialize, ToSchema)]
pub struct ResponsibleRecordView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: RecordId,
    /// Its archival code.
    archival_code: Option<String>,
    /// Its title, personal data hidden.
    title: String,
    /// Who is responsible, as the record has it.
    responsible_party: String,
}

/// A page of records.
#[derive(Serialize, ToSchema)]
pub struct ResponsibleRecordsView {
    /// The records, the newest first.
    records: Vec<ResponsibleRecordView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the filed records for which an authority is responsible under any of its names.
#[utoipa::path(
    get, path = "/api/v1/authorities/{id}/records", operation_id = "listRecordsOfAuthority", tag = "authorities",
    params(("id" = uuid::Uuid, Path, description = "The authority record."), Behind),
    responses((status = 200, description = "Records.", body = ResponsibleRecordsView))
)]
pub async fn records(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    QueryOf(behind): QueryOf<Behind>,
) -> Result<Json<ResponsibleRecordsView>, Fault> {
    let actor = member.actor();
    let mut connection = member.app().database.read(actor.realm).await?;
    let file = authority_file(&member);
    let authority = file.authority(&mut connection, actor, id).await?;
    let (found, is_more) = records_of(&member, &mut connection, &authority, &behind).await?;
    let here = format!("{AUTHORITIES}/{id}/records");
    let view = |record| {
        let record = member.app().archive.listed(actor, record);
        ResponsibleRecordView {
            id: record.id,
            archival_code: record.archival_code.clone(),
            title: record.title.clone(),
            responsible_party: record.responsible_party.clone(),
        }
    };
    Ok(Json(ResponsibleRecordsView {
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(&here, last)),
        records: found.iter().map(view).collect(),
    }))
}
