//! The signing key of an installation (签名密钥), Ed25519, kept in a file that only the program may read.

use crate::LedgerError;
use crate::checkpoint::{Checkpoint, VerifyingKey};
use crate::sm2_key::Sm2Key;
use ed25519_dalek::SigningKey as Ed25519Key;
use guildhall_kernel::{Random, chance};
use signed_note::{Note, Signer, StandardSigner, is_key_name_valid, key_id, new_ed25519_verifier_key};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The algorithm byte of Ed25519 in C2SP signed-note.
const ED25519: u8 = 1;

/// The key that signs the checkpoints of an installation.
pub struct SigningKey {
    signer: StandardSigner,
    /// Signs, too, when the house wants the national algorithm.
    sm2: Option<Sm2Key>,
    ed25519: Ed25519Key,
    vkey: String,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SigningKey").field(&self.vkey).finish()
    }
}

impl SigningKey {
    /// Makes a new key for an installation; the name must be without spaces and `+`.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`] when the name will not do.
    pub fn generate(installation: &str, random: &dyn Random) -> Result<Self, LedgerError> {
        Self::from_seed(installation, &chance::random_bytes(random))
    }

    fn from_seed(installation: &str, seed: &[u8; 32]) -> Result<Self, LedgerError> {
        if !is_key_name_valid(installation) {
            return Err(LedgerError::Malformed(format!(
                "{installation:?} cannot be the name of a key"
            )));
        }
        let ed25519 = Ed25519Key::from_bytes(seed);
        let public = ed25519.verifying_key();
        let id = key_id(installation, &[&[ED25519], &public.to_bytes()[..]].concat());
        let secret = base64_of(&[&[ED25519], &seed[..]].concat());
        let signer = StandardSigner::new(&format!("PRIVATE+KEY+{installation}+{id:08x}+{secret}"))
            .map_err(|error| LedgerError::Malformed(error.to_string()))?;
        Ok(Self {
            signer,
            sm2: None,
            ed25519,
            vkey: new_ed25519_verifier_key(installation, &public),
        })
    }

    /// Has every note signed with SM2 as well.
    #[must_use]
    pub fn with_sm2(mut self, key: Sm2Key) -> Self {
        self.sm2 = Some(key);
        self
    }

    /// Returns the public keys, one to a line: that of Ed25519, and that of SM2 when there is one.
    pub fn vkeys(&self) -> String {
        let sm2 = self.sm2.as_ref().map(|key| format!("\n{}", key.vkey()));
        format!("{}{}", self.vkey, sm2.unwrap_or_default())
    }

    /// Returns the key itself, for cosignatures.
    pub(crate) fn ed25519(&self) -> &Ed25519Key {
        &self.ed25519
    }

    /// Returns the public key in the form that `guildhall-verify` and C2SP tools take.
    pub fn vkey(&self) -> &str {
        &self.vkey
    }

    /// Returns the name of the installation in the key.
    pub fn name(&self) -> &str {
        self.signer.name()
    }

    /// Returns the public key.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`], which a key that could be made never gives.
    pub fn verifying_key(&self) -> Result<VerifyingKey, LedgerError> {
        VerifyingKey::parse(&self.vkey)
    }

    /// Signs a checkpoint and returns the note.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`] when the origin cannot stand in a note.
    pub fn sign(&self, checkpoint: &Checkpoint) -> Result<String, LedgerError> {
        self.sign_body(&checkpoint.body())
    }

    /// Signs the body of a note, which must not be able to pass for that of a checkpoint.
    pub(crate) fn sign_body(&self, body: &[u8]) -> Result<String, LedgerError> {
        let malformed = |error: signed_note::NoteError| LedgerError::Malformed(error.to_string());
        let mut note = Note::new(body, &[]).map_err(malformed)?;
        note.add_sigs(&[&self.signer]).map_err(malformed)?;
        if let Some(sm2) = &self.sm2 {
            note.add_sigs(&[sm2]).map_err(malformed)?;
        }
        String::from_utf8(note.to_bytes()).map_err(|error| LedgerError::Malformed(error.to_string()))
    }
}

pub(crate) fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The file of a signing key: one line, `<name> <64 hexadecimal digits>`.
#[derive(Debug)]
pub struct SigningKeyFile;

impl SigningKeyFile {
    /// Reads the key file, or makes it with a new key for the named installation when there is none.
    ///
    /// The name in an existing file stays, whatever is asked for: signed checkpoints carry it.
    ///
    /// # Errors
    /// [`LedgerError::File`], or [`LedgerError::Malformed`] when the file is no key file, may be read by others,
    /// or the name will not do.
    pub fn open_or_create(
        file: &Path,
        installation: &str,
        random: &dyn Random,
    ) -> Result<SigningKey, LedgerError> {
        match std::fs::read_to_string(file) {
            Ok(text) => {
                refuse_open_mode(file)?;
                Self::parse(&text)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(file, installation, random),
            Err(error) => Err(error.into()),
        }
    }

    fn create(file: &Path, installation: &str, random: &dyn Random) -> Result<SigningKey, LedgerError> {
        let seed = chance::random_bytes(random);
        let key = SigningKey::from_seed(installation, &seed)?;
        write_new(file, format!("{installation} {}\n", hex::encode(seed)).as_bytes())?;
        Ok(key)
    }

    fn parse(text: &str) -> Result<SigningKey, LedgerError> {
        let wrong = || LedgerError::Malformed("the file does not hold a signing key".to_owned());
        let (name, digits) = text.trim_end().split_once(' ').ok_or_else(wrong)?;
        let mut seed = [0; 32];
        hex::decode_to_slice(digits, &mut seed).map_err(|_| wrong())?;
        SigningKey::from_seed(name, &seed)
    }
}

/// Writes a new file that only its owner may read, and makes it durable.
///
/// # Errors
/// Those of the file system; also when the file is there.
pub fn write_new(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
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

/// Refuses a file of a key that others may read.
///
/// # Errors
/// [`LedgerError::Malformed`], [`LedgerError::File`].
#[cfg(unix)]
pub fn refuse_open_mode(file: &Path) -> Result<(), LedgerError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file)?.permissions());
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(LedgerError::Malformed(format!(
        "{} may be read by others; take that right away",
        file.display()
    )))
}

/// Here files have no mode.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn refuse_open_mode(_file: &Path) -> Result<(), LedgerError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::EMPTY_HASH;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn a_checkpoint_opens_with_the_public_key_alone_and_with_no_other() {
        let key = SigningKey::generate("某市总工会", &SeededRandom::new(1)).unwrap();
        let stated = Checkpoint {
            origin: "某市总工会/x".to_owned(),
            size: 0,
            root: EMPTY_HASH,
        };
        let note = key.sign(&stated).unwrap();
        assert_eq!(key.verifying_key().unwrap().open(&note).unwrap(), stated);
        let other = SigningKey::generate("某市总工会", &SeededRandom::new(2)).unwrap();
        assert!(other.verifying_key().unwrap().open(&note).is_err());
        assert!(
            key.verifying_key()
                .unwrap()
                .open(&note.replacen("\n0\n", "\n1\n", 1))
                .is_err()
        );
    }

    #[test]
    fn the_key_file_is_made_once_and_refused_when_others_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.key");
        let first = SigningKeyFile::open_or_create(&file, "union", &SeededRandom::new(1)).unwrap();
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let again = SigningKeyFile::open_or_create(&file, "other", &SeededRandom::new(2)).unwrap();
        assert_eq!(again.vkey(), first.vkey());
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(SigningKeyFile::open_or_create(&file, "union", &SeededRandom::new(3)).is_err());
        assert!(SigningKey::generate("two words", &SeededRandom::new(4)).is_err());
    }
}
