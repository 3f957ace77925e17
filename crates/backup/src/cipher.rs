//! The key of a repository: names and seals everything that lies in it.
//!
//! Pure. The key is random, made with the repository, and lies there sealed by the key ring. What is derived from it
//! (HKDF with SHA-256, RFC 5869): one key for sealing (AES-256-GCM with random nonces, good for 2^32 pieces) and one for
//! naming (HMAC-SHA256), so that a name tells nothing to whoever guesses the content.

use crate::piece::PieceName;
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use guildhall_kernel::{Random, chance};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of the key.
pub(crate) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;

/// The secret of a repository; wiped from memory after use.
pub(crate) type Secret = Zeroizing<[u8; KEY_BYTES]>;

/// Something sealed was changed, or belongs to another place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Changed;

/// Names, seals and opens.
pub(crate) struct RepositoryCipher {
    seal: Aes256Gcm,
    names: Hmac<Sha256>,
}

impl RepositoryCipher {
    pub(crate) fn new(secret: &Secret) -> Self {
        let sealing = derive(secret, "guildhall repository seal v1");
        let naming = derive(secret, "guildhall repository names v1");
        Self {
            seal: Aes256Gcm::new(GenericArray::from_slice(&sealing[..])),
            names: <Hmac<Sha256> as Mac>::new_from_slice(&naming[..])
                .expect("HMAC takes a key of any length"),
        }
    }

    /// Returns the name of a piece of content.
    pub(crate) fn name(&self, content: &[u8]) -> PieceName {
        PieceName(
            self.names
                .clone()
                .chain_update(content)
                .finalize()
                .into_bytes()
                .into(),
        )
    }

    /// Seals bytes so that they open only at their own place.
    pub(crate) fn seal(&self, place: &str, plain: &[u8], random: &dyn Random) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = chance::random_bytes(random);
        let payload = Payload {
            msg: plain,
            aad: place.as_bytes(),
        };
        let sealed = self.seal.encrypt(GenericArray::from_slice(&nonce), payload);
        let sealed = sealed.expect("what is held in memory is never too long for the cipher (64 GiB)");
        [&nonce[..], &sealed].concat()
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, place: &str, stored: &[u8]) -> Result<Vec<u8>, Changed> {
        let (nonce, sealed) = stored.split_at_checked(NONCE_BYTES).ok_or(Changed)?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        let opened = self.seal.decrypt(GenericArray::from_slice(nonce), payload);
        opened.map_err(|_| Changed)
    }
}

fn derive(secret: &Secret, label: &str) -> Secret {
    let mut derived = Secret::default();
    Hkdf::<Sha256>::new(None, &secret[..])
        .expand(label.as_bytes(), &mut derived[..])
        .expect("32 bytes are fewer than HKDF can give");
    derived
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn what_is_sealed_opens_only_unchanged_at_its_place_with_its_key() {
        let random = SeededRandom::new(1);
        let cipher = RepositoryCipher::new(&Zeroizing::new([7; KEY_BYTES]));
        let sealed = cipher.seal("here", b"content", &random);
        assert_eq!(cipher.open("here", &sealed).unwrap(), b"content");
        assert_eq!(cipher.open("there", &sealed), Err(Changed));
        assert_eq!(cipher.open("here", &sealed[..5]), Err(Changed));
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(cipher.open("here", &changed), Err(Changed));
        }
        let other = RepositoryCipher::new(&Zeroizing::new([8; KEY_BYTES]));
        assert_eq!(other.open("here", &sealed), Err(Changed));
        assert_ne!(
            other.name(b"content"),
            cipher.name(b"content"),
            "names depend on the key"
        );
        assert_eq!(cipher.name(b"content"), cipher.name(b"content"));
    }
}
