//! Statistics of use (利用统计): the page, and the file for a spreadsheet program.

use super::register::require_keeper;
use crate::archive::retention::this_year;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::pdf::Wording;
use crate::routes;
use crate::system::csv;
use crate::view::{Section, UseCountRow, UseGroupRow, UseMonthBar, UseMonthRow, UseStatisticsPage};
use axum::extract::Query;
use axum::response::{IntoResponse as _, Response};
use guildhall_archive::usage::statistics::{UseCounts, UseStatistics};
use guildhall_identity::organisation::service as organisation;
use guildhall_kernel::OrgPath;
use guildhall_store::Connection;
use http::{StatusCode, header};
use serde::Deserialize;
use std::collections::HashMap;

/// Width of a bar with the gap behind it, and its height at its fullest.
const BAR: (u64, u64) = (30, 60);

/// Which year.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct YearQuery {
    /// The year; the present one when left out.
    year: Option<i64>,
}

/// Returns the statistics that are asked for.
///
/// # Errors
/// [`crate::view::PageFault::Forbidden`] for who keeps the register of no record.
pub async fn statistics(
    member: &Member,
    connection: &mut Connection,
    query: &YearQuery,
) -> Result<UseStatistics, Fault> {
    require_keeper(member)?;
    let year = query.year.unwrap_or_else(|| this_year(member));
    let archive = &member.app().archive;
    Ok(archive.use_statistics(connection, member.actor(), year).await?)
}

/// `GET /uses/statistics`
pub async fn show(member: Member, Query(query): Query<YearQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let found = statistics(&member, &mut connection, &query).await?;
    let names = names(&mut connection, &found).await?;
    drop(connection);
    let year = found.year.year;
    let link = |path: &str, year: i64| routes::with_query(path, [("year", year)]);
    let page = UseStatisticsPage {
        year,
        previous: link(routes::USE_STATISTICS, year - 1),
        next: (year < this_year(&member)).then(|| link(routes::USE_STATISTICS, year + 1)),
        file: link(routes::USE_STATISTICS_FILE, year),
        is_empty: found.year.total() == UseCounts::default() && found.before.total() == UseCounts::default(),
        counts: counts(&member, &found),
        bars: bars(&found),
        months: months(&found),
        types: types(&member, &found),
        organisations: organisations(&found, &names),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

/// `GET /uses/statistics.csv`
pub async fn file(member: Member, Query(query): Query<YearQuery>) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let found = statistics(&member, &mut connection, &query).await?;
    let names = names(&mut connection, &found).await?;
    drop(connection);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"use-statistics.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, sheet(&member, &found, &names)).into_response())
}

/// Returns the names of the organisations that are named.
async fn names(
    connection: &mut Connection,
    found: &UseStatistics,
) -> Result<HashMap<OrgPath, String>, Fault> {
    let paths: Vec<OrgPath> = found.organisations.iter().map(|(path, _)| path.clone()).collect();
    if paths.is_empty() {
        return Ok(HashMap::new());
    }
    let units = organisation::at_all(connection, &paths).await?;
    Ok(units.into_iter().map(|unit| (unit.path, unit.name)).collect())
}

fn counts(member: &Member, found: &UseStatistics) -> Vec<UseCountRow> {
    let words = Wording(member.visit.locale);
    let (year, before) = (found.year.total(), found.before.total());
    let row = |(key, count, before): (&str, u64, u64)| UseCountRow {
        name: words.say(key),
        count,
        before,
    };
    [
        ("use-statistics-requests", year.requests, before.requests),
        ("use-statistics-people", found.year.people, found.before.people),
        ("use-statistics-records", found.year.records, found.before.records),
        ("use-statistics-looks", year.looks, before.looks),
        ("use-statistics-loans", year.loans, before.loans),
        (
            "use-statistics-certificates",
            year.certificates,
            before.certificates,
        ),
    ]
    .map(row)
    .to_vec()
}

fn bars(found: &UseStatistics) -> Vec<UseMonthBar> {
    let months = &found.year.months;
    let most = months
        .iter()
        .map(|month| month.requests)
        .max()
        .unwrap_or(1)
        .max(1);
    let bar = |(month, place): (&UseCounts, u64)| (month.requests, place * BAR.0);
    months
        .iter()
        .zip(0_u64..)
        .map(bar)
        .zip(1..)
        .map(|((requests, x), month)| UseMonthBar {
            month,
            requests,
            x,
            height: (requests * BAR.1).div_ceil(most),
        })
        .collect()
}

fn months(found: &UseStatistics) -> Vec<UseMonthRow> {
    let row = |(month, counts): (usize, &UseCounts)| UseMonthRow {
        month,
        requests: counts.requests,
        looks: counts.looks,
        loans: counts.loans,
        certificates: counts.certificates,
    };
    (1..).zip(&found.year.months).map(row).collect()
}

fn types(member: &Member, found: &UseStatistics) -> Vec<UseGroupRow> {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let row = |(code, count): &(String, u64)| UseGroupRow {
        name: shown::type_name(locale, archive, code),
        count: *count,
    };
    found.types.iter().map(row).collect()
}

fn organisations(found: &UseStatistics, names: &HashMap<OrgPath, String>) -> Vec<UseGroupRow> {
    let row = |(path, count): &(OrgPath, u64)| UseGroupRow {
        name: names.get(path).cloned().unwrap_or_else(|| path.to_string()),
        count: *count,
    };
    found.organisations.iter().map(row).collect()
}

/// Returns everything on the page as lines of three cells: what, this year, the year before.
fn sheet(member: &Member, found: &UseStatistics, names: &HashMap<OrgPath, String>) -> String {
    let words = Wording(member.visit.locale);
    let mut text = csv::BYTE_ORDER_MARK.to_owned();
    let mut put = |name: &str, count: &str, before: &str| text += &csv::line([name, count, before]);
    put(
        &words.say("use-statistics-what"),
        &found.year.year.to_string(),
        &found.before.year.to_string(),
    );
    for row in counts(member, found) {
        put(&row.name, &row.count.to_string(), &row.before.to_string());
    }
    let month = words.say("use-statistics-month");
    for (row, before) in months(found).iter().zip(&found.before.months) {
        let name = format!("{month} {}", row.month);
        put(&name, &row.requests.to_string(), &before.requests.to_string());
    }
    let groups = types(member, found)
        .into_iter()
        .chain(organisations(found, names));
    for row in groups {
        put(&row.name, &row.count.to_string(), "");
    }
    text
}
