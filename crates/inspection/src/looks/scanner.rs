//! The virus scanner: whether there is one, and whether it answers.

use super::Place;
use crate::seen::{Evidence, Seen};

pub(super) async fn scanner(place: &Place<'_>) -> Seen {
    let Some(scanner) = &place.premises.scanner else {
        return Evidence::of("scanner-none").attention();
    };
    match scanner.version().await {
        Ok(version) => Evidence::of("scanner").text("version", version).good(),
        Err(error) => Evidence::of("scanner-silent")
            .text("address", scanner.address())
            .text("what", error)
            .must_act(),
    }
}
