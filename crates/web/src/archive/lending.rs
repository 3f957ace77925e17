//! Lending of originals (借阅): the desk with its lists, and what is done with a loan.

pub mod own;
pub mod requests;
pub mod slip;

use crate::address::PathOf;
use crate::archive::record::moment;
use crate::archive::records::civil;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::privacy::named::Behind;
use crate::routes;
use crate::view::{Field, FieldKind, LinkChoice, LoanRow, LoansPage, PageFault, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_archive::lending::{CameBack, DueKey, Loan, LoanKey, NewLoan, Returned};
use guildhall_archive::{ArchiveError, LendingError, Record};
use guildhall_identity::person::service::names_of;
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Date, Explain as _, PersonId, Timestamp};
use guildhall_store::{Connection, Work};
use http::StatusCode;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Loans on a page.
pub const PAGE: u32 = 50;

/// Which loans, and where the list goes on.
#[derive(Debug, Default, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct LoanQuery {
    /// `out` for what is out, `overdue` for what should be back, `all` for the whole register.
    show: String,
    /// The due date of the last loan of the page before, when it shows what is out.
    due: String,
    /// When the last loan of the page before was lent, in microseconds since 1970, when it shows the register.
    at: Option<i64>,
    /// The id of the last loan of the page before.
    id: Option<Uuid>,
}

impl LoanQuery {
    fn show(&self) -> &'static str {
        match self.show.as_str() {
            "overdue" => "overdue",
            "all" => "all",
            _ => "out",
        }
    }

    fn due_key(&self) -> Option<DueKey> {
        self.due.parse::<Date>().ok().zip(self.id)
    }

    /// Returns the place of the last loan shown in the register.
    pub fn key(&self) -> Option<LoanKey> {
        self.at.map(Timestamp::from_micros).zip(self.id)
    }

    fn is_first(&self) -> bool {
        self.id.is_none()
    }

    /// Returns the address of the page behind a loan.
    pub fn behind(&self, path: &str, last: &Loan) -> String {
        let mut query = vec![("show", self.show().to_owned())];
        match self.show() {
            "all" => query.push(("at", last.lent_at.as_micros().to_string())),
            _ => query.push(("due", last.due_on.to_string())),
        }
        query.push(("id", last.id.to_string()));
        routes::with_query(path, query)
    }
}

/// What the form of a new slip sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoanForm {
    csrf: String,
    codes: String,
    staff_number: String,
    purpose: String,
    days: String,
}

/// What the form of a return sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReturnForm {
    csrf: String,
    came_back: String,
    note: String,
}

/// Refuses who has no record in her care.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_keeper(member: &Member) -> Result<(), Fault> {
    match member.app().lending.is_keeper(member.actor()) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// Returns the loans that are asked for, and whether there are more.
///
/// # Errors
/// [`PageFault::Forbidden`] for who keeps nothing.
pub async fn loans(
    member: &Member,
    connection: &mut Connection,
    query: &LoanQuery,
) -> Result<(Vec<Loan>, bool), Fault> {
    require_keeper(member)?;
    let (desk, actor) = (&member.app().lending, member.actor());
    let now = member.app().database.clock().now();
    let mut found = match query.show() {
        "all" => desk.register(connection, actor, (query.key(), PAGE + 1)).await?,
        show => {
            let overdue_at = (show == "overdue").then_some(now);
            let page = (query.due_key(), PAGE + 1);
            desk.out(connection, actor, overdue_at, page).await?
        }
    };
    let is_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    Ok((found, is_more))
}

/// `GET /loans`
pub async fn list(member: Member, Query(query): Query<LoanQuery>) -> Result<Response, Fault> {
    page(&member, &query, (&LoanForm::default(), None)).await
}

async fn page(
    member: &Member,
    query: &LoanQuery,
    (form, fault): (&LoanForm, Option<&Fault>),
) -> Result<Response, Fault> {
    let mut connection = member.app().database.read(member.actor().realm).await?;
    let (found, is_more) = loans(member, &mut connection, query).await?;
    let (waiting, is_more_waiting) = requests::waiting(member, &mut connection, &Behind::default()).await?;
    let here = routes::with_query(routes::LOANS, [("show", query.show().to_owned())]);
    let page = LoansPage {
        tabs: tabs(member, query),
        rows: rows(member, &mut connection, &found, true).await?,
        waiting: requests::rows(member, &mut connection, &waiting, true).await?,
        is_more_waiting,
        fields: fields(member, form),
        is_unsettled: !member.app().lending.rules.sure,
        fault: fault.map(|fault| locale::explain(member.visit.locale, fault).sentence()),
        previous: (!query.is_first()).then_some(here),
        next: found
            .last()
            .filter(|_| is_more)
            .map(|last| query.behind(routes::LOANS, last)),
        ui: member.frame(Section::Records),
    };
    Ok(render(fault.map_or(StatusCode::OK, Fault::status), &page))
}

fn tabs(member: &Member, query: &LoanQuery) -> Vec<LinkChoice> {
    let tab = |(show, key): (&str, &str)| LinkChoice {
        label: locale::t(member.visit.locale, key, &Args::none()),
        link: routes::with_query(routes::LOANS, [("show", show.to_owned())]),
        chosen: query.show() == show,
    };
    [
        ("out", "loans-out"),
        ("overdue", "loans-overdue"),
        ("all", "loans-all"),
    ]
    .map(tab)
    .to_vec()
}

fn fields(member: &Member, form: &LoanForm) -> Vec<Field> {
    let (ui, rules) = (member.frame(Section::Records), &member.app().lending.rules);
    let days = match form.days.is_empty() {
        true => rules.days.to_string(),
        false => form.days.clone(),
    };
    vec![
        Field::new("codes", ui.t("loan-codes"), FieldKind::Long)
            .value(&form.codes)
            .hint(ui.with("loan-codes-hint", "most", rules.records_max)),
        Field::new("staff_number", ui.t("loan-staff-number"), FieldKind::Text).value(&form.staff_number),
        Field::new("purpose", ui.t("loan-purpose"), FieldKind::Text).value(&form.purpose),
        Field::new("days", ui.t("loan-days"), FieldKind::Number)
            .value(days)
            .hint(ui.with("loan-days-hint", "most", rules.days_max)),
    ]
}

/// Returns loans as a list shows them, those of the desk with links to their records.
///
/// # Errors
/// When the database refuses.
pub async fn rows(
    member: &Member,
    connection: &mut Connection,
    loans: &[Loan],
    is_desk: bool,
) -> Result<Vec<LoanRow>, Fault> {
    let who = borrowers(connection, loans).await?;
    let rules = &member.app().lending.rules;
    let now = member.app().database.clock().now();
    let row = |loan: &Loan| LoanRow {
        id: loan.id.to_string(),
        code: loan.archival_code.clone(),
        record: is_desk.then(|| routes::record(&loan.record.to_string())),
        slip: loan.numbered(),
        who: who.get(&loan.person).cloned().unwrap_or_default(),
        purpose: loan.purpose.clone(),
        lent: moment(loan.lent_at),
        due: due(member, loan),
        standing: standing(member, loan, now),
        is_overdue: loan.is_overdue(now),
        is_due_soon: loan.is_due_within(rules.remind_days, now),
        is_out: loan.is_out(),
        may_renew: loan.is_out() && loan.renewals < rules.renewals_max,
        returned: loan.returned_at.map(moment),
        note: loan.note.clone(),
    };
    Ok(loans.iter().map(row).collect())
}

/// Returns the due date of a loan as people here read it.
fn due(member: &Member, loan: &Loan) -> String {
    let day = civil(loan.due_on).map(|day| member.visit.locale.date(day));
    day.unwrap_or_default()
}

/// Returns the names of those who borrowed.
///
/// # Errors
/// When the database refuses.
pub async fn borrowers(
    connection: &mut Connection,
    loans: &[Loan],
) -> Result<HashMap<PersonId, String>, Fault> {
    let people: BTreeSet<PersonId> = loans.iter().map(|loan| loan.person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let found = names_of(connection, &people).await?;
    Ok(found.into_iter().map(|person| (person.id, person.name)).collect())
}

/// Returns how a loan stands, in words.
fn standing(member: &Member, loan: &Loan, now: Timestamp) -> String {
    let soon = member.app().lending.rules.remind_days;
    let code = match loan.came_back {
        Some(came_back) => came_back.code(),
        None if loan.is_overdue(now) => "overdue",
        None if loan.is_due_within(soon, now) => "due-soon",
        None => "out",
    };
    locale::t(member.visit.locale, &format!("loan-is-{code}"), &Args::none())
}

/// `POST /loans`
pub async fn lend(member: Member, Form(form): Form<LoanForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    require_keeper(&member)?;
    match lend_from(&member, &form).await {
        Ok(_) => Ok(Redirect::to(routes::LOANS).into_response()),
        Err(fault) => on_page(&member, (&form, fault)).await,
    }
}

async fn lend_from(member: &Member, form: &LoanForm) -> Result<Vec<Loan>, Fault> {
    let days = match form.days.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| wrong("days"))?),
    };
    let new = NewLoan {
        codes: form.codes.lines().map(str::to_owned).collect(),
        staff_number: form.staff_number.clone(),
        purpose: form.purpose.clone(),
        days,
    };
    lend_originals(member, new).await
}

fn wrong(field: &'static str) -> ArchiveError {
    LendingError::Field(field).into()
}

/// Shows the desk again with what was refused, or hands the fault on when no form can mend it.
async fn on_page(member: &Member, (form, fault): (&LoanForm, Fault)) -> Result<Response, Fault> {
    match fault.kind() {
        ErrorKind::Invalid | ErrorKind::Conflict => {
            page(member, &LoanQuery::default(), (form, Some(&fault))).await
        }
        _ => Err(fault),
    }
}

/// Lends originals, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Lending::lend`].
pub async fn lend_originals(member: &Member, new: NewLoan) -> Result<Vec<Loan>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = begin(member).await?;
    let loans = app.lending.lend(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(loans)
}

async fn begin(member: &Member) -> Result<Work, Fault> {
    Ok(member.app().database.begin(member.actor().realm).await?)
}

/// `POST /loans/{id}/return`
pub async fn take_back(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<ReturnForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match take_back_one(&member, id, (&form.came_back, form.note)).await {
        Ok(_) => Ok(Redirect::to(routes::LOANS).into_response()),
        Err(fault) => on_page(&member, (&LoanForm::default(), fault)).await,
    }
}

/// Takes an original back, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Lending::take_back`]; [`LendingError::Field`] for a condition that is none.
pub async fn take_back_one(
    member: &Member,
    id: Uuid,
    (came_back, note): (&str, String),
) -> Result<Loan, Fault> {
    let came_back = CameBack::from_code(came_back).ok_or_else(|| wrong("came_back"))?;
    let returned = Returned { came_back, note };
    let mut work = begin(member).await?;
    let (desk, actor) = (&member.app().lending, member.actor());
    let loan = desk.take_back(&mut work, actor, id, &returned).await?;
    work.commit().await?;
    Ok(loan)
}

/// `POST /loans/{id}/renewal`
pub async fn renew(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match renew_one(&member, id).await {
        Ok(_) => Ok(Redirect::to(routes::LOANS).into_response()),
        Err(fault) => on_page(&member, (&LoanForm::default(), fault)).await,
    }
}

/// Renews a loan, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Lending::renew`].
pub async fn renew_one(member: &Member, id: Uuid) -> Result<Loan, Fault> {
    let mut work = begin(member).await?;
    let (desk, actor) = (&member.app().lending, member.actor());
    let loan = desk.renew(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(loan)
}

/// `POST /loans/{id}/reopening`
pub async fn reopen(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match reopen_one(&member, id).await {
        Ok(_) => Ok(Redirect::to(routes::LOANS).into_response()),
        Err(fault) => on_page(&member, (&LoanForm::default(), fault)).await,
    }
}

/// Undoes a return, in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_archive::Lending::undo_return`].
pub async fn reopen_one(member: &Member, id: Uuid) -> Result<Loan, Fault> {
    let mut work = begin(member).await?;
    let (desk, actor) = (&member.app().lending, member.actor());
    let loan = desk.undo_return(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(loan)
}

/// Returns the sentence that the original of a record is out, for who has the record in her care.
///
/// # Errors
/// When the database refuses.
pub async fn lent(
    member: &Member,
    connection: &mut Connection,
    record: &Record,
) -> Result<Option<String>, Fault> {
    let (desk, actor) = (&member.app().lending, member.actor());
    let Some(loan) = desk.out_of_record(connection, actor, record).await? else {
        return Ok(None);
    };
    let who = borrowers(connection, std::slice::from_ref(&loan)).await?;
    let who = who.get(&loan.person).cloned().unwrap_or_default();
    let due = due(member, &loan);
    let args = Args::none().with("who", &who).with("due", &due);
    Ok(Some(locale::t(member.visit.locale, "loan-of-record", &args)))
}
