//! Certificate, key and the authority of client certificates: read from PEM files, and read again when they change.

use crate::client_authorities::{AuthorityBytes, AuthorityFiles};
use anyhow::{Context as _, bail};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
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
    /// What is asked of clients.
    pub client: ClientAsked,
}

/// What is asked of clients in the handshake.
#[derive(Debug, Clone)]
pub enum ClientAsked {
    /// Nothing.
    Nothing,
    /// A certificate of one of the authorities in this file; without it there is no connection.
    Needed(PathBuf),
    /// A certificate of one of these authorities, when the client has one; a wrong one is no connection either.
    Welcome(AuthorityFiles),
}

/// The bytes of the files of what is asked of clients.
enum ReadAsked {
    Nothing,
    Needed(Vec<u8>),
    Welcome(AuthorityBytes),
}

impl ClientAsked {
    fn read(&self) -> anyhow::Result<ReadAsked> {
        Ok(match self {
            Self::Nothing => ReadAsked::Nothing,
            Self::Needed(file) => ReadAsked::Needed(read_file(file)?),
            Self::Welcome(files) => ReadAsked::Welcome(files.read()?),
        })
    }
}

impl ReadAsked {
    fn digest_into(&self, digest: &mut Sha256) {
        match self {
            Self::Nothing => {}
            Self::Needed(authorities) => digest.update(authorities),
            Self::Welcome(files) => files.digest_into(digest),
        }
    }

    /// Returns who judges certificates in the handshake; nobody when none are asked for.
    fn verifier(&self) -> anyhow::Result<Option<Arc<dyn ClientCertVerifier>>> {
        let provider = Arc::new(default_provider());
        let builder = |roots| WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(&provider));
        Ok(match self {
            Self::Nothing => None,
            Self::Needed(authorities) => {
                let roots = roots(authorities).context("server.tls.client_ca")?;
                Some(builder(roots).build()?)
            }
            Self::Welcome(files) => {
                let roots = roots(&files.certificates).context("sign_in.client_certificates.authorities")?;
                let lists = lists(files.revoked.as_deref()).context("sign_in.client_certificates.revoked")?;
                let asked = builder(roots)
                    .allow_unauthenticated()
                    .with_crls(lists)
                    .only_check_end_entity_revocation();
                Some(asked.build()?)
            }
        })
    }
}

/// The bytes of the files.
struct Read {
    certificate: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
    client: ReadAsked,
}

impl TlsFiles {
    fn read(&self) -> anyhow::Result<Read> {
        refuse_open_mode(&self.key)?;
        Ok(Read {
            certificate: read_file(&self.certificate)?,
            key: Zeroizing::new(read_file(&self.key)?),
            client: self.client.read()?,
        })
    }
}

impl Read {
    fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        for part in [&self.certificate[..], &self.key] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        self.client.digest_into(&mut digest);
        digest.finalize().into()
    }

    fn config(&self) -> anyhow::Result<ServerConfig> {
        let chain = certificates(&self.certificate).context("server.tls.certificate")?;
        let key = PrivateKeyDer::from_pem_slice(&self.key).context("server.tls.key holds no private key")?;
        let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?;
        let builder = match self.client.verifier()? {
            Some(verifier) => builder.with_client_cert_verifier(verifier),
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

fn roots(pem: &[u8]) -> anyhow::Result<Arc<RootCertStore>> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(pem)? {
        roots.add(certificate)?;
    }
    Ok(Arc::new(roots))
}

/// Returns the lists of revoked certificates in a file; none when there is no file.
fn lists(pem: Option<&[u8]>) -> anyhow::Result<Vec<CertificateRevocationListDer<'static>>> {
    let Some(pem) = pem else { return Ok(Vec::new()) };
    let found = CertificateRevocationListDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        bail!("the file holds no list of revoked certificates");
    }
    Ok(found)
}

/// Reads a file of certificates or of a key.
///
/// # Errors
/// When it cannot be read; what goes beyond a mebibyte is left away, and does not parse.
pub fn read_file(file: &Path) -> anyhow::Result<Vec<u8>> {
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
