//! The letters of a case file (通知函): drafted, edited, printed, sent.

use super::sheets;
use super::told::{code, field_of, in_english, moment_of, union_name};
use crate::address::PathOf;
use crate::archive::record::moment;
use crate::context::Member;
use crate::fault::Fault;
use crate::locale;
use crate::page::render;
use crate::pdf::{self, Wording};
use crate::privacy::named::{name, names, on_form, said};
use crate::routes;
use crate::view::{Field, FieldKind, LetterPage, PageFault, Section};
use axum::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use guildhall_emergency::EmergencyError;
use guildhall_emergency::incident::{Incident, Letter, LetterState, NewLetter};
use guildhall_emergency::rules::Values;
use guildhall_kernel::Timestamp;
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// What the form sends that drafts a letter.
#[derive(Deserialize)]
pub struct DraftForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    template: String,
}

/// `POST /emergency/incidents/{id}/letters`
pub async fn draft(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<DraftForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let letter = draft_letter(&member, id, &form.template).await?;
    Ok(back(letter.id))
}

fn back(id: Uuid) -> Response {
    Redirect::to(&routes::letter(&id.to_string())).into_response()
}

/// Drafts a letter in the language of the request, filled from the case file.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::draft_letter`].
pub async fn draft_letter(member: &Member, id: Uuid, template: &str) -> Result<Letter, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let incident = app.emergency.incident_to_gather(&mut work, actor, id).await?;
    let kept = app.emergency.sightings(&mut work, actor, id).await?;
    let persons = kept.map_or(String::new(), |kept| kept.content.persons().len().to_string());
    let texts = Texts {
        union: union_name(&mut work).await?,
        ..Texts::of(member, &incident, work.now())
    };
    let new = NewLetter {
        template,
        in_english: in_english(member.visit.locale),
        values: texts.values(&incident, &persons),
    };
    let letter = app.emergency.draft_letter(&mut work, actor, id, new).await?;
    work.commit().await?;
    Ok(letter)
}

/// What a letter says in the language of its reader.
#[derive(Default)]
struct Texts {
    union: String,
    kinds: String,
    since: String,
    known: String,
    today: String,
}

impl Texts {
    fn of(member: &Member, incident: &Incident, now: Timestamp) -> Self {
        let words = Wording(member.visit.locale);
        let kinds: Vec<String> = incident
            .facts
            .kinds
            .iter()
            .filter_map(|kind| member.app().privacy.rules.class(kind))
            .map(|class| said(member, &class.label))
            .collect();
        Self {
            kinds: kinds.join(&words.say("letter-and")),
            since: words.moment(incident.facts.since),
            known: words.moment(incident.known_at),
            today: now.civil_in("Asia/Shanghai").date().to_string(),
            ..Self::default()
        }
    }

    fn values<'v>(&'v self, incident: &'v Incident, persons: &'v str) -> Values<'v> {
        let facts = &incident.facts;
        Values::from([
            ("what", facts.what.as_str()),
            ("since", self.since.as_str()),
            ("known", self.known.as_str()),
            ("kinds", self.kinds.as_str()),
            ("persons", persons),
            ("cause", facts.cause.as_str()),
            ("harm", facts.harm.as_str()),
            ("measures", facts.measures.as_str()),
            ("contact", facts.contact.as_str()),
            ("union", self.union.as_str()),
            ("today", self.today.as_str()),
        ])
    }
}

/// `GET /emergency/letters/{id}`
pub async fn show(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    page(&member, id, None).await
}

async fn page(member: &Member, id: Uuid, fault: Option<&EmergencyError>) -> Result<Response, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let letter = app.emergency.letter(&mut connection, actor, id).await?;
    let opened = app
        .emergency
        .incident(&mut connection, actor, letter.incident)
        .await?;
    let sender = letter.sent.map(|(who, _)| who);
    let names = names(&mut connection, sender.into_iter().chain([letter.drafted_by])).await?;
    let ui = member.frame(Section::System);
    let is_draft = letter.state == LetterState::Draft;
    let may_edit = is_draft && opened.may_keep && opened.incident.closed.is_none();
    let now = app.database.clock().now();
    let page = LetterPage {
        id: id.to_string(),
        incident: routes::incident(&letter.incident.to_string()),
        title: letter.title.clone(),
        state: code(ui.locale, letter.state.code()),
        is_draft,
        recipient: letter.recipient.clone(),
        body: letter.body.clone(),
        drafted: (name(&names, letter.drafted_by), moment(letter.drafted_at)),
        sent: letter.sent.map(|(who, when)| (name(&names, who), moment(when))),
        way: letter.way.clone(),
        revision: letter.revision,
        edit: may_edit.then(|| {
            vec![
                Field::new("recipient", ui.t("letter-recipient"), FieldKind::Text)
                    .value(letter.recipient.clone()),
            ]
        }),
        send: may_edit.then(|| {
            vec![
                Field::new("sent", ui.t("letter-sent-at"), FieldKind::Moment).value(field_of(now)),
                Field::new("way", ui.t("letter-way"), FieldKind::Text).hint(ui.t("letter-way-hint")),
            ]
        }),
        fault: fault.map(|error| locale::explain(ui.locale, error).sentence()),
        ui,
    };
    let status = fault.map_or(StatusCode::OK, |error| Fault::of(error).status());
    Ok(render(status, &page))
}

/// What the form of a draft sends.
#[derive(Deserialize)]
pub struct EditForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    revision: String,
    #[serde(default)]
    recipient: String,
    #[serde(default)]
    body: String,
}

/// `POST /emergency/letters/{id}`
pub async fn edit(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<EditForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let revision = form.revision.parse().map_err(|_| PageFault::BadRequest)?;
    let done = edit_letter(&member, (id, revision), (&form.recipient, &form.body)).await;
    answer(&member, id, done).await
}

/// Writes a draft anew in a unit of work of its own.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::edit_letter`].
pub async fn edit_letter(
    member: &Member,
    at: (Uuid, u32),
    texts: (&str, &str),
) -> Result<Letter, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let letter = app.emergency.edit_letter(&mut work, actor, at, texts).await?;
    work.commit().await?;
    Ok(letter)
}

/// What the form sends that notes the sending.
#[derive(Deserialize)]
pub struct SendForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    sent: String,
    #[serde(default)]
    way: String,
}

/// `POST /emergency/letters/{id}/send`
pub async fn send(
    member: Member,
    PathOf(id): PathOf<Uuid>,
    Form(form): Form<SendForm>,
) -> Result<Response, Fault> {
    member.require_form(&form.csrf)?;
    let sent_at = moment_of(&form.sent)?;
    let done = note_sent(&member, id, (sent_at, &form.way)).await;
    answer(&member, id, done).await
}

/// Notes that a letter was sent, in a unit of work of its own. The form tells whole minutes: one that began before the
/// union knew, within the same minute, counts as the moment of knowing.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::send_letter`].
pub async fn note_sent(
    member: &Member,
    id: Uuid,
    (sent_at, way): (Timestamp, &str),
) -> Result<Letter, EmergencyError> {
    let (app, actor) = (member.app(), member.actor());
    let mut work = app.database.begin(actor.realm).await?;
    let letter = app.emergency.letter(&mut work, actor, id).await?;
    let known_at = app
        .emergency
        .incident(&mut work, actor, letter.incident)
        .await?
        .incident
        .known_at;
    let sent_at = match (0..60).contains(&known_at.secs_since(sent_at)) {
        true => sent_at.max(known_at),
        false => sent_at,
    };
    let letter = app
        .emergency
        .send_letter(&mut work, actor, id, (sent_at, way))
        .await?;
    work.commit().await?;
    Ok(letter)
}

async fn answer(member: &Member, id: Uuid, done: Result<Letter, EmergencyError>) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(back(id)),
        Err(error) => page(member, id, Some(&on_form(error)?)).await,
    }
}

/// `GET /emergency/letters/{id}/print`
pub async fn print(member: Member, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let bytes = letter_sheet(&member, id).await?;
    Ok(pdf::file(bytes, "attachment; filename=\"guildhall-letter.pdf\""))
}

/// Prints a letter.
///
/// # Errors
/// As [`guildhall_emergency::Emergency::letter`]; when there is no font, or another report is being printed.
pub async fn letter_sheet(member: &Member, id: Uuid) -> Result<Vec<u8>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    let letter = app.emergency.letter(&mut connection, actor, id).await?;
    let union = union_name(&mut connection).await?;
    drop(connection);
    pdf::print(app.font.clone(), sheets::letter(member, &letter, &union)).await
}
