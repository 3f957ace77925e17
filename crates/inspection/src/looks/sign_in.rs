//! Signing in: how long sessions last, how guessing is slowed down, whether breached passwords are refused.

use super::Place;
use crate::seen::{Evidence, Outcome, Seen};

pub(super) fn sessions(place: &Place<'_>) -> Seen {
    let config = &place.premises.sessions;
    let is_short = config.idle_secs <= i64::from(place.parameters.session_idle_minutes) * 60;
    Evidence::of("sessions")
        .count("idle", config.idle_secs / 60)
        .count("whole", config.absolute_secs / 3_600)
        .judged(is_short, Outcome::MustAct)
}

pub(super) fn lock_out(place: &Place<'_>) -> Seen {
    let config = &place.premises.throttle;
    let is_strict = config.free_per_login <= i64::from(place.parameters.failed_attempts);
    Evidence::of("lock-out")
        .count("free", config.free_per_login)
        .count("wait", config.longest_wait_secs / 60)
        .judged(is_strict, Outcome::MustAct)
}

pub(super) fn breached_list(place: &Place<'_>) -> Seen {
    if place.premises.knows_breached {
        Evidence::of("breached-list").good()
    } else {
        Evidence::of("breached-no-list").attention()
    }
}
