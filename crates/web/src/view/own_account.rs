//! The page of one's own account.

use askama::Template;
use jiff::Timestamp;

use super::{Field, Frame};
use crate::routes;

/// Password and sessions of the person who is signed in (我的账户).
#[derive(Debug, Template)]
#[template(path = "account/own.html")]
pub struct OwnAccountPage {
    /// The frame.
    pub ui: Frame,
    /// Name.
    pub name: String,
    /// Login name.
    pub login: String,
    /// Whether nothing else is open before the password is changed.
    pub password_due: bool,
    /// Whether nothing else is open before there is a second factor.
    pub second_factor_due: bool,
    /// When the password was set.
    pub password_set: Timestamp,
    /// Present and new password.
    pub fields: Vec<Field>,
    /// Since when there is a second factor, and how many recovery codes are left.
    pub second_factor: Option<(Timestamp, u32)>,
    /// How many passkeys there are.
    pub passkeys: usize,
    /// Whether client certificates can be bound.
    pub certificates: bool,
    /// Whether identities outside can be bound.
    pub outside: bool,
    /// Open sessions, the newest first.
    pub sessions: Vec<SessionRow>,
}

/// One open session (会话).
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its id, which is no secret.
    pub id: String,
    /// Browser and system from which it was opened; empty when unknown.
    pub agent: String,
    /// The message that says what kind of network the address is in.
    pub place: Option<&'static str>,
    /// Address from which it was opened; empty when unknown.
    pub address: String,
    /// When it was opened.
    pub began: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
    /// Whether it is the one that asks.
    pub is_present: bool,
}
