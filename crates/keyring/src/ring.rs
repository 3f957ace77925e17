//! The ring itself: seals, opens, derives.
//!
//! Shared by all threads. It grows while it is in use: [`KeyRing::turn`] is in `turning.rs`.

use crate::key_file::KeyFile;
use crate::{KeyError, KeySafe};
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use guildhall_kernel::{Random, Timestamp, chance};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
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
    /// Unknown of the first key until its file is read: the file's own date tells.
    made_at: Option<Timestamp>,
}

/// A master key as it may be told: all but the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDescription {
    /// Its name.
    pub id: String,
    /// When it was made; unknown in the run of the program that made the first one.
    pub made_at: Option<Timestamp>,
    /// Whether it is the one that seals.
    pub seals: bool,
}

/// The master keys of an installation. What it holds is never printed.
pub struct KeyRing {
    file: KeyFile,
    /// Never empty; the last one seals, all of them open.
    keys: RwLock<Vec<Arc<MasterKey>>>,
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
        Self::open_or_create_in(file, None, random)
    }

    /// As [`KeyRing::open_or_create`], with the file sealed by a safe; one that was written without it is sealed now.
    ///
    /// # Errors
    /// As [`KeyRing::open_or_create`], [`KeyError::Module`], and [`KeyError::ModuleNeeded`] for a sealed file without
    /// a safe.
    pub fn open_or_create_in(
        file: &Path,
        safe: Option<Arc<dyn KeySafe>>,
        random: &dyn Random,
    ) -> Result<Self, KeyError> {
        let file = KeyFile::new(file, safe);
        let keys = match file.read()? {
            Some(keys) => {
                file.seal_if_clear(&keys, random)?;
                keys
            }
            None => {
                let keys = vec![Arc::new(MasterKey::generate(random, None))];
                file.create(&keys, random)?;
                keys
            }
        };
        Ok(Self {
            file,
            keys: RwLock::new(keys),
        })
    }

    /// Returns the names of the keys, the one that seals last.
    pub fn key_ids(&self) -> Vec<String> {
        self.held().iter().map(|key| key.id.clone()).collect()
    }

    /// Returns the name of the key that seals.
    pub fn sealing_id(&self) -> String {
        self.sealing().id.clone()
    }

    /// Returns what may be told of the keys, the one that seals last.
    pub fn describe(&self) -> Vec<KeyDescription> {
        let keys = self.held();
        let of = |(index, key): (usize, &Arc<MasterKey>)| KeyDescription {
            id: key.id.clone(),
            made_at: key.made_at,
            seals: index + 1 == keys.len(),
        };
        keys.iter().enumerate().map(of).collect()
    }
    /// Seals bytes so that they open only for this purpose and together with `bound_to`.
    pub fn seal(&self, purpose: Purpose, bound_to: &[u8], plain: &[u8], random: &dyn Random) -> SealedBytes {
        let master = self.sealing();
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
        let master = self.opening(key_id)?;
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

    /// Returns the keyed hash under which a sealed value can be looked up (盲索引): 64 hexadecimal digits, made with
    /// the key that seals.
    pub fn blind_index(&self, purpose: Purpose, text: &str) -> String {
        self.sealing().blind_index(purpose, text)
    }

    /// Returns the keyed hashes under which a value may lie, one for each key, for looking it up while rows are
    /// still sealed with older keys.
    pub fn blind_indexes(&self, purpose: Purpose, text: &str) -> Vec<String> {
        let keys = self.held();
        keys.iter().map(|key| key.blind_index(purpose, text)).collect()
    }

    /// Returns the keys as they are held now; a key that is added later is not among them.
    fn held(&self) -> Vec<Arc<MasterKey>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn sealing(&self) -> Arc<MasterKey> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let last = keys.last();
        Arc::clone(last.expect("a key file without a key is refused when it is read"))
    }

    /// Finds a key by its name; another process may have turned the ring, so the file is asked again before the
    /// key counts as unknown.
    fn opening(&self, key_id: &str) -> Result<Arc<MasterKey>, KeyError> {
        let find = |keys: Vec<Arc<MasterKey>>| keys.into_iter().find(|key| key.id == key_id);
        if let Some(found) = find(self.held()) {
            return Ok(found);
        }
        self.reload()?;
        find(self.held()).ok_or_else(|| KeyError::Unknown(key_id.to_owned()))
    }
}

impl MasterKey {
    fn generate(random: &dyn Random, made_at: Option<Timestamp>) -> Self {
        Self::of(Zeroizing::new(chance::random_bytes(random)), made_at)
    }

    fn of(key: Key, made_at: Option<Timestamp>) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"guildhall master key id");
        digest.update(&key[..]);
        Self {
            id: hex::encode(&digest.finalize()[..KEY_ID_BYTES]),
            key,
            made_at,
        }
    }

    /// Reads a line: name, key, and the microseconds since 1970 at which it was made when that was written down.
    pub(crate) fn parse(line: &str) -> Result<Self, KeyError> {
        let wrong = || KeyError::Damaged("a line is not a key");
        let mut fields = line.split_whitespace();
        let (Some(id), Some(digits)) = (fields.next(), fields.next()) else {
            return Err(wrong());
        };
        let made_at = fields.next().map(str::parse).transpose().map_err(|_| wrong())?;
        let mut key = Key::default();
        hex::decode_to_slice(digits, &mut key[..]).map_err(|_| wrong())?;
        let key = Self::of(key, made_at.map(Timestamp::from_micros));
        if key.id == id { Ok(key) } else { Err(wrong()) }
    }

    /// Gives a key without a date that of its file.
    pub(crate) fn dated(mut self, file: Timestamp) -> Self {
        self.made_at.get_or_insert(file);
        self
    }

    pub(crate) fn to_line(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(&self.key[..]));
        let made_at = self.made_at.map(|at| format!(" {}", at.as_micros()));
        Zeroizing::new(format!(
            "{} {}{}\n",
            self.id,
            &*digits,
            made_at.unwrap_or_default()
        ))
    }

    fn blind_index(&self, purpose: Purpose, text: &str) -> String {
        let key = self.derive(&format!("{} index", purpose.label()));
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(&key[..]).expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        hex::encode(mac.finalize().into_bytes())
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

mod turning;

#[cfg(test)]
mod tests;
