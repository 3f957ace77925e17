//! The configuration: read once at the start, checked as a whole, then handed on as typed parts.
//!
//! Everything works with no configuration at all. Unknown keys are mistakes. The environment may set any key as
//! `GUILDHALL_SET_SECTION__KEY`.

mod backup;
mod bucket;
mod client_certificates;
mod inspection;
mod keys;
mod ledger;
mod reading;
mod secret;
mod server;
mod settings;
mod sign_in;
mod vault;
mod virus;
mod witness;

pub use backup::Backup;
pub use bucket::Bucket;
pub use client_certificates::ClientCertificates;
pub use inspection::Inspection;
pub use keys::Keys;
pub use ledger::Ledger;
pub use reading::Reading;
pub use secret::read_secret;
pub use server::Server;
pub use settings::Settings;
pub use sign_in::{SecondFactor, SignIn};
pub use vault::Vault;
pub use virus::Virus;
pub use witness::Witness;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The whole configuration.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The server.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// Where originals lie.
    pub vault: Vault,
    /// How papers are read.
    pub reading: Reading,
    /// Papers that come by themselves.
    pub intake: Intake,
    /// The ledger.
    pub ledger: Ledger,
    /// Backups.
    pub backup: Backup,
    /// Signing in.
    pub sign_in: SignIn,
    /// The master keys.
    pub keys: Keys,
    /// The self-inspection.
    pub inspection: Inspection,
    /// The virus scanner.
    pub virus: Virus,
}

/// The database.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// Address of a PostgreSQL server; the embedded database when absent.
    #[serde(serialize_with = "hidden")]
    pub url: Option<SecretString>,
}

/// Papers that come by themselves.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Intake {
    /// A folder whose new files are taken in.
    pub watch: Option<PathBuf>,
}

fn hidden<S: serde::Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(_) => serializer.serialize_some("(hidden)"),
        None => serializer.serialize_none(),
    }
}
