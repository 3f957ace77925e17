//! Asking a provider: only over TLS or on this machine, without following redirects, with little time and few bytes.

use super::provider::may_be_asked;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, redirect};
use std::pin::Pin;
use std::time::Duration;
use url::Url;

/// Longest wait for a connection.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Longest time for one request.
const REQUEST_MAX: Duration = Duration::from_secs(15);
/// Longest answer that is read, in bytes: keys with their certificates fit many times.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Why a provider was not asked, or its answer not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchFault {
    /// The address is neither over TLS nor on this machine.
    #[error("{0} is neither over TLS nor on this machine")]
    Address(String),
    /// The answer is longer than [`ANSWER_BYTES_MAX`].
    #[error("the answer is too long")]
    TooLong,
    /// It cannot be reached, or answered badly.
    #[error("it does not answer: {0}")]
    Unreachable(String),
    /// The answer cannot be handed on.
    #[error("the answer has a wrong form: {0}")]
    Form(#[from] http::Error),
}

impl From<reqwest::Error> for FetchFault {
    fn from(error: reqwest::Error) -> Self {
        // Without the address, which may hold what must not be logged.
        Self::Unreachable(error.without_url().to_string())
    }
}

/// Asks providers. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Fetch(Client);

impl Fetch {
    /// Makes the client.
    ///
    /// # Errors
    /// [`FetchFault::Unreachable`] when TLS cannot be set up.
    pub(crate) fn new() -> Result<Self, FetchFault> {
        // For the whole process; whoever was earlier has chosen already, and that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_MAX)
            .timeout(REQUEST_MAX);
        Ok(Self(client.build()?))
    }

    /// Sends one request and returns the whole answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchFault> {
        let address = request.uri().to_string();
        if !Url::parse(&address).is_ok_and(|url| may_be_asked(&url)) {
            return Err(FetchFault::Address(address));
        }
        let mut answer = self.0.execute(reqwest::Request::try_from(request)?).await?;
        let mut parts = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            parts = parts.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(FetchFault::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(parts.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = FetchFault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchFault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
