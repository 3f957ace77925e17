//! Signing in (`[sign_in]`).

use super::ClientCertificates;
use crate::identity_provider::IdentityProvider;
use anyhow::bail;
use guildhall_identity::second_factor::Obligation;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Signing in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Who must have a second factor.
    pub second_factor: SecondFactor,
    /// Roles whose holders must have one, too, such as `archivist`.
    pub second_factor_roles: Vec<String>,
    /// Days that somebody has to set it up, from her appointment.
    pub second_factor_grace_days: u32,
    /// File of breached passwords, made by `guildhall passwords build-filter`; a relative one lies in the data folder.
    pub breached_passwords: Option<PathBuf>,
    /// Whose client certificates stand in for a password; nobody's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_certificates: Option<ClientCertificates>,
    /// Identity providers whose word is believed about who somebody is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub provider: Vec<IdentityProvider>,
}

/// Who must have a second factor (双因素认证).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondFactor {
    /// Whoever holds one of the three powers, and the roles that are named.
    #[default]
    Powers,
    /// Nobody: it is offered to all.
    Offered,
}

impl SignIn {
    /// Returns whom the house obliges to a second factor.
    pub fn obligation(&self) -> Obligation {
        match self.second_factor {
            SecondFactor::Offered => Obligation::default(),
            SecondFactor::Powers => Obligation {
                powers: true,
                roles: self.second_factor_roles.clone(),
                grace_days: self.second_factor_grace_days,
            },
        }
    }

    /// Refuses settings that contradict each other.
    ///
    /// # Errors
    /// When roles are named although nobody is obliged.
    pub fn check(&self) -> anyhow::Result<()> {
        if self.second_factor == SecondFactor::Offered && !self.second_factor_roles.is_empty() {
            bail!("sign_in.second_factor_roles obliges nobody while sign_in.second_factor is \"offered\"");
        }
        self.client_certificates
            .as_ref()
            .map_or(Ok(()), ClientCertificates::check)
    }
}
