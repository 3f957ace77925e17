//! Faces of the identity room: entrance, accounts, organisation.

pub mod accounts;
pub mod entrance;
pub mod organisation;
