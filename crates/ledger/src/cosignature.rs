//! Cosignatures (联署): a witness's signed word that it saw a checkpoint, and that it continued all that it saw before.
//!
//! Pure. C2SP tlog-cosignature, version 1: Ed25519 over the time and the body of the checkpoint, as a further
//! signature line of the signed note. The witness signs with the key of its own log under another algorithm byte,
//! so that neither signature can pass for the other.

use crate::LedgerError;
use crate::checkpoint::CHECKPOINT_BYTES_MAX;
use crate::signing_key::SigningKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature as Ed25519Signature, Signer as _, VerifyingKey as Ed25519Key};
use guildhall_kernel::Timestamp;
use signed_note::{Note, Signature, Verifier, VerifierList, is_key_name_valid, key_id};

/// The algorithm byte of a timestamped Ed25519 cosignature (C2SP tlog-cosignature).
const COSIGNATURE_V1: u8 = 4;
/// Length of the time before the signature, in bytes.
const TIME_BYTES: usize = 8;
/// Microseconds in a second.
const MICROS: i64 = 1_000_000;

/// The public key by which a witness's cosignatures are judged.
#[derive(Clone)]
pub struct WitnessKey {
    name: String,
    id: u32,
    key: Ed25519Key,
}

impl std::fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("WitnessKey").field(&self.as_text()).finish()
    }
}

/// A checkpoint as a witness saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cosigned {
    /// When the witness says that it saw it, to the second.
    pub at: Timestamp,
}

impl WitnessKey {
    /// Reads a key in the form `<name>+<id>+<base64>` whose algorithm is that of cosignatures.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = || LedgerError::Malformed("not the public key of a witness".to_owned());
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(bytes)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let bytes = STANDARD.decode(bytes).map_err(|_| wrong())?;
        let id = u32::from_str_radix(id, 16).map_err(|_| wrong())?;
        let Some((&COSIGNATURE_V1, public)) = bytes.split_first() else {
            return Err(wrong());
        };
        let public: &[u8; 32] = public.try_into().map_err(|_| wrong())?;
        let key = Ed25519Key::from_bytes(public).map_err(|_| wrong())?;
        if !is_key_name_valid(name) || id != key_id(name, &bytes) {
            return Err(wrong());
        }
        Ok(Self::new(name, key))
    }

    fn new(name: &str, key: Ed25519Key) -> Self {
        let name = name.to_owned();
        let id = key_id(&name, &encoded(&key));
        Self { name, id, key }
    }

    /// Returns the name in the key, which is that of the witnessing installation.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the key in the form that [`Self::parse`] reads.
    pub fn as_text(&self) -> String {
        format!(
            "{}+{:08x}+{}",
            self.name,
            self.id,
            STANDARD.encode(encoded(&self.key))
        )
    }

    /// Looks for this witness's cosignature in a signed note.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`] when it is not there or does not hold.
    pub fn open(&self, note: &str) -> Result<Cosigned, LedgerError> {
        let (verified, _) = parsed(note)?
            .verify(&VerifierList::new(vec![Box::new(self.clone())]))
            .map_err(|error| LedgerError::Malformed(error.to_string()))?;
        let time = verified
            .first()
            .and_then(|signature| split(signature.signature()));
        let none = || LedgerError::Malformed("no cosignature".to_owned());
        let (seconds, _) = time.ok_or_else(none)?;
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        let at = Timestamp::from_micros(seconds.saturating_mul(MICROS));
        Ok(Cosigned { at })
    }
}

impl Verifier for WitnessKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, body: &[u8], signature: &[u8]) -> bool {
        split(signature).is_some_and(|(seconds, signature)| {
            self.key.verify_strict(&signed(seconds, body), &signature).is_ok()
        })
    }
}

impl SigningKey {
    /// Returns the public key by which this installation's cosignatures are judged.
    pub fn witness_key(&self) -> WitnessKey {
        WitnessKey::new(self.name(), self.ed25519().verifying_key())
    }

    /// Cosigns a checkpoint and returns the signature line, which is put behind the note.
    ///
    /// # Errors
    /// [`LedgerError::Malformed`] when it is no signed note.
    pub fn cosign(&self, note: &str, at: Timestamp) -> Result<String, LedgerError> {
        let note = parsed(note)?;
        let seconds = u64::try_from(at.as_micros() / MICROS).unwrap_or(0);
        let signature = self.ed25519().sign(&signed(seconds, note.text()));
        let bytes = [&seconds.to_be_bytes()[..], &signature.to_bytes()[..]].concat();
        let key = self.witness_key();
        let line = Signature::new(key.name, key.id, bytes)
            .map_err(|error| LedgerError::Malformed(error.to_string()))?
            .to_bytes();
        String::from_utf8(line).map_err(|error| LedgerError::Malformed(error.to_string()))
    }
}

fn encoded(key: &Ed25519Key) -> Vec<u8> {
    [&[COSIGNATURE_V1][..], key.as_bytes()].concat()
}

/// The message that is signed.
fn signed(seconds: u64, body: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {seconds}\n").as_bytes(), body].concat()
}

fn split(signature: &[u8]) -> Option<(u64, Ed25519Signature)> {
    let (time, signature) = signature.split_at_checked(TIME_BYTES)?;
    let signature = Ed25519Signature::from_bytes(signature.try_into().ok()?);
    Some((u64::from_be_bytes(time.try_into().ok()?), signature))
}

fn parsed(note: &str) -> Result<Note, LedgerError> {
    if note.len() > CHECKPOINT_BYTES_MAX {
        return Err(LedgerError::Malformed(
            "a checkpoint that long is none".to_owned(),
        ));
    }
    Note::from_bytes(note.as_bytes()).map_err(|error| LedgerError::Malformed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::Checkpoint;
    use crate::tree::EMPTY_HASH;
    use guildhall_kernel::SeededRandom;

    fn note(key: &SigningKey, size: u64) -> String {
        let stated = Checkpoint {
            origin: "union/x".to_owned(),
            size,
            root: EMPTY_HASH,
        };
        key.sign(&stated).unwrap()
    }

    #[test]
    fn a_cosignature_holds_for_its_checkpoint_its_time_and_its_witness_alone() {
        let key = |seed| SigningKey::generate("union", &SeededRandom::new(seed)).unwrap();
        let (log, witness) = (key(1), key(2));
        let at = Timestamp::from_micros(1_790_000_000_000_000);
        let plain = note(&log, 7);
        let line = witness.cosign(&plain, at).unwrap();
        let cosigned = format!("{plain}{line}");
        let known = WitnessKey::parse(&witness.witness_key().as_text()).unwrap();
        assert_eq!(known.open(&cosigned).unwrap(), Cosigned { at });
        let opened = log.verifying_key().unwrap().open(&cosigned).unwrap();
        assert_eq!(opened.size, 7, "the log's own signature still holds");
        for wrong in [plain.clone(), format!("{}{line}", note(&log, 8))] {
            assert!(known.open(&wrong).is_err());
        }
        assert!(
            key(3).witness_key().open(&cosigned).is_err(),
            "of another witness"
        );
        assert!(
            WitnessKey::parse(witness.vkey()).is_err(),
            "the key of the log is not that of the witness"
        );
    }
}
