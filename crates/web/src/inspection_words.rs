//! What an inspection found, in the words of a language: for pages, API, command and pack alike.

use crate::archive::record::moment;
use crate::locale::{Args, Locale, Value, t};
use guildhall_inspection::{Evidence, Outcome, Told, Words};
use jiff::tz::TimeZone;

/// The zone in which moments are told where no reader names another.
const ZONE: &str = "Asia/Shanghai";

/// Returns the words of a rule in a language.
pub fn words(locale: Locale, words: &Words) -> &str {
    match locale {
        Locale::ZhCn => &words.zh,
        Locale::En => &words.en,
    }
}

/// Returns the name of an outcome.
pub fn outcome(locale: Locale, outcome: Outcome) -> String {
    t(locale, &format!("outcome-{}", outcome.code()), &Args::none())
}

/// Says what was seen.
pub fn evidence(locale: Locale, evidence: &Evidence) -> String {
    let values: Vec<(&str, Box<dyn Value>)> = evidence
        .values
        .iter()
        .map(|(name, value)| (name.as_str(), said(locale, value)))
        .collect();
    let args = values.iter().fold(Args::none(), |args, (name, value)| {
        args.with(name, value.as_ref())
    });
    t(locale, &format!("seen-{}", evidence.code), &args)
}

fn said(locale: Locale, value: &Told) -> Box<dyn Value> {
    match value {
        Told::Count(number) => Box::new(*number),
        Told::Text(text) => Box::new(text.clone()),
        Told::Moment(instant) => {
            let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
            Box::new(locale.moment(moment(*instant), &zone))
        }
    }
}
