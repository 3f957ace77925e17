//! Asking to borrow an original (借阅申请): one's own requests, and what the desk does with those that were approved.

use super::{LoanForm, on_page};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::privacy::named::Behind;
use crate::routes;
use crate::view::{Field, FieldKind, LoanRequestRow, LoanRequestsPage, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::lending::Loan;
use guildhall_archive::lending::request::{AskLoan, LOAN_REQUEST, LoanRequest, RequestState};
use guildhall_archive::{LendingError, Record};
use guildhall_identity::person::service::names_of;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain as _, PersonId};
use guildhall_store::Connection;
use guildhall_workflow::{FactValue, Facts, NewRun, Run, Subject};
use http::StatusCode;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Requests on a page.
pub const PAGE: u32 = 50;
/// The definition by which a request is decided.
const DEFINITION: &str = "borrowing";

/// What the form of a request sends; the page of a record names the code in its link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RequestForm {
    csrf: String,
    code: String,
    purpose: String,
    days: String,
}

/// `GET /loans/requests`
pub async fn list(
    member: Member,
    Query(behind): Query<Behind>,
    Query(form): Query<RequestForm>,
) -> Result<Response, Fault> {
    page(&member, &behind, (&form, None)).await
}

async fn page(
    member: &Member,
    behind: &Behind,
    (form, fault): (&RequestForm, Option<&Fault>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let (found, is_more) = own(member, &mut connection, behind).await?;
    let may_ask = app.archive.may_ask_use(&mut connection, actor).await?;
    let page = LoanRequestsPage {
        rows: rows(member, &mut connection, &found, false).await?,
        fields: (may_ask && actor.person.is_some()).then(|| fields(member, form)),
        is_unlinked: may_ask && actor.person.is_none(),
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: behind.key().is_some().then(|| routes::LOAN_REQUESTS.to_owned()),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| next_link(routes::LOAN_REQUESTS, last)),
        ui: member.frame(Section::Records),
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

fn fields(member: &Member, form: &RequestForm) -> Vec<Field> {
    let (ui, rules) = (member.frame(Section::Records), &member.app().lending.rules);
    let days = match form.days.is_empty() {
        true => rules.days.to_string(),
        false => form.days.clone(),
    };
    vec![
        Field::new("code", ui.t("use-code"), FieldKind::Text)
            .value(&form.code)
            .hint(ui.t("use-code-hint")),
        Field::new("purpose", ui.t("loan-purpose"), FieldKind::Long)
            .value(&form.purpose)
            .hint(ui.t("loan-request-purpose-hint")),
        Field::new("days", ui.t("loan-days"), FieldKind::Number)
            .value(days)
            .hint(ui.with("loan-days-hint", "most", rules.days_max)),
    ]
}

/// Returns what the member asked to borrow, and whether there is more.
///
/// # Errors
/// When the database refuses.
pub async fn own(
    member: &Member,
    connection: &mut Connection,
    behind: &Behind,
) -> Result<(Vec<LoanRequest>, bool), Fault> {
    let (desk, actor) = (&member.app().lending, member.actor());
    let wanted = (behind.key(), PAGE + 1);
    Ok(cut(desk.own_requests(connection, actor, wanted).await?))
}

/// Returns the approved requests that wait at the member's desk, and whether there are more.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(
    member: &Member,
    connection: &mut Connection,
    behind: &Behind,
) -> Result<(Vec<LoanRequest>, bool), Fault> {
    let (desk, actor) = (&member.app().lending, member.actor());
    let wanted = (behind.key(), PAGE + 1);
    Ok(cut(desk.to_hand_out(connection, actor, wanted).await?))
}

fn cut(mut found: Vec<LoanRequest>) -> (Vec<LoanRequest>, bool) {
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    (found, is_more)
}

/// Returns the address of the page behind one's own request.
pub fn next_link(path: &str, last: &LoanRequest) -> String {
    let key = [
        ("at", last.asked_at.as_micros().to_string()),
        ("id", last.id.to_string()),
    ];
    routes::with_query(path, key)
}

/// Returns requests as a list shows them, those of the desk with links to their records.
///
/// # Errors
/// When the database refuses.
pub async fn rows(
    member: &Member,
    connection: &mut Connection,
    requests: &[LoanRequest],
    is_desk: bool,
) -> Result<Vec<LoanRequestRow>, Fault> {
    let who = people(connection, requests).await?;
    let row = |request: &LoanRequest| LoanRequestRow {
        id: request.id.to_string(),
        code: request.archival_code.clone(),
        record: is_desk.then(|| routes::record(&request.record.to_string())),
        who: who.get(&request.person).cloned().unwrap_or_default(),
        purpose: request.purpose.clone(),
        days: request.days,
        asked: moment(request.asked_at),
        standing: standing(member, request.state),
        may_drop: request.state == RequestState::Approved,
    };
    Ok(requests.iter().map(row).collect())
}

fn standing(member: &Member, state: RequestState) -> String {
    let key = format!("loan-request-is-{}", state.code());
    locale::t(member.visit.locale, &key, &Args::none())
}

async fn people(
    connection: &mut Connection,
    requests: &[LoanRequest],
) -> Result<HashMap<PersonId, String>, Fault> {
    let ids: BTreeSet<PersonId> = requests.iter().map(|request| request.person).collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let found = names_of(connection, &ids).await?;
    Ok(found.into_iter().map(|person| (person.id, person.name)).collect())
}

/// `POST /loans/requests`
pub async fn ask(member: Member, Form(form): Form<RequestForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match ask_from(&member, &form).await {
        Ok(run) => Ok(Redirect::to(&routes::workflow_run(&run.id.to_string())).into_response()),
        Err(fault) => match fault.kind() {
            ErrorKind::Invalid | ErrorKind::Conflict => {
                page(&member, &Behind::default(), (&form, Some(&fault))).await
            }
            _ => Err(fault),
        },
    }
}

async fn ask_from(member: &Member, form: &RequestForm) -> Result<Run, Fault> {
    let days = match form.days.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| super::wrong("days"))?),
    };
    let ask = AskLoan {
        archival_code: form.code.clone(),
        purpose: form.purpose.clone(),
        days,
    };
    Ok(ask_for(member, ask).await?.1)
}

/// Asks to borrow an original, and starts the run in which it is decided, in one unit of work.
///
/// # Errors
/// As [`guildhall_archive::Lending::ask`] and [`guildhall_workflow::Workflow::start`].
pub async fn ask_for(member: &Member, ask: AskLoan) -> Result<(LoanRequest, Run), Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let (request, record) = app.lending.ask(&mut work, actor, ask).await?;
    let run = new_run(&request, &record);
    let run = app.workflow.start(&mut work, actor, run).await?;
    work.commit().await?;
    Ok((request, run))
}

/// Returns the run that decides about a request. Everybody who is asked may read its facts, so the record is named by its
/// number alone.
fn new_run(request: &LoanRequest, record: &Record) -> NewRun {
    NewRun {
        definition: DEFINITION,
        subject: Subject {
            kind: LOAN_REQUEST.to_owned(),
            id: request.id,
            name: request.archival_code.clone(),
        },
        org_path: record.org_path.clone(),
        secrecy: record.secrecy,
        about: request.purpose.clone(),
        facts: Facts::from([
            ("secrecy".to_owned(), FactValue::Int(record.secrecy)),
            ("type".to_owned(), FactValue::Text(record.type_code.clone())),
            ("days".to_owned(), FactValue::Int(i64::from(request.days))),
        ]),
    }
}

/// `POST /loans/requests/{id}/loan`
pub async fn hand_out(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match hand_out_one(&member, id).await {
        Ok(_) => Ok(Redirect::to(routes::LOANS).into_response()),
        Err(fault) => on_page(&member, (&LoanForm::default(), fault)).await,
    }
}

/// Hands an original out to whoever asked for it, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Lending::hand_out_requested`].
pub async fn hand_out_one(member: &Member, id: Uuid) -> Result<Loan, Fault> {
    let mut work = super::begin(member).await?;
    let (desk, actor) = (&member.app().lending, member.actor());
    let loan = desk.hand_out_requested(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(loan)
}

/// `POST /loans/requests/{id}/drop`
pub async fn drop(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match drop_one(&member, id).await {
        Ok(request) => {
            let is_own = Some(request.account) == member.actor().account();
            let back = if is_own {
                routes::LOAN_REQUESTS
            } else {
                routes::LOANS
            };
            Ok(Redirect::to(back).into_response())
        }
        Err(fault) if fault.kind() != ErrorKind::Conflict => Err(fault),
        Err(fault) if member.app().lending.is_keeper(member.actor()) => {
            on_page(&member, (&LoanForm::default(), fault)).await
        }
        Err(fault) => {
            let form = RequestForm::default();
            page(&member, &Behind::default(), (&form, Some(&fault))).await
        }
    }
}

/// Drops an approved request, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Lending::drop_request`].
pub async fn drop_one(member: &Member, id: Uuid) -> Result<LoanRequest, Fault> {
    let mut work = super::begin(member).await?;
    let (desk, actor) = (&member.app().lending, member.actor());
    let request = desk.drop_request(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(request)
}

/// Returns where the reader finds what a run about a request leads to: the desk for who keeps the record, one's own requests
/// for who asked.
///
/// # Errors
/// When the database refuses.
pub async fn link(member: &Member, connection: &mut Connection, id: Uuid) -> Result<Option<String>, Fault> {
    let (desk, actor) = (&member.app().lending, member.actor());
    match desk.request(connection, actor, id).await {
        Ok(request) if Some(request.account) == actor.account() => Ok(Some(routes::LOAN_REQUESTS.to_owned())),
        Ok(request) => Ok(Some(routes::record(&request.record.to_string()))),
        Err(guildhall_archive::ArchiveError::Lending(LendingError::NoSuchRequest)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
