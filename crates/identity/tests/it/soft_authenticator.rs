//! An authenticator in software: makes one credential with P-256 and signs with it as a browser and a key together do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

const PRESENT_AND_VERIFIED: u8 = 0b0000_0101;
const HAS_CREDENTIAL: u8 = 0b0100_0000;

/// A credential with its counter.
pub struct SoftAuthenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    user: String,
    /// The origin that its browser reports.
    pub origin: String,
    /// Signatures made so far.
    pub count: u32,
}

impl SoftAuthenticator {
    /// Makes a credential as the options ask and returns it with what the browser answers.
    pub fn create(options: &Value, origin: &str) -> (Self, Value) {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let id = sha256(key.public_key().as_ref())[..16].to_vec();
        let made = Self {
            key,
            id,
            user: options["user"]["id"].as_str().unwrap().to_owned(),
            origin: origin.to_owned(),
            count: 0,
        };
        let party = options["rp"]["id"].as_str().unwrap();
        let answer = json!({
            "id": made.id(), "rawId": made.id(), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encode(&made.client_data("webauthn.create", options)),
                "attestationObject": encode(&made.attestation_object(party)),
            },
        });
        (made, answer)
    }

    /// Signs a challenge and returns what the browser answers.
    pub fn sign(&mut self, options: &Value) -> Value {
        self.count += 1;
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(options["rpId"].as_str().unwrap(), PRESENT_AND_VERIFIED);
        let signed = [data.clone(), sha256(&client_data)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encode(&client_data),
                "authenticatorData": encode(&data),
                "signature": encode(signature.as_ref()),
                "userHandle": self.user,
            },
        })
    }

    /// The id of the credential in base64url.
    pub fn id(&self) -> String {
        encode(&self.id)
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, party: &str, flags: u8) -> Vec<u8> {
        [
            sha256(party.as_bytes()),
            vec![flags],
            self.count.to_be_bytes().to_vec(),
        ]
        .concat()
    }

    /// `{"fmt": "none", "attStmt": {}, "authData": …}` in CBOR.
    fn attestation_object(&self, party: &str) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let key = [
            &[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32],
            &point[1..33],
            &[0x22, 0x58, 32],
            &point[33..],
        ]
        .concat();
        let credential = [&[0u8; 16][..], &[0, 16], &self.id, &key].concat();
        let data = [
            self.authenticator_data(party, PRESENT_AND_VERIFIED | HAS_CREDENTIAL),
            credential,
        ]
        .concat();
        let length = u8::try_from(data.len()).unwrap();
        let head = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58";
        [&head[..], &[length], &data].concat()
    }
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
