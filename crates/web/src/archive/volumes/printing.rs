//! What is printed for volumes: cover (案卷封面), list inside (卷内文件目录), note sheet (备考表), spine label, and the
//! catalogue of the volumes of a set (案卷目录).

use super::one::{day, span};
use super::shown_title;
use crate::address::PathOf;
use crate::archive::shown;
use crate::context::Member;
use crate::fault::Fault;
use crate::pdf::{self, Wording};
use crate::routes;
use crate::view::{PageFault, QrCode};
use axum::extract::Query;
use axum::response::Response;
use guildhall_archive::volume::{Seen, Volume, VolumeSet};
use guildhall_archive::{Record, VolumeError, fonds};
use guildhall_print::{
    SpineLabel, SpineLabels, Thickness, VolumeColumn, VolumeCover, VolumeList, VolumeNote, VolumeSheet,
};
use guildhall_store::Connection;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Most volumes of one catalogue; a longer set is printed in parts.
const VOLUMES_MAX: usize = 2_000;

/// How thick a volume is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SpineQuery {
    width: Option<u32>,
}

/// Which volumes a catalogue lists.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VolumeSetQuery {
    /// Year.
    year: i64,
    /// Archive type.
    #[serde(rename = "type")]
    type_code: String,
    /// Retention code.
    retention: String,
    /// The last code of the part before; the first part when left out.
    #[serde(default)]
    after: String,
}

impl VolumeSetQuery {
    /// Returns the address of the part behind a volume, for a program.
    pub fn behind(&self, last: &Volume) -> String {
        let query = [
            ("year", self.year.to_string()),
            ("type", self.type_code.clone()),
            ("retention", self.retention.clone()),
            ("after", last.code.clone().unwrap_or_default()),
        ];
        routes::with_query("/api/v1/volumes/catalogue", query)
    }
}

/// A volume to be printed, with the name of its fonds.
struct Printed {
    seen: Seen,
    fonds: String,
}

async fn printed(member: &Member, id: Uuid) -> Result<Printed, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let seen = app.archive.volume(&mut connection, actor, id).await?;
    if seen.volume.totals.papers == 0 {
        return Err(VolumeError::Empty.into());
    }
    let fonds = fonds_name(member, &mut connection, &seen.volume).await?;
    Ok(Printed { seen, fonds })
}

/// Returns the name of the fonds of a volume; of the union before it is filed.
async fn fonds_name(member: &Member, connection: &mut Connection, one: &Volume) -> Result<String, Fault> {
    let own = fonds::for_path(connection, &one.org_path).await?;
    Ok(own.map_or_else(|| member.issuer().to_owned(), |fonds| fonds.name))
}

fn sheet(member: &Member, title: String) -> VolumeSheet {
    let words = Wording(member.visit.locale);
    VolumeSheet {
        language: words.language(),
        title,
        foot: words.moment(member.app().database.clock().now()),
        ..VolumeSheet::default()
    }
}

async fn send(member: &Member, sheet: VolumeSheet, disposition: &'static str) -> Result<Response, Fault> {
    let bytes = pdf::print_volume(member.app().font.clone(), sheet).await?;
    Ok(pdf::file(bytes, disposition))
}

/// `GET /volumes/{id}/cover.pdf`
pub async fn cover(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let Printed { seen, fonds } = printed(&member, id).await?;
    let (words, one) = (Wording(member.visit.locale), &seen.volume);
    let archive = &member.app().archive;
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let cover = VolumeCover {
        issuer: fonds,
        class: shown::type_name(words.0, archive, &one.type_code),
        heading: words.say("volume-name"),
        title: shown_title(&member, &one.title),
        facts: vec![
            (words.say("volume-span"), span(&member, one)),
            (words.say("volume-amount"), amount(&member, one)),
            (
                words.say("record-retention"),
                shown::retention(words.0, archive, &one.retention),
            ),
            (
                words.say("catalogue-secrecy"),
                shown::secrecy(words.0, archive, one.totals.secrecy).unwrap_or_default(),
            ),
            (words.say("record-number"), one.code.clone().unwrap_or_default()),
        ],
        numbers: vec![
            (
                words.say("catalogue-fonds-code"),
                one.fonds_code.clone().unwrap_or_default(),
            ),
            (words.say("catalogue-year"), one.year.to_string()),
            (words.say("record-retention"), one.retention.clone()),
            (words.say("volume-number"), number(one.number)),
        ],
    };
    let sheet = VolumeSheet {
        cover: Some(cover),
        ..sheet(&member, words.say("volume-cover"))
    };
    send(
        &member,
        sheet,
        "attachment; filename=\"guildhall-volume-cover.pdf\"",
    )
    .await
}

fn amount(member: &Member, one: &Volume) -> String {
    let pages = u64::try_from(one.totals.pages).unwrap_or_default();
    let args = crate::locale::Args::none()
        .with("papers", &one.totals.papers)
        .with("pages", &pages);
    crate::locale::t(member.visit.locale, "volume-amount-of", &args)
}

/// Returns which volume a sheet is about.
fn about(member: &Member, one: &Volume) -> Vec<(String, String)> {
    let words = Wording(member.visit.locale);
    match &one.code {
        Some(code) => vec![(words.say("record-number"), code.clone())],
        None => vec![(words.say("volume-name"), shown_title(member, &one.title))],
    }
}

/// `GET /volumes/{id}/list.pdf`
pub async fn list(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let Printed { seen, .. } = printed(&member, id).await?;
    let words = Wording(member.visit.locale);
    let codes = member.app().archive.numbering.in_volume_list();
    let pages = first_pages(&seen.papers);
    let row = |(paper, page): (&(u32, Record), Option<i64>)| -> Vec<String> {
        let cells = codes.iter().map(|code| paper_cell(&member, code, (paper, page)));
        cells.collect()
    };
    let list = VolumeList {
        heading: words.say("volume-list"),
        facts: about(&member, &seen.volume),
        columns: codes.iter().map(|code| paper_column(words, code)).collect(),
        rows: seen.papers.iter().zip(pages).map(row).collect(),
    };
    let sheet = VolumeSheet {
        list: Some(list),
        ..sheet(&member, words.say("volume-list"))
    };
    send(
        &member,
        sheet,
        "attachment; filename=\"guildhall-volume-list.pdf\"",
    )
    .await
}

/// Returns the page of the volume on which each paper begins; none behind one that is gone or has no known pages.
fn first_pages(papers: &[(u32, Record)]) -> Vec<Option<i64>> {
    let (mut next, mut expected) = (Some(1), 1);
    let mut pages = Vec::with_capacity(papers.len());
    for (place, record) in papers {
        let first = next.filter(|_| *place == expected);
        pages.push(first);
        let is_known = record.page_count > 0;
        next = first
            .filter(|_| is_known)
            .map(|first| first + i64::from(record.page_count));
        expected = place + 1;
    }
    pages
}

fn column(words: Wording, (key, width, is_centred): (&str, u32, bool)) -> VolumeColumn {
    VolumeColumn {
        head: words.say(key),
        width,
        is_centred,
    }
}

fn paper_column(words: Wording, code: &str) -> VolumeColumn {
    let known = match code {
        "number" => ("catalogue-number", 12, true),
        "code" => ("record-number", 44, false),
        "doc_number" => ("catalogue-doc-number", 32, false),
        "responsible" => ("record-responsible", 27, false),
        "title" => ("record-title", 0, false),
        "date" => ("record-date", 20, true),
        "secrecy" => ("catalogue-secrecy", 15, true),
        "page" => ("volume-page", 14, true),
        "pages" => ("record-pages", 14, true),
        _ => ("catalogue-remark", 18, false),
    };
    column(words, known)
}

fn paper_cell(member: &Member, code: &str, ((place, record), page): (&(u32, Record), Option<i64>)) -> String {
    let archive = &member.app().archive;
    let listed = archive.listed(member.actor(), record);
    match code {
        "number" => place.to_string(),
        "code" => record.archival_code.clone().unwrap_or_default(),
        "doc_number" => listed.doc_number.clone(),
        "responsible" => listed.responsible_party.clone(),
        "title" => listed.title.clone(),
        "date" => eight_digits(record.doc_date),
        "secrecy" => shown::secrecy(member.visit.locale, archive, record.secrecy).unwrap_or_default(),
        "page" => page.map(|page| page.to_string()).unwrap_or_default(),
        "pages" => count(i64::from(record.page_count)),
        _ => String::new(),
    }
}

/// Returns a day as eight digits, as DA/T 22 has them.
fn eight_digits(day: Option<guildhall_kernel::Date>) -> String {
    day.map(|day| day.to_string().replace('-', ""))
        .unwrap_or_default()
}

fn count(count: i64) -> String {
    match count {
        0 => String::new(),
        count => count.to_string(),
    }
}

/// `GET /volumes/{id}/note.pdf`
pub async fn note(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let Printed { seen, .. } = printed(&member, id).await?;
    let (words, one) = (Wording(member.visit.locale), &seen.volume);
    let situation = match one.note.situation.is_empty() {
        true => words.say("volume-situation-none"),
        false => shown_title(&member, &one.note.situation),
    };
    let mut text: Vec<String> = situation.lines().map(str::to_owned).collect();
    let gone = gone(&seen);
    if !gone.is_empty() {
        text.push(words.with("volume-gone", "places", gone));
    }
    text.push(amount(&member, one));
    let note = VolumeNote {
        heading: words.say("catalogue-note"),
        facts: about(&member, one),
        lead: words.say("volume-note-lead"),
        text,
        signed: vec![
            (words.say("volume-arranged-by"), one.note.arranged_by.clone()),
            (
                words.say("volume-arranged-on"),
                day(&member, one.note.arranged_on),
            ),
            (words.say("volume-checked-by"), one.note.checked_by.clone()),
            (words.say("volume-checked-on"), day(&member, one.note.checked_on)),
        ],
    };
    let sheet = VolumeSheet {
        note: Some(note),
        ..sheet(&member, words.say("catalogue-note"))
    };
    send(
        &member,
        sheet,
        "attachment; filename=\"guildhall-volume-note.pdf\"",
    )
    .await
}

/// Returns the places of papers that were destroyed since the volume was filed.
fn gone(seen: &Seen) -> String {
    let is_there = |place: &u32| seen.papers.iter().any(|(there, _)| there == place);
    let gone = (1..=seen.volume.totals.papers).filter(|place| !is_there(place));
    gone.map(|place| place.to_string()).collect::<Vec<_>>().join("、")
}

/// `GET /volumes/{id}/spine.pdf`
pub async fn spine(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Query(query): Query<SpineQuery>,
) -> Result<Response, Fault> {
    let Printed { seen, .. } = printed(&member, id).await?;
    let one = &seen.volume;
    let Some(code) = one.code.clone() else {
        return Err(VolumeError::NotNow(one.state.code()).into());
    };
    let (words, archive) = (Wording(member.visit.locale), &member.app().archive);
    let number = one.number.map(|number| number.to_string());
    let facts = [
        ("catalogue-fonds-code", one.fonds_code.clone().unwrap_or_default()),
        (
            "catalogue-type",
            shown::type_name(words.0, archive, &one.type_code),
        ),
        ("catalogue-year", one.year.to_string()),
        (
            "record-retention",
            shown::retention(words.0, archive, &one.retention),
        ),
        ("volume-papers", one.totals.papers.to_string()),
        ("volume-number", number.unwrap_or_default()),
    ];
    let label = SpineLabel {
        facts: facts
            .into_iter()
            .map(|(key, value)| (words.say(key), value))
            .collect(),
        picture: QrCode::of(&code).map(|code| code.to_svg()).unwrap_or_default(),
        code,
    };
    let labels = SpineLabels {
        language: words.language(),
        title: words.say("label-title"),
        width: query
            .width
            .and_then(Thickness::from_mm)
            .unwrap_or(Thickness::Mm30),
        labels: vec![label],
    };
    let bytes = pdf::print_spines(member.app().font.clone(), labels).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-volume-spine.pdf\"",
    ))
}

/// Returns the volumes of a set, at most as many as a catalogue may have, and whether there are more.
///
/// # Errors
/// When the database refuses.
pub async fn set(member: &Member, query: &VolumeSetQuery) -> Result<(Vec<Volume>, bool), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let set = VolumeSet {
        year: query.year,
        type_code: &query.type_code,
        retention: &query.retention,
        after: &query.after,
    };
    let most = u32::try_from(VOLUMES_MAX + 1).unwrap_or(u32::MAX);
    let archive = &app.archive;
    let mut found = archive.volumes_of(&mut connection, actor, set, most).await?;
    let is_more = found.len() > VOLUMES_MAX;
    found.truncate(VOLUMES_MAX);
    Ok((found, is_more))
}

/// `GET /volumes/catalogue.pdf`
pub async fn catalogue(member: Member, Query(query): Query<VolumeSetQuery>) -> Result<Response, Fault> {
    let (found, is_more) = set(&member, &query).await?;
    if found.is_empty() {
        return Err(PageFault::NotFound.into());
    }
    let (words, archive) = (Wording(member.visit.locale), &member.app().archive);
    let codes = archive.numbering.volume_list();
    let row =
        |one: &Volume| -> Vec<String> { codes.iter().map(|code| volume_cell(&member, code, one)).collect() };
    let mut facts = vec![
        (
            words.say("catalogue-type"),
            shown::type_name(words.0, archive, &query.type_code),
        ),
        (words.say("catalogue-year"), query.year.to_string()),
        (
            words.say("record-retention"),
            shown::retention(words.0, archive, &query.retention),
        ),
    ];
    if is_more {
        let last = found.last().and_then(|one| one.code.clone()).unwrap_or_default();
        facts.push((String::new(), words.with("catalogue-more", "code", last)));
    }
    let list = VolumeList {
        heading: words.say("volumes-catalogue"),
        facts,
        columns: codes.iter().map(|code| volume_column(words, code)).collect(),
        rows: found.iter().map(row).collect(),
    };
    let sheet = VolumeSheet {
        across: true,
        list: Some(list),
        ..sheet(&member, words.say("volumes-catalogue"))
    };
    send(&member, sheet, "attachment; filename=\"guildhall-volumes.pdf\"").await
}

fn volume_column(words: Wording, code: &str) -> VolumeColumn {
    let known = match code {
        "number" => ("volume-number", 16, true),
        "code" => ("record-number", 52, false),
        "title" => ("volume-name", 0, false),
        "first" => ("volume-first", 24, true),
        "last" => ("volume-last", 24, true),
        "retention" => ("record-retention", 22, true),
        "papers" => ("volume-papers", 16, true),
        "pages" => ("record-pages", 16, true),
        "secrecy" => ("catalogue-secrecy", 18, true),
        _ => ("catalogue-remark", 24, false),
    };
    column(words, known)
}

fn volume_cell(member: &Member, code: &str, one: &Volume) -> String {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    match code {
        "number" => one.number.map(|number| number.to_string()).unwrap_or_default(),
        "code" => one.code.clone().unwrap_or_default(),
        "title" => shown_title(member, &one.title),
        "first" => eight_digits(one.totals.first),
        "last" => eight_digits(one.totals.last),
        "retention" => shown::retention(locale, archive, &one.retention),
        "papers" => count(i64::from(one.totals.papers)),
        "pages" => count(one.totals.pages),
        "secrecy" => shown::secrecy(locale, archive, one.totals.secrecy).unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::first_pages;
    use guildhall_archive::Record;

    fn paper(place: u32, pages: u32) -> (u32, Record) {
        let record = serde_json::json!({
            "id": "00000000-0000-7000-8000-000000000001", "version": 1, "state": "filed", "org_path": "/1/",
            "type_code": "KU", "dictionary_version": 1, "title": "凭证", "doc_number": "", "responsible_party": "",
            "doc_date": null, "year": 2024, "retention": "D30", "secrecy": 1, "department": "", "fields": {},
            "source": "upload", "owner": null, "page_count": pages, "fonds_code": null, "item_number": null,
            "archival_code": null, "captured_at": 1, "changed_at": 1, "filed_at": null,
        });
        (place, serde_json::from_value(record).unwrap())
    }

    #[test]
    fn b4_a_paper_begins_where_the_one_before_it_ends_as_long_as_all_are_there() {
        let whole = [paper(1, 3), paper(2, 1), paper(3, 2)];
        assert_eq!(first_pages(&whole), [Some(1), Some(4), Some(5)]);
        let gap = [paper(1, 3), paper(3, 1)];
        assert_eq!(first_pages(&gap), [Some(1), None]);
        let unknown = [paper(1, 0), paper(2, 1)];
        assert_eq!(first_pages(&unknown), [Some(1), None]);
    }
}
