//! Typed identifiers. Mixing two kinds of id does not compile.
//!
//! Every id is a UUIDv7 made by the application from an injected clock and random source, so that ids
//! of one table are roughly ordered by time of creation. Nothing may read a count from them. Ids of one [`IdSource`]
//! never go back, so that lists by time may let the id decide between two acts of the same instant; between two
//! programs on one database that order is chance.

use crate::{Clock, Random};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// A text that is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct InvalidId;

/// Makes a raw UUIDv7 from a clock and a random source.
pub fn new_uuid(clock: &dyn Clock, random: &dyn Random) -> Uuid {
    let mut bytes = [0u8; 10];
    random.fill(&mut bytes);
    let millis = u64::try_from(clock.now().as_micros() / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// The 62 random bits of a UUIDv7 that follow its variant.
const TAIL: u128 = (1 << 62) - 1;

/// Makes ids of which each is greater than the one before, also within a millisecond and when the clock steps back
/// (RFC 9562, section 6.2, method 2).
#[derive(Debug, Default)]
pub struct IdSource {
    last: Mutex<u128>,
}

impl IdSource {
    /// Makes the next id.
    pub fn next(&self, clock: &dyn Clock, random: &dyn Random) -> Uuid {
        let fresh = new_uuid(clock, random).as_u128();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = if fresh > *last { fresh } else { following(*last) };
        Uuid::from_u128(*last)
    }
}

/// Returns the id after this one; version and variant stay where they are.
fn following(id: u128) -> u128 {
    match id & TAIL {
        // The twelve bits between version and variant, then the time: as good as never.
        TAIL => (((id >> 64) + 1) << 64) | (0b10 << 62),
        _ => id + 1,
    }
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes a new id from the given clock and random source.
            pub fn generate(clock: &dyn Clock, random: &dyn Random) -> Self {
                Self(new_uuid(clock, random))
            }

            /// Wraps an existing UUID, for reading it back from where it was kept.
            pub const fn from_uuid(value: Uuid) -> Self {
                Self(value)
            }

            /// Returns the UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl From<$name> for Uuid {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
            }
        }
    )*};
}

typed_ids! {
    /// A login account (账户).
    AccountId,
    /// An identity outside by which somebody signs in (外部身份).
    BindingId,
    /// A client certificate by which somebody signs in (客户端证书).
    CertificateId,
    /// A permission to see the personal data of a record in clear (查看明文).
    ClearAccessId,
    /// A computer file that belongs to a record (文档组件).
    ComponentId,
    /// A domain event in the outbox.
    EventId,
    /// A paper in the inbox (收件).
    InboxItemId,
    /// A unit of long work.
    JobId,
    /// An entry of the ledger (审计条目).
    LedgerEntryId,
    /// A look at a record that names a person (查看记录).
    LookId,
    /// A node of the organisation tree (组织).
    OrgId,
    /// A passkey of an account (通行密钥).
    PasskeyId,
    /// A person (人员).
    PersonId,
    /// A set of organisations whose data live together (数据域).
    RealmId,
    /// A record: an item or a file of the archive (档案).
    RecordId,
    /// A token of a directory that keeps accounts (目录令牌).
    ScimTokenId,
    /// A signed-in session.
    SessionId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ManualClock, SeededRandom, Timestamp};

    #[test]
    fn ids_made_later_sort_later() {
        let clock = ManualClock::at(Timestamp::from_micros(1_700_000_000_000_000));
        let random = SeededRandom::new(1);
        let first = RecordId::generate(&clock, &random);
        clock.advance_micros(2_000);
        assert!(first < RecordId::generate(&clock, &random));
    }

    #[test]
    fn ids_of_one_source_never_go_back() {
        let clock = ManualClock::at(Timestamp::from_micros(1_700_000_000_000_000));
        let random = SeededRandom::new(3);
        let source = IdSource::default();
        let mut last = source.next(&clock, &random);
        for round in 0..1_000 {
            clock.advance_micros(if round % 100 == 50 { -5_000 } else { 0 });
            let next = source.next(&clock, &random);
            assert!(next > last, "{last} then {next}");
            assert_eq!(next.get_version_num(), 7);
            assert_eq!(next.get_variant(), uuid::Variant::RFC4122);
            last = next;
        }
    }

    #[test]
    fn an_id_without_room_behind_it_is_followed_all_the_same() {
        let full = 0x0190_0000_0000_7abc_bfff_ffff_ffff_ffff_u128;
        let next = Uuid::from_u128(following(full));
        assert_eq!(next.to_string(), "01900000-0000-7abd-8000-000000000000");
    }

    #[test]
    fn an_id_survives_being_written_and_read() {
        let id = RecordId::generate(&SystemClockForTest, &SeededRandom::new(7));
        assert_eq!(id.to_string().parse::<RecordId>(), Ok(id));
        assert_eq!("not-an-id".parse::<RecordId>(), Err(InvalidId));
    }

    struct SystemClockForTest;
    impl Clock for SystemClockForTest {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(5)
        }
    }
}
