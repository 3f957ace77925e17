//! How a failed request becomes a page, a notice, or a problem document (RFC 9457).
//!
//! Handlers return a [`Fault`]; it only remembers what happened. The layer [`show_faults`], which knows language and
//! kind of the request, gives it its form. An inner cause is logged here, once, and never shown.

use crate::app::App;
use crate::context::Visit;
use crate::page::{onto_notices, render, wants_part};
use crate::view::{PageFault, ProblemNotice, ProblemPage, Section};
use crate::{locale, routes};
use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use guildhall_archive::ArchiveError;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// What went wrong, without its form.
#[derive(Debug, Clone)]
pub struct Fault {
    code: &'static str,
    kind: ErrorKind,
    arguments: Vec<(&'static str, String)>,
    fields: Vec<FieldFault>,
    status: Option<StatusCode>,
    text: String,
}

/// A field that was refused.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldFault {
    /// Its name in the dictionary.
    pub field: String,
    /// What is wrong with it: `missing`, `unknown-field`, `not-a-date`, `unknown-code` and the like.
    pub code: &'static str,
}

/// A refusal as programs get it (RFC 9457, `application/problem+json`).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A name for this kind of problem: `urn:guildhall:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, in the language of the request.
    pub title: String,
    /// What to do about it.
    pub detail: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: &'static str,
    /// The fields that were refused, when it is for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}

impl Explain for Fault {
    fn code(&self) -> &'static str {
        self.code
    }
    fn arguments(&self) -> Vec<(&'static str, String)> {
        self.arguments.clone()
    }
    fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl Fault {
    /// Takes over what an error says about itself; the chain of its causes goes into the log.
    pub fn of(error: &(dyn Explain + 'static)) -> Self {
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            cause = inner.source();
        }
        if error.kind() == ErrorKind::Internal {
            tracing::error!(code = error.code(), error = text, "a request failed");
        }
        Self {
            code: error.code(),
            kind: error.kind(),
            arguments: error.arguments(),
            fields: Vec::new(),
            status: None,
            text,
        }
    }

    /// Keeps the status code that the framework chose.
    #[must_use]
    pub(crate) fn answered(self, status: StatusCode) -> Self {
        Self {
            status: Some(status),
            ..self
        }
    }

    /// Returns after how many seconds the same request may succeed, when that is known.
    fn retry_after(&self) -> Option<HeaderValue> {
        let seconds = self.arguments.iter().find(|(name, _)| *name == "seconds");
        let (_, seconds) = seconds.filter(|_| self.kind == ErrorKind::TooMany)?;
        HeaderValue::from_str(seconds).ok()
    }

    /// Returns the status code that fits.
    pub fn status(&self) -> StatusCode {
        if let Some(status) = self.status {
            return status;
        }
        match self.kind {
            ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            ErrorKind::NotFound => StatusCode::NOT_FOUND,
            ErrorKind::Conflict => StatusCode::CONFLICT,
            ErrorKind::Denied => StatusCode::FORBIDDEN,
            ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
            ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Errors of the rooms that may reach a person.
macro_rules! faults {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self::of(&error)
            }
        }
    )*};
}

faults!(
    PageFault,
    guildhall_archive::BatchError,
    guildhall_archive::AuthorityError,
    guildhall_archive::DossierError,
    guildhall_archive::StoreroomError,
    guildhall_archive::VolumeError,
    crate::api::BodyFault,
    guildhall_dispatch::DispatchError,
    guildhall_emergency::EmergencyError,
    guildhall_federation::FederationError,
    guildhall_governance::GovernanceError,
    guildhall_identity::IdentityError,
    guildhall_identity::Denied,
    guildhall_inspection::InspectionError,
    guildhall_intake::IntakeError,
    guildhall_preservation::PreservationError,
    guildhall_privacy::PrivacyError,
    guildhall_ledger::LedgerError,
    guildhall_print::PrintError,
    guildhall_store::StoreError,
    guildhall_vault::VaultError,
    guildhall_watch::WatchError,
    guildhall_workflow::WorkflowError,
    guildhall_disposal::DisposalError,
);

impl From<ArchiveError> for Fault {
    fn from(error: ArchiveError) -> Self {
        let fault = Self::of(&error);
        let ArchiveError::Fields(problems) = error else {
            return fault;
        };
        let fields = problems.into_iter().map(|problem| FieldFault {
            field: problem.field,
            code: problem.code,
        });
        Self {
            fields: fields.collect(),
            ..fault
        }
    }
}

impl From<guildhall_checks::ChecksError> for Fault {
    fn from(error: guildhall_checks::ChecksError) -> Self {
        match error {
            guildhall_checks::ChecksError::Archive(error) => Self::from(error),
            error => Self::of(&error),
        }
    }
}

impl From<guildhall_retrieval::IndexError> for Fault {
    fn from(error: guildhall_retrieval::IndexError) -> Self {
        tracing::warn!(%error, "a search failed");
        Self::from(PageFault::Unavailable)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives faults their form.
pub async fn show_faults(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, &app).await;
    let is_api = parts.uri.path().starts_with("/api/");
    let path = parts.uri.path().to_owned();
    let here = parts
        .uri
        .path_and_query()
        .map(|path| path.as_str().to_owned())
        .unwrap_or_default();
    let wants_part = wants_part(&parts.headers);
    let is_get = parts.method == http::Method::GET;
    if let Ok(visit) = &visit {
        parts.extensions.insert(visit.clone());
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(fault) = response
        .extensions()
        .get::<Fault>()
        .cloned()
        .or_else(|| bare_fault(&response))
    else {
        return response;
    };
    let Ok(visit) = visit else { return response };
    if fault.kind == ErrorKind::Denied {
        tell_refusal(&visit, &path, fault.code);
    }
    let mut shown = if is_api {
        problem_document(&visit, &fault, &response)
    } else if fault.code == PageFault::ConfirmNeeded.code() && !wants_part {
        let next = if is_get { here } else { routes::HOME.to_owned() };
        return Redirect::to(&routes::with_query(routes::CONFIRM, [("next", next)])).into_response();
    } else if fault.kind == ErrorKind::Unauthenticated && !wants_part && is_get {
        return Redirect::to(&routes::with_query(routes::SIGN_IN, [("next", here)])).into_response();
    } else {
        problem_page(&visit, &fault, wants_part)
    };
    if let Some(wait) = fault.retry_after() {
        shown.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    shown
}

/// Leaves a line in the log for each refusal for want of a right: who, where, why; without what was asked or sent.
fn tell_refusal(visit: &Visit, path: &str, code: &'static str) {
    let account = visit.signed_in.as_ref().map(|signed_in| signed_in.account.id);
    let account = account.map_or_else(|| "nobody".to_owned(), |account| account.to_string());
    tracing::warn!(%account, path, code, "refused for want of a right");
}

/// Answers that the framework made itself, such as "no such route".
fn bare_fault(response: &Response) -> Option<Fault> {
    if response.headers().contains_key(header::CONTENT_TYPE)
        && response.status() != StatusCode::PAYLOAD_TOO_LARGE
    {
        return match response.status() {
            StatusCode::BAD_REQUEST
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
                if is_plain_text(response) =>
            {
                Some(PageFault::BadRequest.into())
            }
            _ => None,
        };
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(PageFault::NotFound.into()),
        status @ StatusCode::METHOD_NOT_ALLOWED => Some(Fault::from(PageFault::BadRequest).answered(status)),
        StatusCode::BAD_REQUEST => Some(PageFault::BadRequest.into()),
        StatusCode::PAYLOAD_TOO_LARGE => Some(PageFault::TooLarge.into()),
        _ => None,
    }
}

fn is_plain_text(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn problem_page(visit: &Visit, fault: &Fault, part: bool) -> Response {
    let ui = visit.frame(Section::Outside);
    let text = locale::explain(visit.locale, fault);
    if part {
        let mut response = render(StatusCode::OK, &ProblemNotice { ui, text });
        onto_notices(&mut response);
        return response;
    }
    let status = fault.status();
    let page = ProblemPage {
        ui,
        kind: fault.kind,
        status: status.as_u16(),
        text,
        reference: fault.code.to_owned(),
    };
    render(status, &page)
}

/// Makes the problem document; which methods an address knows is taken over from the refused answer.
fn problem_document(visit: &Visit, fault: &Fault, refused: &Response) -> Response {
    let text = locale::explain(visit.locale, fault);
    let status = fault.status();
    let problem = Problem {
        kind: format!("urn:guildhall:problem:{}", fault.code),
        title: text.happened,
        detail: text.todo,
        status: status.as_u16(),
        code: fault.code,
        fields: fault.fields.clone(),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/problem+json"),
        (header::CONTENT_LANGUAGE, visit.locale.tag()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = (status, headers, axum::Json(problem)).into_response();
    if let Some(methods) = refused.headers().get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, methods.clone());
    }
    response
}
