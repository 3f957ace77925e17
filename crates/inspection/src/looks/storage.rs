//! The vault's replicas and their scrub; and whether the database keeps what it acknowledged.

use super::{Place, ledger};
use crate::error::InspectionError;
use crate::seen::{Evidence, Outcome, Seen};
use guildhall_store::Connection;
use guildhall_vault::scrub::SCRUBBED;
use serde::Deserialize;
use std::os::unix::fs::MetadataExt as _;

/// What a scrub wrote down.
#[derive(Deserialize)]
struct Scrubbed {
    checked: u64,
    #[serde(default)]
    unhealed: u64,
    #[serde(default)]
    unreachable: Vec<String>,
    lost: Vec<String>,
}

pub(super) async fn replicas(
    place: &Place<'_>,
    connection: &mut Connection,
) -> Result<Seen, InspectionError> {
    let holdings = place.vault.holdings(connection).await?;
    let count = holdings.replicas.len() as u64;
    let troubled: Vec<&str> = holdings
        .replicas
        .iter()
        .filter(|replica| replica.trouble.is_some())
        .map(|replica| replica.name.as_str())
        .collect();
    if !troubled.is_empty() {
        let names = troubled.join("、");
        return Ok(Evidence::of("replicas-troubled").text("names", names).must_act());
    }
    if count < 2 {
        return Ok(Evidence::of("replicas-one").must_act());
    }
    let evidence = |code| Evidence::of(code).count("count", count);
    Ok(if share_a_device(place)? {
        evidence("replicas-one-device").attention()
    } else {
        evidence("replicas").good()
    })
}

/// Says whether two folders of replicas lie on one device.
fn share_a_device(place: &Place<'_>) -> Result<bool, InspectionError> {
    let mut devices = Vec::new();
    for folder in &place.premises.replicas {
        let metadata = std::fs::metadata(folder);
        devices.push(
            metadata
                .map_err(|error| InspectionError::machine(folder.display(), error))?
                .dev(),
        );
    }
    let all = devices.len();
    devices.sort_unstable();
    devices.dedup();
    Ok(devices.len() < all)
}

pub(super) async fn scrub(place: &Place<'_>, connection: &mut Connection) -> Result<Seen, InspectionError> {
    let Some(entry) = ledger::newest(connection, Some(SCRUBBED)).await? else {
        return Ok(Evidence::of("scrub-never").attention());
    };
    let report: Scrubbed =
        serde_json::from_str(&entry.details).map_err(|_| InspectionError::form(SCRUBBED))?;
    let evidence = |code| {
        Evidence::of(code)
            .moment("at", entry.recorded_at)
            .count("checked", report.checked)
    };
    let wrong = report.lost.len() as u64 + report.unhealed + report.unreachable.len() as u64;
    if wrong > 0 {
        return Ok(evidence("scrub-wrong").count("wrong", wrong).must_act());
    }
    let is_recent = entry.recorded_at >= place.days_ago(place.parameters.scrub_days);
    Ok(evidence("scrub").judged(is_recent, Outcome::Attention))
}

pub(super) async fn database(connection: &mut Connection) -> Result<Seen, InspectionError> {
    let told = connection.durability().await?;
    Ok(Evidence::of("database")
        .text("settings", told.settings)
        .judged(told.is_durable, Outcome::MustAct))
}
