//! Dossiers: the list, the form of a new one, and what one's post owes.

pub mod one;
pub mod receipt;

use crate::archive::records::civil;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::page::render;
use crate::routes;
use crate::view::{
    Choice, DossierFormPage, DossierRow, DossiersPage, Field, FieldKind, LinkChoice, OwedPage, OwedRow,
    PageFault, Section,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::DossierError;
use guildhall_archive::dossier::{Dossier, DossierKey, DossierState, NewDossier, Owed, OwedKey};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Date, Explain as _, OrgId, Timestamp};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Dossiers on a page.
pub const PAGE: u32 = 50;
/// The zone whose days are counted.
const ZONE: &str = "Asia/Shanghai";

/// Which dossiers, and where the list goes on.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct DossierQuery {
    /// `open`, `due`, `complete`, `filing`, `filed` or `withdrawn`; empty for all.
    state: String,
    /// When the last dossier of the page before was opened, in microseconds since 1970.
    at: Option<i64>,
    /// Its id.
    id: Option<Uuid>,
}

impl DossierQuery {
    fn state(&self) -> Option<DossierState> {
        DossierState::from_code(&self.state)
    }

    fn key(&self) -> Option<DossierKey> {
        self.at.map(Timestamp::from_micros).zip(self.id)
    }

    /// Returns the address of the page behind a dossier.
    pub fn behind(&self, path: &str, last: &Dossier) -> String {
        let query = [
            ("state", self.state.clone()),
            ("at", last.opened_at.as_micros().to_string()),
            ("id", last.id.to_string()),
        ];
        routes::with_query(path, query)
    }
}

/// Where the list of what is owed goes on.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct OwedQuery {
    /// The last day of the last paper of the page before.
    due: String,
    /// Its dossier.
    id: Option<Uuid>,
    /// Its code.
    paper: String,
}

impl OwedQuery {
    fn key(&self) -> Option<OwedKey> {
        let day = self.due.parse::<Date>().ok()?;
        Some((day, self.id?, self.paper.clone()))
    }

    /// Returns the address of the page behind a paper.
    pub fn behind(path: &str, last: &Owed) -> String {
        let query = [
            ("due", last.deadline.to_string()),
            ("id", last.dossier.to_string()),
            ("paper", last.slot.clone()),
        ];
        routes::with_query(path, query)
    }
}

/// What the form of a new dossier sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DossierForm {
    csrf: String,
    kind: String,
    title: String,
    unit: String,
    year: String,
}

fn require_keeper(member: &Member) -> Result<(), Fault> {
    match member.app().dossiers.is_keeper(member.actor()) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// Returns the dossiers that are asked for, and whether there are more.
///
/// # Errors
/// [`PageFault::Forbidden`] for who keeps none.
pub async fn dossiers(
    member: &Member,
    connection: &mut Connection,
    query: &DossierQuery,
) -> Result<(Vec<Dossier>, bool), Fault> {
    require_keeper(member)?;
    let (desk, actor) = (&member.app().dossiers, member.actor());
    let page = (query.key(), PAGE + 1);
    let mut found = desk.list(connection, actor, query.state(), page).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// `GET /dossiers`
pub async fn list(member: Member, Query(query): Query<DossierQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = dossiers(&member, &mut connection, &query).await?;
    let first = routes::with_query(routes::DOSSIERS, [("state", query.state.clone())]);
    let page = DossiersPage {
        tabs: tabs(&member, &query),
        rows: found.iter().map(|one| row(&member, one)).collect(),
        previous: query.key().is_some().then_some(first),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| query.behind(routes::DOSSIERS, last)),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

fn tabs(member: &Member, query: &DossierQuery) -> Vec<LinkChoice> {
    let all = LinkChoice {
        label: locale::t(member.visit.locale, "dossiers-all", &Args::none()),
        link: routes::DOSSIERS.to_owned(),
        chosen: query.state().is_none(),
    };
    let tab = |state: &DossierState| LinkChoice {
        label: standing(member, *state),
        link: routes::with_query(routes::DOSSIERS, [("state", state.code().to_owned())]),
        chosen: query.state() == Some(*state),
    };
    [all]
        .into_iter()
        .chain(DossierState::ALL.iter().map(tab))
        .collect()
}

fn row(member: &Member, one: &Dossier) -> DossierRow {
    DossierRow {
        link: routes::dossier(&one.id.to_string()),
        title: shown_title(member, &one.title),
        kind: kind_name(member, &one.kind),
        year: one.year.to_string(),
        standing: standing(member, one.state),
        is_due: one.state == DossierState::Due,
        deadline: match one.state {
            DossierState::Open | DossierState::Due => day(member, one.deadline),
            _ => String::new(),
        },
        receipt: one.receipt_number().unwrap_or_default(),
    }
}

/// Returns a title with the personal data in it hidden.
pub fn shown_title(member: &Member, title: &str) -> String {
    member.app().archive.masks.mask_text(title).text
}

/// Returns how a dossier stands, in words.
pub fn standing(member: &Member, state: DossierState) -> String {
    let key = format!("dossier-is-{}", state.code());
    locale::t(member.visit.locale, &key, &Args::none())
}

/// Returns the name of a kind; its code when no rule names it any more.
pub fn kind_name(member: &Member, code: &str) -> String {
    let kind = member.app().dossiers.rules.find(code);
    let name = kind.map(|kind| kind.name.said(member.visit.locale == Locale::En));
    name.unwrap_or(code).to_owned()
}

/// Returns the name of a paper of a kind.
pub fn paper_name(member: &Member, kind: &str, slot: &str) -> String {
    let kind = member.app().dossiers.rules.find(kind);
    let slot_rule = kind.and_then(|kind| kind.slot(slot));
    let name = slot_rule.map(|found| found.name.said(member.visit.locale == Locale::En));
    name.unwrap_or(slot).to_owned()
}

/// Returns a day as people here read it.
pub fn day(member: &Member, day: Option<Date>) -> String {
    let civil = day.and_then(civil);
    civil.map(|day| member.visit.locale.date(day)).unwrap_or_default()
}

/// `GET /dossiers/new`
pub async fn form(member: Member) -> Result<Response, Fault> {
    form_page(&member, (&DossierForm::default(), None)).await
}

async fn form_page(
    member: &Member,
    (form, fault): (&DossierForm, Option<&Fault>),
) -> Result<Response, Fault> {
    require_keeper(member)?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let fields = fields(member, &mut connection, form).await?;
    let page = DossierFormPage {
        fields,
        is_unsettled: member.app().dossiers.rules.kinds.iter().any(|kind| !kind.sure),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui: member.frame(Section::Records),
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

async fn fields(
    member: &Member,
    connection: &mut Connection,
    form: &DossierForm,
) -> Result<Vec<Field>, Fault> {
    let ui = member.frame(Section::Records);
    let kinds = member.app().dossiers.rules.kinds.iter().map(|kind| Choice {
        value: kind.code.clone(),
        label: kind_name(member, &kind.code),
        chosen: kind.code == form.kind,
    });
    let year = match form.year.is_empty() {
        true => crate::archive::retention::this_year(member).to_string(),
        false => form.year.clone(),
    };
    Ok(vec![
        Field::new("kind", ui.t("dossier-kind"), FieldKind::Select(kinds.collect()))
            .hint(ui.t("dossier-kind-hint")),
        Field::new("title", ui.t("dossier-name"), FieldKind::Text)
            .value(&form.title)
            .hint(ui.t("dossier-name-hint")),
        Field::new(
            "unit",
            ui.t("dossier-unit"),
            FieldKind::Select(units(member, connection, &form.unit).await?),
        ),
        Field::new("year", ui.t("dossier-year"), FieldKind::Number)
            .value(year)
            .hint(ui.t("dossier-year-hint")),
    ])
}

/// Returns the organisations whose dossiers the member keeps by a role of hers.
async fn units(member: &Member, connection: &mut Connection, chosen: &str) -> Result<Vec<Choice>, Fault> {
    let actor = member.actor();
    let kept = actor.grants.iter().map(|grant| &grant.org_path);
    let mut paths: Vec<_> = kept
        .filter(|path| member.app().dossiers.keeps(actor, path))
        .cloned()
        .collect();
    paths.dedup();
    let found = organisation::at_all(connection, &paths).await?;
    let choice = |unit: guildhall_identity::Organisation| Choice {
        chosen: unit.id.to_string() == chosen,
        value: unit.id.to_string(),
        label: unit.name,
    };
    Ok(found.into_iter().map(choice).collect())
}

/// `POST /dossiers`
pub async fn open(member: Member, Form(form): Form<DossierForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match open_from(&member, &form).await {
        Ok(one) => Ok(Redirect::to(&routes::dossier(&one.id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            form_page(&member, (&form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

async fn open_from(member: &Member, form: &DossierForm) -> Result<Dossier, Fault> {
    let unit = form.unit.parse().map_err(|_| DossierError::Field("unit"))?;
    let year = form
        .year
        .trim()
        .parse()
        .map_err(|_| DossierError::Field("year"))?;
    open_one(member, (&form.kind, &form.title), (unit, year)).await
}

/// Opens a dossier, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Dossiers::open`].
pub async fn open_one(
    member: &Member,
    (kind, title): (&str, &str),
    (unit, year): (OrgId, i64),
) -> Result<Dossier, Fault> {
    let (app, actor) = (member.app(), member.actor());
    require_keeper(member)?;
    let mut work = app.database.begin(actor.realm).await?;
    let unit = organisation::get(&mut work, unit).await?;
    let new = NewDossier {
        kind: kind.to_owned(),
        title: title.to_owned(),
        org_path: unit.path,
        year,
    };
    let one = app.dossiers.open(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(one)
}

/// Returns the papers that the member's post owes, and whether there are more.
///
/// # Errors
/// When the database refuses.
pub async fn owed(
    member: &Member,
    connection: &mut Connection,
    query: &OwedQuery,
) -> Result<(Vec<Owed>, bool), Fault> {
    let (desk, actor) = (&member.app().dossiers, member.actor());
    let key = query.key();
    let mut found = desk.owed(connection, actor, (key.as_ref(), PAGE + 1)).await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// `GET /dossiers/owed`
pub async fn list_owed(member: Member, Query(query): Query<OwedQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = owed(&member, &mut connection, &query).await?;
    let today = member.app().database.clock().now().date_in(ZONE);
    let row = |one: &Owed| OwedRow {
        link: routes::dossier(&one.dossier.to_string()),
        title: shown_title(&member, &one.title),
        kind: kind_name(&member, &one.kind),
        paper: paper_name(&member, &one.kind, &one.slot),
        deadline: day(&member, Some(one.deadline)),
        is_late: one.deadline < today,
    };
    let page = OwedPage {
        rows: found.iter().map(row).collect(),
        previous: query.key().is_some().then(|| routes::DOSSIERS_OWED.to_owned()),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| OwedQuery::behind(routes::DOSSIERS_OWED, last)),
        ui: member.frame(Section::Home),
    };
    Ok(render(StatusCode::OK, &page))
}
