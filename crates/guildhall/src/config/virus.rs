//! The virus scanner (`[virus]`).

use anyhow::Context as _;
use guildhall_scanner::{Address, Patience, Scanner};
use serde::{Deserialize, Serialize};

/// The virus scanner (查毒).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Virus {
    /// Address of a clamd: `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`. Without one nothing is scanned.
    pub clamd: Option<String>,
}

impl Virus {
    /// Returns the scanner, none when there is no address.
    ///
    /// # Errors
    /// When the address is none.
    pub fn scanner(&self) -> anyhow::Result<Option<Scanner>> {
        let Some(text) = &self.clamd else {
            return Ok(None);
        };
        let address: Address = text.parse().map_err(anyhow::Error::msg).context("virus.clamd")?;
        Ok(Some(Scanner::new(address, Patience::default())))
    }
}
