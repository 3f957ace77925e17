//! A way to a provider and back: random, kept here and not with the browser, for one browser, one purpose and one answer.

use crate::FederationError;
use guildhall_kernel::{ContentHash, SessionId, Timestamp};
use guildhall_store::{Row, StoreError, Work, args};

/// Seconds in which the browser must be back: time to sign in there, with a second factor.
const ATTEMPT_SECS: i64 = 10 * 60;
/// Most characters of an address that is kept for afterwards.
const NEXT_CHARS_MAX: usize = 2_000;

const PUT: &str = "INSERT INTO outside_attempt
    (state_hash, browser_hash, provider, nonce, verifier, session_id, next_address, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const TAKE: &str = "DELETE FROM outside_attempt WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3
    RETURNING nonce, verifier, session_id, next_address, expires_at";
const FORGET_OVER: &str = "DELETE FROM outside_attempt WHERE expires_at <= $1";

/// What must fit when the browser comes back.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// What the identity token must repeat.
    pub(crate) nonce: String,
    /// What proves that the code was asked for here (PKCE).
    pub(crate) verifier: String,
    /// The session that binds an identity to its account; none when somebody signs in.
    pub(crate) session: Option<SessionId>,
    /// Where to go afterwards.
    pub(crate) next: String,
}

impl Attempt {
    /// Keeps the attempt of a browser at a provider, under the state that the provider hands back.
    pub(crate) async fn keep(
        &self,
        work: &mut Work,
        provider: &str,
        (state, browser): (&str, &str),
    ) -> Result<(), FederationError> {
        let next = if self.next.chars().count() <= NEXT_CHARS_MAX {
            self.next.as_str()
        } else {
            ""
        };
        let values = args![
            hash(state),
            hash(browser),
            provider,
            &self.nonce,
            &self.verifier,
            self.session,
            next,
            work.now().plus_secs(ATTEMPT_SECS)
        ];
        work.execute(PUT, values).await?;
        Ok(())
    }

    /// Takes an attempt out: it is used up whatever comes of it.
    ///
    /// # Errors
    /// [`FederationError::AttemptOver`] when there is none of this browser at this provider, or its time is over.
    pub(crate) async fn take(
        work: &mut Work,
        provider: &str,
        (state, browser): (&str, &str),
    ) -> Result<Self, FederationError> {
        let values = args![hash(state), hash(browser), provider];
        let row = work.fetch_optional(TAKE, values).await?;
        let row = row.ok_or(FederationError::AttemptOver)?;
        if row.get::<Timestamp>("expires_at")? <= work.now() {
            return Err(FederationError::AttemptOver);
        }
        Ok(read(&row)?)
    }
}

fn read(row: &Row) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        nonce: row.get("nonce")?,
        verifier: row.get("verifier")?,
        session: row.get("session_id")?,
        next: row.get("next_address")?,
    })
}

fn hash(secret: &str) -> String {
    ContentHash::of(secret.as_bytes()).to_hex()
}

/// Removes the attempts from which nobody came back in time.
pub(crate) async fn across_realms_forget_over(work: &mut Work, now: Timestamp) -> Result<u64, StoreError> {
    work.execute(FORGET_OVER, args![now]).await
}
