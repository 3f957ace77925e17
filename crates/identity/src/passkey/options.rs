//! What a browser is asked, in the JSON of Web Authentication Level 3 (`PublicKeyCredentialCreationOptionsJSON` and
//! `PublicKeyCredentialRequestOptionsJSON`).

use super::ceremony::{CHALLENGE_SECS, Challenge};
use super::public_key::ALGORITHMS;
use super::relying_party::RelyingParty;
use super::verification::UserVerification;
use crate::account::Account;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

/// Milliseconds for which the browser asks; as long as the challenge is kept.
const TIMEOUT_MS: i64 = CHALLENGE_SECS * 1_000;
/// The only type of credential that the standard knows.
const PUBLIC_KEY: &str = "public-key";

/// Asks for a new credential.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreationOptions {
    rp: Named,
    user: User,
    challenge: String,
    pub_key_cred_params: Vec<Algorithm>,
    timeout: i64,
    exclude_credentials: Vec<Descriptor>,
    authenticator_selection: Selection,
    attestation: &'static str,
}

/// Asks for a signature.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestOptions {
    challenge: String,
    timeout: i64,
    rp_id: String,
    allow_credentials: Vec<Descriptor>,
    user_verification: &'static str,
}

#[derive(Debug, Serialize)]
struct Named {
    id: String,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    name: String,
    display_name: String,
}

#[derive(Debug, Serialize)]
struct Algorithm {
    #[serde(rename = "type")]
    kind: &'static str,
    alg: i64,
}

#[derive(Debug, Serialize)]
struct Descriptor {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Selection {
    resident_key: &'static str,
    require_resident_key: bool,
    user_verification: &'static str,
}

impl CreationOptions {
    /// Asks for a credential that its owner can use without her login name, and only after PIN, finger or face.
    pub(super) fn new(
        (party, house): (&RelyingParty, &str),
        account: &Account,
        challenge: &Challenge,
        known: Vec<Vec<u8>>,
    ) -> Self {
        let algorithm = |alg| Algorithm {
            kind: PUBLIC_KEY,
            alg,
        };
        Self {
            rp: Named {
                id: party.id().to_owned(),
                name: house.to_owned(),
            },
            user: User {
                id: URL_SAFE_NO_PAD.encode(account.id.uuid().as_bytes()),
                name: account.login.as_str().to_owned(),
                display_name: account.name.clone(),
            },
            challenge: URL_SAFE_NO_PAD.encode(challenge),
            pub_key_cred_params: ALGORITHMS.map(algorithm).into(),
            timeout: TIMEOUT_MS,
            exclude_credentials: descriptors(known),
            authenticator_selection: Selection {
                resident_key: "required",
                require_resident_key: true,
                user_verification: "required",
            },
            attestation: "none",
        }
    }
}

impl RequestOptions {
    /// Asks for a signature of one of these credentials, or of any that the authenticator holds when there are none.
    pub(super) fn new(
        party: &RelyingParty,
        challenge: &Challenge,
        allowed: Vec<Vec<u8>>,
        verification: UserVerification,
    ) -> Self {
        Self {
            challenge: URL_SAFE_NO_PAD.encode(challenge),
            timeout: TIMEOUT_MS,
            rp_id: party.id().to_owned(),
            allow_credentials: descriptors(allowed),
            user_verification: match verification {
                UserVerification::Required => "required",
                UserVerification::Presence => "preferred",
            },
        }
    }
}

fn descriptors(ids: Vec<Vec<u8>>) -> Vec<Descriptor> {
    let descriptor = |id: Vec<u8>| Descriptor {
        kind: PUBLIC_KEY,
        id: URL_SAFE_NO_PAD.encode(id),
    };
    ids.into_iter().map(descriptor).collect()
}
