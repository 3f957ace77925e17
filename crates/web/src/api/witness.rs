//! Being the witness of other installations: the door at which their checkpoints come in (C2SP tlog-witness).
//!
//! Open to everybody, because the checkpoint itself is signed: only logs whose keys are configured are looked at, and
//! all that can be had here is a cosignature.

use crate::app::App;
use crate::fault::Fault;
use crate::system::published::first_realm;
use crate::view::PageFault;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Actor, Explain};
use guildhall_ledger::submission::Submission;
use guildhall_ledger::witnessed::{Answer, witness};
use http::{StatusCode, header};

/// A checkpoint that does not continue what was seen before.
#[derive(Debug, thiserror::Error)]
#[error("the checkpoint does not continue what was seen before")]
struct Fork;

impl Explain for Fork {
    fn code(&self) -> &'static str {
        "witness-fork"
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
}

/// Cosigns the checkpoint of a log that this installation witnesses, if it continues what was seen before.
#[utoipa::path(
    post, path = "/api/v1/witness", operation_id = "addCheckpoint", tag = "ledger", security(()),
    request_body(content = String, content_type = "text/plain",
        description = "`old <size>`, the hashes of the consistency proof, an empty line, the signed checkpoint."),
    responses(
        (status = 200, description = "The cosignature line.", body = String, content_type = "text/plain"),
        (status = 409, description = "The size that was seen last.", body = String,
            content_type = "text/x.tlog.size"),
    )
)]
pub async fn add_checkpoint(State(app): State<App>, body: String) -> Result<Response, Fault> {
    let refused = |_| Fault::from(PageFault::BadRequest).answered(StatusCode::BAD_REQUEST);
    let submission = Submission::parse(&body).map_err(refused)?;
    let realm = first_realm(&app).await?.ok_or(PageFault::NotFound)?;
    let actor = Actor::program("witness", realm.id, realm.root_path);
    let mut work = app.database.begin(realm.id).await?;
    let keys = (app.ledger.witnessed.as_ref(), app.signing_key.as_ref());
    let answer = witness(&mut work, &actor, keys, &submission).await?;
    work.commit().await?;
    match answer {
        Answer::Cosigned(line) => {
            Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], line).into_response())
        }
        Answer::Elsewhere(size) => {
            let kind = [(header::CONTENT_TYPE, "text/x.tlog.size")];
            Ok((StatusCode::CONFLICT, kind, format!("{size}\n")).into_response())
        }
        Answer::Fork => Err(Fault::of(&Fork)),
        Answer::Unknown => Err(PageFault::NotFound.into()),
    }
}
