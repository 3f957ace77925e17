//! What was noticed of people's conduct.

use super::Frame;
use crate::routes;
use askama::Template;
use jiff::Timestamp;

/// The alerts (告警), the newest first.
#[derive(Debug, Template)]
#[template(path = "system/alerts.html")]
pub struct AlertsPage {
    /// The frame.
    pub ui: Frame,
    /// Whether the reader sees all of them, or only those about administrators.
    pub sees_all: bool,
    /// The alerts of this page.
    pub alerts: Vec<AlertRow>,
    /// Always none: one goes back by the browser.
    pub previous: Option<String>,
    /// Older ones.
    pub next: Option<String>,
}

/// One alert in a list.
#[derive(Debug, Clone)]
pub struct AlertRow {
    /// Its page.
    pub link: String,
    /// What the rule is called.
    pub title: String,
    /// Whom it is about.
    pub who: String,
    /// What was counted, and what is usual.
    pub sentence: String,
    /// How far it has come.
    pub state: String,
    /// Whether nobody has looked at it.
    pub is_open: bool,
    /// When it was raised.
    pub raised: Timestamp,
}

/// One alert with its evidence.
#[derive(Debug, Template)]
#[template(path = "system/alert.html")]
pub struct AlertPage {
    /// The frame.
    pub ui: Frame,
    /// Its id.
    pub id: String,
    /// The alert as the list shows it.
    pub alert: AlertRow,
    /// The role of the person; absent for a network.
    pub role: Option<String>,
    /// What was done at once, in words.
    pub brakes: Vec<String>,
    /// When it was last noticed.
    pub last: Timestamp,
    /// Since when acts were counted.
    pub since: Timestamp,
    /// Up to when.
    pub until: Timestamp,
    /// Kinds of acts with their number.
    pub kinds: Vec<(String, u64)>,
    /// The acts over time.
    pub chart: Vec<ChartBar>,
    /// How many different records.
    pub records: u64,
    /// Addresses with the number of acts.
    pub addresses: Vec<(String, u64)>,
    /// Browsers with the number of acts.
    pub agents: Vec<(String, u64)>,
    /// The newest acts.
    pub recent: Vec<ActRowSeen>,
    /// Who looks into it, and since when.
    pub acknowledged: Option<(String, Timestamp)>,
    /// Who closed it, and when.
    pub closed: Option<(String, Timestamp)>,
    /// What was found out.
    pub finding: String,
    /// Whether the reader decides about it.
    pub may_decide: bool,
    /// Lifting the limit of exports; absent where it is not the reader's or not an account.
    pub lift: Option<LiftForm>,
    /// The case file that was opened from it.
    pub incident: Option<String>,
    /// Where one is opened from it; absent for who keeps none.
    pub open_incident: Option<String>,
    /// Why the last form was refused.
    pub fault: Option<String>,
}

/// Lifting the limit of exports.
#[derive(Debug, Clone)]
pub struct LiftForm {
    /// Hours at most.
    pub most: u64,
    /// Until when it is lifted already.
    pub until: Option<Timestamp>,
}

/// A bar of a small chart of 360 by 80.
#[derive(Debug, Clone)]
pub struct ChartBar {
    /// Its left end.
    pub x: u32,
    /// Its upper end.
    pub y: u32,
    /// Its height.
    pub height: u32,
    /// What it stands for.
    pub count: u64,
}

/// One act as evidence.
#[derive(Debug, Clone)]
pub struct ActRowSeen {
    /// When.
    pub when: Timestamp,
    /// What.
    pub what: String,
    /// Whose account, where they differ.
    pub who: Option<String>,
    /// Archival code of the record; nothing else of it is shown here.
    pub record: String,
    /// From where.
    pub address: String,
}
