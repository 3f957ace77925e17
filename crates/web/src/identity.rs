//! Faces of the identity room: entrance, accounts, one's own account, organisation.

pub mod accounts;
pub mod confirm;
pub mod entrance;
pub mod organisation;
pub mod own_account;
pub mod second_factor;
