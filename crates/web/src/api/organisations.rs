//! The tree of the union.

use super::body::{JsonOf, QueryOf};
use super::caller::Caller;
use crate::address::PathOf;
use crate::fault::Fault;
use crate::routes;
use crate::view::PageFault;
use axum::Json;
use guildhall_identity::organisation::{NewOrganisation, service};
use guildhall_identity::{Organisation, OrganisationKind};
use guildhall_kernel::{OrgId, OrgPath};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Units on a page.
const PAGE: u32 = 500;

/// A unit of the union (组织).
#[derive(Serialize, ToSchema)]
pub struct OrganisationView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: OrgId,
    /// The unit above it.
    #[schema(value_type = Option<uuid::Uuid>)]
    parent: Option<OrgId>,
    /// Its place in the tree, such as `/1/17/`.
    #[schema(value_type = String)]
    path: OrgPath,
    /// Its name.
    name: String,
    /// `federation`, `union`, `branch`, `department` or `group`.
    #[schema(value_type = String)]
    kind: OrganisationKind,
    /// The code that stands for it in archival codes (机构代码), if it has one.
    code: Option<String>,
}

impl OrganisationView {
    fn of(unit: &Organisation) -> Self {
        Self {
            id: unit.id,
            parent: unit.parent,
            path: unit.path.clone(),
            name: unit.name.clone(),
            kind: unit.kind,
            code: unit.code.clone(),
        }
    }
}

/// Which part of the tree.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrganisationsQuery {
    /// The unit whose subtree is meant; the whole tree when absent.
    #[param(value_type = Option<uuid::Uuid>)]
    under: Option<OrgId>,
    /// Path of the last unit shown.
    #[param(value_type = Option<String>)]
    after: Option<OrgPath>,
}

/// A page of units.
#[derive(Serialize, ToSchema)]
pub struct OrganisationsView {
    /// The units, in the order of the tree.
    organisations: Vec<OrganisationView>,
    /// Where the list goes on.
    next: Option<String>,
}

/// Lists the units of the union that you may know of.
#[utoipa::path(
    get, path = "/api/v1/organisations", operation_id = "listOrganisations", tag = "organisations",
    params(OrganisationsQuery), responses((status = 200, description = "Units.", body = OrganisationsView))
)]
pub async fn list(
    Caller(member): Caller,
    QueryOf(query): QueryOf<OrganisationsQuery>,
) -> Result<Json<OrganisationsView>, Fault> {
    let actor = member.actor();
    let mut connection = member.app().database.read(actor.realm).await?;
    let under = match query.under {
        Some(id) => service::get(&mut connection, id).await?,
        None => service::top(&mut connection, actor.realm).await?,
    };
    if under.realm != actor.realm {
        return Err(PageFault::NotFound.into());
    }
    let of = (&member.app().rights, actor);
    let mut units =
        service::subtree(&mut connection, of, &under.path, query.after.as_ref(), PAGE + 1).await?;
    let is_more = units.len() > PAGE as usize;
    units.truncate(PAGE as usize);
    let next = units.last().filter(|_| is_more).map(|last| {
        let pairs = [("under", under.id.to_string()), ("after", last.path.to_string())];
        routes::with_query("/api/v1/organisations", pairs)
    });
    Ok(Json(OrganisationsView {
        organisations: units.iter().map(OrganisationView::of).collect(),
        next,
    }))
}

/// A unit to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganisationBody {
    /// The unit above it.
    #[schema(value_type = uuid::Uuid)]
    parent: OrgId,
    /// Its name.
    name: String,
    /// `federation`, `union`, `branch`, `department` or `group`.
    #[schema(value_type = String)]
    kind: OrganisationKind,
}

/// Adds a unit below another.
#[utoipa::path(
    post, path = "/api/v1/organisations", operation_id = "addOrganisation", tag = "organisations",
    request_body = NewOrganisationBody,
    responses((status = 201, description = "The new unit.", body = OrganisationView))
)]
pub async fn add(
    Caller(member): Caller,
    JsonOf(body): JsonOf<NewOrganisationBody>,
) -> Result<(StatusCode, Json<OrganisationView>), Fault> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let new = NewOrganisation {
        name: body.name,
        kind: body.kind,
    };
    let unit = service::add_child(&mut work, &app.rights, member.actor(), body.parent, new).await?;
    work.commit().await?;
    Ok((StatusCode::CREATED, Json(OrganisationView::of(&unit))))
}

/// The code of a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitCodeBody {
    /// At most 20 letters, digits or Chinese characters; an empty one takes the code away.
    code: String,
}

/// Gives a unit the code that stands for it in archival codes (机构代码). What is filed already keeps its own.
#[utoipa::path(
    put, path = "/api/v1/organisations/{id}/code", operation_id = "setOrganisationCode", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "The unit.")), request_body = UnitCodeBody,
    responses((status = 200, description = "The unit.", body = OrganisationView))
)]
pub async fn set_code(
    Caller(member): Caller,
    PathOf(id): PathOf<OrgId>,
    JsonOf(body): JsonOf<UnitCodeBody>,
) -> Result<Json<OrganisationView>, Fault> {
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let unit = service::set_code(&mut work, &app.rights, member.actor(), id, &body.code).await?;
    work.commit().await?;
    Ok(Json(OrganisationView::of(&unit)))
}
