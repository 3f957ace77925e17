//! Challenges: random, kept here and not with the browser, for one holder, one purpose and one answer.

use super::store;
use crate::IdentityError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guildhall_kernel::chance::random_bytes;
use guildhall_kernel::{ContentHash, Random, SessionId};
use guildhall_store::{Database, Work};
use std::fmt;

/// Seconds in which the answer must come: time to find a key and touch it.
pub(super) const CHALLENGE_SECS: i64 = 5 * 60;

/// What an authenticator signs.
pub(super) type Challenge = [u8; 32];

/// The secret of a browser that nobody has signed in with yet: it may answer the challenge that it was given.
#[derive(Clone)]
pub struct CeremonyToken([u8; 32]);

impl CeremonyToken {
    /// Makes a new one.
    pub(crate) fn generate(random: &dyn Random) -> Self {
        Self(random_bytes(random))
    }

    /// Reads the text of a cookie; nothing when it has not the form of a token.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// Returns the text for the cookie.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for CeremonyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CeremonyToken(…)")
    }
}

/// Who may answer a challenge, and what for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holder<'a> {
    /// A session that makes a passkey.
    Registration(SessionId),
    /// A session that proves again, or at last, whose it is.
    Proof(SessionId),
    /// A browser that wants to sign in.
    SignIn(&'a CeremonyToken),
}

impl Holder<'_> {
    /// Returns the hash under which the challenge is kept; no two holders or purposes have the same.
    fn hash(self) -> String {
        let (purpose, id): (&[u8], &[u8]) = match &self {
            Self::Registration(session) => (b"registration ", &session.uuid().into_bytes()),
            Self::Proof(session) => (b"proof ", &session.uuid().into_bytes()),
            Self::SignIn(token) => (b"sign-in ", &token.0),
        };
        ContentHash::of(&[purpose, id].concat()).to_hex()
    }
}

/// Makes a challenge for a holder; one that waits for her gives way.
pub(super) async fn give(work: &mut Work, holder: Holder<'_>) -> Result<Challenge, IdentityError> {
    let challenge: Challenge = random_bytes(work.random());
    store::put_challenge(work, &holder.hash(), &challenge, CHALLENGE_SECS).await?;
    Ok(challenge)
}

/// Takes the challenge of a holder out, in a unit of work of its own: it stays used up whatever the answer is.
///
/// # Errors
/// [`IdentityError::ChallengeOver`] when none waits.
pub(crate) async fn take(database: &Database, holder: Holder<'_>) -> Result<Vec<u8>, IdentityError> {
    let mut work = database.begin_outside_realms().await?;
    let challenge = store::take_challenge(&mut work, &holder.hash()).await?;
    work.commit().await?;
    challenge.ok_or(IdentityError::ChallengeOver)
}

/// Returns the key under which a credential is found, and under which failures with it are counted.
pub(crate) fn credential_key(credential_id: &[u8]) -> String {
    ContentHash::of(credential_id).to_hex()
}
