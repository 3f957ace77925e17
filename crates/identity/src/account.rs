//! Accounts (账户): who can sign in, with what password, language and rights.

pub mod breached;
mod common_passwords;
pub mod link;
mod model;
pub mod outside;
mod password;
pub mod service;
pub mod standing;
pub(crate) mod store;
pub mod survey;

pub use breached::BreachedPasswords;
pub(crate) use model::login_key;
pub use model::{Account, AccountQuery, AccountState, CLEARANCE_MAX, Language, Login, NewAccount};
pub use password::{
    FirstPassword, PASSWORD_CHARS_MIN, PasswordConfig, PasswordFlaw, PasswordHash, Passwords, check_password,
};
