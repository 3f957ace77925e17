//! The code becomes an identity token, and the token is believed or not.
//!
//! Signature, issuer, audience, time and nonce are checked by `openidconnect` (Core 1.0, 3.1.3.7); which algorithms, how
//! far clocks may differ and for whom the token was made are decided here.

use super::known::{Keys, KnownProvider, reasons, unusable};
use crate::FederationError;
use chrono::{DateTime, Utc};
use guildhall_kernel::Timestamp;
use openidconnect::core::{
    CoreGenderClaim, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AdditionalClaims, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, IdToken, Nonce,
    PkceCodeVerifier, RedirectUrl, SignatureVerificationError, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::str::FromStr as _;

/// Seconds by which the clock of a provider may differ.
const SKEW_SECS: i64 = 60;
/// Seconds after which a token is too old, however long it says that it holds.
const AGE_SECS_MAX: i64 = 10 * 60;
/// Most groups of one person that are looked at.
const GROUPS_MAX: usize = 1_000;
/// Longest identifier of a person at her provider, in bytes (Core 1.0, 2).
const SUBJECT_BYTES_MAX: usize = 255;

/// Everything else that a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rest {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl AdditionalClaims for Rest {}

type Token = IdToken<Rest, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// What a believed token says of a person.
#[derive(Debug, Clone)]
pub(crate) struct Claims(Value);

impl Claims {
    /// Returns a claim that is a text or a whole number; a staff number may be either.
    pub(crate) fn text(&self, claim: &str) -> Option<String> {
        match self.0.get(claim)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => number.as_i64().map(|number| number.to_string()),
            _ => None,
        }
    }

    /// Returns the texts of a claim that is a list of them, or one.
    pub(crate) fn texts(&self, claim: &str) -> Vec<String> {
        match self.0.get(claim) {
            Some(Value::Array(values)) => {
                let texts = values.iter().take(GROUPS_MAX).filter_map(Value::as_str);
                texts.map(str::to_owned).collect()
            }
            Some(Value::String(text)) => vec![text.clone()],
            _ => Vec::new(),
        }
    }

    /// Returns what the provider calls the person.
    pub(crate) fn subject(&self) -> String {
        self.text("sub").unwrap_or_default()
    }

    /// Returns what people would call the person: her login name there, mail address or name.
    pub(crate) fn label(&self) -> String {
        let names = ["preferred_username", "email", "name"];
        let label = names.iter().find_map(|claim| self.text(claim));
        label
            .unwrap_or_else(|| self.subject())
            .chars()
            .take(100)
            .collect()
    }
}

/// Exchanges a code for an identity token and returns what it says.
///
/// # Errors
/// [`FederationError::ProviderUnusable`], [`FederationError::AnswerRefused`].
pub(crate) async fn exchange(
    known: &KnownProvider,
    (code, redirect): (String, &RedirectUrl),
    (nonce, verifier): (String, String),
    now: Timestamp,
) -> Result<Claims, FederationError> {
    let metadata = known.metadata(now, Keys::Known).await?;
    let token = ask(known, &metadata, (code, redirect, verifier)).await?;
    let nonce = Nonce::new(nonce);
    let claims = match check(known, &metadata, (&token, &nonce), now) {
        // The provider may have turned to a new key since it was asked.
        Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
            let newest = known.metadata(now, Keys::Newest).await?;
            check(known, &newest, (&token, &nonce), now)
        }
        checked => checked,
    };
    let claims = claims.map_err(|error| {
        tracing::info!(provider = known.provider.key, %error, "an identity token was refused");
        refused(reason_of(&error))
    })?;
    believe(claims, &known.provider.client_id)
}

async fn ask(
    known: &KnownProvider,
    metadata: &CoreProviderMetadata,
    (code, redirect, verifier): (String, &RedirectUrl, String),
) -> Result<Token, FederationError> {
    let client = known.client(metadata, redirect);
    let request = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| unusable(error.to_string()))?
        .set_pkce_verifier(PkceCodeVerifier::new(verifier));
    let answer = request.request_async(&known.fetch).await;
    let answer = answer.map_err(|error| {
        let reason = reasons(&error);
        tracing::info!(provider = known.provider.key, reason, "a code was not exchanged");
        refused("code")
    })?;
    let token = answer.id_token().ok_or_else(|| refused("no-token"))?;
    Token::from_str(&token.to_string()).map_err(|_| refused("form"))
}

fn check(
    known: &KnownProvider,
    metadata: &CoreProviderMetadata,
    (token, nonce): (&Token, &Nonce),
    now: Timestamp,
) -> Result<Value, ClaimsVerificationError> {
    let provider = &known.provider;
    let keys: CoreJsonWebKeySet = metadata.jwks().clone();
    let at = move |secs: i64| moment(now.plus_secs(secs));
    let verifier = CoreIdTokenVerifier::new_confidential_client(
        ClientId::new(provider.client_id.clone()),
        ClientSecret::new(provider.client_secret.to_string()),
        metadata.issuer().clone(),
        keys,
    )
    .set_allowed_algs([
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        CoreJwsSigningAlgorithm::EdDsa,
    ])
    .set_time_fn(move || at(-SKEW_SECS))
    .set_issue_time_verifier_fn(move |issued| {
        if issued > at(SKEW_SECS) || issued < at(-AGE_SECS_MAX) {
            Err("the token was not issued just now".to_owned())
        } else {
            Ok(())
        }
    });
    let claims = token.claims(&verifier, nonce)?;
    serde_json::to_value(claims).map_err(|error| ClaimsVerificationError::Other(error.to_string()))
}

/// Takes the claims when the token was made for this house and names somebody.
fn believe(claims: Value, client_id: &str) -> Result<Claims, FederationError> {
    let claims = Claims(claims);
    if claims.text("azp").is_some_and(|party| party != client_id) {
        return Err(refused("audience"));
    }
    let subject = claims.subject();
    if subject.is_empty() || subject.len() > SUBJECT_BYTES_MAX {
        return Err(refused("subject"));
    }
    Ok(claims)
}

fn moment(timestamp: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(timestamp.as_micros()).unwrap_or_default()
}

fn refused(reason: &'static str) -> FederationError {
    FederationError::AnswerRefused { reason }
}

/// Returns the reason that stands in the ledger.
fn reason_of(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "expired",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "form",
    }
}
