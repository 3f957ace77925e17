//! Pages of the identities outside by which somebody signs in.

use askama::Template;
use jiff::Timestamp;

use super::Frame;
use crate::routes;

/// Identities outside of the person who is signed in (外部身份).
#[derive(Debug, Template)]
#[template(path = "account/outside.html")]
pub struct OutsidePage {
    /// The frame.
    pub ui: Frame,
    /// The identities, the oldest first.
    pub bindings: Vec<OutsideRow>,
    /// Providers at which one can be bound: key and name.
    pub providers: Vec<(String, String)>,
    /// Why the last attempt failed.
    pub fault: Option<String>,
}

/// Identities outside of an account, for who manages it.
#[derive(Debug, Template)]
#[template(path = "account/outside_managed.html")]
pub struct ManagedOutsidePage {
    /// The frame.
    pub ui: Frame,
    /// Id of the account.
    pub account: String,
    /// Name of the account.
    pub name: String,
    /// The identities, the oldest first.
    pub bindings: Vec<OutsideRow>,
}

/// One identity.
#[derive(Debug, Clone)]
pub struct OutsideRow {
    /// Id of the binding.
    pub id: String,
    /// What knows the person: the name of a provider.
    pub issuer: String,
    /// What the person is called there.
    pub label: String,
    /// When it was bound.
    pub made: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

/// Says that the browser is led to a provider.
#[derive(Debug, Template)]
#[template(path = "account/leaving.html")]
pub struct LeavingPage {
    /// The frame.
    pub ui: Frame,
    /// Name of the provider.
    pub name: String,
    /// The address there.
    pub address: String,
}
