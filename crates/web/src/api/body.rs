//! What a request of the API says: its body and its query, each refused with a problem document.

use crate::fault::Fault;
use crate::view::PageFault;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts};
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use http::StatusCode;

/// A request that cannot be understood.
#[derive(Debug, thiserror::Error)]
pub enum BodyFault {
    /// The body is no JSON, or not of the shape that the address takes.
    #[error("the body is not understood: {0}")]
    Body(String),
    /// A value of the query has a wrong form.
    #[error("the query is not understood: {0}")]
    Query(String),
}

impl Explain for BodyFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Body(_) => "api-body",
            Self::Query(_) => "api-query",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        let (Self::Body(cause) | Self::Query(cause)) = self;
        vec![("cause", cause.clone())]
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
}

/// A JSON body.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(Fault))]
pub struct JsonOf<T>(pub T);

/// The values of the query.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Fault))]
pub struct QueryOf<T>(pub T);

impl From<JsonRejection> for Fault {
    fn from(rejection: JsonRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            PageFault::TooLarge.into()
        } else {
            BodyFault::Body(rejection.body_text()).into()
        }
    }
}

impl From<QueryRejection> for Fault {
    fn from(rejection: QueryRejection) -> Self {
        BodyFault::Query(rejection.body_text()).into()
    }
}
