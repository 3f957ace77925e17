//! The organisation tree (组织机构): a union federation, its unions, branches, departments and groups.

mod model;
pub mod service;
pub(crate) mod store;

pub use model::{DEPTH_MAX, NewOrganisation, Organisation, OrganisationKind};
