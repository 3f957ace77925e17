//! The files of the authorities of client certificates: read at the start, and again when they change.

use crate::tls::read_file;
use anyhow::Context as _;
use guildhall_federation::{Authorities, ClientCertificates};
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Where the files lie.
#[derive(Debug, Clone)]
pub struct AuthorityFiles {
    /// PEM file of the authorities.
    pub certificates: PathBuf,
    /// PEM file of what they have revoked.
    pub revoked: Option<PathBuf>,
}

/// The bytes of the files.
pub struct AuthorityBytes {
    /// The authorities, PEM.
    pub certificates: Vec<u8>,
    /// What they have revoked, PEM.
    pub revoked: Option<Vec<u8>>,
}

impl AuthorityFiles {
    /// Reads the files.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read(&self) -> anyhow::Result<AuthorityBytes> {
        Ok(AuthorityBytes {
            certificates: read_file(&self.certificates)?,
            revoked: self.revoked.as_deref().map(read_file).transpose()?,
        })
    }
}

impl AuthorityBytes {
    /// Returns the authorities.
    ///
    /// # Errors
    /// When a file holds none of what it should.
    pub fn authorities(&self) -> anyhow::Result<Authorities> {
        Authorities::read(&self.certificates, self.revoked.as_deref()).context("sign_in.client_certificates")
    }

    /// Feeds the bytes into a digest, so that a change of one is seen.
    pub fn digest_into(&self, digest: &mut Sha256) {
        for part in [
            &self.certificates[..],
            self.revoked.as_deref().unwrap_or_default(),
        ] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
    }

    fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        self.digest_into(&mut digest);
        digest.finalize().into()
    }
}

/// Takes the files over whenever they have changed, until it is told to stop. Files that cannot be used change nothing.
pub async fn keep_fresh(
    door: ClientCertificates,
    files: AuthorityFiles,
    every: Duration,
    stop: CancellationToken,
) {
    let mut present = files.read().map(|read| read.digest()).ok();
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = stop.cancelled() => return,
        }
        match reload(&door, &files, present) {
            Ok(digest) => present = Some(digest),
            Err(error) => tracing::warn!(
                error = format!("{error:#}"),
                "the new files of the authorities cannot be used"
            ),
        }
    }
}

fn reload(
    door: &ClientCertificates,
    files: &AuthorityFiles,
    present: Option<[u8; 32]>,
) -> anyhow::Result<[u8; 32]> {
    let read = files.read()?;
    let digest = read.digest();
    if present != Some(digest) {
        door.replace(read.authorities()?);
        tracing::info!("new files of the authorities of client certificates are in use");
    }
    Ok(digest)
}
