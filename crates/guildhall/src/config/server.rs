//! Where and how the server listens (`[server]`).

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;

/// The server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Whether the address is reached by https only, so that cookies may be marked secure.
    pub https: bool,
    /// Address at which browsers reach the house, such as `https://union.example.org`; without it there are no
    /// passkeys.
    pub public_url: Option<String>,
    /// Certificate files, when the server itself speaks https.
    pub tls: Option<Tls>,
    /// Largest upload in bytes.
    pub upload_bytes_max: u64,
    /// Requests a second that one person, or one address without a session, may send for long; ten times as many
    /// at once. 0 for no limit.
    pub requests_per_second: u32,
}

/// How the server itself speaks https. Relative files lie in the data folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM file of the certificate, followed by those between it and its authority.
    pub certificate: PathBuf,
    /// PEM file of the private key; only its owner may read it.
    pub key: PathBuf,
    /// PEM file of the authorities one of which must have signed the certificate of each client.
    pub client_ca: Option<PathBuf>,
    /// Seconds between two looks whether the files have changed; the signal HUP has them read at once.
    #[serde(default = "reload_secs_default")]
    pub reload_secs: u64,
}

fn reload_secs_default() -> u64 {
    60
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8470)),
            https: false,
            tls: None,
            public_url: None,
            upload_bytes_max: 4 * 1024 * 1024 * 1024,
            requests_per_second: 50,
        }
    }
}
