//! The page of one's own passkeys.

use askama::Template;
use jiff::Timestamp;

use super::{Field, Frame};
use crate::routes;

/// Passkeys of the person who is signed in (通行密钥).
#[derive(Debug, Template)]
#[template(path = "account/passkeys.html")]
pub struct PasskeysPage {
    /// The frame.
    pub ui: Frame,
    /// Whether this house takes passkeys.
    pub is_on: bool,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<PasskeyRow>,
    /// Recovery codes that were not used, when there are passkeys.
    pub recovery_left: Option<u32>,
    /// The name of a new one.
    pub name: Field,
}

/// One passkey.
#[derive(Debug, Clone)]
pub struct PasskeyRow {
    /// Its id.
    pub id: String,
    /// The name that its owner gave it.
    pub name: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
    /// Whether it also lies in its owner's cloud.
    pub backed_up: bool,
    /// Whether it may have been copied and was stopped.
    pub is_suspected: bool,
    /// Whether it was made for another address.
    pub is_elsewhere: bool,
}
