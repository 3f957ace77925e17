//! The certificates that a client showed, not yet judged.

use guildhall_kernel::ContentHash;
use rustls::pki_types::CertificateDer;
use std::sync::Arc;

/// Most certificates between that of a client and its authority that are looked at.
const BETWEEN_MAX: usize = 8;

/// A client's certificate, and those between it and its authority, in DER. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateChain(Arc<[CertificateDer<'static>]>);

impl CertificateChain {
    /// Takes what a client showed, its own certificate first; nothing when that is not there.
    pub fn new(shown: impl IntoIterator<Item = Vec<u8>>) -> Option<Self> {
        let shown = shown.into_iter().take(1 + BETWEEN_MAX);
        let chain: Arc<[_]> = shown.map(CertificateDer::from).collect();
        (!chain.is_empty()).then_some(Self(chain))
    }

    /// Returns the certificate of the client.
    pub(super) fn own(&self) -> &CertificateDer<'static> {
        &self.0[0]
    }

    /// Returns the certificates between it and its authority.
    pub(super) fn between(&self) -> &[CertificateDer<'static>] {
        &self.0[1..]
    }

    /// Returns the key under which attempts with it are counted.
    pub(super) fn attempt_key(&self) -> String {
        ContentHash::of(self.own()).to_hex()
    }
}
