//! Master keys (主密钥): they wrap the key of each object; kept in a file that only the program may read.
//!
//! The file is text: a line for each key, `<key id> <64 hexadecimal digits>`. The last one wraps new objects,
//! all of them open old ones. Whoever loses this file loses every object: it belongs into the backup, apart from
//! the replicas.

use crate::VaultError;
use crate::cipher::{KEY_BYTES, Key, new_key};
use crate::object::ObjectId;
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use guildhall_kernel::{ContentHash, Random, chance};
use sha2::{Digest, Sha256};
use std::io::{ErrorKind, Write};
use std::path::Path;
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 12;
const KEY_ID_BYTES: usize = 8;

/// A master key and its name.
struct MasterKey {
    id: String,
    key: Key,
}

/// The master keys of an installation.
pub struct MasterKeys {
    /// Never empty; the last one wraps.
    keys: Vec<MasterKey>,
}

impl std::fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|key| &key.id))
            .finish()
    }
}

impl MasterKeys {
    /// Reads the key file, or makes it with one new key when there is none.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the file is not a key file or may be read by others, [`VaultError::File`] when it
    /// cannot be read or written.
    pub fn open_or_create(file: &Path, random: &dyn Random) -> Result<Self, VaultError> {
        match std::fs::read_to_string(file) {
            Ok(text) => {
                refuse_open_mode(file)?;
                Self::parse(&Zeroizing::new(text))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(file, random),
            Err(error) => Err(VaultError::File(error)),
        }
    }

    fn create(file: &Path, random: &dyn Random) -> Result<Self, VaultError> {
        let key = MasterKey::of(new_key(random));
        let line = Zeroizing::new(format!("{} {}\n", key.id, hex::encode(&key.key[..])));
        write_new(file, line.as_bytes()).map_err(VaultError::File)?;
        Ok(Self { keys: vec![key] })
    }

    fn parse(text: &str) -> Result<Self, VaultError> {
        let keys = text.lines().filter(|line| !line.is_empty()).map(MasterKey::parse);
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            Err(VaultError::Key("the key file holds no key".to_owned()))
        } else {
            Ok(Self { keys })
        }
    }

    /// Wraps the key of an object; returns the name of the master key and the wrapped key.
    pub(crate) fn wrap(
        &self,
        key: &Key,
        of: (ObjectId, ContentHash),
        random: &dyn Random,
    ) -> (String, Vec<u8>) {
        let master = self
            .keys
            .last()
            .expect("a key file without a key is refused when it is read");
        let nonce: [u8; NONCE_BYTES] = chance::random_bytes(random);
        let payload = Payload {
            msg: &key[..],
            aad: &bound_to(of),
        };
        let sealed = master.cipher().encrypt(GenericArray::from_slice(&nonce), payload);
        let sealed = sealed.expect("a message of 32 bytes is never too long for the cipher");
        (master.id.clone(), [&nonce[..], &sealed].concat())
    }

    /// Unwraps the key of an object.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the master key is not in the file or the wrapped key was changed.
    pub(crate) fn unwrap(
        &self,
        id: &str,
        wrapped: &[u8],
        of: (ObjectId, ContentHash),
    ) -> Result<Key, VaultError> {
        let unknown = || VaultError::Key(format!("the key file does not hold {id}"));
        let master = self.keys.iter().find(|key| key.id == id).ok_or_else(unknown)?;
        let changed = || VaultError::Key(format!("the wrapped key of object {} was changed", of.1));
        let (nonce, sealed) = wrapped.split_at_checked(NONCE_BYTES).ok_or_else(changed)?;
        let payload = Payload {
            msg: sealed,
            aad: &bound_to(of),
        };
        let opened = master
            .cipher()
            .decrypt(GenericArray::from_slice(nonce), payload)
            .map_err(|_| changed())?;
        let opened = Zeroizing::new(opened);
        let key: [u8; KEY_BYTES] = opened.as_slice().try_into().map_err(|_| changed())?;
        Ok(Zeroizing::new(key))
    }
}

impl MasterKey {
    fn of(key: Key) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"guildhall master key id");
        digest.update(&key[..]);
        Self {
            id: hex::encode(&digest.finalize()[..KEY_ID_BYTES]),
            key,
        }
    }

    fn parse(line: &str) -> Result<Self, VaultError> {
        let wrong = || VaultError::Key("a line of the key file is not a key".to_owned());
        let (id, digits) = line.split_once(' ').ok_or_else(wrong)?;
        let mut key = Key::default();
        hex::decode_to_slice(digits.trim(), &mut key[..]).map_err(|_| wrong())?;
        let key = Self::of(key);
        if key.id == id { Ok(key) } else { Err(wrong()) }
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(GenericArray::from_slice(&self.key[..]))
    }
}

/// A wrapped key opens only the object it was made for.
fn bound_to((id, hash): (ObjectId, ContentHash)) -> Vec<u8> {
    [&id.uuid().as_bytes()[..], hash.as_bytes()].concat()
}

/// Writes a new file that only its owner may read, and makes it durable.
fn write_new(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(file)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_open_mode(file: &Path) -> Result<(), VaultError> {
    let metadata = std::fs::metadata(file).map_err(VaultError::File)?;
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(VaultError::Key(format!(
        "{} may be read by others; take that right away",
        file.display()
    )))
}

#[cfg(not(unix))]
fn refuse_open_mode(_file: &Path) -> Result<(), VaultError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use guildhall_kernel::SeededRandom;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_key_file_is_made_once_and_read_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        let first = MasterKeys::open_or_create(&file, &SeededRandom::new(1)).unwrap();
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let again = MasterKeys::open_or_create(&file, &SeededRandom::new(2)).unwrap();
        assert_eq!(format!("{first:?}"), format!("{again:?}"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            MasterKeys::open_or_create(&file, &SeededRandom::new(3)),
            Err(VaultError::Key(_))
        ));
    }

    #[test]
    fn a_wrapped_key_opens_only_its_own_object() {
        let random = SeededRandom::new(9);
        let keys = MasterKeys {
            keys: vec![MasterKey::of(new_key(&random))],
        };
        let key = new_key(&random);
        let of = (ObjectId::generate(&random), ContentHash::of(b"a"));
        let (id, wrapped) = keys.wrap(&key, of, &random);
        assert_eq!(keys.unwrap(&id, &wrapped, of).unwrap()[..], key[..]);
        assert!(keys.unwrap(&id, &wrapped, (of.0, ContentHash::of(b"b"))).is_err());
        assert!(keys.unwrap("other", &wrapped, of).is_err());
        assert!(keys.unwrap(&id, &wrapped[..5], of).is_err());
    }

    #[test]
    fn a_key_file_with_a_changed_digit_or_nothing_is_refused() {
        let key = MasterKey::of(new_key(&SeededRandom::new(4)));
        let line = format!("{} {}", key.id, hex::encode(&key.key[..]));
        assert!(MasterKeys::parse(&line).is_ok());
        assert!(MasterKeys::parse(&format!("{line}0")).is_err());
        assert!(MasterKeys::parse(&line.replace(' ', "")).is_err());
        assert!(MasterKeys::parse("").is_err());
    }
}
