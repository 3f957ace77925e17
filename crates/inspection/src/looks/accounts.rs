//! Accounts: the powers and their second factors, accounts that nobody uses, passwords that are due.

use super::Place;
use crate::error::InspectionError;
use crate::seen::{Evidence, Outcome, Seen};
use guildhall_identity::Power;
use guildhall_identity::account::survey::{account_use, first_passwords, holders};
use guildhall_store::Connection;

/// Names that are told; further ones are counted.
const NAMES: usize = 10;

pub(super) async fn second_factors(connection: &mut Connection) -> Result<Seen, InspectionError> {
    let holders = holders(connection).await?;
    let open: Vec<&str> = holders
        .iter()
        .filter(|holder| !holder.is_guarded)
        .map(|holder| holder.name.as_str())
        .collect();
    Ok(if open.is_empty() {
        Evidence::of("second-factors")
            .count("count", holders.len() as u64)
            .good()
    } else {
        let named = open[..open.len().min(NAMES)].join("、");
        Evidence::of("second-factors-missing")
            .count("count", open.len() as u64)
            .text("names", named)
            .must_act()
    })
}

pub(super) async fn powers_held(connection: &mut Connection) -> Result<Seen, InspectionError> {
    let holders = holders(connection).await?;
    let count = |power: Power| holders.iter().filter(|holder| holder.power == power).count() as u64;
    let counts = [Power::System, Power::Security, Power::Audit].map(count);
    let [system, security, audit] = counts;
    Ok(Evidence::of("powers")
        .count("system", system)
        .count("security", security)
        .count("audit", audit)
        .judged(counts.iter().all(|count| *count > 0), Outcome::MustAct))
}

pub(super) async fn unused(place: &Place<'_>, connection: &mut Connection) -> Result<Seen, InspectionError> {
    let days = place.parameters.unused_days;
    let accounts = account_use(connection, place.days_ago(days)).await?;
    Ok(Evidence::of("unused-accounts")
        .count("unused", accounts.unused)
        .count("active", accounts.active)
        .count("days", days)
        .judged(accounts.unused == 0, Outcome::Attention))
}

pub(super) async fn passwords_due(
    place: &Place<'_>,
    connection: &mut Connection,
) -> Result<Seen, InspectionError> {
    let days = place.parameters.first_password_days;
    let due = first_passwords(connection, place.days_ago(days)).await?;
    Ok(Evidence::of("passwords-due")
        .count("count", due)
        .count("days", days)
        .judged(due == 0, Outcome::Attention))
}
