//! Authenticator data (WebAuthn 6.1): 37 bytes of fixed form, then, where flags say so, a credential and extensions.

use crate::IdentityError;
use ciborium::Value;

/// Bytes before the parts that may be absent.
const FIXED_BYTES: usize = 37;
/// Longest id of a credential (WebAuthn 4, credential id).
const CREDENTIAL_ID_BYTES_MAX: usize = 1023;
/// Deepest nesting of CBOR that is read.
const DEPTH_MAX: usize = 8;

/// Authenticator data, read.
#[derive(Debug)]
pub(super) struct AuthenticatorData {
    pub(super) party_hash: [u8; 32],
    flags: u8,
    pub(super) sign_count: u32,
    pub(super) credential: Option<NewCredential>,
}

/// The credential that an authenticator made.
#[derive(Debug)]
pub(super) struct NewCredential {
    pub(super) id: Vec<u8>,
    /// The public key as a COSE key (RFC 9052), in the bytes in which it came.
    pub(super) public_key: Vec<u8>,
}

impl AuthenticatorData {
    const USER_PRESENT: u8 = 1;
    const USER_VERIFIED: u8 = 1 << 2;
    const BACKUP_ELIGIBLE: u8 = 1 << 3;
    const BACKED_UP: u8 = 1 << 4;
    const HAS_CREDENTIAL: u8 = 1 << 6;
    const HAS_EXTENSIONS: u8 = 1 << 7;

    /// Reads all of the bytes.
    ///
    /// # Errors
    /// [`IdentityError::PasskeyRefused`] when they end early or go on behind the end.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, IdentityError> {
        Self::read_parts(bytes).ok_or(IdentityError::PasskeyRefused {
            reason: "authenticator-data",
        })
    }

    fn read_parts(bytes: &[u8]) -> Option<Self> {
        let (fixed, mut rest) = bytes.split_at_checked(FIXED_BYTES)?;
        let flags = fixed[32];
        let credential = match flags & Self::HAS_CREDENTIAL {
            0 => None,
            _ => Some(read_credential(&mut rest)?),
        };
        if flags & Self::HAS_EXTENSIONS != 0 {
            read_cbor(&mut rest)?.as_map()?;
        }
        rest.is_empty().then_some(Self {
            party_hash: fixed[..32].try_into().ok()?,
            flags,
            sign_count: u32::from_be_bytes(fixed[33..].try_into().ok()?),
            credential,
        })
    }

    /// Whether somebody touched the authenticator.
    pub(super) fn is_user_present(&self) -> bool {
        self.flags & Self::USER_PRESENT != 0
    }

    /// Whether the authenticator knew its owner by PIN, finger or face.
    pub(super) fn is_user_verified(&self) -> bool {
        self.flags & Self::USER_VERIFIED != 0
    }

    /// Whether the key may leave its device, in the owner's cloud for instance.
    pub(super) fn is_backup_eligible(&self) -> bool {
        self.flags & Self::BACKUP_ELIGIBLE != 0
    }

    /// Whether it has left it.
    pub(super) fn is_backed_up(&self) -> bool {
        self.flags & Self::BACKED_UP != 0
    }
}

/// Reads attested credential data: 16 bytes that name the make, the id with its length, the key.
fn read_credential(rest: &mut &[u8]) -> Option<NewCredential> {
    let (_make, behind) = rest.split_at_checked(16)?;
    let (length, behind) = behind.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (id, mut behind) = behind.split_at_checked(length)?;
    if id.is_empty() || length > CREDENTIAL_ID_BYTES_MAX {
        return None;
    }
    let from_key_on = behind;
    read_cbor(&mut behind)?;
    let public_key = &from_key_on[..from_key_on.len() - behind.len()];
    *rest = behind;
    Some(NewCredential {
        id: id.to_vec(),
        public_key: public_key.to_vec(),
    })
}

/// Reads one item of CBOR (RFC 8949) and moves on behind it.
pub(super) fn read_cbor(rest: &mut &[u8]) -> Option<Value> {
    ciborium::de::from_reader_with_recursion_limit(rest, DEPTH_MAX).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn data(flags: u8, behind: &[u8]) -> Vec<u8> {
        [&[7u8; 32][..], &[flags], &[0, 0, 1, 2], behind].concat()
    }

    #[test]
    fn the_fixed_part_is_read_and_nothing_may_follow_it_unannounced() {
        let read = AuthenticatorData::read(&data(0b0001_1101, &[])).unwrap();
        assert_eq!((read.party_hash, read.sign_count), ([7; 32], 258));
        assert!(read.is_user_present() && read.is_user_verified());
        assert!(read.is_backup_eligible() && read.is_backed_up() && read.credential.is_none());
        assert!(AuthenticatorData::read(&data(1, &[0])).is_err());
        assert!(AuthenticatorData::read(&data(1, &[])[..36]).is_err());
    }

    #[test]
    fn a_credential_and_extensions_follow_where_flags_say_so() {
        let credential = [&[0u8; 16][..], &[0, 2], b"id", &[0xa1, 0x01, 0x02]].concat();
        let extensions = [0xa1, 0x61, b'x', 0xf5];
        let whole = [credential.clone(), extensions.to_vec()].concat();
        let read = AuthenticatorData::read(&data(0xc1, &whole))
            .unwrap()
            .credential
            .unwrap();
        assert_eq!(
            (read.id.as_slice(), read.public_key.as_slice()),
            (&b"id"[..], &[0xa1, 0x01, 0x02][..])
        );
        assert!(
            AuthenticatorData::read(&data(0x41, &whole)).is_err(),
            "extensions without their flag"
        );
        assert!(
            AuthenticatorData::read(&data(0xc1, &credential)).is_err(),
            "the flag without extensions"
        );
        for length in 0..credential.len() {
            assert!(AuthenticatorData::read(&data(0x41, &credential[..length])).is_err());
        }
    }

    #[test]
    fn cbor_that_nests_without_end_is_refused() {
        assert!(read_cbor(&mut [0x81u8; 4096].as_slice()).is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail_otherwise(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = AuthenticatorData::read(&bytes);
        }
    }
}
