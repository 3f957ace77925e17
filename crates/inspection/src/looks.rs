//! The looks: each sees one thing of the house as it is now, and says whether that is good.
//!
//! A look changes nothing. One that fails says that it cannot tell, and why; the others go on.

mod accounts;
mod backups;
mod certificate;
mod keys;
mod ledger;
mod machine;
mod plans;
mod scanner;
mod server;
mod sign_in;
mod sockets;
mod storage;

use crate::clause::Parameters;
use crate::error::InspectionError;
use crate::premises::Premises;
use crate::rehearsals::Rehearsals;
use crate::seen::{Evidence, Seen};
use crate::weakness;
use guildhall_identity::Keys;
use guildhall_kernel::Timestamp;
use guildhall_store::Connection;
use guildhall_vault::Vault;
use serde::Deserialize;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// Whether browsers come by https, and how long the certificate lasts.
    Https,
    /// The address at which the server listens.
    Listening,
    /// What else on this machine can be reached from outside.
    OpenPorts,
    /// How often one person may ask.
    RateLimit,
    /// Whether the program that runs is the one that is installed.
    Program,
    /// How long sessions last.
    Sessions,
    /// How attempts to sign in are slowed down.
    LockOut,
    /// Whether breached passwords are refused.
    BreachedList,
    /// Second factors of those who hold a power.
    SecondFactors,
    /// Whether each power is held, and by whom.
    PowersHeld,
    /// Accounts that nobody uses.
    UnusedAccounts,
    /// Passwords that were set by somebody else and never changed.
    PasswordsDue,
    /// Age of the master keys.
    MasterKeys,
    /// Shares of the recovery key.
    RecoveryKey,
    /// Modes of the key files.
    KeyFiles,
    /// With which ciphers things are kept.
    Ciphers,
    /// Age and outcome of the last verification of the ledger.
    LedgerVerified,
    /// The witnesses, and when they last took a checkpoint.
    Witnesses,
    /// Since when the log is kept.
    LogKept,
    /// The machine's clock against what was already written.
    Clock,
    /// The replicas of the vault.
    Replicas,
    /// Age and outcome of the last scrub.
    Scrub,
    /// Room on the disks.
    Disk,
    /// Mode of the data folder.
    DataFolder,
    /// Mode of the watched folder.
    WatchedFolder,
    /// Whether the database keeps what it acknowledged.
    Database,
    /// Age of the last good backup.
    Backup,
    /// Age of the last good restore drill.
    Drill,
    /// Emergency plans that should have been rehearsed by now.
    Rehearsals,
    /// Whether a virus scanner is asked, and answers.
    Scanner,
    /// Known weaknesses of the parts that the program is built from.
    Weaknesses,
}

/// Where a look is taken from.
pub(crate) struct Place<'a> {
    pub(crate) premises: &'a Premises,
    pub(crate) parameters: &'a Parameters,
    pub(crate) vault: &'a Vault,
    pub(crate) keys: &'a Keys,
    pub(crate) rehearsals: &'a dyn Rehearsals,
    pub(crate) now: Timestamp,
}

impl Place<'_> {
    /// Returns the instant that lies this many days back.
    pub(crate) fn days_ago(&self, days: u32) -> Timestamp {
        self.now.plus_secs(-i64::from(days) * DAY)
    }

    /// Returns whole days since an instant; none when it lies ahead.
    fn days_since(&self, instant: Timestamp) -> u64 {
        u64::try_from(self.now.secs_since(instant) / DAY).unwrap_or(0)
    }
}

impl Look {
    /// All looks.
    pub const ALL: [Self; 31] = [
        Self::Https,
        Self::Listening,
        Self::OpenPorts,
        Self::RateLimit,
        Self::Program,
        Self::Sessions,
        Self::LockOut,
        Self::BreachedList,
        Self::SecondFactors,
        Self::PowersHeld,
        Self::UnusedAccounts,
        Self::PasswordsDue,
        Self::MasterKeys,
        Self::RecoveryKey,
        Self::KeyFiles,
        Self::Ciphers,
        Self::LedgerVerified,
        Self::Witnesses,
        Self::LogKept,
        Self::Clock,
        Self::Replicas,
        Self::Scrub,
        Self::Disk,
        Self::DataFolder,
        Self::WatchedFolder,
        Self::Database,
        Self::Backup,
        Self::Drill,
        Self::Rehearsals,
        Self::Scanner,
        Self::Weaknesses,
    ];

    /// Looks, in the connection's realm.
    pub(crate) async fn look(self, place: &Place<'_>, connection: &mut Connection) -> Seen {
        self.try_to_look(place, connection).await.unwrap_or_else(|error| {
            tracing::warn!(look = ?self, %error, "something could not be looked at");
            Evidence::of("failed").text("what", error).unknown()
        })
    }

    async fn try_to_look(
        self,
        place: &Place<'_>,
        connection: &mut Connection,
    ) -> Result<Seen, InspectionError> {
        match self {
            Self::Https => server::https(place),
            Self::Listening => Ok(server::listening(place)),
            Self::OpenPorts => server::open_ports(place),
            Self::RateLimit => Ok(server::rate_limit(place)),
            Self::Program => server::program(place),
            Self::Sessions => Ok(sign_in::sessions(place)),
            Self::LockOut => Ok(sign_in::lock_out(place)),
            Self::BreachedList => Ok(sign_in::breached_list(place)),
            Self::SecondFactors => accounts::second_factors(place, connection).await,
            Self::PowersHeld => accounts::powers_held(connection).await,
            Self::UnusedAccounts => accounts::unused(place, connection).await,
            Self::PasswordsDue => accounts::passwords_due(place, connection).await,
            Self::MasterKeys => keys::master_keys(place),
            Self::RecoveryKey => keys::recovery_key(place),
            Self::KeyFiles => machine::key_files(place),
            Self::Ciphers => Ok(keys::ciphers(place)),
            Self::LedgerVerified => ledger::verified(place, connection).await,
            Self::Witnesses => ledger::witnesses(place, connection).await,
            Self::LogKept => ledger::kept(connection).await,
            Self::Clock => ledger::clock(place, connection).await,
            Self::Replicas => storage::replicas(place, connection).await,
            Self::Scrub => storage::scrub(place, connection).await,
            Self::Disk => machine::disk(place),
            Self::DataFolder => machine::data_folder(place),
            Self::WatchedFolder => machine::watched_folder(place),
            Self::Database => storage::database(connection).await,
            Self::Backup => backups::backup(place, connection).await,
            Self::Drill => backups::drill(place, connection).await,
            Self::Rehearsals => plans::rehearsals(place, connection).await,
            Self::Scanner => Ok(scanner::scanner(place).await),
            Self::Weaknesses => weakness::look(place).await,
        }
    }
}
