//! The test vectors of the standard, and every way in which an answer may not fit.

use super::super::answer::{AssertionResponse, AttestationResponse, Bytes};
use super::*;
use guildhall_kernel::{AccountId, PasskeyId, RealmId, Timestamp};
use serde_json::Value as Json;
use std::path::PathBuf;
use uuid::Uuid;

/// One vector of section 16 of the standard: a registration and an authentication with it.
struct Vector {
    json: Json,
    party: RelyingParty,
}

impl Vector {
    /// Reads all vectors, or says why not.
    fn all() -> Vec<Self> {
        let shared = std::env::var_os("GUILDHALL_SHARED_DATA").map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
            PathBuf::from,
        );
        let file = shared.join("crypto-vectors/webauthn-l3-es256.json");
        let Ok(text) = std::fs::read_to_string(&file) else {
            eprintln!("SKIPPED: {} is not there", file.display());
            return Vec::new();
        };
        let list: Vec<Json> = serde_json::from_str(&text).unwrap();
        assert!(!list.is_empty());
        let read = |json: Json| Self {
            party: RelyingParty::from_url(json["origin"].as_str().unwrap()).unwrap(),
            json,
        };
        list.into_iter().map(read).collect()
    }

    fn bytes(&self, part: &str, name: &str) -> Vec<u8> {
        let text = self.json[part][name].as_str().unwrap();
        let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(digit).collect()
    }

    fn expected<'v>(&'v self, challenge: &'v [u8], verification: UserVerification) -> Expected<'v> {
        Expected {
            party: &self.party,
            challenge,
            verification,
        }
    }

    fn registration(&self) -> Registration {
        Registration {
            response: AttestationResponse {
                client_data: Bytes(self.bytes("registration", "client_data_json")),
                attestation_object: Bytes(self.bytes("registration", "attestation_object")),
            },
        }
    }

    fn register(&self) -> Accepted {
        let challenge = self.bytes("registration", "challenge");
        let expected = self.expected(&challenge, UserVerification::Presence);
        registered(&expected, &self.registration()).unwrap()
    }

    fn kept(&self) -> Kept {
        let accepted = self.register();
        Kept {
            id: PasskeyId::from_uuid(Uuid::nil()),
            realm: RealmId::from_uuid(Uuid::nil()),
            account: AccountId::from_uuid(Uuid::nil()),
            relying_party: self.party.id().to_owned(),
            credential_id: accepted.credential.id,
            public_key: accepted.credential.public_key,
            sign_count: accepted.sign_count,
            backup_eligible: accepted.backup_eligible,
            backed_up: accepted.backed_up,
            name: String::new(),
            made_at: Timestamp::from_micros(0),
            used_at: None,
            suspected_at: None,
        }
    }

    fn assertion(&self) -> Assertion {
        Assertion {
            id: Bytes(self.bytes("registration", "credential_id")),
            response: AssertionResponse {
                client_data: Bytes(self.bytes("authentication", "client_data_json")),
                authenticator_data: Bytes(self.bytes("authentication", "authenticator_data")),
                signature: Bytes(self.bytes("authentication", "signature")),
                user_handle: None,
            },
        }
    }

    /// Checks the authentication after something was changed.
    fn assert_with(&self, change: impl FnOnce(&mut Assertion, &mut Kept)) -> Result<Seen, &'static str> {
        let (mut answer, mut kept) = (self.assertion(), self.kept());
        change(&mut answer, &mut kept);
        let challenge = self.bytes("authentication", "challenge");
        let expected = self.expected(&challenge, UserVerification::Presence);
        asserted(&expected, &kept, &answer).map_err(reason)
    }
}

fn reason(error: IdentityError) -> &'static str {
    match error {
        IdentityError::PasskeyRefused { reason } => reason,
        other => panic!("{other}"),
    }
}

#[test]
fn the_vectors_of_the_standard_are_accepted() {
    for vector in Vector::all() {
        let accepted = vector.register();
        assert_eq!(
            accepted.credential.id,
            vector.bytes("registration", "credential_id")
        );
        let flags = vector.json["registration"]["flags"].as_u64().unwrap();
        assert_eq!(accepted.backup_eligible, flags & 8 != 0);
        assert_eq!(accepted.backed_up, flags & 16 != 0);
        let seen = vector.assert_with(|_, _| {}).unwrap();
        assert!(!seen.is_suspect, "{}", vector.json["name"]);
    }
}

#[test]
fn an_owner_who_was_not_verified_is_refused_where_the_passkey_stands_alone() {
    for vector in Vector::all() {
        let challenge = vector.bytes("registration", "challenge");
        let expected = vector.expected(&challenge, UserVerification::Required);
        let answer = registered(&expected, &vector.registration())
            .map(|_| ())
            .map_err(reason);
        let is_verified = vector.json["registration"]["flags"].as_u64().unwrap() & 4 != 0;
        assert_eq!(answer.err(), (!is_verified).then_some("owner-not-verified"));
    }
}

#[test]
fn another_challenge_origin_or_ceremony_is_refused() {
    for vector in Vector::all() {
        let challenge = vector.bytes("registration", "challenge");
        let refusal = |party: &RelyingParty, challenge: &[u8], answer: &Registration| {
            let expected = Expected {
                party,
                challenge,
                verification: UserVerification::Presence,
            };
            reason(registered(&expected, answer).unwrap_err())
        };
        let good = vector.registration();
        assert_eq!(refusal(&vector.party, &[0; 32], &good), "another-challenge");
        for address in ["https://example.org:8443", "https://evil.example"] {
            let other = RelyingParty::from_url(address).unwrap();
            assert_eq!(refusal(&other, &challenge, &good), "another-origin");
        }
        let mut swapped = vector.registration();
        swapped.response.client_data = vector.assertion().response.client_data;
        assert_eq!(refusal(&vector.party, &challenge, &swapped), "another-ceremony");
        let mut framed = vector.registration();
        framed.response.client_data = replaced(
            &framed.response.client_data,
            "\"crossOrigin\":false",
            "\"crossOrigin\":true ",
        );
        assert_eq!(refusal(&vector.party, &challenge, &framed), "within-another-site");
    }
}

fn replaced(bytes: &Bytes, from: &str, to: &str) -> Bytes {
    let text = std::str::from_utf8(&bytes.0).unwrap();
    assert!(text.contains(from), "{text}");
    Bytes(text.replace(from, to).into_bytes())
}

#[test]
fn whatever_is_changed_behind_the_signature_is_refused() {
    for vector in Vector::all() {
        let changed = vector.assert_with(|answer, _| answer.response.authenticator_data.0[36] ^= 1);
        assert_eq!(changed.unwrap_err(), "signature");
        let other_party = vector.assert_with(|answer, _| answer.response.authenticator_data.0[0] ^= 1);
        assert_eq!(other_party.unwrap_err(), "another-relying-party");
        let absent = vector.assert_with(|answer, _| answer.response.authenticator_data.0[32] ^= 1);
        assert_eq!(absent.unwrap_err(), "nobody-there");
        let no_signature = vector.assert_with(|answer, _| answer.response.signature.0.clear());
        assert_eq!(no_signature.unwrap_err(), "signature");
        let other_key = vector.assert_with(|_, kept| *kept.public_key.last_mut().unwrap() ^= 1);
        assert_eq!(other_key.unwrap_err(), "signature");
        let no_longer = vector.assert_with(|_, kept| kept.backup_eligible ^= true);
        assert_eq!(no_longer.unwrap_err(), "backup-eligibility");
        let long = vector.assert_with(|answer, _| answer.response.authenticator_data.0.push(0));
        assert_eq!(long.unwrap_err(), "authenticator-data");
    }
}

#[test]
fn a_counter_that_does_not_go_on_is_suspect() {
    for vector in Vector::all() {
        let seen = vector.assert_with(|_, kept| kept.sign_count = 5).unwrap();
        assert!(seen.is_suspect);
    }
}

#[test]
fn an_attestation_that_nobody_asked_for_is_refused() {
    for vector in Vector::all() {
        let challenge = vector.bytes("registration", "challenge");
        let expected = vector.expected(&challenge, UserVerification::Presence);
        let mut answer = vector.registration();
        let mut rest = answer.response.attestation_object.0.as_slice();
        let mut map = read_cbor(&mut rest).unwrap().into_map().unwrap();
        for (key, value) in &mut map {
            if key.as_text() == Some("fmt") {
                *value = Value::from("fido-u2f");
            }
        }
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(map), &mut bytes).unwrap();
        answer.response.attestation_object = Bytes(bytes);
        assert_eq!(reason(registered(&expected, &answer).unwrap_err()), "attestation");
    }
}
