//! What the archive holds by file format, and what the files of a record are.

use super::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::page::render;
use crate::routes;
use crate::view::{
    FileFormatView, FormatFileRow, FormatFilesPage, FormatRisk, FormatRow, FormatsPage, Section, StandingBar,
};
use axum::extract::Query;
use axum::response::Response;
use guildhall_formats::{Basis, FormatRules, Standing, UNKNOWN};
use guildhall_kernel::{ComponentId, RecordId};
use guildhall_preservation::{FileFormat, FileKey, FileOfFormat, FormatCount};
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

/// Files on a page.
pub const PAGE: u32 = 50;
/// Distance of the bars of the chart, and their height at the fullest.
const BAR: (u64, u64) = (90, 60);

/// Which files of a format.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FilesQuery {
    /// Identifier of the format, such as `fmt/18`; files that were not recognised when left out.
    #[serde(default = "unrecognised")]
    pub format: String,
    /// Record of the last file shown.
    #[param(value_type = Option<uuid::Uuid>)]
    record: Option<RecordId>,
    /// The last file shown.
    #[param(value_type = Option<uuid::Uuid>)]
    file: Option<ComponentId>,
}

fn unrecognised() -> String {
    UNKNOWN.to_owned()
}

impl FilesQuery {
    /// Returns the key behind which the page begins.
    pub fn key(&self) -> Option<FileKey> {
        let key = |(record, component)| FileKey { record, component };
        self.record.zip(self.file).map(key)
    }
}

fn say(locale: Locale, key: &str) -> String {
    locale::t(locale, key, &Args::none())
}

/// Returns the name of a standing in the language of the page.
pub fn standing_name(locale: Locale, standing: Standing) -> String {
    say(locale, &format!("format-is-{}", standing.code()))
}

/// Returns from what a format was told, in the language of the page, with the encoding of a text.
pub fn basis_name(locale: Locale, format: &FileFormat) -> String {
    let basis = say(locale, &format!("format-told-{}", Basis::code(format.basis)));
    match format.encoding.is_empty() {
        true => basis,
        false => format!("{basis} · {}", format.encoding),
    }
}

/// Returns what is to be said of a format in the language of the page.
pub fn risk(locale: Locale, formats: &FormatRules, puid: &str) -> FormatRisk {
    let risk = formats.risk(puid);
    let in_english = locale == Locale::En;
    FormatRisk {
        standing: risk.standing,
        name: standing_name(locale, risk.standing),
        reason: risk.reason.said(in_english).to_owned(),
        todo: risk.todo.said(in_english).to_owned(),
    }
}

/// Returns what a file of a record was found to be, for its page.
pub fn of_file(member: &Member, format: &FileFormat) -> FileFormatView {
    let (locale, formats) = (member.visit.locale, &member.app().preservation.formats);
    FileFormatView {
        name: formats.format(&format.puid).title(),
        puid: format.puid.clone(),
        basis: basis_name(locale, format),
        name_disagrees: format.name_disagrees,
        risk: risk(locale, formats, &format.puid),
    }
}

/// `GET /formats`
pub async fn map(member: Member) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let map = app.preservation.map(&mut connection, actor).await?;
    drop(connection);
    let page = FormatsPage {
        files: map.formats.iter().map(|count| count.files).sum(),
        bars: bars(&member, &map.formats),
        rows: map.formats.iter().map(|count| row(&member, count)).collect(),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

fn row(member: &Member, count: &FormatCount) -> FormatRow {
    let formats = &member.app().preservation.formats;
    FormatRow {
        link: routes::with_query(routes::FORMAT_FILES, [("format", count.puid.clone())]),
        name: formats.format(&count.puid).title(),
        puid: count.puid.clone(),
        files: count.files,
        bytes: count.bytes,
        risk: risk(member.visit.locale, formats, &count.puid),
    }
}

fn bars(member: &Member, counts: &[FormatCount]) -> Vec<StandingBar> {
    let formats = &member.app().preservation.formats;
    let of = |standing: Standing| {
        let counts = counts.iter();
        let counts = counts.filter(|count| formats.standing(&count.puid) == standing);
        (standing, counts.map(|count| count.files).sum::<u64>())
    };
    let all = Standing::ALL.map(of);
    let most = all.iter().map(|(_, files)| *files).max().unwrap_or(1).max(1);
    let bar = |((standing, files), place): ((Standing, u64), u64)| StandingBar {
        name: standing_name(member.visit.locale, standing),
        files,
        x: place * BAR.0 + 15,
        height: (files * BAR.1).div_ceil(most),
    };
    all.into_iter().zip(0..).map(bar).collect()
}

/// `GET /formats/files`
pub async fn files(member: Member, Query(query): Query<FilesQuery>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let page = (query.key(), PAGE + 1);
    let found = app
        .preservation
        .files(&mut connection, actor, &query.format, page)
        .await?;
    drop(connection);
    let is_more = found.len() > PAGE as usize;
    let shown = &found[..found.len().min(PAGE as usize)];
    let formats = &app.preservation.formats;
    let first = || routes::with_query(routes::FORMAT_FILES, [("format", query.format.clone())]);
    let page = FormatFilesPage {
        name: formats.format(&query.format).title(),
        puid: formats.format(&query.format).puid.clone(),
        risk: risk(member.visit.locale, formats, &query.format),
        rows: shown.iter().map(|file| file_row(&member, file)).collect(),
        previous: query.key().is_some().then(first),
        next: shown.last().filter(|_| is_more).map(next_link),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

fn next_link(last: &FileOfFormat) -> String {
    let parameters = [
        ("format", last.format.puid.clone()),
        ("record", last.format.record.to_string()),
        ("file", last.format.component.to_string()),
    ];
    routes::with_query(routes::FORMAT_FILES, parameters)
}

fn file_row(member: &Member, file: &FileOfFormat) -> FormatFileRow {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let record = archive.listed(member.actor(), &file.record);
    FormatFileRow {
        link: routes::record(&record.id.to_string()),
        number: record.archival_code.clone().unwrap_or_default(),
        title: record.title.clone(),
        class: shown::type_name(locale, archive, &record.type_code),
        sequence: file.sequence,
        bytes: file.bytes,
        basis: basis_name(locale, &file.format),
        name_disagrees: file.format.name_disagrees,
    }
}
