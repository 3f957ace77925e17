//! Catalogues: the sets of filed records of a year, and one set printed with cover and note sheet.

use super::shown;
use crate::archive::retention::this_year;
use crate::context::Member;
use crate::fault::Fault;
use crate::page::render;
use crate::pdf::{self, Wording};
use crate::routes;
use crate::view::{CataloguesPage, PageFault, Section, SetRow};
use axum::extract::Query;
use axum::response::Response;
use guildhall_archive::catalogue::{RECORDS_MAX, RecordSet, SetQuery};
use guildhall_archive::{Record, fonds};
use guildhall_print::{Catalogue, NoteSheet};
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which year.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct YearQuery {
    /// The year; the present one when left out.
    year: Option<i64>,
}

impl YearQuery {
    /// Returns the year asked for.
    pub fn year(&self, member: &Member) -> i64 {
        self.year.unwrap_or_else(|| this_year(member)).clamp(0, 9_999)
    }
}

/// Which set.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CatalogueQuery {
    /// Year.
    year: i64,
    /// Code of the archive type.
    #[serde(rename = "type")]
    type_code: String,
    /// Retention code.
    retention: String,
    /// The last archival code of the part before; the first part when left out.
    #[serde(default)]
    after: String,
}

impl CatalogueQuery {
    fn set(&self) -> SetQuery<'_> {
        SetQuery {
            year: self.year,
            type_code: &self.type_code,
            retention: &self.retention,
            after: &self.after,
        }
    }
}

/// Returns the sets of a year in the member's care.
///
/// # Errors
/// When the database refuses.
pub async fn sets(member: &Member, year: i64) -> Result<Vec<RecordSet>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    Ok(app.archive.sets(&mut connection, actor, year).await?)
}

/// `GET /records/catalogues`
pub async fn list(member: Member, Query(query): Query<YearQuery>) -> Result<Response, Fault> {
    let year = query.year(&member);
    let found = sets(&member, year).await?;
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let row = |set: &RecordSet| SetRow {
        class: shown::type_name(locale, archive, &set.type_code),
        retention: shown::retention(locale, archive, &set.retention),
        records: set.records,
        is_more: set.is_more,
        first: set.first_code.clone(),
        last: set.last_code.clone(),
        print: routes::with_query(routes::CATALOGUE_PRINT, asked(year, set)),
        parts: match set.records > u64::from(RECORDS_MAX) {
            true => asked(year, set).to_vec(),
            false => Vec::new(),
        },
    };
    let page = CataloguesPage {
        year,
        rows: found.iter().map(row).collect(),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

/// Returns what asks for the catalogue of a set.
fn asked(year: i64, set: &RecordSet) -> [(&'static str, String); 3] {
    [
        ("year", year.to_string()),
        ("type", set.type_code.clone()),
        ("retention", set.retention.clone()),
    ]
}

/// Returns a part of a set, at most as long as a catalogue may be, and whether there is more behind it.
///
/// # Errors
/// [`PageFault::NotFound`] when nothing of it is in the member's care.
pub async fn part(member: &Member, query: &CatalogueQuery) -> Result<(Vec<Record>, bool), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let mut records = app
        .archive
        .records_of(&mut connection, actor, query.set(), RECORDS_MAX + 1)
        .await?;
    if records.is_empty() {
        return Err(PageFault::NotFound.into());
    }
    let is_more = records.len() > RECORDS_MAX as usize;
    records.truncate(RECORDS_MAX as usize);
    Ok((records, is_more))
}

/// `GET /records/catalogues/print`
pub async fn print(member: Member, Query(query): Query<CatalogueQuery>) -> Result<Response, Fault> {
    let (records, is_more) = part(&member, &query).await?;
    let app = member.app();
    let mut connection = app.database.read(member.actor().realm).await?;
    let first = records
        .first()
        .and_then(|record| record.fonds_code.clone())
        .unwrap_or_default();
    let all = fonds::list(&mut connection).await?;
    drop(connection);
    let name = all
        .into_iter()
        .find(|fonds| fonds.code == first)
        .map(|fonds| fonds.name);
    let catalogue = catalogue(
        &member,
        &query,
        (&records, is_more),
        (first, name.unwrap_or_default()),
    );
    let bytes = pdf::print_catalogue(app.font.clone(), catalogue).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-catalogue.pdf\"",
    ))
}

fn catalogue(
    member: &Member,
    query: &CatalogueQuery,
    (records, is_more): (&[Record], bool),
    (fonds_code, fonds_name): (String, String),
) -> Catalogue {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let words = Wording(locale);
    let (first, last) = (code_of(records.first()), code_of(records.last()));
    let cover = vec![
        (words.say("catalogue-fonds-code"), fonds_code),
        (words.say("catalogue-fonds-name"), fonds_name),
        (
            words.say("catalogue-type"),
            shown::type_name(locale, archive, &query.type_code),
        ),
        (words.say("catalogue-year"), query.year.to_string()),
        (
            words.say("record-retention"),
            shown::retention(locale, archive, &query.retention),
        ),
        (words.say("catalogue-codes"), format!("{first} — {last}")),
        (words.say("catalogue-items"), records.len().to_string()),
    ];
    let mut sheet = sheet(member, (words.say("catalogue-title"), cover), records);
    if is_more {
        sheet.note.notes.push(words.with("catalogue-more", "code", &last));
    }
    sheet
}

fn code_of(record: Option<&Record>) -> String {
    record
        .and_then(|record| record.archival_code.clone())
        .unwrap_or_default()
}

/// Returns records as a catalogue with a title and a cover; its note sheet names the numbers that are missing.
pub fn sheet(
    member: &Member,
    (title, cover): (String, Vec<(String, String)>),
    records: &[Record],
) -> Catalogue {
    let words = Wording(member.visit.locale);
    let rows = records
        .iter()
        .zip(1_u64..)
        .map(|(record, number)| row(member, record, number));
    let notes = gaps(records).map(|code| words.with("catalogue-gap", "code", &code));
    Catalogue {
        language: words.language(),
        title,
        cover,
        head: [
            "catalogue-number",
            "record-number",
            "catalogue-doc-number",
            "record-responsible",
            "record-title",
            "record-date",
            "catalogue-secrecy",
            "record-pages",
            "catalogue-remark",
        ]
        .map(|key| words.say(key)),
        rows: rows.collect(),
        note: NoteSheet {
            title: words.say("catalogue-note"),
            lead: words.say("catalogue-note-lead"),
            notes: notes.collect(),
            signed: [
                "catalogue-arranged-by",
                "catalogue-arranged-on",
                "catalogue-checked-by",
                "catalogue-checked-on",
            ]
            .map(|key| words.say(key))
            .to_vec(),
        },
        foot: words.moment(member.app().database.clock().now()),
    }
}

/// Returns the nine columns of a record; dates as eight digits, as DA/T 22 has them.
fn row(member: &Member, record: &Record, number: u64) -> [String; guildhall_print::COLUMNS] {
    let archive = &member.app().archive;
    let shown_record = archive.listed(member.actor(), record);
    let date = record.doc_date.map(|date| date.to_string().replace('-', ""));
    [
        number.to_string(),
        record.archival_code.clone().unwrap_or_default(),
        shown_record.doc_number.clone(),
        shown_record.responsible_party.clone(),
        shown_record.title.clone(),
        date.unwrap_or_default(),
        shown::secrecy(member.visit.locale, archive, record.secrecy).unwrap_or_default(),
        match record.page_count {
            0 => String::new(),
            pages => pages.to_string(),
        },
        String::new(),
    ]
}

/// Returns the codes before which a number of the series is missing.
fn gaps(records: &[Record]) -> impl Iterator<Item = String> {
    let series = |record: &Record| {
        let code = record.archival_code.clone().unwrap_or_default();
        code.trim_end_matches(|one: char| one.is_ascii_digit()).to_owned()
    };
    records.windows(2).filter_map(move |pair| {
        let [one, next] = pair else { return None };
        let (before, here) = (one.item_number?, next.item_number?);
        (series(one) == series(next) && here != before + 1)
            .then(|| next.archival_code.clone().unwrap_or_default())
    })
}
