//! What is printed for boxes: labels for their spines with a code to be read (盒脊标签), and the list that lies in one.

use super::place::set_name;
use super::require_keeper;
use crate::address::PathOf;
use crate::archive::{catalogues, shown};
use crate::context::Member;
use crate::fault::Fault;
use crate::pdf::{self, Wording};
use crate::view::{PageFault, QrCode};
use axum::extract::Query;
use axum::response::Response;
use guildhall_archive::Record;
use guildhall_archive::storeroom::{BoxQuery, Place};
use guildhall_print::{SpineLabel, SpineLabels, Thickness};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::IntoParams;
use uuid::Uuid;

/// Most labels of one print.
const LABELS_MAX: u32 = 100;
/// Most records in a box.
const RECORDS_MAX: u32 = 500;
/// Most departments that a spine names.
const DEPARTMENTS_MAX: usize = 2;

/// Which labels, and how wide.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct LabelQuery {
    /// Year of what lies in the boxes.
    year: String,
    /// Retention code of it.
    retention: String,
    /// The code of the first box.
    first: String,
    /// The code of the last box.
    last: String,
    /// Thickness of the boxes in millimetres: 20, 30, 40 or 50.
    width: String,
}

impl LabelQuery {
    fn boxes(&self) -> BoxQuery {
        let given = |text: &str| Some(text.trim().to_uppercase()).filter(|text| !text.is_empty());
        BoxQuery {
            year: self.year.trim().parse().ok(),
            retention: given(&self.retention),
            first: given(&self.first),
            last: given(&self.last),
        }
    }

    fn width(&self) -> Thickness {
        let asked = self.width.trim().parse().ok();
        asked.and_then(Thickness::from_mm).unwrap_or(Thickness::Mm30)
    }
}

/// `GET /storeroom/labels.pdf`
pub async fn print(member: Member, Query(query): Query<LabelQuery>) -> Result<Response, Fault> {
    require_keeper(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let boxes = app
        .storeroom
        .boxes(&mut connection, actor, &query.boxes(), LABELS_MAX)
        .await?;
    if boxes.is_empty() {
        return Err(PageFault::NotFound.into());
    }
    let mut labels = Vec::new();
    for one in &boxes {
        let page = ("", RECORDS_MAX);
        let records = app
            .storeroom
            .records_in(&mut connection, actor, one.id, page)
            .await?;
        labels.push(label(&member, one, &records));
    }
    drop(connection);
    let words = Wording(member.visit.locale);
    let labels = SpineLabels {
        language: words.language(),
        title: words.say("label-title"),
        width: query.width(),
        labels,
    };
    let bytes = pdf::print_spines(app.font.clone(), labels).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-spine-labels.pdf\"",
    ))
}

/// Returns the label of a box: what DA/T 22 wants on a spine, and its code.
fn label(member: &Member, one: &Place, records: &[Record]) -> SpineLabel {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let words = Wording(locale);
    let set = one.set.as_ref();
    let item = |record: Option<&Record>| {
        let number = record.and_then(|record| record.item_number);
        number.map(|number| format!("{number:04}")).unwrap_or_default()
    };
    let facts = [
        (
            "catalogue-fonds-code",
            records
                .first()
                .and_then(|record| record.fonds_code.clone())
                .unwrap_or_default(),
        ),
        (
            "catalogue-year",
            set.map(|set| set.year.to_string()).unwrap_or_default(),
        ),
        (
            "record-retention",
            set.map(|set| shown::retention(locale, archive, &set.retention))
                .unwrap_or_default(),
        ),
        ("label-department", departments(records)),
        (
            "label-items",
            format!("{} — {}", item(records.first()), item(records.last())),
        ),
        (
            "label-box",
            match one.name.is_empty() {
                true => one.code.clone(),
                false => one.name.clone(),
            },
        ),
    ];
    SpineLabel {
        facts: facts
            .into_iter()
            .map(|(key, value)| (words.say(key), value))
            .collect(),
        picture: QrCode::of(&one.code)
            .map(|code| code.to_svg())
            .unwrap_or_default(),
        code: one.code.clone(),
    }
}

/// Returns the departments from which the records come; of many none, because a spine has no room for them.
fn departments(records: &[Record]) -> String {
    let names: BTreeSet<&str> = records
        .iter()
        .map(|record| record.department.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    match names.len() <= DEPARTMENTS_MAX {
        true => names.into_iter().collect::<Vec<_>>().join("、"),
        false => String::new(),
    }
}

/// `GET /storeroom/{id}/list.pdf`
pub async fn list(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let place = app.storeroom.place(&mut connection, actor, id).await?;
    let page = ("", RECORDS_MAX);
    let records = app.storeroom.records_in(&mut connection, actor, id, page).await?;
    drop(connection);
    let set = place.set.as_ref().map(|set| set_name(&member, set));
    let (Some(set), false) = (set, records.is_empty()) else {
        return Err(PageFault::NotFound.into());
    };
    let words = Wording(member.visit.locale);
    let cover = vec![
        (words.say("label-box"), place.code),
        (words.say("label-set"), set),
        (words.say("catalogue-items"), records.len().to_string()),
    ];
    let sheet = catalogues::sheet(&member, (words.say("label-list"), cover), &records);
    let bytes = pdf::print_catalogue(app.font.clone(), sheet).await?;
    Ok(pdf::file(
        bytes,
        "attachment; filename=\"guildhall-box-list.pdf\"",
    ))
}
