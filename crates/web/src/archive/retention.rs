//! Retention: what falls due and when, and the schedule that says how long each matter is kept.

use super::records::civil;
use super::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::page::render;
use crate::routes;
use crate::view::{DueRow, DueYearBar, MatterRow, RetentionPage, ScheduleGroup, SchedulePage, Section};
use axum::extract::Query;
use axum::response::Response;
use guildhall_archive::retention::{CountsFrom, Due, DueKey, DueRecord};
use guildhall_archive::{Archive, Record};
use guildhall_kernel::RecordId;
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

/// Records on a page.
pub const PAGE: u32 = 50;
/// Years ahead that the page and the API look when nobody says otherwise.
const AHEAD: i64 = 10;
/// Latest year that may be asked for.
const YEAR_MAX: i64 = 9_999;
/// Width and height of a bar of the chart at its fullest.
const BAR: (u64, u64) = (24, 60);

/// Which part of the list of what falls due.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DueQuery {
    /// The last year looked at; ten years from now when left out.
    until: Option<i64>,
    /// Year of the last record shown.
    year: Option<i64>,
    /// Id of the last record shown.
    #[param(value_type = Option<uuid::Uuid>)]
    id: Option<RecordId>,
}

impl DueQuery {
    /// Returns the last year looked at.
    pub fn until(&self, member: &Member) -> i64 {
        self.until.unwrap_or(this_year(member) + AHEAD).clamp(0, YEAR_MAX)
    }

    /// Returns the key behind which the page begins.
    pub fn key(&self) -> Option<DueKey> {
        self.year.zip(self.id).map(|(year, id)| DueKey { year, id })
    }
}

/// Returns the present year, as people in China count it.
pub fn this_year(member: &Member) -> i64 {
    let now = member.app().database.clock().now();
    i64::from(now.civil_in("Asia/Shanghai").year())
}

/// `GET /retention`
pub async fn due(member: Member, Query(query): Query<DueQuery>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let until = query.until(&member);
    let mut connection = app.database.read(actor.realm).await?;
    let page = (query.key(), PAGE + 1);
    let found = app.archive.due(&mut connection, actor, until, page).await?;
    let years = app.archive.due_years(&mut connection, actor, until).await?;
    drop(connection);
    let ui = member.frame(Section::Records);
    let this_year = this_year(&member);
    let is_more = found.len() > PAGE as usize;
    let shown = &found[..found.len().min(PAGE as usize)];
    let most = years.iter().map(|year| year.records).max().unwrap_or(1).max(1);
    let bars = years.iter().zip(0_u64..).map(|(year, place)| DueYearBar {
        year: year.year,
        records: year.records,
        is_due: year.year <= this_year,
        x: place * (BAR.0 + 6),
        height: (year.records * BAR.1).div_ceil(most),
    });
    let page = RetentionPage {
        due_now: years
            .iter()
            .filter(|year| year.year <= this_year)
            .map(|year| year.records)
            .sum(),
        total: years.iter().map(|year| year.records).sum(),
        until,
        bars: bars.collect(),
        rows: shown.iter().map(|due| row(&member, due, this_year)).collect(),
        next: shown
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(until, last)),
        previous: query.key().is_some().then(|| routes::RETENTION.to_owned()),
        unsettled: !app.archive.retention.clock().1,
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}

fn next_link(until: i64, last: &DueRecord) -> String {
    let parameters = [
        ("until", until.to_string()),
        ("year", last.year.to_string()),
        ("id", last.record.id.to_string()),
    ];
    routes::with_query(routes::RETENTION, parameters)
}

fn row(member: &Member, due: &DueRecord, this_year: i64) -> DueRow {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let record = archive.listed(member.actor(), &due.record);
    DueRow {
        link: routes::record(&record.id.to_string()),
        number: record.archival_code.clone().unwrap_or_default(),
        class: shown::type_name(locale, archive, &record.type_code),
        title: record.title.clone(),
        why: why(locale, archive, &due.record).unwrap_or_default(),
        due: due.year,
        is_due: due.year <= this_year,
    }
}

/// Returns until when a record is kept, and why, in a sentence; none while that cannot be told.
pub fn why(locale: Locale, archive: &Archive, record: &Record) -> Option<String> {
    let text = |key: &str, args: &Args<'_>| locale::t(locale, key, args);
    match archive.retention.due(record.year, &record.retention)? {
        Due::Never => Some(text("retention-for-ever", &Args::none())),
        Due::After {
            years,
            begins,
            last_day,
            ..
        } => {
            let day = |date| civil(date).map(|date| locale.date(date)).unwrap_or_default();
            let (last_day, begins, of_year) = (day(last_day), day(begins), record.year.to_string());
            let args = Args::none()
                .with("last", &last_day)
                .with("begins", &begins)
                .with("year", &of_year)
                .with("years", &years);
            Some(text("retention-until", &args))
        }
    }
}

/// `GET /retention/schedule`
pub async fn schedule(member: Member) -> Result<Response, Fault> {
    let (archive, locale) = (&member.app().archive, member.visit.locale);
    let ui = member.frame(Section::Records);
    let mut groups: Vec<ScheduleGroup> = Vec::new();
    for kind in archive.dictionary.types() {
        let matters = archive
            .retention
            .matters(Some(&kind.code))
            .map(|matter| MatterRow {
                says: matter.says.clone(),
                retention: shown::retention(locale, archive, &matter.retention),
                source: matter.source.clone(),
                is_sure: matter.sure,
            });
        let matters: Vec<MatterRow> = matters.collect();
        if !matters.is_empty() {
            groups.push(ScheduleGroup {
                code: kind.code.clone(),
                name: shown::type_name(locale, archive, &kind.code),
                matters,
            });
        }
    }
    let (counts_from, is_settled) = archive.retention.clock();
    let clock = match counts_from {
        CountsFrom::YearAfter => "retention-counts-year-after",
        CountsFrom::YearOf => "retention-counts-year-of",
    };
    let page = SchedulePage {
        clock: ui.t(clock),
        unsettled: !is_settled,
        groups,
        ui,
    };
    Ok(render(StatusCode::OK, &page))
}
