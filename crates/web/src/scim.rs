//! The door for directories under `/scim/v2` (SCIM 2.0, RFC 7644): tokens instead of sessions, JSON of its own kind.
//!
//! Handlers translate; what a directory may do is decided in the federation room.

mod caller;
mod discovery;
mod groups;
mod reply;
mod users;

use crate::door::{Door, at, show, take};
use http::Method;

/// Largest body of a directory in bytes: a thousand members fit.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// Returns the doors for directories.
pub fn doors() -> Vec<Door> {
    vec![
        show("/scim/v2/ServiceProviderConfig", discovery::service_provider),
        show("/scim/v2/ResourceTypes", discovery::resource_types),
        show("/scim/v2/Schemas", discovery::schemas),
        show("/scim/v2/Users", users::list),
        take("/scim/v2/Users", users::create),
        show("/scim/v2/Users/{id}", users::show),
        at(Method::PUT, "/scim/v2/Users/{id}", users::replace),
        at(Method::PATCH, "/scim/v2/Users/{id}", users::patch),
        at(Method::DELETE, "/scim/v2/Users/{id}", users::remove),
        show("/scim/v2/Groups", groups::list),
        show("/scim/v2/Groups/{id}", groups::show),
        at(Method::PATCH, "/scim/v2/Groups/{id}", groups::patch),
    ]
}
