//! Client data: what the browser itself says about a ceremony, inside what the authenticator signs.

use super::verification::Expected;
use crate::IdentityError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

/// Which ceremony it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ceremony {
    /// A credential is made.
    Creation,
    /// A credential is used.
    Request,
}

impl Ceremony {
    const fn name(self) -> &'static str {
        match self {
            Self::Creation => "webauthn.create",
            Self::Request => "webauthn.get",
        }
    }
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    is_cross_origin: bool,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<String>,
}

/// Refuses client data of another ceremony, challenge or site, and those of a page within another site's page.
pub(super) fn check(bytes: &[u8], ceremony: Ceremony, expected: &Expected<'_>) -> Result<(), IdentityError> {
    let refused = |reason| Err(IdentityError::PasskeyRefused { reason });
    let Ok(data) = serde_json::from_slice::<ClientData>(bytes) else {
        return refused("client-data");
    };
    if data.kind != ceremony.name() {
        return refused("another-ceremony");
    }
    let challenge = URL_SAFE_NO_PAD.encode(expected.challenge);
    if !bool::from(challenge.as_bytes().ct_eq(data.challenge.as_bytes())) {
        return refused("another-challenge");
    }
    if data.origin != expected.party.origin() {
        return refused("another-origin");
    }
    if data.is_cross_origin || data.top_origin.is_some() {
        return refused("within-another-site");
    }
    Ok(())
}
