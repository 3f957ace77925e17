//! A hardware security module behind PKCS#11 (硬件密码模块) as the safe of the key file.
//!
//! The module makes an AES key of 256 bits that never leaves it. The key file is sealed with that key (AES-GCM, OASIS
//! PKCS#11 2.40), so whoever carries the disks away has nothing. The master keys themselves work in memory as ever: a
//! module is asked when the program starts and when the ring turns, not for each paper.

use crate::{KeyError, KeySafe};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::object::{Attribute, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use guildhall_kernel::{Random, chance};
use std::path::PathBuf;
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 12;
const TAG_BITS: u64 = 128;
const KEY_BYTES: u64 = 32;
/// Bound to what is sealed, so that nothing else sealed by the module passes for a key file.
const BOUND_TO: &[u8] = b"guildhall key file v1";

/// Where a module is and which of its keys is used.
pub struct ModuleAddress {
    /// The library of its maker, such as `/usr/lib/softhsm/libsofthsm2.so`.
    pub library: PathBuf,
    /// Label of the token.
    pub token: String,
    /// Label of the key in it; it is made when there is none.
    pub key: String,
    /// The PIN of the token's user.
    pub pin: Zeroizing<String>,
}

/// An open module. Its PIN is kept in memory, because a module may end a session by itself.
pub struct HardwareModule {
    library: Pkcs11,
    slot: Slot,
    key: String,
    pin: AuthPin,
}

impl std::fmt::Debug for HardwareModule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HardwareModule")
            .field("slot", &self.slot)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl HardwareModule {
    /// Loads the library, finds the token, and makes the key when the token has none of this name.
    ///
    /// # Errors
    /// [`KeyError::Module`] with what the module said: no such library or token, a wrong PIN.
    pub fn open(address: &ModuleAddress) -> Result<Self, KeyError> {
        let library = Pkcs11::new(&address.library).map_err(said)?;
        library
            .initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))
            .map_err(said)?;
        let slot = slot_of(&library, &address.token)?;
        let module = Self {
            library,
            slot,
            key: address.key.clone(),
            pin: AuthPin::from(address.pin.to_string()),
        };
        let session = module.session()?;
        if module.find(&session)?.is_none() {
            module.make(&session)?;
        }
        drop(session);
        Ok(module)
    }

    fn session(&self) -> Result<Session, KeyError> {
        let session = self.library.open_rw_session(self.slot).map_err(said)?;
        session.login(UserType::User, Some(&self.pin)).map_err(said)?;
        Ok(session)
    }

    fn find(&self, session: &Session) -> Result<Option<ObjectHandle>, KeyError> {
        let wanted = [
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::KeyType(KeyType::AES),
            Attribute::Token(true),
            Attribute::Label(self.key.clone().into_bytes()),
        ];
        let found = session.find_objects(&wanted).map_err(said)?;
        match found.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(*only)),
            _ => Err(KeyError::Module(format!(
                "the token holds {} keys named {}",
                found.len(),
                self.key
            ))),
        }
    }

    fn make(&self, session: &Session) -> Result<(), KeyError> {
        let template = [
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Encrypt(true),
            Attribute::Decrypt(true),
            Attribute::ValueLen(KEY_BYTES.into()),
            Attribute::Label(self.key.clone().into_bytes()),
        ];
        let made = session.generate_key(&Mechanism::AesKeyGen, &template);
        made.map(|_| ()).map_err(said)
    }

    /// Runs one operation of the cipher in a session of its own.
    fn cipher<T>(
        &self,
        nonce: &[u8],
        run: impl FnOnce(&Session, &Mechanism, ObjectHandle) -> cryptoki::error::Result<T>,
    ) -> Result<T, KeyError> {
        let session = self.session()?;
        let key = self
            .find(&session)?
            .ok_or_else(|| KeyError::Module(format!("the token holds no key named {}", self.key)))?;
        let mut nonce = nonce.to_vec();
        let parameters = GcmParams::new(&mut nonce, BOUND_TO, TAG_BITS.into()).map_err(said)?;
        run(&session, &Mechanism::AesGcm(parameters), key).map_err(said)
    }
}

impl KeySafe for HardwareModule {
    fn seal(&self, plain: &[u8], random: &dyn Random) -> Result<Vec<u8>, KeyError> {
        let nonce: [u8; NONCE_BYTES] = chance::random_bytes(random);
        let sealed = self.cipher(&nonce, |session, mechanism, key| {
            session.encrypt(mechanism, key, plain)
        })?;
        Ok([&nonce[..], &sealed].concat())
    }

    fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let (nonce, sealed) = sealed
            .split_at_checked(NONCE_BYTES)
            .ok_or(KeyError::Damaged("what the module sealed is cut off"))?;
        let opened = self.cipher(nonce, |session, mechanism, key| {
            session.decrypt(mechanism, key, sealed)
        })?;
        Ok(Zeroizing::new(opened))
    }
}

fn slot_of(library: &Pkcs11, token: &str) -> Result<Slot, KeyError> {
    let slots = library.get_slots_with_initialized_token().map_err(said)?;
    for slot in slots {
        if library.get_token_info(slot).map_err(said)?.label() == token {
            return Ok(slot);
        }
    }
    Err(KeyError::Module(format!("there is no token named {token}")))
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn said(error: cryptoki::error::Error) -> KeyError {
    KeyError::Module(error.to_string())
}
