//! How many requests one person, or one address without a session, may send.
//!
//! Counted in this process alone and forgotten with it: it keeps a runaway script or a scraper from taking the
//! house away from the others, and is no guard of secrets. Guessing at passwords is slowed down by the identity room.

use crate::context::Visit;
use crate::fault::Fault;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use guildhall_kernel::explain::ErrorKind;
use guildhall_kernel::{Explain, Origin};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Requests that may come at once, in seconds of the steady rate: a page with forty page images is one burst.
const BURST_SECS: u32 = 10;
/// After this many requests those who stayed away are forgotten.
const FORGET_EVERY: u32 = 4096;

/// The counters. Cheap to clone.
#[derive(Clone)]
pub struct RateLimit {
    counters: Arc<DefaultKeyedRateLimiter<String>>,
    requests: Arc<AtomicU32>,
}

/// Somebody asked too often.
#[derive(Debug, thiserror::Error)]
#[error("too many requests; again in {seconds} seconds")]
struct TooManyRequests {
    seconds: u64,
}

impl Explain for TooManyRequests {
    fn code(&self) -> &'static str {
        "page-rate-limited"
    }
    fn arguments(&self) -> Vec<(&'static str, String)> {
        vec![("seconds", self.seconds.to_string())]
    }
    fn kind(&self) -> ErrorKind {
        ErrorKind::TooMany
    }
}

impl RateLimit {
    /// Makes the counters; none when nothing is to be limited.
    pub fn new(requests_per_second: u32) -> Option<Self> {
        let steady = NonZeroU32::new(requests_per_second)?;
        let quota =
            Quota::per_second(steady).allow_burst(steady.saturating_mul(NonZeroU32::new(BURST_SECS)?));
        Some(Self {
            counters: Arc::new(RateLimiter::keyed(quota)),
            requests: Arc::new(AtomicU32::new(0)),
        })
    }

    fn check(&self, key: &String) -> Result<(), TooManyRequests> {
        if self.requests.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.counters.retain_recent();
        }
        self.counters.check_key(key).map_err(|early| TooManyRequests {
            seconds: early.wait_time_from(DefaultClock::default().now()).as_secs() + 1,
        })
    }
}

/// Refuses what comes too fast.
pub async fn limit_rate(State(limit): State<Option<RateLimit>>, request: Request, next: Next) -> Response {
    if let (Some(limit), Some(visit)) = (limit, request.extensions().get::<Visit>())
        && let Err(refused) = limit.check(&key_of(visit))
    {
        return Fault::of(&refused).into_response();
    }
    next.run(request).await
}

/// One account counts as one, wherever it is used; visitors count by their address.
fn key_of(visit: &Visit) -> String {
    match &visit.signed_in {
        Some(signed_in) => signed_in.account.id.to_string(),
        None => address_of(&visit.visitor.origin),
    }
}

fn address_of(origin: &Origin) -> String {
    origin.address.map_or_else(
        || "local".to_owned(),
        |address| address.to_canonical().to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_what_follows_must_wait_but_others_need_not() {
        let limit = RateLimit::new(2).expect("a limit");
        let (one, other) = ("one".to_owned(), "other".to_owned());
        assert!((0..20).all(|_| limit.check(&one).is_ok()));
        assert!(limit.check(&one).is_err_and(|refused| refused.seconds >= 1));
        assert!(limit.check(&other).is_ok());
        assert!(RateLimit::new(0).is_none(), "zero means no limit");
    }
}
