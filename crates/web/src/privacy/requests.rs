//! What people ask for about their own data, for the officers who answer.

use super::named::{self, Before, Behind, code, done, name, on_form, said};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{
    Choice, Field, FieldKind, HoldingRow, PageFault, RequestPage, RequestRow, RequestsPage, Section,
};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_identity::Phone;
use guildhall_identity::person::Correction;
use guildhall_kernel::AccountId;
use guildhall_privacy::rules::Fate;
use guildhall_privacy::{Answer, Erasure, Outcome, PrivacyError, Request, RequestKind, RequestState};
use http::StatusCode;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Past requests on a page.
pub const PAGE: u32 = 50;
/// What comes of a request when an officer answers.
const OUTCOMES: [Outcome; 3] = [Outcome::Granted, Outcome::Partly, Outcome::Refused];

/// What the form of an answer sends; what is erased as `erase.CODE`.
type AnswerForm = BTreeMap<String, String>;

/// Refuses who answers nobody's requests.
///
/// # Errors
/// [`PageFault::Forbidden`].
pub fn require_officer(member: &Member) -> Result<(), Fault> {
    match member.app().privacy.answers_requests(member.actor()) {
        true => Ok(()),
        false => Err(PageFault::Forbidden.into()),
    }
}

/// `GET /privacy/requests`
pub async fn list(
    member: Member,
    Query(before): Query<Before>,
    Query(behind): Query<Behind>,
) -> Result<Response, Fault> {
    require_officer(&member)?;
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let open = app.privacy.open_requests(&mut connection, actor).await?;
    let page = (behind.key(), PAGE + 1);
    let mut past = app.privacy.past_requests(&mut connection, actor, page).await?;
    let is_more = past.len() > PAGE as usize;
    past.truncate(PAGE as usize);
    let asking = open.iter().chain(&past).map(|request| request.account);
    let names = named::names(&mut connection, asking).await?;
    let last = past.last().filter(|_| is_more);
    let next = last.map(|last| {
        let key = [
            ("at", last.received_at.as_micros().to_string()),
            ("id", last.id.to_string()),
        ];
        routes::with_query(routes::REQUESTS, key)
    });
    let now = app.database.clock().now();
    let page = RequestsPage {
        overdue: open.iter().filter(|request| request.is_overdue(now)).count(),
        open: open.iter().map(|request| row(&member, request, &names)).collect(),
        past: past.iter().map(|request| row(&member, request, &names)).collect(),
        previous: behind.key().is_some().then(|| routes::REQUESTS.to_owned()),
        next,
        ui: member
            .visit
            .frame_with(Section::Privacy, before.notice(&member, &["request-answered"])),
    };
    Ok(render(StatusCode::OK, &page))
}

fn row(member: &Member, request: &Request, names: &HashMap<AccountId, String>) -> RequestRow {
    let locale = member.visit.locale;
    let state = code(locale, request.state.code());
    let outcome = request.outcome.map(|outcome| code(locale, outcome.code()));
    RequestRow {
        link: routes::request(&request.id.to_string()),
        kind: code(locale, request.kind.code()),
        who: name(names, request.account),
        state: outcome.map_or(state.clone(), |outcome| format!("{state} · {outcome}")),
        received: moment(request.received_at),
        due: moment(request.due_at),
        is_overdue: request.is_overdue(member.app().database.clock().now()),
    }
}

/// `GET /privacy/requests/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, (&AnswerForm::new(), None)).await
}

async fn page(
    member: &Member,
    id: Uuid,
    (form, fault): (&AnswerForm, Option<&PrivacyError>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let request = app.privacy.request(&mut connection, actor, id).await?;
    let ids = [Some(request.account), request.officer];
    let names = named::names(&mut connection, ids.into_iter().flatten()).await?;
    let ui = member.frame(Section::Privacy);
    let is_own = actor.account() == Some(request.account);
    let may_answer = request.state == RequestState::InWork && !is_own;
    let page = RequestPage {
        id: id.to_string(),
        row: row(member, &request, &names),
        wish: request.wish.clone(),
        clock: clock(member, request.kind),
        officer: request.officer.map(|officer| name(&names, officer)),
        answer: request.answer.clone(),
        done: done(ui.locale, &request.done),
        may_begin: request.state == RequestState::Received && !is_own,
        is_own: is_own && request.is_open(),
        fields: may_answer.then(|| fields(member, &request, form)),
        holdings: match request.kind {
            RequestKind::Erasure => holdings(member),
            _ => Vec::new(),
        },
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

/// Says within how many days such a request is answered, by what, and how sure that is.
fn clock(member: &Member, kind: RequestKind) -> String {
    let deadline = member.app().privacy.rules.duties().deadline(kind);
    let key = match deadline.counted {
        guildhall_privacy::rules::Counted::Calendar => "request-clock-calendar",
        guildhall_privacy::rules::Counted::Working => "request-clock-working",
    };
    let days = u64::from(deadline.days);
    let args = Args::none().with("days", &days).with("source", &deadline.source);
    let clock = locale::t(member.visit.locale, key, &args);
    match deadline.mark.as_str() {
        "unsure" => format!(
            "{clock} {}",
            locale::t(member.visit.locale, "request-clock-unsure", &Args::none())
        ),
        _ => clock,
    }
}

fn holdings(member: &Member) -> Vec<HoldingRow> {
    let holdings = member.app().privacy.rules.duties().holdings().iter();
    let row = |holding: &guildhall_privacy::rules::Holding| HoldingRow {
        code: holding.code.clone(),
        title: said(member, &holding.title),
        can_be_erased: holding.fate == Fate::Erased,
        because: said(member, &holding.because),
    };
    holdings.map(row).collect()
}

fn fields(member: &Member, request: &Request, form: &AnswerForm) -> Vec<Field> {
    let ui = member.frame(Section::Privacy);
    let text = |name: &str| form.get(name).cloned().unwrap_or_default();
    let outcomes = OUTCOMES.iter().map(|outcome| Choice {
        value: outcome.code().to_owned(),
        label: code(ui.locale, outcome.code()),
        chosen: outcome.code() == text("outcome"),
    });
    let mut fields = Vec::new();
    if request.kind == RequestKind::Correction {
        fields.push(
            Field::new("name", ui.t("request-new-name"), FieldKind::Text)
                .value(text("name"))
                .hint(ui.t("request-new-hint"))
                .optional(),
        );
        fields.push(
            Field::new("phone", ui.t("request-new-phone"), FieldKind::Text)
                .value(text("phone"))
                .optional(),
        );
    }
    fields.push(Field::new(
        "outcome",
        ui.t("request-outcome"),
        FieldKind::Select(outcomes.collect()),
    ));
    fields.push(
        Field::new("answer", ui.t("request-answer"), FieldKind::Long)
            .value(text("answer"))
            .hint(ui.t("request-answer-hint")),
    );
    fields
}

/// `POST /privacy/requests/{id}/begin`
pub async fn begin(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    begin_request(&member, id).await?;
    Ok(Redirect::to(&routes::request(&id.to_string())).into_response())
}

/// Takes a request up in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::begin_request`].
pub async fn begin_request(member: &Member, id: Uuid) -> Result<Request, PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let request = app.privacy.begin_request(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(request)
}

/// `POST /privacy/requests/{id}/answer`
pub async fn answer(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Fault> {
    member.require_form(form.get("csrf").map(String::as_str).unwrap_or_default())?;
    member.require_fresh()?;
    let answered = match read(&form) {
        Ok(answer) => answer_request(&member, id, answer).await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(_) => {
            let list = routes::with_query(routes::REQUESTS, [("done", "request-answered")]);
            Ok(Redirect::to(&list).into_response())
        }
        Err(error) => {
            let error = on_form(error)?;
            page(&member, id, (&form, Some(&error))).await
        }
    }
}

fn read(form: &AnswerForm) -> Result<Answer, PrivacyError> {
    let text = |name: &str| form.get(name).map(|text| text.trim()).unwrap_or_default();
    let chosen = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let erasure = form.keys().filter_map(|name| name.strip_prefix("erase."));
    Ok(Answer {
        outcome: Outcome::from_code(text("outcome")).ok_or(PrivacyError::Field { field: "outcome" })?,
        text: text("answer").to_owned(),
        correction: Correction {
            name: chosen(text("name")),
            phone: phone(text("phone"))?,
        },
        erasure: erasure.filter_map(Erasure::from_code).collect(),
    })
}

/// Reads a telephone number that may be left out.
///
/// # Errors
/// [`PrivacyError::Field`].
pub fn phone(text: &str) -> Result<Option<Phone>, PrivacyError> {
    match text.trim() {
        "" => Ok(None),
        text => Phone::parse(text)
            .map(Some)
            .ok_or(PrivacyError::Field { field: "phone" }),
    }
}

/// Answers a request in a unit of work of its own; the caller has asked for a fresh proof of who she is.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::answer_request`].
pub async fn answer_request(member: &Member, id: Uuid, answer: Answer) -> Result<Request, PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let request = app.privacy.answer_request(&mut work, actor, id, answer).await?;
    work.commit().await?;
    Ok(request)
}
