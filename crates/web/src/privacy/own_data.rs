//! One's own data (我的个人信息): requests and their answers, consents.

use super::named::{Before, code, done, on_form, said};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args};
use crate::page::render;
use crate::plain_form::PlainForm;
use crate::routes;
use crate::view::{Choice, ConsentRow, Field, FieldKind, OwnDataPage, OwnRequestRow, Section};
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_privacy::{NewRequest, OwnConsent, PrivacyError, Request, RequestKind, RequestState, Standing};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// What this page may be told was done.
const DONE: [&str; 4] = [
    "own-request-made",
    "own-request-closed",
    "consent-given",
    "consent-withdrawn",
];

/// `GET /me/data`
pub async fn show(member: Member, Query(before): Query<Before>) -> Result<Response, Fault> {
    page(&member, &before, (&RequestForm::default(), None)).await
}

async fn page(
    member: &Member,
    before: &Before,
    (form, fault): (&RequestForm, Option<&PrivacyError>),
) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let requests = app.privacy.own_requests(&mut connection, actor).await?;
    let consents = app.privacy.own_consents(&mut connection, actor).await?;
    let ui = member
        .visit
        .frame_with(Section::Outside, before.notice(member, &DONE));
    let page = OwnDataPage {
        consents: consents
            .iter()
            .map(|consent| consent_row(member, consent))
            .collect(),
        requests: requests
            .iter()
            .map(|request| request_row(member, request))
            .collect(),
        fields: fields(member, form),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

fn consent_row(member: &Member, consent: &OwnConsent) -> ConsentRow {
    let locale = member.visit.locale;
    let word = |standing: Standing| match standing {
        Standing::Never => "never",
        Standing::Given => "given",
        Standing::Outdated => "outdated",
        Standing::Withdrawn => "withdrawn",
    };
    let act = |act: &guildhall_privacy::ConsentAct| {
        let what = if act.is_given { "given" } else { "withdrawn" };
        (moment(act.at), code(locale, what), act.version)
    };
    ConsentRow {
        code: consent.text.code.clone(),
        version: consent.text.version,
        title: said(member, &consent.text.title),
        text: said(member, &consent.text.text),
        standing: code(locale, word(consent.standing)),
        may_give: consent.standing != Standing::Given,
        may_withdraw: matches!(consent.standing, Standing::Given | Standing::Outdated),
        history: consent.history.iter().map(act).collect(),
    }
}

fn request_row(member: &Member, request: &Request) -> OwnRequestRow {
    let locale = member.visit.locale;
    let close = match request.state {
        RequestState::Closed => None,
        RequestState::Answered => Some("own-request-close"),
        RequestState::Received | RequestState::InWork => Some("own-request-take-back"),
    };
    let is_answered = request.answered_at.is_some();
    let asks_for_copy = matches!(request.kind, RequestKind::Access | RequestKind::Copy);
    OwnRequestRow {
        id: request.id.to_string(),
        kind: code(locale, request.kind.code()),
        wish: request.wish.clone(),
        state: code(locale, request.state.code()),
        received: moment(request.received_at),
        due: request.is_open().then(|| moment(request.due_at)),
        is_overdue: request.is_overdue(member.app().database.clock().now()),
        outcome: request.outcome.map(|outcome| code(locale, outcome.code())),
        answer: request.answer.clone(),
        done: done(locale, &request.done),
        shows_copy: is_answered && asks_for_copy,
        close: close.map(|key| locale::t(locale, key, &Args::none())),
    }
}

fn fields(member: &Member, form: &RequestForm) -> Vec<Field> {
    let ui = member.frame(Section::Outside);
    let kinds = RequestKind::ALL.iter().map(|kind| Choice {
        value: kind.code().to_owned(),
        label: code(member.visit.locale, kind.code()),
        chosen: kind.code() == form.kind,
    });
    vec![
        Field::new("kind", ui.t("request-kind"), FieldKind::Select(kinds.collect())),
        Field::new("wish", ui.t("own-request-wish"), FieldKind::Long)
            .value(&form.wish)
            .hint(ui.t("own-request-wish-hint")),
    ]
}

/// What the form of a request sends.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct RequestForm {
    csrf: String,
    kind: String,
    wish: String,
}

/// `POST /me/data/requests`
pub async fn ask(member: Member, Form(form): Form<RequestForm>) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let kind = RequestKind::from_code(&form.kind).ok_or(PrivacyError::Field { field: "kind" });
    let made = match kind {
        Ok(kind) => {
            let wish = form.wish.clone();
            make_request(&member, NewRequest { kind, wish }).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(_) => Ok(led("own-request-made")),
        Err(error) => {
            let error = on_form(error)?;
            page(&member, &Before::default(), (&form, Some(&error))).await
        }
    }
}

fn led(done: &'static str) -> Response {
    Redirect::to(&routes::with_query(routes::OWN_DATA, [("done", done)])).into_response()
}

/// Makes a request of the member in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::ask`].
pub async fn make_request(member: &Member, new: NewRequest) -> Result<Request, PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let request = app
        .privacy
        .ask(&mut work, actor, &member.signed_in.account, new)
        .await?;
    work.commit().await?;
    Ok(request)
}

/// `POST /me/data/requests/{id}/close`
pub async fn close(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    close_request(&member, id).await?;
    Ok(led("own-request-closed"))
}

/// Closes a request of the member, or takes it back.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::close_request`].
pub async fn close_request(member: &Member, id: Uuid) -> Result<Request, PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let request = app.privacy.close_request(&mut work, actor, id).await?;
    work.commit().await?;
    Ok(request)
}

/// What the form of a consent sends; the box is empty until she ticks it herself.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ConsentForm {
    csrf: String,
    version: u32,
    agreed: String,
}

/// `POST /me/data/consents/{code}/give`
pub async fn give(
    member: Member,
    PathOf(code): PathOf<String>,
    Form(form): Form<ConsentForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let given = match form.agreed.as_str() {
        "on" => give_consent(&member, &code, form.version).await,
        _ => Err(PrivacyError::Field { field: "agreed" }),
    };
    match given {
        Ok(()) => Ok(led("consent-given")),
        Err(error) => shown_again(&member, error).await,
    }
}

/// `POST /me/data/consents/{code}/withdraw`
pub async fn withdraw(
    member: Member,
    PathOf(code): PathOf<String>,
    Form(form): Form<PlainForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    match withdraw_consent(&member, &code).await {
        Ok(()) => Ok(led("consent-withdrawn")),
        Err(error) => shown_again(&member, error).await,
    }
}

async fn shown_again(member: &Member, error: PrivacyError) -> Result<Response, Fault> {
    let error = on_form(error)?;
    page(
        member,
        &Before::default(),
        (&RequestForm::default(), Some(&error)),
    )
    .await
}

/// Gives the member's consent to a version of a text.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::give_consent`].
pub async fn give_consent(member: &Member, code: &str, version: u32) -> Result<(), PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    app.privacy
        .give_consent(&mut work, actor, (code, version))
        .await?;
    Ok(work.commit().await?)
}

/// Withdraws the member's consent.
///
/// # Errors
/// As [`guildhall_privacy::Privacy::withdraw_consent`].
pub async fn withdraw_consent(member: &Member, code: &str) -> Result<(), PrivacyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    app.privacy.withdraw_consent(&mut work, actor, code).await?;
    Ok(work.commit().await?)
}
