//! One act, and whom it is counted for; without a database.

use crate::kind::ActKind;
use guildhall_kernel::{AccountId, Actor, RealmId, RecordId, Timestamp};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Role under which the acts of an account without any are counted.
const NO_ROLE: &str = "none";

/// An act of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Where.
    pub realm: RealmId,
    /// Whose account; nobody's at a sign-in under an unknown login name.
    pub account: Option<AccountId>,
    /// The first of the roles that she held.
    pub role: String,
    /// What.
    pub kind: ActKind,
    /// When.
    pub at: Timestamp,
    /// With which record, when it was one.
    pub record: Option<RecordId>,
    /// From which address; none on this machine.
    pub address: Option<IpAddr>,
    /// With which browser, in words; may be empty.
    pub agent: String,
}

impl Act {
    /// Returns an act of somebody who is signed in.
    pub fn of(actor: &Actor, kind: ActKind, at: Timestamp) -> Self {
        let role = actor.grants.first().map(|grant| grant.role.clone());
        Self {
            realm: actor.realm,
            account: actor.account(),
            role: role.unwrap_or_else(|| NO_ROLE.to_owned()),
            kind,
            at,
            record: None,
            address: actor.origin.address,
            agent: String::new(),
        }
    }

    /// Returns the act with the record that it was done with.
    #[must_use]
    pub fn with(self, record: RecordId) -> Self {
        Self {
            record: Some(record),
            ..self
        }
    }

    /// Returns the act with the browser, in words.
    #[must_use]
    pub fn by(self, agent: &str) -> Self {
        Self {
            agent: agent.to_owned(),
            ..self
        }
    }

    /// Returns for whom the act is counted.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = Subject> {
        let account = self.account.map(Subject::Account);
        account
            .into_iter()
            .chain([Subject::Network(network_of(self.address))])
    }
}

/// For whom acts are counted, and whom an alert is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// An account.
    Account(AccountId),
    /// A network from which requests come.
    Network(String),
}

impl Subject {
    /// Returns the account, when it is one.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(*id),
            Self::Network(_) => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account:{id}"),
            Self::Network(network) => write!(f, "network:{network}"),
        }
    }
}

/// Returns the network of an address: 24 bits of IPv4, 48 bits of IPv6, as sites are given them; `local` without one.
pub fn network_of(address: Option<IpAddr>) -> String {
    match address.map(|address| address.to_canonical()) {
        None => "local".to_owned(),
        Some(IpAddr::V4(address)) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & 0xffff_ff00)),
        Some(IpAddr::V6(address)) => {
            let network = address.to_bits() & !((1u128 << 80) - 1);
            format!("{}/48", Ipv6Addr::from_bits(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_site_are_one_network() {
        let network = |text: &str| network_of(Some(text.parse().unwrap()));
        assert_eq!(network("203.0.113.77"), "203.0.113.0/24");
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2::9"), "2001:db8:1::/48");
        assert_eq!(network_of(None), "local");
    }
}
