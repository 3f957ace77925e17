//! What stands in the path of an address.

use crate::fault::Fault;
use crate::view::PageFault;
use axum::extract::FromRequestParts;
use axum::extract::rejection::PathRejection;

/// The ids in the address; what is no id names nothing.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Fault))]
pub struct PathOf<T>(pub T);

impl From<PathRejection> for Fault {
    fn from(_: PathRejection) -> Self {
        PageFault::NotFound.into()
    }
}
