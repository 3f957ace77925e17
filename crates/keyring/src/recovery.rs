//! The recovery key (恢复密钥): opens a wrapped copy of the key ring when the machine is lost.
//!
//! The machine keeps the public half only, so that it can wrap the ring anew after each turn and for each backup
//! without being able to open what it wrapped. The secret half exists in shares alone. A wrapped ring is the key
//! file, sealed with AES-256-GCM under a key agreed on by X25519 (RFC 7748) between a key made for this one copy and
//! the recovery key, and derived with HKDF-SHA256 (RFC 5869).

use crate::ring::MasterKey;
use crate::share::Sharing;
use crate::{KeyError, KeyRing, key_file};
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use guildhall_kernel::{Random, Timestamp, chance};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use x25519_dalek::{PublicKey, SharedSecret, StaticSecret};
use zeroize::Zeroizing;

/// Bytes of the name of a set of shares.
pub(crate) const SET_BYTES: usize = 4;
const SECRET_BYTES: usize = 32;
/// First line of a wrapped ring.
const TITLE: &str = "guildhall wrapped key ring v1";
/// Hexadecimal digits in one line of a wrapped ring.
const LINE_DIGITS: usize = 64;
/// Longest text that is looked at as a wrapped ring: some ten thousand keys.
const WRAPPED_BYTES_MAX: usize = 2 * 1024 * 1024;

/// The secret half; it is never kept, only shared out. Wiped from memory after use.
pub struct RecoveryKey {
    secret: StaticSecret,
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecoveryKey(set {})", hex::encode(self.set()))
    }
}

impl RecoveryKey {
    /// Makes a new one.
    pub fn generate(random: &dyn Random) -> Self {
        Self::from_secret(&Zeroizing::new(chance::random_bytes(random)))
    }

    pub(crate) fn from_secret(secret: &[u8; SECRET_BYTES]) -> Self {
        Self {
            secret: StaticSecret::from(*secret),
        }
    }

    pub(crate) fn secret_bytes(&self) -> &[u8; SECRET_BYTES] {
        self.secret.as_bytes()
    }

    pub(crate) fn set(&self) -> [u8; SET_BYTES] {
        set_of(&PublicKey::from(&self.secret))
    }

    /// Returns the public half with how the secret one is shared out.
    pub fn lock(&self, sharing: Sharing, made_at: Timestamp) -> RecoveryLock {
        RecoveryLock {
            public: PublicKey::from(&self.secret),
            sharing,
            made_at,
        }
    }

    /// Opens a wrapped ring and writes it as the key file of an installation that has none.
    ///
    /// # Errors
    /// [`KeyError::Wrapped`] when the text is no wrapped ring or was changed, [`KeyError::WrappedForOthers`] when it
    /// belongs to another recovery key, [`KeyError::Exists`] when there is a key file, [`KeyError::File`].
    pub fn recover(&self, wrapped: &str, file: &Path) -> Result<(), KeyError> {
        let keys = key_file::parse(&self.unwrap(wrapped)?)?;
        let keys: Vec<Arc<MasterKey>> = keys.into_iter().map(Arc::new).collect();
        if file.exists() {
            return Err(KeyError::Exists(file.display().to_string()));
        }
        key_file::create_clear(file, &keys)
    }

    fn unwrap(&self, wrapped: &str) -> Result<Zeroizing<String>, KeyError> {
        let wrapped = Wrapped::parse(wrapped)?;
        if wrapped.set != self.set() {
            return Err(KeyError::WrappedForOthers {
                set: hex::encode(wrapped.set),
            });
        }
        let shared = self.secret.diffie_hellman(&wrapped.ephemeral);
        let cipher = cipher(&shared, &wrapped.ephemeral, &PublicKey::from(&self.secret));
        let payload = Payload {
            msg: &wrapped.sealed,
            aad: TITLE.as_bytes(),
        };
        let opened = cipher.decrypt(&GenericArray::default(), payload);
        let opened = Zeroizing::new(opened.map_err(|_| KeyError::Wrapped)?);
        let text = std::str::from_utf8(&opened).map_err(|_| KeyError::Wrapped)?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

/// The public half, kept on the machine: wraps the ring and opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryLock {
    public: PublicKey,
    sharing: Sharing,
    made_at: Timestamp,
}

impl RecoveryLock {
    /// Reads the file; nothing when the key was never shared out.
    ///
    /// # Errors
    /// [`KeyError::File`], [`KeyError::Damaged`].
    pub fn read(file: &Path) -> Result<Option<Self>, KeyError> {
        match std::fs::read_to_string(file) {
            Ok(text) => Self::parse(&text)
                .map(Some)
                .ok_or(KeyError::Damaged("the file of the recovery key is none")),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(KeyError::File(error)),
        }
    }

    /// Writes the file, in the place of one of an older recovery key.
    ///
    /// # Errors
    /// [`KeyError::File`].
    pub fn write(&self, file: &Path) -> Result<(), KeyError> {
        let text = format!(
            "{} {} {} {}\n",
            hex::encode(self.public.as_bytes()),
            self.sharing.threshold,
            self.sharing.shares,
            self.made_at.as_micros()
        );
        key_file::put(file, text.as_bytes())
    }

    fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [public, threshold, shares, made_at] = fields.as_slice() else {
            return None;
        };
        let sharing = Sharing {
            shares: shares.parse().ok()?,
            threshold: threshold.parse().ok()?,
        };
        let mut bytes = [0; SECRET_BYTES];
        hex::decode_to_slice(public, &mut bytes).ok()?;
        Some(Self {
            public: PublicKey::from(bytes),
            sharing: sharing.checked().ok()?,
            made_at: Timestamp::from_micros(made_at.parse().ok()?),
        })
    }

    /// Returns the name of the set of shares.
    pub fn set(&self) -> String {
        hex::encode(set_of(&self.public))
    }

    /// Returns how the secret half is shared out.
    pub fn sharing(&self) -> Sharing {
        self.sharing
    }

    /// Returns when the shares were made.
    pub fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// Returns a copy of the whole ring that only the recovery key opens, as text; it may lie anywhere.
    pub fn wrap(&self, ring: &KeyRing, random: &dyn Random) -> String {
        let ephemeral = StaticSecret::from(chance::random_bytes(random));
        let public = PublicKey::from(&ephemeral);
        let shared = ephemeral.diffie_hellman(&self.public);
        let text = ring.to_text();
        let payload = Payload {
            msg: text.as_bytes(),
            aad: TITLE.as_bytes(),
        };
        // The key is used for this one message, so the nonce may be zero.
        let sealed = cipher(&shared, &public, &self.public).encrypt(&GenericArray::default(), payload);
        let sealed = sealed.expect("a key file is never too long for the cipher (64 GiB)");
        Wrapped {
            set: set_of(&self.public),
            ephemeral: public,
            sealed,
        }
        .to_text()
    }
}

/// The parts of a wrapped ring.
struct Wrapped {
    set: [u8; SET_BYTES],
    ephemeral: PublicKey,
    sealed: Vec<u8>,
}

impl Wrapped {
    fn to_text(&self) -> String {
        let digits = hex::encode([self.ephemeral.as_bytes().as_slice(), &self.sealed].concat());
        let mut lines = vec![TITLE.to_owned(), hex::encode(self.set)];
        let mut rest = digits.as_str();
        while !rest.is_empty() {
            let (line, further) = rest.split_at(rest.len().min(LINE_DIGITS));
            lines.push(line.to_owned());
            rest = further;
        }
        lines.join("\n") + "\n"
    }

    fn parse(text: &str) -> Result<Self, KeyError> {
        if text.len() > WRAPPED_BYTES_MAX {
            return Err(KeyError::Wrapped);
        }
        let mut lines = text.lines().map(str::trim);
        if lines.next() != Some(TITLE) {
            return Err(KeyError::Wrapped);
        }
        let mut set = [0; SET_BYTES];
        hex::decode_to_slice(lines.next().unwrap_or_default(), &mut set).map_err(|_| KeyError::Wrapped)?;
        let bytes = hex::decode(lines.collect::<String>()).map_err(|_| KeyError::Wrapped)?;
        let (ephemeral, sealed) = bytes.split_first_chunk().ok_or(KeyError::Wrapped)?;
        Ok(Self {
            set,
            ephemeral: PublicKey::from(*ephemeral),
            sealed: sealed.to_vec(),
        })
    }
}

fn set_of(public: &PublicKey) -> [u8; SET_BYTES] {
    let mut digest = Sha256::new();
    digest.update(b"guildhall recovery set");
    digest.update(public.as_bytes());
    let mut set = [0; SET_BYTES];
    set.copy_from_slice(&digest.finalize()[..SET_BYTES]);
    set
}

fn cipher(shared: &SharedSecret, ephemeral: &PublicKey, recovery: &PublicKey) -> Aes256Gcm {
    let salt = [ephemeral.as_bytes().as_slice(), recovery.as_bytes()].concat();
    let mut key = Zeroizing::new([0; SECRET_BYTES]);
    Hkdf::<Sha256>::new(Some(&salt), shared.as_bytes())
        .expand(TITLE.as_bytes(), &mut key[..])
        .expect("32 bytes are fewer than HKDF can give");
    Aes256Gcm::new(GenericArray::from_slice(&key[..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::share::{combine, split};
    use guildhall_kernel::SeededRandom;

    const SHARING: Sharing = Sharing {
        shares: 5,
        threshold: 3,
    };

    fn ring(folder: &Path) -> KeyRing {
        KeyRing::open_or_create(&folder.join("master.key"), &SeededRandom::new(1)).unwrap()
    }

    fn now() -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000)
    }

    #[test]
    fn three_shares_rebuild_the_key_file_on_an_empty_machine() {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (ring, random) = (ring(old.path()), SeededRandom::new(2));
        ring.turn(now(), &random).unwrap();
        let key = RecoveryKey::generate(&random);
        let wrapped = key.lock(SHARING, now()).wrap(&ring, &random);
        let shares = split(&key, SHARING, &random).unwrap();
        let file = new.path().join("master.key");
        combine(&shares[2..]).unwrap().recover(&wrapped, &file).unwrap();
        let rebuilt = KeyRing::open_or_create(&file, &random).unwrap();
        assert_eq!(*rebuilt.to_text(), *ring.to_text());
        let again = combine(&shares[..3]).unwrap().recover(&wrapped, &file);
        assert!(matches!(again, Err(KeyError::Exists(_))));
    }

    #[test]
    fn a_wrapped_ring_that_was_changed_or_is_of_another_set_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (ring, random) = (ring(folder.path()), SeededRandom::new(3));
        let (key, other) = (RecoveryKey::generate(&random), RecoveryKey::generate(&random));
        let wrapped = key.lock(SHARING, now()).wrap(&ring, &random);
        assert!(matches!(
            other.unwrap(&wrapped),
            Err(KeyError::WrappedForOthers { .. })
        ));
        let last = wrapped.trim_end().chars().last().unwrap();
        let changed = format!(
            "{}{}\n",
            &wrapped[..wrapped.len() - 2],
            if last == '0' { '1' } else { '0' }
        );
        for wrong in ["", "guildhall wrapped key ring v1\n00", &changed, &wrapped[..200]] {
            assert!(matches!(key.unwrap(wrong), Err(KeyError::Wrapped)), "{wrong}");
        }
    }

    #[test]
    fn the_machine_keeps_the_public_half_with_the_date_of_the_shares() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("recovery.pub");
        assert_eq!(RecoveryLock::read(&file).unwrap(), None);
        let lock = RecoveryKey::generate(&SeededRandom::new(4)).lock(SHARING, now());
        lock.write(&file).unwrap();
        assert_eq!(RecoveryLock::read(&file).unwrap(), Some(lock));
        std::fs::write(&file, "nonsense").unwrap();
        assert!(matches!(RecoveryLock::read(&file), Err(KeyError::Damaged(_))));
    }
}
