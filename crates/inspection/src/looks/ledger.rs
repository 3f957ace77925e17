//! The ledger: its verification, its witnesses, since when it is kept; and the clock, which it would betray.

use super::Place;
use crate::error::InspectionError;
use crate::seen::{Evidence, Outcome, Seen};
use guildhall_ledger::report::VERIFIED;
use guildhall_ledger::trail::{self, TrailQuery};
use guildhall_ledger::witness::{self, Witness};
use guildhall_ledger::{entry::Entry, history, log};
use guildhall_store::Connection;
use serde::Deserialize;

/// What a verification wrote down.
#[derive(Deserialize)]
struct Verified {
    entries: u64,
    problems: Vec<String>,
}

/// Returns the newest entry about an action, or about anything.
pub(super) async fn newest(
    connection: &mut Connection,
    action: Option<&str>,
) -> Result<Option<Entry>, InspectionError> {
    let asked = TrailQuery {
        action: action.map(str::to_owned),
        ..TrailQuery::default()
    };
    let mut acts = trail::page(connection, &asked, 1).await?;
    Ok(acts.pop().map(|act| act.entry))
}

pub(super) async fn verified(
    place: &Place<'_>,
    connection: &mut Connection,
) -> Result<Seen, InspectionError> {
    let Some(entry) = newest(connection, Some(VERIFIED)).await? else {
        return Ok(Evidence::of("ledger-never-verified").must_act());
    };
    let report: Verified =
        serde_json::from_str(&entry.details).map_err(|_| InspectionError::form(VERIFIED))?;
    let evidence = |code| {
        Evidence::of(code)
            .moment("at", entry.recorded_at)
            .count("entries", report.entries)
    };
    if !report.problems.is_empty() {
        let problems = report.problems.len() as u64;
        return Ok(evidence("ledger-problems").count("problems", problems).must_act());
    }
    let is_recent = entry.recorded_at >= place.days_ago(place.parameters.verified_days);
    Ok(evidence("ledger-verified").judged(is_recent, Outcome::Attention))
}

pub(super) async fn witnesses(
    place: &Place<'_>,
    connection: &mut Connection,
) -> Result<Seen, InspectionError> {
    let mut seen: Option<Seen> = None;
    for witness in place.premises.witnesses.iter() {
        let found = of_witness(place, connection, witness).await?;
        seen = Some(match seen {
            None => found,
            Some(before) => before.and(found),
        });
    }
    Ok(seen.unwrap_or_else(|| Evidence::of("witnesses-none").must_act()))
}

async fn of_witness(
    place: &Place<'_>,
    connection: &mut Connection,
    witness: &Witness,
) -> Result<Seen, InspectionError> {
    let state = witness::state(connection, &witness.name).await?;
    let newest = log::last_checkpoint(connection)
        .await?
        .map_or(0, |newest| newest.size);
    let Some((at, state)) = state.and_then(|state| state.sent_at.map(|at| (at, state))) else {
        return Ok(Evidence::of("witness-never")
            .text("name", &witness.name)
            .must_act());
    };
    let hours = i64::from(place.parameters.witness_hours);
    // A witness that holds the newest checkpoint need not get another one.
    let is_fresh = state.size >= newest || place.now.secs_since(at) <= hours * 3_600;
    Ok(Evidence::of("witness")
        .text("name", &witness.name)
        .moment("at", at)
        .count("entries", state.size)
        .judged(is_fresh && state.problem.is_none(), Outcome::Attention))
}

pub(super) async fn kept(connection: &mut Connection) -> Result<Seen, InspectionError> {
    let size = log::head(connection).await?.size;
    let first = history::before(connection, Some(1), 1).await?;
    Ok(match first.first() {
        Some((entry, _)) => Evidence::of("log-kept")
            .moment("since", entry.recorded_at)
            .count("entries", size)
            .good(),
        None => Evidence::of("log-empty").unknown(),
    })
}

pub(super) async fn clock(place: &Place<'_>, connection: &mut Connection) -> Result<Seen, InspectionError> {
    let Some(entry) = newest(connection, None).await? else {
        return Ok(Evidence::of("log-empty").unknown());
    };
    let behind = entry.recorded_at.secs_since(place.now);
    if behind > i64::from(place.parameters.clock_behind_secs) {
        return Ok(Evidence::of("clock-behind").count("secs", behind).must_act());
    }
    // systemd writes this file once it has the time from a server; other keepers of time leave no such trace.
    Ok(
        if std::path::Path::new("/run/systemd/timesync/synchronized").exists() {
            Evidence::of("clock-kept").good()
        } else {
            Evidence::of("clock-not-behind").unknown()
        },
    )
}
