//! Keys: the age of the master keys, the shares of the recovery key, the ciphers in use.

use super::Place;
use crate::error::InspectionError;
use crate::seen::{Evidence, Outcome, Seen};
use guildhall_vault::Algorithm;

pub(super) fn master_keys(place: &Place<'_>) -> Result<Seen, InspectionError> {
    let state = place.keys.state_here()?;
    let sealing = state.keys.iter().find(|key| key.seals);
    // A ring that was made by this very run does not know its age yet: it is new.
    let made = sealing.and_then(|key| key.made_at).unwrap_or(place.now);
    let limit = place.parameters.master_key_days;
    let age = place.days_since(made);
    Ok(Evidence::of("master-keys")
        .moment("made", made)
        .count("days", age)
        .count("keys", state.keys.len() as u64)
        .judged(age <= u64::from(limit), Outcome::Attention))
}

pub(super) fn recovery_key(place: &Place<'_>) -> Result<Seen, InspectionError> {
    Ok(match place.keys.state_here()?.recovery {
        Some(lock) => Evidence::of("recovery-key")
            .moment("made", lock.made_at())
            .count("shares", lock.sharing().shares)
            .count("threshold", lock.sharing().threshold)
            .judged(lock.sharing().threshold > 1, Outcome::Attention),
        None => Evidence::of("recovery-key-none").must_act(),
    })
}

pub(super) fn ciphers(place: &Place<'_>) -> Seen {
    let cipher = match place.premises.cipher {
        Algorithm::Aes256Gcm => "AES-256-GCM",
        Algorithm::Sm4Gcm => "SM4-GCM",
    };
    Evidence::of("ciphers").text("cipher", cipher).good()
}
