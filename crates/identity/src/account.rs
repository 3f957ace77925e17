//! Accounts (账户): who can sign in, with what password, language and rights.

mod common_passwords;
mod model;
mod password;
pub mod service;
pub(crate) mod store;

pub(crate) use model::login_key;
pub use model::{Account, AccountQuery, AccountState, CLEARANCE_MAX, Language, Login, NewAccount};
pub use password::{
    PASSWORD_CHARS_MIN, PasswordConfig, PasswordFlaw, PasswordHash, Passwords, check_password,
};
