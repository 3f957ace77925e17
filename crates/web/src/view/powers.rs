//! The three powers: who holds them, what is proposed about them, and the home page of those who do.

use askama::Template;
use jiff::Timestamp;

use super::{Choice, Field, Frame};
use crate::routes;

/// Who holds which power, and what waits for a second person (三权).
#[derive(Debug, Template)]
#[template(path = "account/powers.html")]
pub struct PowersPage {
    /// The frame.
    pub ui: Frame,
    /// The three powers with those who hold them.
    pub powers: Vec<PowerRow>,
    /// Proposals that wait.
    pub waiting: Vec<ChangeRow>,
    /// Proposals that do not wait any more, the newest first.
    pub past: Vec<ChangeRow>,
    /// The form that proposes a new administrator, for whoever may.
    pub give: Option<Vec<Field>>,
    /// Days after which a proposal lapses.
    pub lapse_days: u64,
    /// What was wrong with the last form.
    pub fault: Option<String>,
}

/// A power and those who hold it.
#[derive(Debug)]
pub struct PowerRow {
    /// Its name.
    pub name: String,
    /// What its holder does and does not do.
    pub duty: String,
    /// Who holds it.
    pub holders: Vec<HolderRow>,
}

/// An administrator.
#[derive(Debug)]
pub struct HolderRow {
    /// Id of the account.
    pub account: String,
    /// Name.
    pub name: String,
    /// Login name.
    pub login: String,
    /// The unit over which the power is held.
    pub unit: String,
    /// Whether the account can sign in.
    pub active: bool,
    /// Last sign-in.
    pub last_seen: Option<Timestamp>,
    /// What the reader may propose about her.
    pub acts: Vec<Choice>,
}

/// A proposal.
#[derive(Debug)]
pub struct ChangeRow {
    /// Its id.
    pub id: String,
    /// What is to happen to whom.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// When it lapses.
    pub lapses: Timestamp,
    /// How far it has come.
    pub state: String,
    /// Who decided.
    pub decider: String,
    /// When.
    pub decided: Option<Timestamp>,
    /// What she said to it.
    pub decision: String,
    /// Whether the reader may decide it.
    pub may_decide: bool,
    /// Whether the reader may take it back.
    pub may_withdraw: bool,
}

/// The home page of an administrator: not a search, for she sees no record, but her work.
#[derive(Debug, Template)]
#[template(path = "search/power_home.html")]
pub struct PowerHomePage {
    /// The frame.
    pub ui: Frame,
    /// The power in the language of the page.
    pub role: String,
    /// What its holder does and does not do.
    pub duty: String,
    /// Where her work is done.
    pub tasks: Vec<PowerTask>,
}

/// A place where an administrator works.
#[derive(Debug)]
pub struct PowerTask {
    /// Its address.
    pub link: &'static str,
    /// Its name.
    pub title: String,
    /// What is done there.
    pub text: String,
    /// How much waits there.
    pub waiting: u64,
}
