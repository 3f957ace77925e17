//! What a provider says of itself (OpenID Connect Discovery 1.0) and its keys: fetched when first needed, kept for an
//! hour, fetched again for a key that is not among them.

use super::fetch::Fetch;
use super::provider::{Provider, may_be_asked};
use crate::FederationError;
use guildhall_kernel::Timestamp;
use openidconnect::core::{CoreClient, CoreProviderMetadata};
use openidconnect::{
    ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, RedirectUrl,
};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Seconds for which an answer is believed.
const KEPT_SECS: i64 = 60 * 60;
/// Seconds between two questions, whatever the answer was: nobody makes the house ask more often.
const PAUSE_SECS: i64 = 10;

/// The library's client of a provider, with what that has told of itself.
pub(super) type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider with what is known of it.
pub(crate) struct KnownProvider {
    pub(crate) provider: Provider,
    pub(super) fetch: Fetch,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    metadata: Option<Arc<CoreProviderMetadata>>,
    asked_at: Option<Timestamp>,
}

/// Whether keys that are known already are enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// They are.
    Known,
    /// One is missing among them.
    Newest,
}

impl KnownProvider {
    /// Wraps a provider of which nothing is known.
    pub(crate) fn new(provider: Provider, fetch: Fetch) -> Self {
        Self {
            provider,
            fetch,
            kept: Mutex::default(),
        }
    }

    /// Returns what the provider says of itself. Whoever comes while it is asked waits for the same answer.
    ///
    /// # Errors
    /// [`FederationError::ProviderUnusable`].
    pub(crate) async fn metadata(
        &self,
        now: Timestamp,
        keys: Keys,
    ) -> Result<Arc<CoreProviderMetadata>, FederationError> {
        let mut kept = self.kept.lock().await;
        let age = kept.asked_at.map(|asked| now.secs_since(asked));
        let is_fresh = age.is_some_and(|age| {
            age < if keys == Keys::Known {
                KEPT_SECS
            } else {
                PAUSE_SECS
            }
        });
        if let Some(metadata) = kept.metadata.as_ref().filter(|_| is_fresh) {
            return Ok(Arc::clone(metadata));
        }
        if age.is_some_and(|age| age < PAUSE_SECS) {
            return Err(unusable("it was asked a moment ago"));
        }
        kept.asked_at = Some(now);
        kept.metadata = None;
        let metadata = Arc::new(self.discover().await?);
        kept.metadata = Some(Arc::clone(&metadata));
        Ok(metadata)
    }

    /// Returns the library's client, which browsers leave for and come back to by `redirect`.
    pub(super) fn client(&self, metadata: &CoreProviderMetadata, redirect: &RedirectUrl) -> Client {
        let secret = ClientSecret::new(self.provider.client_secret.to_string());
        let id = ClientId::new(self.provider.client_id.clone());
        CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret))
            .set_redirect_uri(redirect.clone())
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, FederationError> {
        let issuer =
            IssuerUrl::new(self.provider.issuer.clone()).map_err(|error| unusable(error.to_string()))?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.fetch).await;
        let metadata = metadata.map_err(|error| unusable(reasons(&error)))?;
        if !may_be_asked(metadata.authorization_endpoint().url()) {
            return Err(unusable("its authorization endpoint is not over TLS"));
        }
        if metadata.token_endpoint().is_none() {
            return Err(unusable("it names no token endpoint"));
        }
        Ok(metadata)
    }
}

/// Returns an error with its causes.
pub(super) fn reasons(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// Returns the error for a provider that cannot be used.
pub(super) fn unusable(reason: impl Into<String>) -> FederationError {
    FederationError::ProviderUnusable {
        reason: reason.into(),
    }
}
