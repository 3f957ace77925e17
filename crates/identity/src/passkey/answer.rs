//! What a browser answers to a challenge, as its script sends it: `RegistrationResponseJSON` and
//! `AuthenticationResponseJSON` of Web Authentication Level 3, reduced to what is checked.

use crate::IdentityError;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use guildhall_kernel::AccountId;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

/// Most bytes of an answer; the largest real ones stay under four thousand.
const ANSWER_BYTES_MAX: usize = 32 * 1024;
/// Base64url with or without padding: some browsers' own scripts add it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes that stand in JSON as base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        LENIENT.decode(text).map(Self).map_err(D::Error::custom)
    }
}

/// A new credential, answered to [`super::CreationOptions`].
#[derive(Debug, Clone, Deserialize)]
pub struct Registration {
    pub(super) response: AttestationResponse,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct AttestationResponse {
    #[serde(rename = "clientDataJSON")]
    pub(super) client_data: Bytes,
    #[serde(rename = "attestationObject")]
    pub(super) attestation_object: Bytes,
}

/// A signed challenge, answered to [`super::RequestOptions`].
#[derive(Debug, Clone, Deserialize)]
pub struct Assertion {
    #[serde(rename = "rawId")]
    pub(super) id: Bytes,
    pub(super) response: AssertionResponse,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct AssertionResponse {
    #[serde(rename = "clientDataJSON")]
    pub(super) client_data: Bytes,
    #[serde(rename = "authenticatorData")]
    pub(super) authenticator_data: Bytes,
    pub(super) signature: Bytes,
    #[serde(rename = "userHandle", default)]
    pub(super) user_handle: Option<Bytes>,
}

impl Registration {
    /// Reads the JSON that the browser's script sends.
    ///
    /// # Errors
    /// [`IdentityError::PasskeyRefused`].
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        parse(text)
    }
}

impl Assertion {
    /// Reads the JSON that the browser's script sends.
    ///
    /// # Errors
    /// [`IdentityError::PasskeyRefused`].
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        parse(text)
    }

    /// Returns the id of the credential that signed, as the browser names it.
    pub(crate) fn credential_id(&self) -> &[u8] {
        &self.id.0
    }

    /// Says whether the authenticator names this account as the owner, or nobody, as it may for a credential that it
    /// was asked for.
    pub(crate) fn names(&self, account: AccountId) -> bool {
        let handle = self.response.user_handle.as_ref();
        handle.is_none_or(|handle| handle.0 == account.uuid().as_bytes())
    }

    /// Says whether the authenticator names an owner.
    pub(crate) fn names_somebody(&self) -> bool {
        self.response.user_handle.is_some()
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, IdentityError> {
    let refused = IdentityError::PasskeyRefused { reason: "no-answer" };
    if text.len() > ANSWER_BYTES_MAX {
        return Err(refused);
    }
    serde_json::from_str(text).map_err(|_| refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_is_needed_is_ignored_and_less_is_refused() {
        let answer = r#"{"id":"AQI","rawId":"AQI=","type":"public-key","clientExtensionResults":{},
            "response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"-_8","userHandle":null}}"#;
        let read = Assertion::parse(answer).unwrap();
        assert_eq!(read.credential_id(), [1, 2]);
        assert_eq!(read.response.signature.0, [0xfb, 0xff]);
        for wrong in [
            "",
            "{}",
            &answer.replace("-_8", "+/8"),
            &answer.replace("\"signature\"", "\"sign\""),
        ] {
            assert!(Assertion::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Assertion::parse(&format!("{}{answer}", " ".repeat(ANSWER_BYTES_MAX))).is_err());
    }
}
