//! The second signature of a checkpoint (国密签名): SM2 with SM3 (GB/T 32918.2, GB/T 32905) beside that of Ed25519.
//!
//! It is a further line of the signed note. C2SP signed-note has no number for SM2, so the key names its type in words
//! behind the byte for types without one; tools that do not know it pass the line over. Signing is deterministic (RFC
//! 6979), with the usual identity of the signer (GM/T 0009).

use crate::LedgerError;
use crate::signing_key::{base64_of, refuse_open_mode, write_new};
use guildhall_kernel::{Random, chance};
use signed_note::{Signer, Verifier, is_key_name_valid, key_id};
use sm2::SecretKey;
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey as Sm2Signing, VerifyingKey as Sm2Verifying};
use std::io::ErrorKind;
use std::path::Path;

/// First bytes of a key: the byte for types without a number, and the type in words.
const TYPE: &[u8] = b"\xffguildhall sm2-sm3";
/// Identity of the signer that enters the digest (GM/T 0009-2012, 10).
const IDENTITY: &str = "1234567812345678";
const SECRET_BYTES: usize = 32;

/// The SM2 key that signs the checkpoints of an installation, too.
pub struct Sm2Key {
    name: String,
    key: Sm2Signing,
    public: Sm2VerifyingKey,
}

impl std::fmt::Debug for Sm2Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Sm2Key").field(&self.vkey()).finish()
    }
}

impl Sm2Key {
    /// Reads the key file (one line, `<name> <64 hexadecimal digits>`), or makes it with a new key for the named
    /// installation when there is none.
    ///
    /// # Errors
    /// [`LedgerError::File`], or [`LedgerError::Malformed`] when the file is no key file, may be read by others, or
    /// the name will not do.
    pub fn open_or_create(file: &Path, installation: &str, random: &dyn Random) -> Result<Self, LedgerError> {
        match std::fs::read_to_string(file) {
            Ok(text) => {
                refuse_open_mode(file)?;
                Self::parse(&text)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(file, installation, random),
            Err(error) => Err(error.into()),
        }
    }

    fn create(file: &Path, installation: &str, random: &dyn Random) -> Result<Self, LedgerError> {
        let secret = new_secret(random);
        let key = Self::of(installation, &secret)?;
        let digits = hex::encode(secret.to_bytes());
        write_new(file, format!("{installation} {digits}\n").as_bytes())?;
        Ok(key)
    }

    fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = || LedgerError::Malformed("the file does not hold an SM2 key".to_owned());
        let (name, digits) = text.trim_end().split_once(' ').ok_or_else(wrong)?;
        let mut secret = [0; SECRET_BYTES];
        hex::decode_to_slice(digits, &mut secret).map_err(|_| wrong())?;
        Self::of(name, &SecretKey::from_slice(&secret).map_err(|_| wrong())?)
    }

    fn of(name: &str, secret: &SecretKey) -> Result<Self, LedgerError> {
        let key =
            Sm2Signing::new(IDENTITY, secret).map_err(|error| LedgerError::Malformed(error.to_string()))?;
        Ok(Self {
            public: Sm2VerifyingKey::of(name, key.verifying_key().clone())?,
            name: name.to_owned(),
            key,
        })
    }

    /// Returns the public key in the form that [`crate::VerifyingKey::parse`] reads behind that of Ed25519.
    pub fn vkey(&self) -> String {
        let bytes = self.public.bytes();
        format!("{}+{:08x}+{}", self.name, self.public.id, base64_of(&bytes))
    }
}

/// A number between 1 and the order of the curve; the first try fails once in four thousand million times.
fn new_secret(random: &dyn Random) -> SecretKey {
    loop {
        let bytes: [u8; SECRET_BYTES] = chance::random_bytes(random);
        if let Ok(secret) = SecretKey::from_slice(&bytes) {
            return secret;
        }
    }
}

impl Signer for Sm2Key {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.public.id
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        Ok(self.key.try_sign(message)?.to_vec())
    }
}

/// The public half.
#[derive(Debug, Clone)]
pub(crate) struct Sm2VerifyingKey {
    name: String,
    id: u32,
    key: Sm2Verifying,
}

impl Sm2VerifyingKey {
    fn of(name: &str, key: Sm2Verifying) -> Result<Self, LedgerError> {
        if !is_key_name_valid(name) {
            return Err(LedgerError::Malformed(format!(
                "{name:?} cannot be the name of a key"
            )));
        }
        let mut public = Self {
            name: name.to_owned(),
            id: 0,
            key,
        };
        public.id = key_id(name, &public.bytes());
        Ok(public)
    }

    /// Reads `<name>+<id>+<base64>`; nothing when it is a key of another type.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`] when it is one of SM2 and damaged.
    pub(crate) fn parse(vkey: &str) -> Result<Option<Self>, LedgerError> {
        use base64::Engine as _;
        let wrong = || LedgerError::Malformed("the SM2 key is damaged".to_owned());
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(bytes)) = (parts.next(), parts.next(), parts.next()) else {
            return Ok(None);
        };
        let bytes = base64::engine::general_purpose::STANDARD.decode(bytes);
        let Some(point) = bytes.as_ref().ok().and_then(|bytes| bytes.strip_prefix(TYPE)) else {
            return Ok(None);
        };
        let key = Sm2Verifying::from_sec1_bytes(IDENTITY, point).map_err(|_| wrong())?;
        let public = Self::of(name, key)?;
        if format!("{:08x}", public.id) == id {
            Ok(Some(public))
        } else {
            Err(wrong())
        }
    }

    fn bytes(&self) -> Vec<u8> {
        [TYPE, &self.key.to_sec1_bytes()].concat()
    }
}

impl Verifier for Sm2VerifyingKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify(message, &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Checkpoint, SigningKey, VerifyingKey, tree::EMPTY_HASH};
    use guildhall_kernel::SeededRandom;

    fn sm2(seed: u64) -> Sm2Key {
        Sm2Key::of("某市总工会", &new_secret(&SeededRandom::new(seed))).unwrap()
    }

    fn signed() -> (String, String, Checkpoint) {
        let key = SigningKey::generate("某市总工会", &SeededRandom::new(1)).unwrap();
        let key = key.with_sm2(sm2(2));
        let stated = Checkpoint {
            origin: "某市总工会/x".to_owned(),
            size: 0,
            root: EMPTY_HASH,
        };
        (key.sign(&stated).unwrap(), key.vkey().to_owned(), stated)
    }

    #[test]
    fn a_checkpoint_carries_both_signatures_and_either_key_text_opens_it() {
        let (note, ed25519, stated) = signed();
        assert_eq!(note.lines().filter(|line| line.starts_with("— ")).count(), 2);
        let both = format!("{ed25519}\n{}\n", sm2(2).vkey());
        for text in [ed25519, both] {
            assert_eq!(VerifyingKey::parse(&text).unwrap().open(&note).unwrap(), stated);
        }
    }

    #[test]
    fn a_wrong_sm2_signature_is_noticed_by_whoever_has_its_key() {
        let (note, ed25519, _) = signed();
        let (head, line) = note.trim_end().rsplit_once(' ').unwrap();
        let place = line.len() / 2;
        let letter = if &line[place..=place] == "A" { "B" } else { "A" };
        let changed = format!("{head} {}{letter}{}\n", &line[..place], &line[place + 1..]);
        let both = format!("{ed25519}\n{}", sm2(2).vkey());
        assert!(VerifyingKey::parse(&both).unwrap().open(&changed).is_err());
        assert!(VerifyingKey::parse(&ed25519).unwrap().open(&changed).is_ok());
    }

    #[test]
    fn the_sm2_signature_alone_does_not_open_a_checkpoint() {
        let (note, ed25519, stated) = signed();
        let signature = note.lines().find(|line| line.starts_with("— ")).unwrap();
        let alone = note.replacen(&format!("{signature}\n"), "", 1);
        let both = VerifyingKey::parse(&format!("{ed25519}\n{}", sm2(2).vkey())).unwrap();
        assert!(both.open(&alone).is_err());
        let older = SigningKey::generate("某市总工会", &SeededRandom::new(1)).unwrap();
        assert_eq!(both.open(&older.sign(&stated).unwrap()).unwrap(), stated);
    }

    #[test]
    fn a_damaged_key_text_is_refused() {
        let (_, ed25519, _) = signed();
        let sound = sm2(2).vkey();
        let other = sm2(3).vkey();
        let mixed = format!(
            "{}+{}",
            sound.rsplit_once('+').unwrap().0,
            other.rsplit_once('+').unwrap().1
        );
        for wrong in [&mixed, &sound[..sound.len() - 8], "nonsense"] {
            assert!(
                VerifyingKey::parse(&format!("{ed25519}\n{wrong}")).is_err(),
                "{wrong}"
            );
        }
        assert!(VerifyingKey::parse(&sound).is_err());
    }

    #[test]
    fn the_key_file_is_made_once_and_read_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger-sm2.key");
        let first = Sm2Key::open_or_create(&file, "union", &SeededRandom::new(1)).unwrap();
        let again = Sm2Key::open_or_create(&file, "other", &SeededRandom::new(2)).unwrap();
        assert_eq!(again.vkey(), first.vkey());
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(Sm2Key::open_or_create(&file, "union", &SeededRandom::new(3)).is_err());
    }
}
