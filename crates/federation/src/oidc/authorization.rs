//! The address at a provider to which a browser is sent to sign in.

use super::attempt::Attempt;
use super::known::{Keys, KnownProvider};
use crate::FederationError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guildhall_kernel::chance::random_bytes;
use guildhall_kernel::{Random, SessionId, Timestamp};
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};

/// A way to a provider that begins.
pub(crate) struct Way {
    /// The address at the provider.
    pub(crate) address: String,
    /// What the provider hands back, so that the attempt is found.
    pub(crate) state: String,
    /// What is kept here.
    pub(crate) attempt: Attempt,
}

/// Returns a way to a provider, for a session that binds an identity or for somebody who signs in.
///
/// # Errors
/// [`FederationError::ProviderUnusable`].
pub(crate) async fn authorize(
    known: &KnownProvider,
    redirect: &RedirectUrl,
    (session, next): (Option<SessionId>, String),
    (now, random): (Timestamp, &dyn Random),
) -> Result<Way, FederationError> {
    let metadata = known.metadata(now, Keys::Known).await?;
    let attempt = Attempt {
        nonce: secret(random),
        verifier: secret(random),
        session,
        next,
    };
    let state = secret(random);
    let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
    let (nonce, handed) = (Nonce::new(attempt.nonce.clone()), CsrfToken::new(state.clone()));
    let client = known.client(&metadata, redirect);
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (address, _, _) = client
        .authorize_url(flow, move || handed, move || nonce)
        .add_scopes(known.provider.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .url();
    Ok(Way {
        address: address.to_string(),
        state,
        attempt,
    })
}

/// Returns 256 bits as text.
pub(crate) fn secret(random: &dyn Random) -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>(random))
}
