//! Retention: the schedule, and what falls due.

use super::body::QueryOf;
use super::caller::Caller;
use crate::archive::retention::{DueQuery, PAGE, this_year, why};
use crate::fault::Fault;
use crate::locale::Locale;
use axum::Json;
use guildhall_archive::retention::{CountsFrom, Due, DueRecord};
use guildhall_kernel::{Date, RecordId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A record that falls due.
#[derive(Serialize, ToSchema)]
pub struct DueView {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: RecordId,
    /// Archival code (档号).
    archival_code: Option<String>,
    /// Title, masked unless it is seen in clear.
    title: String,
    /// Year (年度).
    year: i64,
    /// Retention code (保管期限).
    retention: String,
    /// The last day on which it must be kept.
    #[schema(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
    /// The day from which it may be appraised.
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<Date>,
    /// Why, in a sentence.
    why: Option<String>,
}

/// How many records fall due with a year.
#[derive(Serialize, ToSchema)]
pub struct DueYearView {
    /// The year on whose first day they fall due.
    year: i64,
    /// How many.
    records: u64,
}

/// What falls due.
#[derive(Serialize, ToSchema)]
pub struct DueListView {
    /// The present year.
    this_year: i64,
    /// The last year looked at.
    until: i64,
    /// How many fall due with each year; years without any are left out.
    years: Vec<DueYearView>,
    /// The records, the earliest first; the last one's `due` year and `id` ask for the page behind.
    records: Vec<DueView>,
}

/// Returns the filed records in your care whose retention period ends by a year.
#[utoipa::path(
    get, path = "/api/v1/retention/due", operation_id = "dueRecords", tag = "retention", params(DueQuery),
    responses((status = 200, description = "What falls due.", body = DueListView))
)]
pub async fn due(
    Caller(member): Caller,
    QueryOf(query): QueryOf<DueQuery>,
) -> Result<Json<DueListView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let until = query.until(&member);
    let mut connection = app.database.read(actor.realm).await?;
    let page = (query.key(), PAGE);
    let found = app.archive.due(&mut connection, actor, until, page).await?;
    let years = app.archive.due_years(&mut connection, actor, until).await?;
    let view = |due: &DueRecord| {
        let (last_day, day) = match app.archive.retention.due(due.record.year, &due.record.retention) {
            Some(Due::After { last_day, due, .. }) => (Some(last_day), Some(due)),
            _ => (None, None),
        };
        DueView {
            id: due.record.id,
            archival_code: due.record.archival_code.clone(),
            title: app.archive.listed(actor, &due.record).title.clone(),
            year: due.record.year,
            retention: due.record.retention.clone(),
            last_day,
            due: day,
            why: why(Locale::En, &app.archive, &due.record),
        }
    };
    Ok(Json(DueListView {
        this_year: this_year(&member),
        until,
        years: years
            .iter()
            .map(|year| DueYearView {
                year: year.year,
                records: year.records,
            })
            .collect(),
        records: found.iter().map(view).collect(),
    }))
}

/// Which part of the schedule.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ScheduleQuery {
    /// Code of an archive type; all when left out.
    #[serde(rename = "type")]
    type_code: Option<String>,
}

/// A matter of the filing scope with its period.
#[derive(Serialize, ToSchema)]
pub struct MatterView {
    /// Code of the archive type.
    #[serde(rename = "type")]
    type_code: String,
    /// What it is about.
    says: String,
    /// Retention code.
    retention: String,
    /// Where the period comes from.
    source: String,
    /// Whether an official source was seen.
    sure: bool,
}

/// The retention schedule.
#[derive(Serialize, ToSchema)]
pub struct ScheduleView {
    /// `year-after` or `year-of`: from which 1 January periods count.
    counts_from: &'static str,
    /// Whether the union has settled that.
    settled: bool,
    /// The matters in the order of the schedule.
    matters: Vec<MatterView>,
}

/// Returns the filing scope and retention schedule.
#[utoipa::path(
    get, path = "/api/v1/retention/schedule", operation_id = "retentionSchedule", tag = "retention",
    params(ScheduleQuery),
    responses((status = 200, description = "The schedule.", body = ScheduleView))
)]
pub async fn schedule(
    Caller(member): Caller,
    QueryOf(query): QueryOf<ScheduleQuery>,
) -> Result<Json<ScheduleView>, Fault> {
    let retention = &member.app().archive.retention;
    let (counts_from, settled) = retention.clock();
    let matters = retention
        .matters(query.type_code.as_deref())
        .map(|matter| MatterView {
            type_code: matter.type_code.clone(),
            says: matter.says.clone(),
            retention: matter.retention.clone(),
            source: matter.source.clone(),
            sure: matter.sure,
        });
    Ok(Json(ScheduleView {
        counts_from: match counts_from {
            CountsFrom::YearAfter => "year-after",
            CountsFrom::YearOf => "year-of",
        },
        settled,
        matters: matters.collect(),
    }))
}
