//! Accounts: the list and the form of one.

use askama::Template;
use jiff::Timestamp;

use super::{Field, Frame};
use crate::routes;

/// All accounts that this person may manage (账户).
#[derive(Debug, Template)]
#[template(path = "account/list.html", blocks = ["accounts"])]
pub struct AccountsPage {
    /// The frame.
    pub ui: Frame,
    /// Words to narrow the list.
    pub filter: String,
    /// This page of accounts.
    pub accounts: Vec<AccountRow>,
    /// Whether this person may add one.
    pub may_add: bool,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// One account in the list.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// Its page.
    pub link: String,
    /// Login.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Roles in the language of the page.
    pub roles: Vec<String>,
    /// Unit whose records it reads.
    pub unit: String,
    /// Whether it can sign in.
    pub state: AccountState,
    /// Last sign-in.
    pub last_seen: Option<Timestamp>,
}

/// Whether an account can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// It can.
    Active,
    /// Not before a time, after too many wrong passwords.
    LockedOut,
    /// An administrator closed it.
    Closed,
}

/// The form of a new or an existing account.
#[derive(Debug, Template)]
#[template(path = "account/form.html")]
pub struct AccountPage {
    /// The frame.
    pub ui: Frame,
    /// Name of the account's person, none for a new account.
    pub name: Option<String>,
    /// Where the form sends to.
    pub action: String,
    /// Name, login, password, roles, unit.
    pub fields: Vec<Field>,
    /// Version of the row that the form was made from.
    pub version: u64,
    /// Whether the account is closed now.
    pub closed: bool,
    /// Whether this person may close or open it.
    pub may_close: bool,
    /// Whether this person may save.
    pub may_save: bool,
    /// Where a new first password is sent to, for an existing account of somebody else.
    pub reset: Option<String>,
    /// The field for it.
    pub password: Field,
    /// Where its second factor is taken away, when it has one.
    pub second_factor_remove: Option<String>,
    /// The page of its identities outside; none for a new account.
    pub outside: Option<String>,
    /// The page of its client certificates; none for a new account, and where there are no certificates.
    pub certificates: Option<String>,
    /// The power that it holds; then nothing here is done by one person alone.
    pub power: Option<String>,
}
