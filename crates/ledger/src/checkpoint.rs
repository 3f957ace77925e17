//! Checkpoints (检查点): signed statements that the log had so many leaves and this root.
//!
//! Pure. A checkpoint is a C2SP signed note with the body of C2SP tlog-checkpoint: origin, size, root. The
//! origin is `<installation>/<realm>`, since each realm has a log of its own and all are signed with one key.

use crate::LedgerError;
use crate::tree::Hash;
use guildhall_kernel::RealmId;
use signed_note::{Note, StandardVerifier, Verifier, VerifierList};

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
}

impl VerifyingKey {
    /// Reads a key in the form `<name>+<id>+<base64>` (C2SP signed-note, verifier key).
    ///
    /// # Errors
    /// [`LedgerError::Malformed`].
    pub fn parse(vkey: &str) -> Result<Self, LedgerError> {
        let key = StandardVerifier::new(vkey.trim());
        Ok(Self {
            key: key.map_err(|error| LedgerError::Malformed(error.to_string()))?,
        })
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
        if note.len() > CHECKPOINT_BYTES_MAX {
            return Err(LedgerError::Malformed(
                "a checkpoint that long is none".to_owned(),
            ));
        }
        let malformed = |error: &dyn std::fmt::Display| LedgerError::Malformed(error.to_string());
        let note = Note::from_bytes(note.as_bytes()).map_err(|error| malformed(&error))?;
        let known = VerifierList::new(vec![Box::new(self.key.clone())]);
        note.verify(&known).map_err(|error| malformed(&error))?;
        Checkpoint::from_body(note.text())
    }
}
