//! Opening, recognising and ending sessions.
//!
//! [`Sessions::authenticate`] and [`Authenticated::renew`] open their own connections: the one runs before anything
//! else in a request, the other beside it, apart from whatever the request does.

use super::model::{Session, SessionConfig, SessionToken};
use super::store;
use crate::IdentityError;
use crate::account::{self, Account, AccountState};
use crate::device::{Arrival, Visitor};
use crate::passkey::Passkeys;
use crate::rights::Rights;
use crate::second_factor::{Obligation, obligation};
use crate::subject_kind;
use guildhall_kernel::{AccountId, Actor, Origin, SessionId};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Database, Work};
use serde_json::json;

/// Who is behind a request.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// The account, with language and whether the password must be changed.
    pub account: Account,
    /// The acting person.
    pub actor: Actor,
    /// The session.
    pub session: Session,
    /// Whether she must set up a second factor before anything else opens.
    pub second_factor_due: bool,
    token: SessionToken,
}

impl Authenticated {
    /// Returns the token that each form of this session carries.
    pub fn form_token(&self) -> String {
        self.token.form_token()
    }

    /// Writes down that the session is in use, once a minute at most. Call it beside the request: one that only
    /// reads need not wait for the writer of the database.
    ///
    /// # Errors
    /// [`IdentityError::Store`]; the session lasts on as it did.
    pub async fn renew(&self, database: &Database) -> Result<(), IdentityError> {
        if !self.session.is_renewal_due(database.clock().now()) {
            return Ok(());
        }
        let mut work = database.begin(self.session.realm).await?;
        store::seen(&mut work, &self.token.hash()).await?;
        Ok(work.commit().await?)
    }

    /// Refuses a form that does not belong to this session.
    ///
    /// # Errors
    /// [`IdentityError::WrongForm`].
    pub fn require_form(&self, form_token: &str) -> Result<(), IdentityError> {
        if self.token.is_form_token(form_token) {
            Ok(())
        } else {
            Err(IdentityError::WrongForm)
        }
    }
}

/// Recognises sessions. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Sessions {
    config: SessionConfig,
    obligation: Obligation,
    passkeys: Passkeys,
}

impl Sessions {
    /// Makes the service.
    pub fn new(config: SessionConfig) -> Self {
        Self {
            config,
            ..Self::default()
        }
    }

    /// Holds whoever is obliged to a second factor to it; these passkeys count as one.
    #[must_use]
    pub fn obliging(self, obligation: Obligation, passkeys: Passkeys) -> Self {
        Self {
            obligation,
            passkeys,
            ..self
        }
    }

    /// Returns who must have a second factor.
    pub fn obligation(&self) -> &Obligation {
        &self.obligation
    }

    /// Returns how long sessions last.
    pub fn config(&self) -> &SessionConfig {
        &self.config
    }

    /// Returns the person behind a token, with her rights as they are now; two queries, and some more for who is obliged
    /// to a second factor.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] when there is no such session, it is over, or the account is not active.
    pub async fn authenticate(
        &self,
        database: &Database,
        token: SessionToken,
        origin: Origin,
    ) -> Result<Authenticated, IdentityError> {
        let (session, account) = self.find(database, &token).await?;
        if session.pending {
            return Err(IdentityError::NotSignedIn);
        }
        let rule = (&self.obligation, &self.passkeys);
        let second_factor_due = obligation::is_due(database, rule, (&session, &account)).await?;
        let actor = account.actor(origin);
        Ok(Authenticated {
            account,
            actor,
            session,
            second_factor_due,
            token,
        })
    }

    /// Returns the session and the account behind a token, also of a session that waits for its second factor.
    pub(crate) async fn find(
        &self,
        database: &Database,
        token: &SessionToken,
    ) -> Result<(Session, Account), IdentityError> {
        let now = database.clock().now();
        let mut connection = database.read_across_realms().await?;
        let session = store::across_realms_by_token(&mut connection, &token.hash()).await?;
        let session = session.filter(|session| !session.is_over(&self.config, now));
        let session = session.ok_or(IdentityError::NotSignedIn)?;
        let account = account::store::by_id(&mut connection, session.realm, session.account).await?;
        let account = account.filter(|account| account.state == AccountState::Active);
        Ok((session, account.ok_or(IdentityError::NotSignedIn)?))
    }
}

/// Opens a session for an account; without an arrival of its device it is pending. The oldest session gives way when
/// there are too many.
pub(crate) async fn open(
    work: &mut Work,
    config: &SessionConfig,
    (account, arrival): (&Account, Option<Arrival>),
    visitor: &Visitor,
) -> Result<(SessionToken, Session), IdentityError> {
    let pending = arrival.is_none();
    let lasts_secs = if pending {
        config.pending_secs
    } else {
        config.absolute_secs
    };
    let news_since = arrival.as_ref().and_then(|arrival| arrival.news_since);
    let token = SessionToken::generate(work.random());
    let now = work.now();
    let session = Session {
        id: work.new_id(),
        realm: account.realm,
        account: account.id,
        address: visitor.address(),
        created_at: now,
        seen_at: now,
        expires_at: now.plus_secs(lasts_secs),
        pending,
        confirmed_at: now,
        agent: visitor.agent.clone(),
        device_hash: arrival.map(|arrival| arrival.device_hash).unwrap_or_default(),
        news_since,
        is_whole: false,
    };
    store::insert(work, &token.hash(), &session).await?;
    let kept = usize::try_from(config.per_account_max.max(1)).unwrap_or(usize::MAX);
    for old in store::of_account(work, account.id, SESSIONS_LISTED_MAX)
        .await?
        .iter()
        .skip(kept)
    {
        store::delete(work, account.id, old.id).await?;
    }
    Ok((token, session))
}

/// Most sessions of one account that are looked at.
const SESSIONS_LISTED_MAX: u32 = 200;

/// Ends the actor's own session.
///
/// # Errors
/// [`IdentityError::NotSignedIn`] when a part of the program acts. Ending twice is harmless.
pub async fn sign_out(work: &mut Work, actor: &Actor, session: SessionId) -> Result<(), IdentityError> {
    let account = actor.account().ok_or(IdentityError::NotSignedIn)?;
    if store::delete(work, account, session).await? {
        note_end(work, actor, account, "session.signed-out", 1).await?;
    }
    Ok(())
}

/// Ends all sessions of the actor but the present one, and returns how many.
///
/// # Errors
/// [`IdentityError::NotSignedIn`] when a part of the program acts.
pub async fn sign_out_elsewhere(
    work: &mut Work,
    actor: &Actor,
    present: SessionId,
) -> Result<u64, IdentityError> {
    let account = actor.account().ok_or(IdentityError::NotSignedIn)?;
    let ended = store::delete_of_account(work, account, Some(present)).await?;
    note_end(work, actor, account, "session.revoked", ended).await?;
    Ok(ended)
}

/// Ends one session of the actor, on another browser for instance.
///
/// # Errors
/// [`IdentityError::NotFound`] when it is not hers.
pub async fn revoke(work: &mut Work, actor: &Actor, session: SessionId) -> Result<(), IdentityError> {
    let account = actor.account().ok_or(IdentityError::NotSignedIn)?;
    if !store::delete(work, account, session).await? {
        return Err(IdentityError::NotFound { what: "session" });
    }
    note_end(work, actor, account, "session.revoked", 1).await
}

/// Ends all sessions of an account that the actor manages, and returns how many.
///
/// # Errors
/// [`IdentityError::NotFound`] when she does not manage it.
pub async fn revoke_all(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    account: AccountId,
) -> Result<u64, IdentityError> {
    let account = account::service::get(work, rights, actor, account).await?;
    let ended = store::delete_of_account(work, account.id, None).await?;
    note_end(work, actor, account.id, "session.revoked", ended).await?;
    Ok(ended)
}

/// Returns the actor's own sessions that are not over, the newest first.
///
/// # Errors
/// [`IdentityError::NotSignedIn`] when a part of the program acts.
pub async fn list(
    database: &Database,
    connection: &mut Connection,
    sessions: &Sessions,
    actor: &Actor,
) -> Result<Vec<Session>, IdentityError> {
    let account = actor.account().ok_or(IdentityError::NotSignedIn)?;
    let now = database.clock().now();
    let mut found = store::of_account(connection, account, SESSIONS_LISTED_MAX).await?;
    found.retain(|session| !session.pending && !session.is_over(&sessions.config, now));
    Ok(found)
}

pub(super) async fn note_end(
    work: &mut Work,
    actor: &Actor,
    account: AccountId,
    action: &'static str,
    ended: u64,
) -> Result<(), IdentityError> {
    let subject = Subject {
        kind: subject_kind::ACCOUNT,
        id: account.uuid(),
        digest: None,
    };
    Ok(note(work, actor, action, subject, json!({ "ended": ended })).await?)
}
