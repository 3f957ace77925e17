//! Volumes: the list, and the form of a new one.

pub mod one;
pub mod printing;

use super::shown;
use crate::archive::retention::this_year;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::routes;
use crate::view::{
    Choice, Field, FieldKind, LinkChoice, PageFault, Section, VolumeFormPage, VolumeRow, VolumesPage,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::volume::{NewVolume, Volume, VolumeKey, VolumeQuery, VolumeState};
use guildhall_archive::{RecordType, VolumeError};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, OrgId, Timestamp};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Volumes on a page.
pub const PAGE: u32 = 50;

/// Which volumes, and where the list goes on.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct VolumesQuery {
    /// `open`, `filed` or `withdrawn`; empty for all.
    state: String,
    /// Year of the papers; empty for all.
    year: String,
    /// Archive type of the papers; empty for all.
    #[serde(rename = "type")]
    type_code: String,
    /// When the last volume of the page before was opened, in microseconds since 1970.
    at: Option<i64>,
    /// Its id.
    id: Option<Uuid>,
}

impl VolumesQuery {
    fn wanted(&self) -> VolumeQuery {
        VolumeQuery {
            state: VolumeState::from_code(&self.state),
            year: self.year.trim().parse().ok(),
            type_code: Some(self.type_code.trim().to_owned()).filter(|code| !code.is_empty()),
        }
    }

    fn key(&self) -> Option<VolumeKey> {
        self.at.map(Timestamp::from_micros).zip(self.id)
    }

    /// Returns the address of the first page of these volumes in another state.
    fn first(&self, path: &str, state: &str) -> String {
        let query = [
            ("state", state.to_owned()),
            ("year", self.year.clone()),
            ("type", self.type_code.clone()),
        ];
        routes::with_query(path, query.into_iter().filter(|(_, value)| !value.is_empty()))
    }

    /// Returns the address of the page behind a volume.
    pub fn behind(&self, path: &str, last: &Volume) -> String {
        let query = [
            ("state", self.state.clone()),
            ("year", self.year.clone()),
            ("type", self.type_code.clone()),
            ("at", last.opened_at.as_micros().to_string()),
            ("id", last.id.to_string()),
        ];
        routes::with_query(path, query)
    }
}

/// What the form of a new volume sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VolumeForm {
    csrf: String,
    title: String,
    unit: String,
    #[serde(rename = "type")]
    type_code: String,
    year: String,
    retention: String,
}

/// Returns the volumes that are asked for, and whether there are more.
///
/// # Errors
/// When the database refuses.
pub async fn volumes(
    member: &Member,
    connection: &mut Connection,
    query: &VolumesQuery,
) -> Result<(Vec<Volume>, bool), Fault> {
    let page = (query.key(), PAGE + 1);
    let archive = &member.app().archive;
    let mut found = archive
        .volumes(connection, member.actor(), &query.wanted(), page)
        .await?;
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// `GET /volumes`
pub async fn list(member: Member, Query(query): Query<VolumesQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = volumes(&member, &mut connection, &query).await?;
    let page = VolumesPage {
        tabs: tabs(&member, &query),
        types: type_choices(&member, &query.type_code),
        retentions: retention_choices(&member, ""),
        rows: found.iter().map(|one| row(&member, one)).collect(),
        may_open: member.app().archive.keeps_volumes(member.actor()),
        previous: query
            .key()
            .is_some()
            .then(|| query.first(routes::VOLUMES, &query.state)),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| query.behind(routes::VOLUMES, last)),
        state: query.state,
        year: query.year,
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

fn tabs(member: &Member, query: &VolumesQuery) -> Vec<LinkChoice> {
    let chosen = VolumeState::from_code(&query.state);
    let all = LinkChoice {
        label: locale::t(member.visit.locale, "volumes-all", &Args::none()),
        link: query.first(routes::VOLUMES, ""),
        chosen: chosen.is_none(),
    };
    let tab = |state: &VolumeState| LinkChoice {
        label: standing(member, *state),
        link: query.first(routes::VOLUMES, state.code()),
        chosen: chosen == Some(*state),
    };
    [all]
        .into_iter()
        .chain(VolumeState::ALL.iter().map(tab))
        .collect()
}

fn row(member: &Member, one: &Volume) -> VolumeRow {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    VolumeRow {
        link: routes::volume(&one.id.to_string()),
        title: shown_title(member, &one.title),
        code: one.code.clone().unwrap_or_default(),
        class: shown::type_name(locale, archive, &one.type_code),
        year: one.year.to_string(),
        retention: shown::retention(locale, archive, &one.retention),
        papers: u64::from(one.totals.papers),
        pages: u64::try_from(one.totals.pages).unwrap_or_default(),
        secrecy: shown::secrecy(locale, archive, one.totals.secrecy),
        standing: standing(member, one.state),
        is_open: one.state == VolumeState::Open,
    }
}

/// Returns a title with the personal data in it hidden.
pub fn shown_title(member: &Member, title: &str) -> String {
    member.app().archive.masks.mask_text(title).text
}

/// Returns how a volume stands, in words.
pub fn standing(member: &Member, state: VolumeState) -> String {
    let key = format!("volume-is-{}", state.code());
    locale::t(member.visit.locale, &key, &Args::none())
}

/// Returns the types that are kept by volume.
fn kept_types(member: &Member) -> impl Iterator<Item = &RecordType> {
    let archive = &member.app().archive;
    let types = archive.dictionary.types();
    types.filter(move |kind| archive.numbering.keeps_by_volume(&kind.code))
}

fn type_choices(member: &Member, chosen: &str) -> Vec<Choice> {
    let choice = |kind: &RecordType| Choice {
        chosen: kind.code == chosen,
        label: shown::type_name(member.visit.locale, &member.app().archive, &kind.code),
        value: kind.code.clone(),
    };
    kept_types(member).map(choice).collect()
}

fn retention_choices(member: &Member, chosen: &str) -> Vec<Choice> {
    let archive = &member.app().archive;
    let codes = archive.codes.table("RETENTION_CODE").iter();
    let known = codes.filter(|code| archive.retention.knows(&code.code));
    let choice = |code: &guildhall_archive::codes::Code| Choice {
        chosen: code.code == chosen,
        label: shown::retention(member.visit.locale, archive, &code.code),
        value: code.code.clone(),
    };
    known.map(choice).collect()
}

/// `GET /volumes/new`
pub async fn form(member: Member) -> Result<Response, Fault> {
    form_page(&member, (&VolumeForm::default(), None)).await
}

async fn form_page(member: &Member, (form, fault): (&VolumeForm, Option<&Fault>)) -> Result<Response, Fault> {
    require_keeper(member)?;
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let page = VolumeFormPage {
        fields: fields(member, &mut connection, form).await?,
        is_none_kept: kept_types(member).next().is_none(),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui: member.frame(Section::Records),
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

fn require_keeper(member: &Member) -> Result<(), Fault> {
    match member.app().archive.keeps_volumes(member.actor()) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

async fn fields(
    member: &Member,
    connection: &mut Connection,
    form: &VolumeForm,
) -> Result<Vec<Field>, Fault> {
    let ui = member.frame(Section::Records);
    let year = match form.year.is_empty() {
        true => this_year(member).to_string(),
        false => form.year.clone(),
    };
    let retention = match form.retention.is_empty() {
        true => kept_types(member)
            .next()
            .map(|kind| kind.retention_default.clone()),
        false => Some(form.retention.clone()),
    };
    Ok(vec![
        Field::new("title", ui.t("volume-name"), FieldKind::Text)
            .value(&form.title)
            .hint(ui.t("volume-name-hint")),
        Field::new(
            "type",
            ui.t("catalogue-type"),
            FieldKind::Select(type_choices(member, &form.type_code)),
        )
        .hint(ui.t("volume-type-hint")),
        Field::new("year", ui.t("catalogue-year"), FieldKind::Number).value(year),
        Field::new(
            "retention",
            ui.t("record-retention"),
            FieldKind::Select(retention_choices(member, &retention.unwrap_or_default())),
        ),
        Field::new(
            "unit",
            ui.t("volume-unit"),
            FieldKind::Select(units(member, connection, &form.unit).await?),
        )
        .hint(ui.t("volume-unit-hint")),
    ])
}

/// Returns the organisations in which the member files records by a role of hers.
async fn units(member: &Member, connection: &mut Connection, chosen: &str) -> Result<Vec<Choice>, Fault> {
    let (archive, actor) = (&member.app().archive, member.actor());
    let mut paths: Vec<_> = actor
        .grants
        .iter()
        .map(|grant| &grant.org_path)
        .filter(|path| archive.keeps_volumes_in(actor, path))
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

/// `POST /volumes`
pub async fn open(member: Member, Form(form): Form<VolumeForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match open_from(&member, &form).await {
        Ok(one) => Ok(Redirect::to(&routes::volume(&one.id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            form_page(&member, (&form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

async fn open_from(member: &Member, form: &VolumeForm) -> Result<Volume, Fault> {
    require_keeper(member)?;
    let new = NewParts {
        title: form.title.clone(),
        unit: form.unit.parse().map_err(|_| VolumeError::Field("unit"))?,
        type_code: form.type_code.clone(),
        year: form.year.trim().parse().map_err(|_| VolumeError::Field("year"))?,
        retention: form.retention.clone(),
    };
    open_one(member, new).await
}

/// What is said of a new volume.
pub struct NewParts {
    /// Its title.
    pub title: String,
    /// Its organisation.
    pub unit: OrgId,
    /// Archive type of its papers.
    pub type_code: String,
    /// Year of its papers.
    pub year: i64,
    /// Retention code of its papers.
    pub retention: String,
}

/// Opens a volume, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Archive::open_volume`].
pub async fn open_one(member: &Member, new: NewParts) -> Result<Volume, Fault> {
    let (app, actor) = (member.app(), member.actor());
    require_keeper(member)?;
    let mut work = app.database.begin(actor.realm).await?;
    let unit = organisation::get(&mut work, new.unit).await?;
    let new = NewVolume {
        title: new.title,
        org_path: unit.path,
        type_code: new.type_code,
        year: new.year,
        retention: new.retention,
    };
    let one = app.archive.open_volume(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(one)
}
