//! The organisation tree.

use crate::address::PathOf;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::view::{Choice, Field, FieldKind, OrganisationPage, OwnCode, PageFault, Section, UnitRow};
use crate::{locale, routes};
use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_identity::organisation::{NewOrganisation, service};
use guildhall_identity::{Organisation, OrganisationKind};
use guildhall_kernel::OrgId;
use http::StatusCode;
use serde::Deserialize;

/// Most units on one page; a federation's tree is opened branch by branch.
const UNITS_MAX: u32 = 500;

/// `GET /organisation`
pub async fn tree(member: Member) -> Result<Response, Fault> {
    let top = member.app().database.read(member.actor().realm).await?;
    show(&member, top, None).await
}

/// `GET /organisation/{id}`
pub async fn unit(member: Member, PathOf(id): PathOf<OrgId>) -> Result<Response, Fault> {
    let connection = member.app().database.read(member.actor().realm).await?;
    show(&member, connection, Some(id)).await
}

async fn show(
    member: &Member,
    mut connection: guildhall_store::Connection,
    id: Option<OrgId>,
) -> Result<Response, Fault> {
    let actor = member.actor();
    let rights = &member.app().rights;
    let under = match id {
        Some(id) => service::get(&mut connection, id).await?,
        None => service::top(&mut connection, actor.realm).await?,
    };
    if under.realm != actor.realm {
        return Err(PageFault::NotFound.into());
    }
    let units = service::subtree(&mut connection, (rights, actor), &under.path, None, UNITS_MAX).await?;
    let may_add = rights.allows_in(actor, "manageSystem", &under.path);
    let ui = member.frame(Section::Organisation);
    let new_unit = may_add.then(|| new_unit_fields(&ui, &under));
    // Every archival code begins with the fonds of the top unit; a code of its own would say nothing.
    let own_code = (may_add && under.parent.is_some()).then(|| own_code(&ui, &under));
    let base = under.path.depth();
    let units = units.iter().map(|unit| row(&ui, unit, base)).collect();
    Ok(render(
        StatusCode::OK,
        &OrganisationPage {
            ui,
            units,
            new_unit,
            own_code,
        },
    ))
}

fn kind_name(ui: &crate::view::Frame, kind: OrganisationKind) -> String {
    locale::t(
        ui.locale,
        &format!("unit-kind-{}", kind.code()),
        &locale::Args::none(),
    )
}

fn row(ui: &crate::view::Frame, unit: &Organisation, base: usize) -> UnitRow {
    UnitRow {
        link: routes::unit(&unit.id.to_string()),
        name: unit.name.clone(),
        kind: kind_name(ui, unit.kind),
        code: unit.code.clone().unwrap_or_default(),
        depth: unit.path.depth().saturating_sub(base),
    }
}

fn new_unit_fields(ui: &crate::view::Frame, under: &Organisation) -> Vec<Field> {
    let kinds = [
        OrganisationKind::Union,
        OrganisationKind::Branch,
        OrganisationKind::Department,
        OrganisationKind::Group,
    ];
    let choices = kinds.map(|kind| Choice {
        value: kind.code().to_owned(),
        label: kind_name(ui, kind),
        chosen: kind == OrganisationKind::Department,
    });
    let parent = Choice {
        value: under.id.to_string(),
        label: under.name.clone(),
        chosen: true,
    };
    vec![
        Field::new("parent", ui.t("unit-parent"), FieldKind::Select(vec![parent])),
        Field::new("name", ui.t("unit-name"), FieldKind::Text),
        Field::new("kind", ui.t("unit-kind"), FieldKind::Select(choices.to_vec())),
    ]
}

/// The code of the unit at the head of the page.
fn own_code(ui: &crate::view::Frame, unit: &Organisation) -> OwnCode {
    let label = ui.with("unit-code-of", "name", unit.name.as_str());
    let mut code = Field::new("code", label, FieldKind::Text).optional();
    code.value = unit.code.clone().unwrap_or_default();
    code.hint = Some(ui.t("unit-code-hint"));
    OwnCode {
        link: routes::unit(&unit.id.to_string()),
        code,
    }
}

/// What the form of a unit's code sends.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
}

/// `POST /organisation/{id}`
pub async fn change(
    member: Member,
    PathOf(id): PathOf<OrgId>,
    Form(form): Form<CodeForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    service::set_code(&mut work, &app.rights, member.actor(), id, &form.code).await?;
    work.commit().await?;
    Ok(Redirect::to(&routes::unit(&id.to_string())).into_response())
}

/// What the form of a new unit sends.
#[derive(Deserialize)]
pub struct UnitForm {
    #[serde(default)]
    csrf: String,
    parent: OrgId,
    name: String,
    kind: String,
}

/// `POST /organisation`
pub async fn add(member: Member, Form(form): Form<UnitForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let kind = OrganisationKind::from_code(&form.kind).ok_or(PageFault::BadRequest)?;
    let app = member.app();
    let mut work = app.database.begin(member.actor().realm).await?;
    let new = NewOrganisation {
        name: form.name,
        kind,
    };
    service::add_child(&mut work, &app.rights, member.actor(), form.parent, new).await?;
    work.commit().await?;
    Ok(Redirect::to(&routes::unit(&form.parent.to_string())).into_response())
}
