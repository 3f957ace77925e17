//! The checks of Web Authentication Level 3: 7.1 for a new credential, 7.2 for a signed challenge, in their order.
//!
//! No database and no clock: what was kept comes in, what must be kept goes out.

use super::answer::{Assertion, Registration};
use super::authenticator_data::{AuthenticatorData, NewCredential, read_cbor};
use super::client_data::{self, Ceremony};
use super::model::Kept;
use super::public_key::PublicKey;
use super::relying_party::RelyingParty;
use crate::IdentityError;
use ciborium::Value;
use guildhall_kernel::ContentHash;

/// How the authenticator must have known its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UserVerification {
    /// By PIN, finger or face: the passkey stands alone.
    Required,
    /// A touch is enough: the passkey follows a password.
    Presence,
}

/// What an answer must fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) party: &'a RelyingParty,
    pub(super) challenge: &'a [u8],
    pub(super) verification: UserVerification,
}

/// A credential that may be kept.
#[derive(Debug)]
pub(super) struct Accepted {
    pub(super) credential: NewCredential,
    pub(super) sign_count: u32,
    pub(super) backup_eligible: bool,
    pub(super) backed_up: bool,
}

/// What a signed challenge says about its passkey.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) sign_count: u32,
    pub(super) backed_up: bool,
    /// Whether the counter did not go on: two authenticators may sign with the same key.
    pub(super) is_suspect: bool,
}

fn refused<T>(reason: &'static str) -> Result<T, IdentityError> {
    Err(IdentityError::PasskeyRefused { reason })
}

/// Checks a new credential (7.1).
pub(super) fn registered(expected: &Expected<'_>, answer: &Registration) -> Result<Accepted, IdentityError> {
    let client_data = &answer.response.client_data.0;
    client_data::check(client_data, Ceremony::Creation, expected)?;
    let Some(attestation) = Attestation::read(&answer.response.attestation_object.0) else {
        return refused("attestation-object");
    };
    let data = AuthenticatorData::read(&attestation.data)?;
    check_authenticator(&data, expected)?;
    let (sign_count, backup_eligible) = (data.sign_count, data.is_backup_eligible());
    let backed_up = data.is_backed_up();
    let Some(credential) = data.credential else {
        return refused("no-credential");
    };
    let Some(key) = PublicKey::read(&credential.public_key) else {
        return refused("algorithm");
    };
    let signed = [&attestation.data[..], ContentHash::of(client_data).as_bytes()].concat();
    if !attestation.holds(&key, &signed) {
        return refused("attestation");
    }
    Ok(Accepted {
        credential,
        sign_count,
        backup_eligible,
        backed_up,
    })
}

/// Checks a signed challenge against the passkey that is said to have signed it (7.2).
pub(super) fn asserted(
    expected: &Expected<'_>,
    kept: &Kept,
    answer: &Assertion,
) -> Result<Seen, IdentityError> {
    let response = &answer.response;
    client_data::check(&response.client_data.0, Ceremony::Request, expected)?;
    let data = AuthenticatorData::read(&response.authenticator_data.0)?;
    check_authenticator(&data, expected)?;
    if data.is_backup_eligible() != kept.backup_eligible {
        return refused("backup-eligibility");
    }
    let client_hash = ContentHash::of(&response.client_data.0);
    let signed = [&response.authenticator_data.0[..], client_hash.as_bytes()].concat();
    let key = PublicKey::read(&kept.public_key);
    if !key.is_some_and(|key| key.has_signed(&signed, &response.signature.0)) {
        return refused("signature");
    }
    let counts = data.sign_count > 0 || kept.sign_count > 0;
    Ok(Seen {
        sign_count: data.sign_count,
        backed_up: data.is_backed_up(),
        is_suspect: counts && data.sign_count <= kept.sign_count,
    })
}

/// What holds for both: it is for this house, its owner was there, and the flags of backup make sense.
fn check_authenticator(data: &AuthenticatorData, expected: &Expected<'_>) -> Result<(), IdentityError> {
    if data.party_hash != *expected.party.id_hash().as_bytes() {
        return refused("another-relying-party");
    }
    if !data.is_user_present() {
        return refused("nobody-there");
    }
    if expected.verification == UserVerification::Required && !data.is_user_verified() {
        return refused("owner-not-verified");
    }
    if data.is_backed_up() && !data.is_backup_eligible() {
        return refused("backup-state");
    }
    Ok(())
}

/// An attestation object; of its statements only none at all, and the credential's own signature, are taken, because
/// no other is asked for.
struct Attestation {
    format: String,
    statement: Vec<(Value, Value)>,
    data: Vec<u8>,
}

impl Attestation {
    fn read(mut bytes: &[u8]) -> Option<Self> {
        let map = read_cbor(&mut bytes)?.into_map().ok()?;
        let take = |name: &str| text_entry(&map, name).cloned();
        bytes.is_empty().then_some(Self {
            format: take("fmt")?.into_text().ok()?,
            statement: take("attStmt")?.into_map().ok()?,
            data: take("authData")?.into_bytes().ok()?,
        })
    }

    /// Says whether the statement is one of those taken, and true.
    fn holds(&self, key: &PublicKey, signed: &[u8]) -> bool {
        match self.format.as_str() {
            "none" => self.statement.is_empty(),
            "packed" => self.is_signed_by_itself(key, signed).unwrap_or(false),
            _ => false,
        }
    }

    /// Self attestation (8.2): no certificate, signed with the new key.
    fn is_signed_by_itself(&self, key: &PublicKey, signed: &[u8]) -> Option<bool> {
        let algorithm: i64 = text_entry(&self.statement, "alg")?
            .as_integer()?
            .try_into()
            .ok()?;
        let signature = text_entry(&self.statement, "sig")?.as_bytes()?;
        let has_certificate = text_entry(&self.statement, "x5c").is_some();
        Some(!has_certificate && algorithm == key.algorithm() && key.has_signed(signed, signature))
    }
}

fn text_entry<'v>(map: &'v [(Value, Value)], name: &str) -> Option<&'v Value> {
    let mut found = map.iter().filter(|(key, _)| key.as_text() == Some(name));
    found.next().map(|(_, value)| value)
}

#[cfg(test)]
mod tests;
