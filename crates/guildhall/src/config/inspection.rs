//! The self-inspection (`[inspection]`).

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The self-inspection (自检).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inspection {
    /// Folder of a database of advisories in the layout of RustSec; a relative one lies in the data folder.
    pub advisories: Option<PathBuf>,
    /// Address of such a database as a zip archive, fetched each day, in place of a folder.
    pub advisories_url: Option<String>,
    /// When it is made and kept, as five cron fields in UTC.
    pub schedule: String,
}

impl Default for Inspection {
    fn default() -> Self {
        Self {
            advisories: None,
            advisories_url: None,
            // At six o'clock in China each morning, when backup and scrub are over.
            schedule: "0 22 * * *".to_owned(),
        }
    }
}
