//! Certificate, key and the authority of client certificates: read from PEM files, and read again when they change.

use anyhow::{Context as _, bail};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// Longest file that is read, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Where the files lie.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate of the server and those between it and its authority, in this order.
    pub certificate: PathBuf,
    /// The private key of the certificate, which only its owner may read.
    pub key: PathBuf,
    /// Authorities one of which must have signed the certificate of each client; absent when clients need none.
    pub client_ca: Option<PathBuf>,
}

/// The bytes of the files.
struct Read {
    certificate: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
    client_ca: Option<Vec<u8>>,
}

impl TlsFiles {
    fn read(&self) -> anyhow::Result<Read> {
        refuse_open_mode(&self.key)?;
        Ok(Read {
            certificate: read(&self.certificate)?,
            key: Zeroizing::new(read(&self.key)?),
            client_ca: self.client_ca.as_deref().map(read).transpose()?,
        })
    }
}

impl Read {
    fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        let parts = [
            &self.certificate[..],
            &self.key,
            self.client_ca.as_deref().unwrap_or_default(),
        ];
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        digest.finalize().into()
    }

    fn config(&self) -> anyhow::Result<ServerConfig> {
        let chain = certificates(&self.certificate).context("server.tls.certificate")?;
        let key = PrivateKeyDer::from_pem_slice(&self.key).context("server.tls.key holds no private key")?;
        let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?;
        let builder = match &self.client_ca {
            Some(pem) => builder.with_client_cert_verifier(client_verifier(pem)?),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder
            .with_single_cert(chain, key)
            .context("certificate and key do not belong together")?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn certificates(pem: &[u8]) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        bail!("the file holds no certificate");
    }
    Ok(found)
}

fn client_verifier(pem: &[u8]) -> anyhow::Result<Arc<dyn ClientCertVerifier>> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(pem).context("server.tls.client_ca")? {
        roots.add(certificate).context("server.tls.client_ca")?;
    }
    let provider = Arc::new(default_provider());
    Ok(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    use std::io::Read as _;
    let opened = std::fs::File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut bytes = Vec::new();
    opened.take(FILE_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn refuse_open_mode(file: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = std::fs::metadata(file).with_context(|| format!("{} cannot be read", file.display()))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        bail!("others may read {0}; run: chmod 600 {0}", file.display());
    }
    Ok(())
}

/// What new connections are greeted with; connections that are open keep what they had.
pub struct Certificates {
    files: TlsFiles,
    present: Mutex<Present>,
}

struct Present {
    config: Arc<ServerConfig>,
    digest: [u8; 32],
}

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// When one is missing or no PEM file, others may read the key, or certificate and key do not belong together.
    pub fn open(files: TlsFiles) -> anyhow::Result<Self> {
        let read = files.read()?;
        let present = Present {
            config: Arc::new(read.config()?),
            digest: read.digest(),
        };
        Ok(Self {
            files,
            present: Mutex::new(present),
        })
    }

    /// Returns what the next connection is greeted with.
    pub fn config(&self) -> Arc<ServerConfig> {
        let present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&present.config)
    }

    /// Takes the files over when they have changed; says whether they had.
    ///
    /// # Errors
    /// As [`Certificates::open`]; then all stays as it was, so a pair that is half replaced does no harm.
    pub fn reload(&self) -> anyhow::Result<bool> {
        let read = self.files.read()?;
        let digest = read.digest();
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        if present.digest == digest {
            return Ok(false);
        }
        *present = Present {
            config: Arc::new(read.config()?),
            digest,
        };
        Ok(true)
    }
}

/// Looks at the files again and again, and whenever the program gets the signal HUP, until it is told to stop.
pub async fn keep_fresh(certificates: Arc<Certificates>, every: Duration, stop: CancellationToken) {
    let hangup = tokio::signal::unix::SignalKind::hangup();
    let mut hangups = match tokio::signal::unix::signal(hangup) {
        Ok(hangups) => hangups,
        Err(error) => return tracing::warn!(%error, "the certificate files are not watched"),
    };
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = hangups.recv() => {}
            () = stop.cancelled() => return,
        }
        match certificates.reload() {
            Ok(true) => tracing::info!("new certificate files are in use"),
            Ok(false) => {}
            Err(error) => tracing::warn!(
                error = format!("{error:#}"),
                "the new certificate files cannot be used"
            ),
        }
    }
}
