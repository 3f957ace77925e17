//! Accounts: the powers and their second factors, accounts that nobody uses, passwords that are due.

use super::Place;
use crate::error::InspectionError;
use crate::seen::{Evidence, Outcome, Seen};
use guildhall_identity::Power;
use guildhall_identity::account::survey::{account_use, first_passwords, holders};
use guildhall_store::Connection;

/// Names that are told; further ones are counted.
const NAMES: usize = 10;

/// Whether more than a password opens the powers, and whether the house asks for it or only offers it. Where it is asked
/// for, who has none yet can do nothing but set it up, once her grace is over.
pub(super) async fn second_factors(
    place: &Place<'_>,
    connection: &mut Connection,
) -> Result<Seen, InspectionError> {
    let holders = holders(connection).await?;
    let obligation = &place.premises.second_factor;
    let open: Vec<&str> = holders
        .iter()
        .filter(|holder| !holder.is_guarded)
        .map(|holder| holder.name.as_str())
        .collect();
    let count = holders.len() as u64;
    let missing = open.len() as u64;
    let named = open[..open.len().min(NAMES)].join("、");
    Ok(match (open.is_empty(), obligation.powers) {
        (true, true) => Evidence::of("second-factors-required")
            .count("count", count)
            .good(),
        (true, false) => Evidence::of("second-factors-offered")
            .count("count", count)
            .good(),
        (false, true) => Evidence::of("second-factors-awaited")
            .count("count", missing)
            .text("names", named)
            .count("days", obligation.grace_days)
            .attention(),
        (false, false) => Evidence::of("second-factors-missing")
            .count("count", missing)
            .text("names", named)
            .must_act(),
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
