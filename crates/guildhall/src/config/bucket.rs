//! A bucket of an object store, for originals or for backups.

use super::read_secret;
use anyhow::Context as _;
use guildhall_vault::BucketAddress;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A bucket of an object store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// Name on the storage page; the bucket's own when absent.
    pub name: Option<String>,
    /// Address of the server, `https://…`; `http://…` only on this machine.
    pub endpoint: String,
    /// The bucket. It must exist.
    pub bucket: String,
    /// Its region.
    #[serde(default = "region_default")]
    pub region: String,
    /// Before the keys of all objects; two installations must never share a bucket and a prefix.
    #[serde(default)]
    pub prefix: String,
    /// Whether the bucket stands in the path of a request; false when it is part of the endpoint's name.
    #[serde(default = "path_style_default")]
    pub path_style: bool,
    /// Id of the access key.
    pub key_id: String,
    /// File that holds the secret of the access key and nothing else; a relative one lies in the data folder.
    pub secret_file: PathBuf,
}

fn region_default() -> String {
    "us-east-1".to_owned()
}

fn path_style_default() -> bool {
    true
}

impl Bucket {
    /// Returns the name for reports.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.bucket)
    }

    /// Returns the address with the secret from its file.
    ///
    /// # Errors
    /// When the file cannot be read, may be read by others, or the address cannot be used.
    pub fn address(&self, data: &Path) -> anyhow::Result<BucketAddress> {
        let file = data.join(&self.secret_file);
        let secret = read_secret(&file)
            .with_context(|| format!("the secret of bucket {} in {}", self.name(), file.display()))?;
        let address = BucketAddress {
            endpoint: self.endpoint.clone(),
            bucket: self.bucket.clone(),
            region: self.region.clone(),
            prefix: self.prefix.clone(),
            path_style: self.path_style,
            key_id: self.key_id.clone(),
            secret,
        };
        address
            .check()
            .with_context(|| format!("bucket {}", self.name()))?;
        Ok(address)
    }
}
