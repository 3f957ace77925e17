//! Checkpoints (检查点): signed statements that the log had so many leaves and this root.
//!
//! Pure. A checkpoint is a C2SP signed note with the body of C2SP tlog-checkpoint: origin, size, root. The
//! origin is `<installation>/<realm>`, since each realm has a log of its own and all are signed with one key.

use crate::LedgerError;
use crate::sm2_key::Sm2VerifyingKey;
use crate::tree::Hash;
use guildhall_kernel::RealmId;
use signed_note::{Note, NoteError, StandardVerifier, Verifier, VerifierList};

/// Longest checkpoint that is looked at, in bytes.
pub const CHECKPOINT_BYTES_MAX: usize = 16 * 1024;

/// What a checkpoint states.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Whose log it is.
    pub origin: String,
    /// Leaves in the log.
    pub size: u64,
    /// Root of its tree.
    pub root: Hash,
}

/// Returns the origin of a realm's log.
pub fn origin(installation: &str, realm: RealmId) -> String {
    format!("{installation}/{realm}")
}

impl Checkpoint {
    /// Returns the body of the note.
    pub(crate) fn body(&self) -> Vec<u8> {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root).into_bytes()
    }

    /// Reads a body; whether it was signed is for the caller to know.
    fn from_body(body: &[u8]) -> Result<Self, LedgerError> {
        let read = tlog_tiles::Checkpoint::from_bytes(body)
            .map_err(|error| LedgerError::Malformed(error.to_string()))?;
        Ok(Self {
            origin: read.origin().to_owned(),
            size: read.size(),
            root: *read.hash(),
        })
    }
}

/// The public key of a log, which is all that an outsider needs.
#[derive(Clone)]
pub struct VerifyingKey {
    key: StandardVerifier,
    sm2: Option<Sm2VerifyingKey>,
    text: String,
}

impl VerifyingKey {
    /// Reads a key in the form `<name>+<id>+<base64>` (C2SP signed-note, verifier key); in a second line that of SM2
    /// may follow. A signature with SM2 is verified where there is one: checkpoints from before have none.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`].
    pub fn parse(vkey: &str) -> Result<Self, LedgerError> {
        let malformed = |what: &dyn std::fmt::Display| LedgerError::Malformed(what.to_string());
        let text = vkey.trim().to_owned();
        let (first, second) = text.split_once('\n').unwrap_or((&text, ""));
        let key = StandardVerifier::new(first.trim()).map_err(|error| malformed(&error))?;
        let sm2 = match second.trim() {
            "" => None,
            second => {
                let sm2 = Sm2VerifyingKey::parse(second)?;
                Some(sm2.ok_or_else(|| malformed(&"the second key is not one of SM2"))?)
            }
        };
        Ok(Self { key, sm2, text })
    }

    /// Returns the key in the form that [`Self::parse`] reads.
    pub fn as_text(&self) -> &str {
        &self.text
    }

    /// Returns the name in the key, which is that of the installation.
    pub fn name(&self) -> &str {
        self.key.name()
    }

    /// Reads a checkpoint that this key signed.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`] when it is no checkpoint or not signed by this key.
    pub fn open(&self, note: &str) -> Result<Checkpoint, LedgerError> {
        Checkpoint::from_body(&self.open_body(note)?)
    }

    /// Returns the body of a note that this key signed.
    pub(crate) fn open_body(&self, note: &str) -> Result<Vec<u8>, LedgerError> {
        if note.len() > CHECKPOINT_BYTES_MAX {
            return Err(LedgerError::Malformed(
                "a checkpoint that long is none".to_owned(),
            ));
        }
        let malformed = |error: &dyn std::fmt::Display| LedgerError::Malformed(error.to_string());
        let note = Note::from_bytes(note.as_bytes()).map_err(|error| malformed(&error))?;
        let known = VerifierList::new(vec![Box::new(self.key.clone())]);
        note.verify(&known).map_err(|error| malformed(&error))?;
        self.check_sm2(&note)?;
        Ok(note.text().to_vec())
    }

    /// Refuses a note whose signature with SM2 is wrong.
    fn check_sm2(&self, note: &Note) -> Result<(), LedgerError> {
        let Some(sm2) = &self.sm2 else { return Ok(()) };
        let known = VerifierList::new(vec![Box::new(sm2.clone())]);
        match note.verify(&known) {
            Ok(_) | Err(NoteError::UnverifiedNote) => Ok(()),
            Err(error) => Err(LedgerError::Malformed(error.to_string())),
        }
    }
}
