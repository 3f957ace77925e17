//! What a passkey is, without a database.

use guildhall_kernel::{AccountId, PasskeyId, RealmId, Timestamp};

/// Most passkeys of one account.
pub const PASSKEYS_MAX: usize = 20;

/// Whether a passkey opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyState {
    /// It does.
    Usable,
    /// No longer: its counter ran backwards, so that somebody may have copied it.
    Suspected(Timestamp),
    /// Not here: it was made for another public address.
    Elsewhere,
}

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// The name that its owner gave it.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used; never, when absent.
    pub used_at: Option<Timestamp>,
    /// Whether it lies in its owner's cloud as well, and survives the loss of the device.
    pub backed_up: bool,
    /// Whether it opens anything.
    pub state: PasskeyState,
}

/// A passkey as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(super) id: PasskeyId,
    pub(crate) realm: RealmId,
    pub(crate) account: AccountId,
    pub(super) relying_party: String,
    pub(super) credential_id: Vec<u8>,
    pub(super) public_key: Vec<u8>,
    pub(super) sign_count: u32,
    pub(super) backup_eligible: bool,
    pub(super) backed_up: bool,
    pub(super) name: String,
    pub(super) made_at: Timestamp,
    pub(super) used_at: Option<Timestamp>,
    pub(super) suspected_at: Option<Timestamp>,
}

impl Kept {
    /// Says whether it opens anything at this relying party.
    pub(super) fn state(&self, relying_party: Option<&str>) -> PasskeyState {
        match self.suspected_at {
            Some(since) => PasskeyState::Suspected(since),
            None if relying_party == Some(self.relying_party.as_str()) => PasskeyState::Usable,
            None => PasskeyState::Elsewhere,
        }
    }

    pub(super) fn shown(self, relying_party: Option<&str>) -> Passkey {
        Passkey {
            state: self.state(relying_party),
            id: self.id,
            name: self.name,
            made_at: self.made_at,
            used_at: self.used_at,
            backed_up: self.backed_up,
        }
    }
}
