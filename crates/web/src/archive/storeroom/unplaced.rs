//! Filed records that lie nowhere yet: the sets of a year, and the records of one, to be ticked and put into a box.

use super::place::{Ticked, all_placed, set_name};
use super::{PAGE, on_form, require_keeper};
use crate::archive::retention::this_year;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::routes;
use crate::view::{LinkChoice, Section, UnplacedPage};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::Record;
use guildhall_archive::catalogue::RecordSet;
use guildhall_archive::storeroom::BoxSet;
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which set of records.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct UnplacedQuery {
    /// The year; the present one when left out.
    year: Option<i64>,
    /// Code of the archive type.
    #[serde(rename = "type")]
    type_code: String,
    /// Retention code.
    retention: String,
    /// The last archival code of the page before.
    after: String,
}

impl UnplacedQuery {
    fn year(&self, member: &Member) -> i64 {
        self.year.unwrap_or_else(|| this_year(member)).clamp(0, 9_999)
    }

    /// Returns the set that is asked for; none when no type is named.
    fn set(&self, member: &Member) -> Option<BoxSet> {
        (!self.type_code.is_empty()).then(|| BoxSet {
            type_code: self.type_code.clone(),
            year: self.year(member),
            retention: self.retention.clone(),
        })
    }
}

/// Returns the records of the set that lie nowhere, one more than a page has when there are more.
///
/// # Errors
/// [`crate::view::PageFault::Forbidden`] for who keeps no place.
pub async fn unplaced(member: &Member, query: &UnplacedQuery) -> Result<Vec<Record>, Fault> {
    require_keeper(member)?;
    let Some(set) = query.set(member) else {
        return Ok(Vec::new());
    };
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (query.after.as_str(), PAGE + 1);
    Ok(app
        .storeroom
        .unplaced(&mut connection, actor, &set, wanted)
        .await?)
}

/// `GET /storeroom/unplaced`
pub async fn list(member: Member, Query(query): Query<UnplacedQuery>) -> Result<Response, Fault> {
    page(&member, &query, None).await
}

async fn page(member: &Member, query: &UnplacedQuery, fault: Option<&Fault>) -> Result<Response, Fault> {
    let found = unplaced(member, query).await?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let year = query.year(member);
    let sets = app.archive.sets(&mut connection, actor, year).await?;
    let shown = &found[..found.len().min(PAGE as usize)];
    let chosen = query.set(member);
    let ui = member.frame(Section::Records);
    let set = |of: &RecordSet| {
        let set = BoxSet {
            type_code: of.type_code.clone(),
            year,
            retention: of.retention.clone(),
        };
        LinkChoice {
            label: set_name(member, &set),
            link: address(&set, ""),
            chosen: chosen.as_ref() == Some(&set),
        }
    };
    let page = UnplacedPage {
        year,
        sets: sets.iter().map(set).collect(),
        chosen: chosen.as_ref().map(|set| set_name(member, set)),
        here: chosen.as_ref().map(|set| address(set, "")).unwrap_or_default(),
        records: all_placed(member, &mut connection, shown).await?,
        fault: fault.map(|fault| locale::explain(ui.locale, fault).sentence()),
        previous: chosen
            .as_ref()
            .filter(|_| !query.after.is_empty())
            .map(|set| address(set, "")),
        next: chosen
            .as_ref()
            .zip(shown.last().filter(|_| found.len() > shown.len()))
            .map(|(set, last)| address(set, last.archival_code.as_deref().unwrap_or_default())),
        ui,
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

/// Returns the address of a set behind an archival code.
fn address(set: &BoxSet, after: &str) -> String {
    let mut query = vec![
        ("year", set.year.to_string()),
        ("type", set.type_code.clone()),
        ("retention", set.retention.clone()),
    ];
    if !after.is_empty() {
        query.push(("after", after.to_owned()));
    }
    routes::with_query(routes::UNPLACED, query)
}

/// `POST /storeroom/unplaced`
pub async fn put(
    member: Member,
    Query(query): Query<UnplacedQuery>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    match Ticked::read(pairs).put(&member).await {
        Ok(to) => Ok(Redirect::to(&routes::place(&to.to_string())).into_response()),
        Err(fault) if on_form(&fault) => page(&member, &query, Some(&fault)).await,
        Err(fault) => Err(fault),
    }
}
