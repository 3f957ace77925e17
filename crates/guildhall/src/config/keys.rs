//! Where the master keys are safe (`[keys]`).

use super::read_secret;
use anyhow::Context as _;
use guildhall_keyring::{HardwareModule, KeySafe, ModuleAddress};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The master keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keys {
    /// A hardware module that seals the key file.
    pub module: Option<Module>,
}

/// A hardware module behind PKCS#11.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The library of its maker, such as `/usr/lib/softhsm/libsofthsm2.so`.
    pub library: PathBuf,
    /// Label of the token.
    pub token: String,
    /// Label of the key in it, which is made when there is none.
    #[serde(default = "default_key")]
    pub key: String,
    /// File that holds the PIN of the token's user and nothing else; a relative one lies in the data folder.
    pub pin_file: PathBuf,
}

fn default_key() -> String {
    "guildhall".to_owned()
}

impl Module {
    /// Opens the module.
    ///
    /// # Errors
    /// When the PIN cannot be read or the module refuses.
    pub fn open(&self, data: &Path) -> anyhow::Result<Arc<dyn KeySafe>> {
        let file = data.join(&self.pin_file);
        let pin =
            read_secret(&file).with_context(|| format!("the PIN of the module in {}", file.display()))?;
        let address = ModuleAddress {
            library: self.library.clone(),
            token: self.token.clone(),
            key: self.key.clone(),
            pin,
        };
        let module = HardwareModule::open(&address)
            .with_context(|| format!("the hardware module {}", self.library.display()))?;
        Ok(Arc::new(module))
    }
}
