//! The consignments of a member, and the form that begins one.

use super::{handovers, told};
use crate::archive::record::moment;
use crate::archive::retention::this_year;
use crate::archive::shown;
use crate::conduct;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Locale};
use crate::page::render;
use crate::privacy::named::Behind;
use crate::retrieval::export::{found, may_export};
use crate::retrieval::query::SearchQuery;
use crate::routes;
use crate::view::{
    Choice, ConsignmentRow, ConsignmentsPage, Field, FieldKind, PackageChoice, PageFault, Section,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_dispatch::consignment::Asked;
use guildhall_dispatch::{Consignment, Format, NewConsignment};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, RecordId};
use guildhall_store::Connection;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Fields of the form that choose records; the others say why.
const CHOOSING: usize = 4;
/// Consignments on a page.
pub const PAGE: u32 = 50;

/// What the form of a new consignment sends.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default)]
pub struct ConsignmentForm {
    /// The token of the session.
    pub csrf: String,
    /// `eep`, `bagit` or `ocfl`.
    pub format: String,
    /// Archive type.
    #[serde(rename = "type")]
    pub class: String,
    /// Year.
    pub year: String,
    /// Retention code.
    pub retention: String,
    /// Words of a search.
    pub q: String,
    /// Purpose.
    pub purpose: String,
    /// Reason.
    pub reason: String,
    /// The round of appraisal whose records are to be handed over; then nothing else chooses them.
    pub round: String,
}

/// Refuses who may export nothing.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require(member: &Member) -> Result<(), Fault> {
    match may_export(member) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// `GET /consignments`
pub async fn list(
    member: Member,
    Query(behind): Query<Behind>,
    Query(form): Query<ConsignmentForm>,
) -> Result<Response, Fault> {
    require(&member)?;
    page(&member, &behind, (&form, None)).await
}

/// Returns a page of the member's consignments, and whether there are more.
///
/// # Errors
/// When the database refuses.
pub async fn own(member: &Member, behind: &Behind) -> Result<(Vec<Consignment>, bool), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    let mut rows = app.exchange.consignments(&mut connection, actor, wanted).await?;
    let is_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    Ok((rows, is_more))
}

async fn page(
    member: &Member,
    behind: &Behind,
    (form, fault): (&ConsignmentForm, Option<&Fault>),
) -> Result<Response, Fault> {
    let (rows, is_more) = own(member, behind).await?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let now = app.database.clock().now();
    let allowance = app.watch.allowance(&mut connection, actor, now).await?;
    let round = of_round(member, &mut connection, form).await?;
    drop(connection);
    let last = rows.last().filter(|_| is_more);
    let page = ConsignmentsPage {
        next: last.map(|last| told::next_link(routes::CONSIGNMENTS, (last.made_at, last.id))),
        rows: rows.iter().map(|one| row(member, one)).collect(),
        formats: formats(member),
        fields: match round {
            Some(_) => fields(member, form).split_off(CHOOSING),
            None => fields(member, form),
        },
        round: round.map(|records| (form.round.clone(), records)),
        handovers: handovers::takes_part(member).then(|| routes::HANDOVERS.to_owned()),
        left: allowance.left.unsigned_abs(),
        limit: allowance.limit.unsigned_abs(),
        per_file: allowance.per_file.unsigned_abs(),
        lifted: allowance.lifted_until.map(moment),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: behind.key().is_some().then(|| routes::CONSIGNMENTS.to_owned()),
        accessions: app
            .exchange
            .may_receive(actor)
            .then(|| routes::ACCESSIONS.to_owned()),
        ui: member.frame(Section::Records),
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

/// Returns how many records of the round that the form names are to be handed over; nothing when it names none.
async fn of_round(
    member: &Member,
    connection: &mut Connection,
    form: &ConsignmentForm,
) -> Result<Option<u64>, Fault> {
    let Some(round) = round_of(form)? else {
        return Ok(None);
    };
    let (app, actor) = (member.app(), member.actor());
    let records = app.disposal.to_hand_over(connection, actor, round).await?;
    Ok(Some(records.len() as u64))
}

fn round_of(form: &ConsignmentForm) -> Result<Option<Uuid>, Fault> {
    let text = form.round.trim();
    match text.is_empty() {
        true => Ok(None),
        false => text.parse().map(Some).map_err(|_| PageFault::NotFound.into()),
    }
}

/// Returns the kinds of package in the language of the page.
fn formats(member: &Member) -> Vec<PackageChoice> {
    let ui = member.frame(Section::Records);
    let choice = |format: Format| {
        let (label, lead) = match format {
            Format::Eep => ("package-eep", "exchange-eep-lead"),
            Format::Bagit => ("package-bagit", "exchange-bagit-lead"),
            Format::Ocfl => ("package-ocfl", "exchange-ocfl-lead"),
        };
        PackageChoice {
            code: format.code(),
            label: ui.t(label),
            lead: ui.t(lead),
        }
    };
    Format::ALL.map(choice).to_vec()
}

/// Returns a consignment as a line.
pub fn row(member: &Member, one: &Consignment) -> ConsignmentRow {
    ConsignmentRow {
        link: routes::consignment(&one.id.to_string()),
        asked: asked(member, one),
        format: one.format.code().to_uppercase(),
        records: one.records,
        standing: told::code(member, one.state.code()),
        made: moment(one.made_at),
    }
}

/// Returns what was asked for, in words.
pub fn asked(member: &Member, one: &Consignment) -> String {
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let asked = &one.asked;
    let parts = [
        asked
            .type_code
            .as_deref()
            .map(|code| shown::type_name(locale, archive, code)),
        asked.year.map(|year| year.to_string()),
        asked
            .retention
            .as_deref()
            .map(|code| shown::retention(locale, archive, code)),
        asked.search.as_ref().map(|words| format!("“{words}”")),
        asked.round.map(|_| told::code(member, "of-round")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => told::code(member, "everything"),
        false => parts.join(" · "),
    }
}

fn fields(member: &Member, form: &ConsignmentForm) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    let (locale, archive) = (member.visit.locale, &member.app().archive);
    let any = |chosen: bool| Choice {
        value: String::new(),
        label: ui.t("exchange-any"),
        chosen,
    };
    let choice = |value: &str, label: String, chosen: &str| Choice {
        value: value.to_owned(),
        label,
        chosen: value == chosen,
    };
    let mut types = vec![any(form.class.is_empty())];
    types.extend(archive.dictionary.types().map(|kind| {
        choice(
            &kind.code,
            shown::type_name(locale, archive, &kind.code),
            &form.class,
        )
    }));
    let mut periods = vec![any(form.retention.is_empty())];
    periods.extend(archive.codes.table("RETENTION_CODE").iter().map(|code| {
        choice(
            &code.code,
            shown::retention(locale, archive, &code.code),
            &form.retention,
        )
    }));
    let purposes = archive.masks.purposes().iter().map(|purpose| {
        let label = match locale {
            Locale::ZhCn => purpose.label_zh.clone(),
            Locale::En => purpose.label_en.clone(),
        };
        choice(&purpose.code, label, &form.purpose)
    });
    vec![
        Field::new("type", ui.t("catalogue-type"), FieldKind::Select(types)).optional(),
        Field::new("year", ui.t("catalogue-year"), FieldKind::Number)
            .value(&form.year)
            .hint(ui.with(
                "exchange-year-hint",
                "year",
                this_year(member).to_string().as_str(),
            ))
            .optional(),
        Field::new("retention", ui.t("record-retention"), FieldKind::Select(periods)).optional(),
        Field::new("q", ui.t("exchange-search"), FieldKind::Text)
            .value(&form.q)
            .hint(ui.t("exchange-search-hint"))
            .optional(),
        Field::new(
            "purpose",
            ui.t("exchange-purpose"),
            FieldKind::Select(purposes.collect()),
        ),
        Field::new("reason", ui.t("exchange-reason"), FieldKind::Text)
            .value(&form.reason)
            .hint(ui.t("exchange-reason-hint")),
    ]
}

/// `POST /consignments`
pub async fn begin(member: Member, Form(form): Form<ConsignmentForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match begin_one(&member, &form).await {
        Ok(one) => Ok(Redirect::to(&routes::consignment(&one.id.to_string())).into_response()),
        Err(fault)
            if matches!(
                fault.kind(),
                ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::TooLarge
            ) =>
        {
            page(&member, &Behind::default(), (&form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Fixes what goes, counts it against the limit of exports, and puts the packing in line, in one unit of work.
///
/// # Errors
/// When the member may export nothing of it, the limit of the day would be passed, or purpose and reason are missing.
pub async fn begin_one(member: &Member, form: &ConsignmentForm) -> Result<Consignment, Fault> {
    require(member)?;
    member.require_fresh()?;
    let app = member.app();
    let format = Format::parse(&form.format)?;
    let limits = app.watch.rules().limits.export;
    let most = limits.records_per_file.unsigned_abs();
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let search = filled(&form.q);
    let round = round_of(form)?;
    let hits = match (&search, round) {
        (_, Some(round)) => Some(awaiting(member, round).await?),
        (None, None) => None,
        (Some(words), None) => {
            let query = SearchQuery {
                q: words.clone(),
                ..SearchQuery::default()
            };
            Some(found(member, &query, most).await?)
        }
    };
    let new = NewConsignment {
        format,
        asked: Asked {
            type_code: filled(&form.class),
            // What is no year is none in which anything was filed.
            year: filled(&form.year).map(|year| year.parse().unwrap_or(0)),
            retention: filled(&form.retention),
            search,
            round,
        },
        found: hits,
        purpose: form.purpose.clone(),
        reason: form.reason.clone(),
        folder: None,
        records_max: most,
    };
    let who = (member.actor(), member.visit.visitor.agent.as_str());
    let mut work = app.database.begin(member.actor().realm).await?;
    let begun = app
        .exchange
        .begin_consignment(&mut work, member.actor(), new)
        .await?;
    let filter = format!("consignment/{}", begun.consignment.id);
    let counted = app
        .watch
        .count_export(&mut work, who, &begun.records, &filter)
        .await;
    if let Err(error) = counted {
        return Err(conduct::export_refused(member, error));
    }
    work.commit().await?;
    Ok(begun.consignment)
}

/// Returns the records of a round of appraisal that are to be handed over.
async fn awaiting(member: &Member, round: Uuid) -> Result<Vec<RecordId>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    Ok(app.disposal.to_hand_over(&mut connection, actor, round).await?)
}
