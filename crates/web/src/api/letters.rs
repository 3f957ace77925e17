//! The letters of a case file.

use super::body::JsonOf;
use super::caller::Caller;
use super::incidents::instant;
use super::inspection::PdfBytes;
use crate::address::PathOf;
use crate::emergency::letters::{draft_letter, edit_letter, letter_sheet, note_sent};
use crate::fault::Fault;
use crate::pdf;
use axum::Json;
use axum::response::Response;
use guildhall_emergency::incident::Letter;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A letter to authority or persons (通知函).
#[derive(Serialize, ToSchema)]
pub struct LetterView {
    /// Its id.
    id: Uuid,
    /// The case file.
    incident: Uuid,
    /// The code of its template.
    template: String,
    /// The clock that stops when it is sent.
    stops: String,
    /// `draft` or `sent`.
    state: &'static str,
    /// Counts its changes; an edit names the one that was read.
    revision: u32,
    /// Its heading.
    title: String,
    /// To whom it goes.
    recipient: String,
    /// Its text.
    body: String,
    /// When it was sent.
    sent_at: Option<String>,
    /// By which way.
    way: String,
}

impl LetterView {
    fn of(letter: &Letter) -> Self {
        Self {
            id: letter.id,
            incident: letter.incident,
            template: letter.template.clone(),
            stops: letter.stops.clone(),
            state: letter.state.code(),
            revision: letter.revision,
            title: letter.title.clone(),
            recipient: letter.recipient.clone(),
            body: letter.body.clone(),
            sent_at: letter.sent.map(|(_, when)| when.to_rfc3339()),
            way: letter.way.clone(),
        }
    }
}

/// The letters of a case file.
#[derive(Serialize, ToSchema)]
pub struct LettersView {
    /// The letters, the oldest first.
    letters: Vec<LetterView>,
}

/// Lists the letters of a case file.
#[utoipa::path(
    get, path = "/api/v1/incidents/{id}/letters", operation_id = "listLetters", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")),
    responses((status = 200, description = "The letters.", body = LettersView))
)]
pub async fn list(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Json<LettersView>, Fault> {
    let (app, actor) = (member.app(), member.actor());
    let mut connection = app.database.read(actor.realm).await?;
    app.emergency.incident(&mut connection, actor, id).await?;
    let letters = app.emergency.letters(&mut connection, actor, id).await?;
    let letters = letters.iter().map(LetterView::of).collect();
    Ok(Json(LettersView { letters }))
}

/// Which letter is drafted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftBody {
    /// The code of the template, such as `authority` or `persons`.
    template: String,
}

/// Drafts a letter from a template and the case file, in the language of the request.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/letters", operation_id = "draftLetter", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The case file.")), request_body = DraftBody,
    responses((status = 201, description = "The draft.", body = LetterView))
)]
pub async fn draft(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<DraftBody>,
) -> Result<(StatusCode, Json<LetterView>), Fault> {
    let letter = draft_letter(&member, id, &body.template).await?;
    Ok((StatusCode::CREATED, Json(LetterView::of(&letter))))
}

/// A draft, written anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditBody {
    /// The revision that was read.
    revision: u32,
    /// To whom it goes.
    recipient: String,
    /// Its text.
    body: String,
}

/// Writes a draft anew.
#[utoipa::path(
    put, path = "/api/v1/letters/{id}", operation_id = "editLetter", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The letter.")), request_body = EditBody,
    responses((status = 200, description = "The draft.", body = LetterView))
)]
pub async fn edit(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<EditBody>,
) -> Result<Json<LetterView>, Fault> {
    let letter = edit_letter(&member, (id, body.revision), (&body.recipient, &body.body)).await?;
    Ok(Json(LetterView::of(&letter)))
}

/// How a letter was sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendBody {
    /// When, RFC 3339.
    sent_at: String,
    /// By which way.
    way: String,
}

/// Notes that a letter was sent; its clock stops at that moment.
#[utoipa::path(
    post, path = "/api/v1/letters/{id}/send", operation_id = "sendLetter", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The letter.")), request_body = SendBody,
    responses((status = 200, description = "The letter.", body = LetterView))
)]
pub async fn send(
    Caller(member): Caller,
    PathOf(id): PathOf<Uuid>,
    JsonOf(body): JsonOf<SendBody>,
) -> Result<Json<LetterView>, Fault> {
    let letter = note_sent(&member, id, (instant(&body.sent_at)?, &body.way)).await?;
    Ok(Json(LetterView::of(&letter)))
}

/// Prints a letter, as PDF in the language of the request.
#[utoipa::path(
    get, path = "/api/v1/letters/{id}/sheet", operation_id = "printLetter", tag = "incidents",
    params(("id" = uuid::Uuid, Path, description = "The letter.")),
    responses((status = 200, description = "The letter.", body = PdfBytes, content_type = "application/pdf"))
)]
pub async fn sheet(Caller(member): Caller, PathOf(id): PathOf<Uuid>) -> Result<Response, Fault> {
    let bytes = letter_sheet(&member, id).await?;
    Ok(pdf::file(bytes, "attachment; filename=\"guildhall-letter.pdf\""))
}
