//! How attempts to sign in are slowed down (防暴力破解), without a database.
//!
//! Attempts are counted for each pair of login name and address, and for each address. Nothing is counted for a
//! login name alone: whoever guesses at somebody's account from afar must not be able to keep her out. A browser that
//! the account knows has a lane of its own, so that whoever guesses from the same address does not keep her out either.

use guildhall_kernel::{Origin, Timestamp};
use std::net::{IpAddr, Ipv6Addr};

/// How many attempts are free, and how long the waiting is then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThrottleConfig {
    /// Failed attempts on one login name from one address before waiting begins.
    pub free_per_login: i64,
    /// Failed attempts from one address before waiting begins; many people may share one.
    pub free_per_address: i64,
    /// Seconds of the first wait; each further failure doubles it.
    pub first_wait_secs: i64,
    /// Seconds of the longest wait.
    pub longest_wait_secs: i64,
    /// Seconds after which attempts are forgotten.
    pub forget_secs: i64,
}

impl Default for ThrottleConfig {
    fn default() -> Self {
        Self {
            free_per_login: 5,
            free_per_address: 100,
            first_wait_secs: 30,
            longest_wait_secs: 15 * 60,
            forget_secs: 60 * 60,
        }
    }
}

impl ThrottleConfig {
    /// Returns how long to wait after this many attempts of which `free` cost nothing; none while they do.
    pub(crate) fn wait_secs(&self, attempts: i64, free: i64) -> Option<i64> {
        let beyond = attempts - free.max(1);
        if beyond < 0 {
            return None;
        }
        let doubled = 1i64
            .checked_shl(u32::try_from(beyond).unwrap_or(u32::MAX))
            .filter(|factor| *factor > 0);
        let secs = doubled.map_or(i64::MAX, |factor| self.first_wait_secs.saturating_mul(factor));
        Some(secs.min(self.longest_wait_secs).max(1))
    }

    /// Returns the instant before which attempts are forgotten.
    pub(crate) fn forgotten_before(&self, now: Timestamp) -> Timestamp {
        now.plus_secs(-self.forget_secs.max(self.longest_wait_secs))
    }
}

/// Returns the key under which attempts from an address are counted: an IPv6 network of 64 bits counts as one
/// address, because whoever has one has all of it.
pub(crate) fn address_key(origin: &Origin) -> String {
    match origin.address.map(|address| address.to_canonical()) {
        None => "local".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from_bits(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waiting_begins_after_the_free_attempts_and_doubles_up_to_the_longest() {
        let config = ThrottleConfig::default();
        let waits: Vec<_> = (1..=12).map(|attempts| config.wait_secs(attempts, 5)).collect();
        assert_eq!(waits[..4], [None; 4]);
        assert_eq!(waits[4..8], [Some(30), Some(60), Some(120), Some(240)]);
        assert_eq!(waits[11], Some(900));
    }

    #[test]
    fn addresses_of_one_customer_count_as_one() {
        let key = |text: &str| {
            address_key(&Origin {
                address: Some(text.parse().unwrap()),
            })
        };
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:10.0.0.7"), key("10.0.0.7"));
    }

    proptest! {
        #[test]
        fn no_number_of_attempts_overflows_or_shortens_the_wait(attempts in 1i64..i64::MAX / 2, free in 0i64..1000) {
            let config = ThrottleConfig::default();
            let (now, next) = (config.wait_secs(attempts, free), config.wait_secs(attempts + 1, free));
            prop_assert!(next >= now);
            prop_assert!(next.unwrap_or(0) <= config.longest_wait_secs);
        }
    }
}
