//! Who must have a second factor (双因素认证) before anything else opens to her, and from when on.
//!
//! The rule is handed in by who knows the settings; what is due follows from the account as it is now, at each request,
//! so a new app or passkey lifts it at once and losing the last one brings it back.

use super::service::is_on;
use crate::IdentityError;
use crate::account::Account;
use crate::passkey::Passkeys;
use crate::power::{self, Power};
use crate::session::Session;
use guildhall_kernel::Timestamp;
use guildhall_store::Database;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Whom the house obliges to have a second factor; nobody by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Obligation {
    /// Whoever holds one of the three powers (三权).
    pub powers: bool,
    /// Further roles, by code.
    pub roles: Vec<String>,
    /// Days that somebody has to set it up, from her appointment.
    pub grace_days: u32,
}

impl Obligation {
    /// Says whether an account is obliged, by a power or a role that it holds over any branch.
    pub fn concerns(&self, account: &Account) -> bool {
        let is_named = |role: &str| self.roles.iter().any(|named| named == role);
        (self.powers && Power::of(&account.grants).is_some())
            || account.grants.iter().any(|grant| is_named(&grant.role))
    }

    /// Says whether the time of grace is over for somebody appointed at a moment.
    fn is_grace_over(&self, appointed: Timestamp, now: Timestamp) -> bool {
        now >= appointed.plus_secs(i64::from(self.grace_days) * DAY)
    }
}

/// Says whether the owner of a session must set up a second factor before anything else.
///
/// # Errors
/// [`IdentityError::Store`].
pub(crate) async fn is_due(
    database: &Database,
    (obligation, passkeys): (&Obligation, &Passkeys),
    (session, account): (&Session, &Account),
) -> Result<bool, IdentityError> {
    if session.is_whole || !obligation.concerns(account) {
        return Ok(false);
    }
    let mut connection = database.read(account.realm).await?;
    if is_on(&mut connection, account.realm, account.id).await?
        || passkeys.has_any(&mut connection, account).await?
    {
        return Ok(false);
    }
    if obligation.grace_days == 0 {
        return Ok(true);
    }
    let given = power::store::given_at(&mut connection, account.id).await?;
    let appointed = given.unwrap_or(account.created_at);
    Ok(obligation.is_grace_over(appointed, database.clock().now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grace_lasts_whole_days_from_the_appointment_and_none_is_none() {
        let appointed = Timestamp::from_micros(1_790_000_000_000_000);
        let week = Obligation {
            grace_days: 7,
            ..Obligation::default()
        };
        assert!(!week.is_grace_over(appointed, appointed.plus_secs(7 * DAY - 1)));
        assert!(week.is_grace_over(appointed, appointed.plus_secs(7 * DAY)));
        assert!(Obligation::default().is_grace_over(appointed, appointed));
    }
}
