//! Reasons, standings and words of consignments and accessions, in the language of the page.

use crate::context::Member;
use crate::locale::{Args, Locale, has, t};
use crate::routes;
use guildhall_dispatch::Told;
use guildhall_kernel::Timestamp;
use uuid::Uuid;

/// Returns why something was left out or refused, and what to do.
pub fn sentence(locale: Locale, told: &Told) -> String {
    let key = format!("error-{}", told.code);
    if !has(locale, &key) {
        return told.code.clone();
    }
    let args = told
        .values
        .iter()
        .fold(Args::none(), |args, (name, value)| args.with(name, value));
    let todo = t(locale, &format!("{key}-todo"), &args);
    format!("{} {todo}", t(locale, &key, &args))
}

/// Returns the word for a code of these rooms.
pub fn code(member: &Member, code: &str) -> String {
    t(member.visit.locale, &format!("exchange-is-{code}"), &Args::none())
}

/// Returns the address of the page behind a thing of a list by time.
pub fn next_link(path: &str, (at, id): (Timestamp, Uuid)) -> String {
    let key = [("at", at.as_micros().to_string()), ("id", id.to_string())];
    routes::with_query(path, key)
}

/// Lines on a page.
pub const LINES: u32 = 100;

/// Behind which line a page begins, and which lines it shows.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LinesQuery {
    /// The number of the last line shown; from the beginning when left out.
    #[serde(default)]
    pub after: u32,
    /// Only lines of this outcome.
    #[serde(default)]
    pub only: Option<String>,
}

impl LinesQuery {
    /// Returns the address of the page behind a line.
    pub fn next(&self, path: &str, last: u32) -> String {
        let only = self.only.clone().map(|only| ("only", only));
        let query = [("after", last.to_string())].into_iter().chain(only);
        routes::with_query(path, query)
    }
}
