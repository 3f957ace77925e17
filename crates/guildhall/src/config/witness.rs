//! The witnesses of the ledger in the configuration (`[[ledger.witnesses]]`).

use super::read_secret;
use anyhow::{Context as _, bail};
use guildhall_ledger::mailbox::Mailbox;
use guildhall_ledger::witness::{self, Place};
use guildhall_ledger::{WitnessKey, delivery};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A witness of the ledger: a folder, another installation with its key, or a mailbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Name on the ledger page.
    pub name: String,
    /// A folder on other storage; it must exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// The address that takes checkpoints, such as `https://other.example/api/v1/witness`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The public key of its cosignatures, which `guildhall ledger key --witness` prints there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// A mailbox of somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<WitnessMail>,
}

/// A mailbox that gets checkpoints.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessMail {
    /// Address of the mailbox.
    pub to: String,
    /// Address of the sender.
    pub from: String,
    /// The mail server: `smtps://host:465`, `smtp://host:587?tls=required`, or one on this machine.
    pub server: String,
    /// Name at the mail server, when it wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// File that holds the password and nothing else; a relative one lies in the data folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
}

impl WitnessMail {
    fn read(&self, data: &Path) -> anyhow::Result<Mailbox> {
        let credentials = match (&self.user, &self.password_file) {
            (Some(user), Some(file)) => {
                let file = data.join(file);
                let password = read_secret(&file)
                    .with_context(|| format!("the password for {} in {}", self.server, file.display()))?;
                Some((user.clone(), password.to_string()))
            }
            (None, None) => None,
            _ => bail!("a user needs a password_file, and the other way round"),
        };
        let server = self
            .server
            .parse()
            .with_context(|| format!("{} is no address", self.server))?;
        Ok(Mailbox::new(&server, (&self.from, &self.to), credentials)?)
    }
}

impl Witness {
    /// Returns the witness as the ledger knows it.
    ///
    /// # Errors
    /// When it names none or several places, or an address, a key or a password file that cannot be used.
    pub fn read(&self, data: &Path) -> anyhow::Result<witness::Witness> {
        let place = match (&self.folder, &self.url, &self.key, &self.mail) {
            (Some(folder), None, None, None) => Place::Folder(folder.clone()),
            (None, None, None, Some(mail)) => Place::Mailbox(mail.read(data)?),
            (None, Some(url), Some(key), None) => {
                let address = url.parse().with_context(|| format!("{url} is no address"))?;
                if !delivery::is_allowed(&address) {
                    bail!("{url} must begin with https://, or be on this machine");
                }
                Place::Installation {
                    address,
                    key: WitnessKey::parse(key)?,
                }
            }
            _ => bail!("it must name a folder, or a url with its key, or a mail"),
        };
        Ok(witness::Witness {
            name: self.name.clone(),
            place,
        })
    }
}
