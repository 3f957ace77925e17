//! Papers sent by the browser: streamed part by part into the vault, never whole in memory.

use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, t};
use crate::routes;
use crate::view::PageFault;
use axum::Json;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::TryStreamExt as _;
use guildhall_intake::{Arrival, IntakeError, Received, Source};
use guildhall_kernel::OrgPath;
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use tokio_util::io::StreamReader;

/// Files of one request.
const FILES_MAX: usize = 1_000;
/// Bytes of a form field beside the files.
const FIELD_BYTES_MAX: usize = 4_096;

/// The answer for one file.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FileAnswer {
    /// Its name.
    pub name: String,
    /// `captured`, `known`, `restored` (it was discarded and is in the inbox again) or `refused`.
    pub outcome: &'static str,
    /// The record that holds it; absent when the caller may not see that record.
    pub record: Option<String>,
    /// What happened, in the language of the request.
    pub message: Option<String>,
}

/// The answers for all files.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FilesAnswer {
    /// In the order in which they were sent.
    pub files: Vec<FileAnswer>,
}

/// `POST /inbox/files`
pub async fn receive(member: Member, headers: HeaderMap, form: Multipart) -> Result<Response, Fault> {
    let files = take_in(&member, form, true).await?;
    let wants_json = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"));
    if wants_json {
        Ok(Json(FilesAnswer { files }).into_response())
    } else {
        Ok(Redirect::to(routes::INBOX).into_response())
    }
}

/// Takes in every file of a form. With `needs_form_token` the token must come before the first file.
///
/// # Errors
/// When the form is broken or foreign; a file that is refused is told in its answer.
pub async fn take_in(
    member: &Member,
    mut form: Multipart,
    needs_form_token: bool,
) -> Result<Vec<FileAnswer>, Fault> {
    let path = member
        .app()
        .capture_path(member.actor())
        .ok_or(PageFault::Forbidden)?;
    let mut is_own = !needs_form_token || member.visit.by_header;
    let mut answers = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name() {
            Some("csrf") => {
                member.require_form(&short_text(field).await?)?;
                is_own = true;
            }
            Some("files" | "file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                if !is_own {
                    return Err(PageFault::FormExpired.into());
                }
                if answers.len() >= FILES_MAX {
                    return Err(PageFault::TooLarge.into());
                }
                answers.push(one(member, &path, field).await?);
            }
            _ => {
                short_text(field).await?;
            }
        }
    }
    Ok(answers)
}

/// What a form that ends before its end says: the body grew too large, or it does not hold together.
pub(crate) fn broken(error: &MultipartError) -> PageFault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        PageFault::TooLarge
    } else {
        PageFault::BadRequest
    }
}

/// Returns the text of a form field beside the files.
///
/// # Errors
/// When it is no text, or longer than such a field may be.
pub(crate) async fn short_text(mut field: Field<'_>) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > FIELD_BYTES_MAX {
            return Err(PageFault::TooLarge.into());
        }
    }
    String::from_utf8(bytes).map_err(|_| PageFault::BadRequest.into())
}

async fn one(member: &Member, path: &OrgPath, field: Field<'_>) -> Result<FileAnswer, Fault> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let is_camera = name == "image.jpg" || name.starts_with("camera-");
    let arrival = Arrival {
        file_name: name.clone(),
        org_path: path.clone(),
        department: String::new(),
        source: if is_camera { Source::Camera } else { Source::Upload },
    };
    let stream = field.map_err(std::io::Error::other);
    let reader = Box::pin(StreamReader::new(stream));
    match member.app().inbox.take_in(member.actor(), arrival, reader).await {
        Ok(received) => Ok(answer(member, name, received)),
        // The line to the browser is broken: there is nobody to answer.
        Err(IntakeError::Interrupted(error)) => Err(Fault::from(IntakeError::Interrupted(error))),
        Err(error) => {
            let text = locale::explain(member.visit.locale, &Fault::from(error));
            let message = Some(format!("{} {}", text.happened, text.todo));
            Ok(FileAnswer {
                name,
                outcome: "refused",
                record: None,
                message,
            })
        }
    }
}

fn answer(member: &Member, name: String, received: Received) -> FileAnswer {
    let (outcome, message) = match received {
        Received::Captured { .. } => ("captured", None),
        Received::AlreadyKnown { .. } => ("known", Some("upload-known")),
        Received::PutBack { .. } => ("restored", Some("upload-restored")),
        Received::KnownElsewhere => ("known", Some("upload-known-elsewhere")),
    };
    FileAnswer {
        name,
        outcome,
        record: received.record().map(|record| record.to_string()),
        message: message.map(|key| t(member.visit.locale, key, &Args::none())),
    }
}
