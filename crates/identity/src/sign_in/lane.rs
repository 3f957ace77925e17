//! The lane in which somebody waits: her own when the account knows her browser, else that of her address.

use super::store::Counted;
use super::throttle::address_key;
use crate::account::Account;
use crate::device::{DeviceToken, Visitor};
use crate::session::Session;
use guildhall_kernel::Origin;
use std::net::IpAddr;

/// Where attempts are counted, and with whom somebody shares the waiting.
pub(super) struct Lane {
    login_hash: String,
    place: String,
    is_shared: bool,
    address: Option<IpAddr>,
}

impl Lane {
    /// Returns the lane of a visitor, for a login name or a credential.
    pub(super) fn of_visitor(login_hash: String, visitor: &Visitor, device: Option<&DeviceToken>) -> Self {
        Self::new(
            login_hash,
            device.map(|token| token.hash.as_str()),
            &visitor.origin,
        )
    }

    /// Returns the lane of somebody who is signed in.
    pub(super) fn of_session(account: &Account, session: &Session, origin: &Origin) -> Self {
        let device = Some(session.device_hash.as_str()).filter(|hash| !hash.is_empty());
        Self::new(account.login.key(), device, origin)
    }

    fn new(login_hash: String, device: Option<&str>, origin: &Origin) -> Self {
        Self {
            login_hash,
            place: device.map_or_else(|| address_key(origin), |hash| format!("device {hash}")),
            is_shared: device.is_none(),
            address: origin.address,
        }
    }

    /// Returns what attempts are counted by.
    pub(super) fn counted(&self) -> Counted<'_> {
        Counted {
            login_hash: &self.login_hash,
            address: &self.place,
        }
    }

    /// Returns the address itself.
    pub(super) fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Returns what all attempts from the address are counted by; nothing for a known device.
    pub(super) fn whole_address(&self) -> Option<Counted<'_>> {
        self.is_shared.then_some(Counted {
            login_hash: "",
            address: &self.place,
        })
    }
}
