//! The authorities whose certificates count (证书颁发机构), and what they have revoked.
//!
//! Paths are built and signatures checked by `webpki`, as in the handshake of rustls; the moment is handed in, because a
//! connection may outlive the certificate that it was opened with.

use super::chain::CertificateChain;
use super::model::Presented;
use guildhall_kernel::Timestamp;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, TrustAnchor, UnixTime};
use std::fmt;
use std::time::Duration;
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptionsBuilder, anchor_from_trusted_cert,
};

/// Why the files of the authorities cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityFault {
    /// The file of the authorities holds no certificate, or one that is no authority's.
    #[error("the file of the authorities holds no usable certificate: {0}")]
    Certificate(String),
    /// The file of the lists holds no list of revoked certificates.
    #[error("the file of revoked certificates holds no usable list (CRL): {0}")]
    List(String),
}

/// Authorities, with their lists of revoked certificates (CRL, RFC 5280 section 5).
pub struct Authorities {
    anchors: Vec<TrustAnchor<'static>>,
    lists: Vec<CertRevocationList<'static>>,
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Authorities({} anchors, {} lists)",
            self.anchors.len(),
            self.lists.len()
        )
    }
}

impl Authorities {
    /// Reads the certificates of the authorities and, when there is one, the file of their lists, both PEM.
    ///
    /// # Errors
    /// [`AuthorityFault`] naming the file that cannot be used.
    pub fn read(certificates: &[u8], revoked: Option<&[u8]>) -> Result<Self, AuthorityFault> {
        let wrong = |reason: &dyn fmt::Display| AuthorityFault::Certificate(reason.to_string());
        let mut anchors = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(certificates) {
            let certificate = certificate.map_err(|error| wrong(&error))?;
            let anchor = anchor_from_trusted_cert(&certificate).map_err(|error| wrong(&error))?;
            anchors.push(anchor.to_owned());
        }
        if anchors.is_empty() {
            return Err(wrong(&"it is empty"));
        }
        let lists = revoked.map(read_lists).transpose()?.unwrap_or_default();
        Ok(Self { anchors, lists })
    }

    /// Checks chain, validity at a moment, use for clients and revocation, and returns what the certificate says.
    ///
    /// With lists, a certificate on which none of them speaks is refused, and so is every one once its list is over its
    /// time: what cannot be known does not open a door.
    ///
    /// # Errors
    /// What did not fit, for the log.
    pub(super) fn check(&self, chain: &CertificateChain, now: Timestamp) -> Result<Presented, String> {
        let own = EndEntityCert::try_from(chain.own()).map_err(|error| error.to_string())?;
        let seconds = u64::try_from(now.as_micros() / 1_000_000).unwrap_or(0);
        let moment = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let lists: Vec<&CertRevocationList<'_>> = self.lists.iter().collect();
        // Without any list there is nothing to ask.
        let revocation = RevocationOptionsBuilder::new(&lists).ok().map(|options| {
            options
                .with_depth(RevocationCheckDepth::EndEntity)
                .with_expiration_policy(ExpirationPolicy::Enforce)
                .build()
        });
        own.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &self.anchors,
            chain.between(),
            moment,
            KeyUsage::client_auth(),
            revocation,
            None,
        )
        .map_err(|error| error.to_string())?;
        Presented::read(chain.own()).ok_or_else(|| "its fields cannot be read".to_owned())
    }
}

fn read_lists(pem: &[u8]) -> Result<Vec<CertRevocationList<'static>>, AuthorityFault> {
    let wrong = |reason: &dyn fmt::Display| AuthorityFault::List(reason.to_string());
    let mut lists = Vec::new();
    for list in CertificateRevocationListDer::pem_slice_iter(pem) {
        let list = list.map_err(|error| wrong(&error))?;
        let list = OwnedCertRevocationList::from_der(&list).map_err(|error| wrong(&error))?;
        lists.push(CertRevocationList::from(list));
    }
    if lists.is_empty() {
        return Err(wrong(&"it is empty"));
    }
    Ok(lists)
}
