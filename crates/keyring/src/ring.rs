//! The ring itself: seals, opens, derives, turns to a new key.

use crate::{KeyError, key_file};
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use guildhall_kernel::{Random, chance};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
const KEY_ID_BYTES: usize = 8;
const NONCE_BYTES: usize = 12;

type Key = Zeroizing<[u8; KEY_BYTES]>;

/// What is sealed; each purpose has keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The key of an object in the vault.
    VaultObject,
    /// A value in a column of a table, named `table.column`.
    Column(&'static str),
    /// The key of a backup.
    Backup,
}

impl Purpose {
    fn label(self) -> String {
        match self {
            Self::VaultObject => "guildhall vault object v1".to_owned(),
            Self::Column(column) => format!("guildhall column v1 {column}"),
            Self::Backup => "guildhall backup v1".to_owned(),
        }
    }
}

/// Something sealed, and the name of the key that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBytes {
    /// Name of the master key.
    pub key_id: String,
    /// Nonce (12 bytes), cipher text, tag (16 bytes).
    pub bytes: Vec<u8>,
}

/// A master key and its name.
pub(crate) struct MasterKey {
    id: String,
    key: Key,
}

/// The master keys of an installation. What it holds is never printed.
pub struct KeyRing {
    file: PathBuf,
    /// Never empty; the last one seals, all of them open.
    keys: Vec<MasterKey>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.key_ids()).finish()
    }
}

impl KeyRing {
    /// Reads the key file, or makes it with one new key when there is none.
    ///
    /// # Errors
    /// [`KeyError::Damaged`] when the file is no key file, [`KeyError::OpenToOthers`] when others may read it,
    /// [`KeyError::File`] when it cannot be read or written.
    pub fn open_or_create(file: &Path, random: &dyn Random) -> Result<Self, KeyError> {
        let file = file.to_owned();
        if let Some(keys) = key_file::read(&file)? {
            return Ok(Self { file, keys });
        }
        let keys = vec![MasterKey::generate(random)];
        key_file::create(&file, &keys)?;
        Ok(Self { file, keys })
    }

    /// Returns the names of the keys, the one that seals last.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.id.as_str())
    }

    /// Adds a new key that seals from now on and writes the file; returns the ring that holds it.
    ///
    /// # Errors
    /// [`KeyError::File`] when the file cannot be written; then the old ring is still whole.
    pub fn turn(mut self, random: &dyn Random) -> Result<Self, KeyError> {
        self.keys.push(MasterKey::generate(random));
        key_file::replace(&self.file, &self.keys)?;
        Ok(self)
    }

    /// Seals bytes so that they open only for this purpose and together with `bound_to`.
    pub fn seal(&self, purpose: Purpose, bound_to: &[u8], plain: &[u8], random: &dyn Random) -> SealedBytes {
        let master = self
            .keys
            .last()
            .expect("a key file without a key is refused when it is read");
        let nonce: [u8; NONCE_BYTES] = chance::random_bytes(random);
        let payload = Payload {
            msg: plain,
            aad: bound_to,
        };
        let sealed = master
            .cipher(purpose)
            .encrypt(GenericArray::from_slice(&nonce), payload);
        let sealed = sealed.expect("what is held in memory is never too long for the cipher (64 GiB)");
        SealedBytes {
            key_id: master.id.clone(),
            bytes: [&nonce[..], &sealed].concat(),
        }
    }

    /// Opens what was sealed for the same purpose and bound to the same bytes.
    ///
    /// # Errors
    /// [`KeyError::Unknown`] when the ring does not hold the key, [`KeyError::Changed`] when it does not open.
    pub fn open(
        &self,
        purpose: Purpose,
        bound_to: &[u8],
        (key_id, bytes): (&str, &[u8]),
    ) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let master = self.keys.iter().find(|key| key.id == key_id);
        let master = master.ok_or_else(|| KeyError::Unknown(key_id.to_owned()))?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES).ok_or(KeyError::Changed)?;
        let payload = Payload {
            msg: sealed,
            aad: bound_to,
        };
        let opened = master
            .cipher(purpose)
            .decrypt(GenericArray::from_slice(nonce), payload);
        opened.map(Zeroizing::new).map_err(|_| KeyError::Changed)
    }

    /// Returns the keyed hash under which an encrypted value can be looked up (盲索引): 64 hexadecimal digits.
    ///
    /// It is made with the first key of the ring and so stays the same when the ring turns.
    pub fn blind_index(&self, purpose: Purpose, text: &str) -> String {
        let first = self
            .keys
            .first()
            .expect("a key file without a key is refused when it is read");
        let key = first.derive(&format!("{} index", purpose.label()));
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(&key[..]).expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

impl MasterKey {
    fn generate(random: &dyn Random) -> Self {
        Self::of(Zeroizing::new(chance::random_bytes(random)))
    }

    fn of(key: Key) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"guildhall master key id");
        digest.update(&key[..]);
        Self {
            id: hex::encode(&digest.finalize()[..KEY_ID_BYTES]),
            key,
        }
    }

    pub(crate) fn parse(line: &str) -> Result<Self, KeyError> {
        let wrong = || KeyError::Damaged("a line is not a key");
        let (id, digits) = line.split_once(' ').ok_or_else(wrong)?;
        let mut key = Key::default();
        hex::decode_to_slice(digits.trim(), &mut key[..]).map_err(|_| wrong())?;
        let key = Self::of(key);
        if key.id == id { Ok(key) } else { Err(wrong()) }
    }

    pub(crate) fn to_line(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(&self.key[..]));
        Zeroizing::new(format!("{} {}\n", self.id, &*digits))
    }

    fn derive(&self, label: &str) -> Key {
        let mut derived = Key::default();
        Hkdf::<Sha256>::new(None, &self.key[..])
            .expand(label.as_bytes(), &mut derived[..])
            .expect("32 bytes are fewer than HKDF can give");
        derived
    }

    fn cipher(&self, purpose: Purpose) -> Aes256Gcm {
        Aes256Gcm::new(GenericArray::from_slice(&self.derive(&purpose.label())[..]))
    }
}

#[cfg(test)]
mod tests;
