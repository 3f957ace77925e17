//! Emergency plans, held against the days within which each is rehearsed.

use super::Place;
use crate::error::InspectionError;
use crate::seen::{Evidence, Seen};
use guildhall_store::Connection;

pub(super) async fn rehearsals(
    place: &Place<'_>,
    connection: &mut Connection,
) -> Result<Seen, InspectionError> {
    let plans = place.rehearsals.standings(connection, place.now).await?;
    let overdue: Vec<&str> = plans
        .iter()
        .filter(|plan| plan.is_overdue)
        .map(|plan| plan.title.as_str())
        .collect();
    let oldest = plans.iter().filter_map(|plan| plan.last).min();
    Ok(match oldest {
        _ if !overdue.is_empty() => Evidence::of("rehearsals-overdue")
            .count("count", overdue.len() as u64)
            .text("plans", overdue.join("; "))
            .must_act(),
        Some(oldest) => Evidence::of("rehearsals")
            .count("count", plans.len() as u64)
            .moment("at", oldest)
            .good(),
        None => Evidence::of("rehearsals-no-plans").must_act(),
    })
}
