//! The handovers of the house, and the form that asks for one.

use super::consignment;
use super::consignments::asked;
use super::told::{LinesQuery, next_link};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::privacy::named::Behind;
use crate::retrieval::export::may_export;
use crate::routes;
use crate::view::{Field, FieldKind, HandoverNewPage, HandoverRow, HandoversPage, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_dispatch::handover::HANDOVER;
use guildhall_dispatch::{Consignment, Handover, NewHandover};
use guildhall_kernel::Explain as _;
use guildhall_kernel::explain::ErrorKind;
use guildhall_workflow::{FactValue, Facts, NewRun, Run, Subject};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Handovers on a page.
pub const PAGE: u32 = 50;
/// The definition by which a handover is decided.
const DEFINITION: &str = "handover";

/// Says whether the member has any part in handovers.
pub fn takes_part(member: &Member) -> bool {
    let (app, actor) = (member.app(), member.actor());
    let mut branches = actor.grants.iter().map(|grant| &grant.org_path);
    branches.any(|path| app.exchange.hands_over(actor, path))
}

/// Refuses who has no part in handovers.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require(member: &Member) -> Result<(), Fault> {
    match takes_part(member) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// Returns a page of the handovers that the member may see, and whether there are more.
///
/// # Errors
/// When the member has no part in them, or the database refuses.
pub async fn seen(member: &Member, behind: &Behind) -> Result<(Vec<Handover>, bool), Fault> {
    require(member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let wanted = (behind.key(), PAGE + 1);
    let mut rows = app.exchange.handovers(&mut connection, actor, wanted).await?;
    let is_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    Ok((rows, is_more))
}

/// `GET /handovers`
pub async fn list(member: Member, Query(behind): Query<Behind>) -> Result<Response, Fault> {
    let (rows, is_more) = seen(&member, &behind).await?;
    let last = rows.last().filter(|_| is_more);
    let page = HandoversPage {
        next: last.map(|last| next_link(routes::HANDOVERS, (last.made_at, last.id))),
        rows: rows.iter().map(|one| row(&member, one)).collect(),
        consignments: may_export(&member).then(|| routes::CONSIGNMENTS.to_owned()),
        previous: behind.key().is_some().then(|| routes::HANDOVERS.to_owned()),
        ui: member.frame(Section::Records),
    };
    Ok(render(StatusCode::OK, &page))
}

fn row(member: &Member, one: &Handover) -> HandoverRow {
    HandoverRow {
        link: routes::handover(&one.id.to_string()),
        number: one.numbered(),
        name: one.name.clone(),
        receiver: one.receiver.clone(),
        records: one.records,
        standing: standing(member, one),
        made: moment(one.made_at),
    }
}

/// Returns how far a handover has come, in words.
pub fn standing(member: &Member, one: &Handover) -> String {
    let key = format!("handover-is-{}", one.state.code());
    locale::t(member.visit.locale, &key, &Args::none())
}

/// What the form of a new handover sends.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default)]
pub struct HandoverForm {
    /// The token of the session.
    pub csrf: String,
    /// What it is called.
    pub name: String,
    /// To whom.
    pub receiver: String,
    /// What is in it.
    pub about: String,
    /// On what it is brought there.
    pub medium: String,
}

/// `GET /consignments/{id}/handover`
pub async fn fill_in(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, (&HandoverForm::default(), None)).await
}

async fn page(
    member: &Member,
    id: Uuid,
    (form, fault): (&HandoverForm, Option<&Fault>),
) -> Result<Response, Fault> {
    require(member)?;
    let (consignment, _, _) = consignment::lines(member, id, &LinesQuery::default()).await?;
    let page = HandoverNewPage {
        here: routes::handover_new(&id.to_string()),
        consignment: routes::consignment(&id.to_string()),
        asked: asked(member, &consignment),
        records: consignment.packed,
        left_out: consignment.left_out,
        fields: fields(member, &consignment, form),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        ui: member.frame(Section::Records),
    };
    let status = fault.map_or(StatusCode::OK, Fault::status);
    Ok(render(status, &page))
}

fn fields(member: &Member, consignment: &Consignment, form: &HandoverForm) -> Vec<Field> {
    let ui = member.frame(Section::Records);
    let or = |given: &str, usual: String| match given.is_empty() {
        true => usual,
        false => given.to_owned(),
    };
    vec![
        Field::new("name", ui.t("handover-name"), FieldKind::Text)
            .value(&form.name)
            .hint(ui.t("handover-name-hint")),
        Field::new("receiver", ui.t("handover-receiver"), FieldKind::Text)
            .value(&form.receiver)
            .hint(ui.t("handover-receiver-hint")),
        Field::new("medium", ui.t("handover-medium"), FieldKind::Text)
            .value(&form.medium)
            .hint(ui.t("handover-medium-hint")),
        Field::new("about", ui.t("handover-about"), FieldKind::Long)
            .value(or(&form.about, asked(member, consignment)))
            .hint(ui.t("handover-about-hint"))
            .optional(),
    ]
}

/// `POST /consignments/{id}/handover`
pub async fn ask(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<HandoverForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let new = NewHandover {
        name: form.name.clone(),
        receiver: form.receiver.clone(),
        about: form.about.clone(),
        medium: form.medium.clone(),
    };
    match ask_for(&member, id, &new).await {
        Ok((one, _)) => Ok(Redirect::to(&routes::handover(&one.id.to_string())).into_response()),
        Err(fault) if matches!(fault.kind(), ErrorKind::Invalid | ErrorKind::Conflict) => {
            page(&member, id, (&form, Some(&fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Asks that a consignment is handed over, and starts the run in which it is decided, in one unit of work.
///
/// # Errors
/// Without a fresh proof of who she is; when a record is under a legal hold; as
/// [`guildhall_dispatch::Exchange::ask_handover`] and [`guildhall_workflow::Workflow::start`].
pub async fn ask_for(
    member: &Member,
    consignment: Uuid,
    new: &NewHandover,
) -> Result<(Handover, Run), Fault> {
    require(member)?;
    member.require_fresh()?;
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let asked = (consignment, new);
    let (handover, records) = app.exchange.ask_handover(&mut work, actor, asked).await?;
    app.disposal.require_free(&mut work, &records).await?;
    let run = app.workflow.start(&mut work, actor, new_run(&handover)).await?;
    work.commit().await?;
    Ok((handover, run))
}

fn new_run(handover: &Handover) -> NewRun {
    let records = i64::try_from(handover.records).unwrap_or(i64::MAX);
    NewRun {
        definition: DEFINITION,
        subject: Subject {
            kind: HANDOVER.to_owned(),
            id: handover.id,
            name: format!("{} {}", handover.numbered(), handover.name),
        },
        org_path: handover.org_path.clone(),
        secrecy: handover.secrecy,
        about: match handover.about.is_empty() {
            true => handover.name.clone(),
            false => handover.about.clone(),
        },
        facts: Facts::from([
            ("records".to_owned(), FactValue::Int(records)),
            ("receiver".to_owned(), FactValue::Text(handover.receiver.clone())),
            ("secrecy".to_owned(), FactValue::Int(handover.secrecy)),
        ]),
    }
}
