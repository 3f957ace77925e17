//! Words and moments that the pages of emergencies share.

use crate::context::Member;
use crate::fault::Fault;
use crate::locale::{self, Args, Locale};
use crate::view::PageFault;
use guildhall_identity::organisation;
use guildhall_kernel::Timestamp;
use guildhall_store::Connection;
use jiff::civil;
use jiff::tz::TimeZone;

/// The zone in which people type moments.
const ZONE: &str = "Asia/Shanghai";

/// Says whether a page is in English.
pub fn in_english(locale: Locale) -> bool {
    locale == Locale::En
}

/// Returns the word for a code of the emergency room.
pub fn code(locale: Locale, code: &str) -> String {
    locale::t(locale, &format!("emergency-is-{code}"), &Args::none())
}

/// Returns the name of the union, as it stands on paper.
///
/// # Errors
/// When the database refuses.
pub async fn union_name(connection: &mut Connection) -> Result<String, Fault> {
    let realm = connection.realm();
    Ok(organisation::service::top(connection, realm).await?.name)
}

/// Reads what a field for day and time sends.
///
/// # Errors
/// [`PageFault::BadRequest`] when it is neither.
pub fn moment_of(text: &str) -> Result<Timestamp, Fault> {
    let wrong = || Fault::from(PageFault::BadRequest);
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let local: civil::DateTime = text.trim().parse().map_err(|_| wrong())?;
    let zoned = local.to_zoned(zone).map_err(|_| wrong())?;
    Ok(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

/// Returns an instant as a field for day and time takes it, to the minute.
pub fn field_of(at: Timestamp) -> String {
    at.civil_in(ZONE).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Returns whole hours and minutes between two instants, in words.
pub fn span(member: &Member, secs: i64) -> String {
    let (hours, minutes) = (secs.unsigned_abs() / 3_600, secs.unsigned_abs() / 60 % 60);
    let args = Args::none().with("hours", &hours).with("minutes", &minutes);
    locale::t(member.visit.locale, "emergency-span", &args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_typed_and_shown_in_the_time_of_china() {
        let at = moment_of("2026-11-22T09:30").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-22T01:30:00Z");
        assert_eq!(field_of(at), "2026-11-22T09:30");
        for wrong in ["", "yesterday", "2026-13-01T00:00", "2026-11-22T25:00"] {
            assert!(moment_of(wrong).is_err(), "{wrong}");
        }
    }
}
