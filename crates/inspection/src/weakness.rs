//! Known weaknesses (已知漏洞) of the parts that the program is built from: the list of parts, a database of advisories in
//! a folder, and the list of parts in a form that other tools read (SBOM, 软件物料清单).
//!
//! Nothing here asks the network.

mod advisory;
mod part;
mod sbom;

pub use advisory::{Advisory, Gravity, Match, matches_in};
pub use part::{Part, parts};
pub use sbom::sbom;

use crate::error::InspectionError;
use crate::looks::Place;
use crate::seen::{Evidence, Outcome, Seen};

/// Weaknesses that are named; further ones are counted.
const NAMED: usize = 20;

/// Holds the parts against the configured database of advisories.
pub(crate) async fn look(place: &Place<'_>) -> Result<Seen, InspectionError> {
    let parts = parts(place.premises.lock)?;
    let Some(folder) = place.premises.advisories.clone() else {
        return Ok(Evidence::of("weakness-no-database")
            .count("parts", parts.len() as u64)
            .unknown());
    };
    let count = parts.len() as u64;
    let named = folder.display().to_string();
    // Some thousand small files: not on a thread that others wait for.
    let (matches, changed) = tokio::task::spawn_blocking(move || {
        Ok::<_, InspectionError>((matches_in(&folder, &parts)?, advisory::changed_at(&folder)?))
    })
    .await
    .map_err(|_| InspectionError::form(named))??;
    let is_recent = changed >= place.days_ago(place.parameters.advisories_days);
    let mut seen = Evidence::of("weakness-parts")
        .count("parts", count)
        .moment("changed", changed)
        .judged(is_recent, Outcome::Attention);
    for found in matches.iter().take(NAMED) {
        seen = seen.and(told(found));
    }
    if matches.len() > NAMED {
        let more = (matches.len() - NAMED) as u64;
        seen = seen.and(Evidence::of("weakness-more").count("count", more).must_act());
    }
    Ok(seen)
}

fn told(found: &Match) -> Seen {
    let evidence = |code| {
        Evidence::of(code)
            .text("id", &found.advisory.id)
            .text("part", format_args!("{} {}", found.part.name, found.part.version))
            .text("title", &found.advisory.title)
    };
    match found.advisory.gravity {
        Gravity::Weakness => evidence("weakness").must_act(),
        Gravity::Notice => evidence("weakness-notice").attention(),
    }
}
