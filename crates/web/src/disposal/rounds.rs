//! The rounds of appraisal, and the form that puts one together.

use super::told::round_row;
use crate::archive::retention::this_year;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::privacy::named::Behind;
use crate::routes;
use crate::view::{DisposalPage, Field, FieldKind, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_disposal::{DisposalError, NewRound, PROPOSE, Round};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, OrgPath};
use http::StatusCode;
use serde::Deserialize;

/// Rounds on a page.
pub const PAGE: u32 = 50;

/// What the form of a new round sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct RoundForm {
    csrf: String,
    name: String,
    basis: String,
    year: String,
}

/// `GET /disposal`
pub async fn list(
    member: Member,
    Query(behind): Query<Behind>,
    Query(form): Query<RoundForm>,
) -> Result<Response, Fault> {
    page(&member, &behind, (&form, None)).await
}

async fn page(
    member: &Member,
    behind: &Behind,
    (form, fault): (&RoundForm, Option<&Fault>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    let mut rounds = app.disposal.rounds(&mut connection, actor, wanted).await?;
    let holds = app.disposal.holds_anywhere(&mut connection, actor).await?;
    drop(connection);
    let is_more = rounds.len() > PAGE as usize;
    rounds.truncate(PAGE as usize);
    let page = DisposalPage {
        rows: rounds.iter().map(|round| round_row(member, round)).collect(),
        fields: branch(member).is_some().then(|| fields(member, form)),
        holds: holds.then(|| routes::HOLDS.to_owned()),
        waiting_days: app.disposal.rules.waiting_days,
        is_settled: app.disposal.rules.waiting_sure,
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: behind.key().is_some().then(|| routes::DISPOSAL.to_owned()),
        next: rounds
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::DISPOSAL, last)),
        ui: member.frame(Section::Records),
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// Returns the address of the page behind a round.
pub fn next_link(path: &str, last: &Round) -> String {
    let key = [
        ("at", last.made_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

/// Returns the first branch in which the member may put rounds together.
pub fn branch(member: &Member) -> Option<OrgPath> {
    let (app, actor) = (member.app(), member.actor());
    let mut branches = actor.grants.iter().map(|grant| &grant.org_path);
    branches
        .find(|path| app.rights.allows_in(actor, PROPOSE, path))
        .cloned()
}

fn fields(member: &Member, form: &RoundForm) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    let year = match form.year.is_empty() {
        true => this_year(member).to_string(),
        false => form.year.clone(),
    };
    vec![
        Field::new("name", ui.t("disposal-name"), FieldKind::Text)
            .value(&form.name)
            .hint(ui.t("disposal-name-hint")),
        Field::new("basis", ui.t("disposal-basis"), FieldKind::Long)
            .value(&form.basis)
            .hint(ui.t("disposal-basis-hint")),
        Field::new("year", ui.t("disposal-until"), FieldKind::Number)
            .value(&year)
            .hint(ui.t("disposal-until-hint")),
    ]
}

/// `POST /disposal`
pub async fn begin(member: Member, Form(form): Form<RoundForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let asked = (
        form.name.as_str(),
        form.basis.as_str(),
        // What is no year is none in which anything falls due.
        form.year.trim().parse().unwrap_or(0),
    );
    match begin_round(&member, asked).await {
        Ok(round) => Ok(Redirect::to(&routes::disposal_round(&round.id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(&member, &Behind::default(), (&form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Puts a round together in the member's branch, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_disposal::Disposal::begin_round`].
pub async fn begin_round(member: &Member, (name, basis, year): (&str, &str, i64)) -> Result<Round, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let org_path = match branch(member) {
        Some(path) => path,
        None => {
            let top = OrgPath::root(1);
            app.rights
                .require_in(actor, PROPOSE, &top)
                .map_err(DisposalError::from)?;
            top
        }
    };
    let mut work = app.database.begin(actor.realm).await?;
    let new = NewRound {
        name: name.to_owned(),
        basis: basis.to_owned(),
        org_path,
        until_year: year,
    };
    let round = app.disposal.begin_round(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(round)
}
