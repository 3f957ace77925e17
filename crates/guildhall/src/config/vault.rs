//! Where originals lie (`[vault]`).

use super::Bucket;
use anyhow::bail;
use guildhall_vault::Algorithm;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where originals lie.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vault {
    /// Folders that each hold every object; relative ones lie in the data folder. Best on different disks.
    pub replicas: Vec<PathBuf>,
    /// Buckets of an object store (S3) that each hold every object besides.
    pub buckets: Vec<Bucket>,
    /// In how many folders and buckets an object must lie before it counts as kept; all when there are fewer.
    pub replicas_needed: usize,
    /// Largest object in bytes.
    pub object_bytes_max: u64,
    /// The cipher of new objects; old ones keep theirs and stay readable.
    pub cipher: Cipher,
}

/// A cipher of the vault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cipher {
    /// AES-256-GCM.
    #[default]
    #[serde(rename = "aes-256-gcm")]
    Aes256Gcm,
    /// SM4-GCM (国密).
    #[serde(rename = "sm4-gcm")]
    Sm4Gcm,
}

impl Cipher {
    /// Returns the cipher as the vault names it.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::Aes256Gcm => Algorithm::Aes256Gcm,
            Self::Sm4Gcm => Algorithm::Sm4Gcm,
        }
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self {
            replicas: vec!["vault/a".into(), "vault/b".into()],
            buckets: Vec::new(),
            replicas_needed: 2,
            object_bytes_max: 16 * 1024 * 1024 * 1024,
            cipher: Cipher::default(),
        }
    }
}

impl Vault {
    /// Refuses places that do not hold together.
    ///
    /// # Errors
    /// When there is none, or one twice, or no copy is needed.
    pub fn check(&self) -> anyhow::Result<()> {
        let folders = self.replicas.iter().map(|folder| folder.display().to_string());
        let buckets = self.buckets.iter().map(|bucket| bucket.name().to_owned());
        let mut names: Vec<String> = folders.chain(buckets).collect();
        if names.is_empty() {
            bail!("vault.replicas names no folder and vault.buckets no bucket");
        }
        if self.replicas_needed == 0 {
            bail!("vault.replicas_needed must be 1 or more");
        }
        names.sort();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            bail!("vault names {} twice", twice[0]);
        }
        Ok(())
    }
}
