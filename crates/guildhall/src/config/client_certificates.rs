//! The door for client certificates (`[sign_in.client_certificates]`).

use crate::client_authorities::AuthorityFiles;
use anyhow::{Context as _, bail};
use axum::http::HeaderName;
use guildhall_web::ProxyHeader;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// Whose client certificates count (客户端证书). Relative files lie in the data folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCertificates {
    /// PEM file of the authorities one of which must have signed the certificate of a client.
    pub authorities: PathBuf,
    /// PEM file of what they have revoked (CRL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<PathBuf>,
    /// Whether the private keys lie in hardware that asks for a PIN, so that a certificate counts as two factors.
    #[serde(default)]
    pub hardware: bool,
    /// Addresses of the proxies that are believed about a client's certificate.
    #[serde(default)]
    pub proxies: Vec<IpAddr>,
    /// The header in which they hand it on.
    #[serde(default = "header_default")]
    pub header: String,
    /// Seconds between two looks whether the files have changed.
    #[serde(default = "reload_secs_default")]
    pub reload_secs: u64,
}

/// The header of RFC 9440.
fn header_default() -> String {
    "client-cert".to_owned()
}

fn reload_secs_default() -> u64 {
    60
}

impl ClientCertificates {
    /// Returns where the files lie.
    pub fn files(&self, data: &Path) -> AuthorityFiles {
        AuthorityFiles {
            certificates: data.join(&self.authorities),
            revoked: self.revoked.as_ref().map(|file| data.join(file)),
        }
    }

    /// Returns the header in which proxies hand certificates on; none when no proxy is named.
    ///
    /// # Errors
    /// When its name is none.
    pub fn proxy_header(&self) -> anyhow::Result<Option<ProxyHeader>> {
        let name: HeaderName = self
            .header
            .parse()
            .with_context(|| format!("sign_in.client_certificates.header: {}", self.header))?;
        Ok((!self.proxies.is_empty()).then(|| ProxyHeader {
            name,
            proxies: self.proxies.iter().map(IpAddr::to_canonical).collect(),
        }))
    }

    /// Refuses settings that make no sense.
    ///
    /// # Errors
    /// Naming what is wrong.
    pub fn check(&self) -> anyhow::Result<()> {
        if self.reload_secs == 0 {
            bail!("sign_in.client_certificates.reload_secs must be 1 or more");
        }
        self.proxy_header().map(drop)
    }
}
