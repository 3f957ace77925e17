//! An identity provider in the configuration file (统一身份认证).

use crate::config::read_secret;
use anyhow::{Context as _, bail};
use guildhall_federation::oidc::{BindRule, Provider, SecondFactorRule};
use guildhall_kernel::OrgPath;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// One `[[sign_in.provider]]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Its key in addresses and in rules/federation: 1 to 32 of `a-z 0-9 -`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its issuer identifier, letter for letter as it writes it, `https://…`.
    pub issuer: String,
    /// What this house is called there.
    pub client_id: String,
    /// File that holds the secret of this house there and nothing else; a relative one lies in the data folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// Name of an environment variable that holds it instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_env: Option<String>,
    /// Scopes asked for besides `openid`.
    #[serde(default = "scopes_default")]
    pub scopes: Vec<String>,
    /// Which account somebody gets who comes for the first time: `own-account` (none), `staff-number` or `login`.
    #[serde(default)]
    pub bind: BindRule,
    /// The claim that holds the staff number or login name.
    #[serde(default)]
    pub bind_claim: String,
    /// The claim that holds the groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups_claim: Option<String>,
    /// When its own second factor counts; never, when nothing is named.
    #[serde(default)]
    pub second_factor: SecondFactorRule,
    /// Path of the branch whose people it knows; everybody of the first realm when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrgPath>,
}

fn scopes_default() -> Vec<String> {
    vec!["profile".to_owned()]
}

impl IdentityProvider {
    /// Returns the provider with its secret.
    ///
    /// # Errors
    /// When the secret is named in neither or both ways, missing, or in a file that others may read.
    pub fn read(&self, data: &Path) -> anyhow::Result<Provider> {
        Ok(Provider {
            key: self.key.clone(),
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: self
                .secret(data)
                .with_context(|| format!("sign_in.provider {}: its secret", self.key))?,
            scopes: self.scopes.clone(),
            bind: self.bind,
            bind_claim: self.bind_claim.clone(),
            groups_claim: self.groups_claim.clone(),
            second_factor: self.second_factor.clone(),
            organisation: self.organisation.clone(),
        })
    }

    fn secret(&self, data: &Path) -> anyhow::Result<Zeroizing<String>> {
        match (&self.secret_file, &self.secret_env) {
            (Some(file), None) => read_secret(&data.join(file)),
            (None, Some(name)) => Ok(Zeroizing::new(
                std::env::var(name).with_context(|| format!("the variable {name}"))?,
            )),
            _ => bail!("name secret_file or secret_env"),
        }
    }
}
