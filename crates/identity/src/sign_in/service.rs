//! One attempt to sign in, from what was typed to a session.
//!
//! It opens its own units of work, because a refusal must be kept although the caller gets an error, and because
//! no transaction may be open while the password is hashed. The attempt is counted as failed before the password
//! is looked at and taken off when it was right, so that attempts at the same moment gain nothing.

use super::store::{self, Counted};
use super::throttle::{ThrottleConfig, address_key};
use crate::IdentityError;
use crate::account::service::PasswordChange;
use crate::account::{self, Account, AccountState, PasswordFlaw, Passwords};
use crate::note::{self, Subject, note};
use crate::second_factor::{self, SecondFactors};
use crate::session::{self, Authenticated, Session, SessionConfig, SessionToken, Sessions};
use guildhall_kernel::{Actor, OrgPath, Origin, RealmId};
use guildhall_store::{Database, Work, realm};
use serde_json::json;
use uuid::Uuid;

/// What was typed, and from where.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// Login name as typed.
    pub login: &'a str,
    /// Password as typed.
    pub password: &'a str,
    /// From where.
    pub origin: &'a Origin,
}

/// A successful sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the cookie.
    pub token: SessionToken,
    /// The session.
    pub session: Session,
    /// The account.
    pub account: Account,
}

/// Signs people in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SignIn {
    passwords: Passwords,
    sessions: SessionConfig,
    throttle: ThrottleConfig,
    second_factors: SecondFactors,
}

/// Whether this attempt began a wait for those that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counting {
    began_wait: bool,
}

impl SignIn {
    /// Makes the service.
    pub fn new(
        passwords: Passwords,
        sessions: SessionConfig,
        throttle: ThrottleConfig,
        second_factors: SecondFactors,
    ) -> Self {
        Self {
            passwords,
            sessions,
            throttle,
            second_factors,
        }
    }

    /// Returns the second factors, for those who set them up.
    pub fn second_factors(&self) -> &SecondFactors {
        &self.second_factors
    }

    /// Returns the hasher, for those who set passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// Checks login name and password and opens a session. For an account with a second factor the session is
    /// pending: it opens nothing but [`Self::finish`].
    ///
    /// # Errors
    /// [`IdentityError::SignInRefused`], the same for an unknown login name and a wrong password;
    /// [`IdentityError::AccountNotActive`] only for the right password; [`IdentityError::TooManyAttempts`];
    /// [`IdentityError::Busy`].
    pub async fn sign_in(
        &self,
        database: &Database,
        attempt: Attempt<'_>,
    ) -> Result<SignedIn, IdentityError> {
        let (login_hash, address) = (account::login_key(attempt.login), address_key(attempt.origin));
        let by = Counted {
            login_hash: &login_hash,
            address: &address,
        };
        let counting = self.count(database, by).await?;
        let account = find(database, &login_hash).await?;
        let kept = account.as_ref().map(|account| &account.password_hash);
        let is_right = self.passwords.verify(attempt.password, kept).await?;
        let refusal = match account {
            Some(account) if is_right && account.state == AccountState::Active => {
                return self.open(database, account, by, attempt.origin).await;
            }
            Some(account) if is_right => (Some(account), "not-active", IdentityError::AccountNotActive),
            Some(account) => (Some(account), "wrong-password", IdentityError::SignInRefused),
            None => (None, "unknown-login", IdentityError::SignInRefused),
        };
        let (account, reason, error) = refusal;
        tracing::info!(reason, address, "sign-in refused");
        note_refusal(database, account.as_ref(), reason, counting).await?;
        Err(error)
    }

    /// Takes the code of the second factor for a pending session and opens the real one, with a new token.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] when no session waits, [`IdentityError::WrongCode`],
    /// [`IdentityError::TooManyAttempts`].
    pub async fn finish(
        &self,
        database: &Database,
        pending: &SessionToken,
        (code, origin): (&str, &Origin),
    ) -> Result<SignedIn, IdentityError> {
        let (session, account) = Sessions::new(self.sessions).find(database, pending).await?;
        if !session.pending {
            return Err(IdentityError::NotSignedIn);
        }
        let (login_hash, address) = (account.login.key(), address_key(origin));
        let by = Counted {
            login_hash: &login_hash,
            address: &address,
        };
        let mut work = self.begin_with_code(database, &account, (code, by)).await?;
        session::store::delete(&mut work, account.id, session.id).await?;
        let signed_in = self.enter(&mut work, account, by, origin).await?;
        work.commit().await?;
        Ok(signed_in)
    }

    /// Has somebody who is signed in prove again who she is: by a code when she has a second factor, else by her
    /// password. Her session is fresh then.
    ///
    /// # Errors
    /// [`IdentityError::WrongCode`] or [`IdentityError::WrongPassword`], [`IdentityError::TooManyAttempts`].
    pub async fn confirm(
        &self,
        database: &Database,
        signed_in: &Authenticated,
        proof: &str,
    ) -> Result<(), IdentityError> {
        let (account, origin) = (&signed_in.account, &signed_in.actor.origin);
        let mut connection = database.read(account.realm).await?;
        let has_factor = second_factor::service::is_on(&mut connection, account.realm, account.id).await?;
        drop(connection);
        let mut work = if has_factor {
            let (login_hash, address) = (account.login.key(), address_key(origin));
            let by = Counted {
                login_hash: &login_hash,
                address: &address,
            };
            let mut work = self.begin_with_code(database, account, (proof, by)).await?;
            store::clear(&mut work, by).await?;
            work
        } else {
            self.confirm_password(database, account, proof, origin).await?;
            database.begin(account.realm).await?
        };
        session::store::confirmed(&mut work, account.id, signed_in.session.id).await?;
        Ok(work.commit().await?)
    }

    /// Counts the attempt, uses the code up and returns the unit of work in which it was used.
    async fn begin_with_code(
        &self,
        database: &Database,
        account: &Account,
        (code, by): (&str, Counted<'_>),
    ) -> Result<Work, IdentityError> {
        let counting = self.count(database, by).await?;
        let mut work = database.begin(account.realm).await?;
        match self.second_factors.use_code(&mut work, account, code).await {
            Ok(()) => Ok(work),
            Err(error) => {
                drop(work);
                if matches!(error, IdentityError::WrongCode) {
                    note_refusal(database, Some(account), "wrong-code", counting).await?;
                }
                Err(error)
            }
        }
    }

    /// Checks the password of somebody who is signed in already; wrong ones are counted and slowed down as at
    /// sign-in, so that a browser left open is no place to guess at it.
    ///
    /// # Errors
    /// [`IdentityError::WrongPassword`], [`IdentityError::TooManyAttempts`], [`IdentityError::Busy`].
    pub async fn confirm_password(
        &self,
        database: &Database,
        account: &Account,
        password: &str,
        origin: &Origin,
    ) -> Result<(), IdentityError> {
        let (login_hash, address) = (account.login.key(), address_key(origin));
        let by = Counted {
            login_hash: &login_hash,
            address: &address,
        };
        let counting = self.count(database, by).await?;
        if !self
            .passwords
            .verify(password, Some(&account.password_hash))
            .await?
        {
            note_refusal(database, Some(account), "wrong-password", counting).await?;
            return Err(IdentityError::WrongPassword);
        }
        let mut work = database.begin(account.realm).await?;
        store::clear(&mut work, by).await?;
        work.commit().await?;
        Ok(())
    }

    /// Checks the actor's present password and hashes the new one; slow, so no transaction may be open meanwhile.
    ///
    /// # Errors
    /// As [`Self::confirm_password`]; [`IdentityError::WeakPassword`].
    pub async fn prepare_password_change(
        &self,
        database: &Database,
        actor: &Actor,
        (present, new): (&str, &str),
    ) -> Result<PasswordChange, IdentityError> {
        let mut connection = database.read(actor.realm).await?;
        let account = account::service::own(&mut connection, actor).await?;
        drop(connection);
        self.confirm_password(database, &account, present, &actor.origin)
            .await?;
        if present == new {
            return Err(IdentityError::WeakPassword(PasswordFlaw::Unchanged));
        }
        let random = database.random();
        let password = self
            .passwords
            .hash_new(new, &account.login, &account.name, &*random)
            .await?;
        Ok(PasswordChange { account, password })
    }

    /// Counts the attempt in a unit of work of its own; one that must wait is not counted.
    async fn count(&self, database: &Database, by: Counted<'_>) -> Result<Counting, IdentityError> {
        let mut work = database.begin_outside_realms().await?;
        let of_address = Counted {
            login_hash: "",
            address: by.address,
        };
        let pair = self
            .count_one(&mut work, by, self.throttle.free_per_login)
            .await?;
        let whole = self
            .count_one(&mut work, of_address, self.throttle.free_per_address)
            .await?;
        work.commit().await?;
        Ok(Counting {
            began_wait: pair || whole,
        })
    }

    async fn count_one(&self, work: &mut Work, by: Counted<'_>, free: i64) -> Result<bool, IdentityError> {
        let now = work.now();
        let (attempts, blocked_until) = store::count(work, by, self.throttle.forgotten_before(now)).await?;
        if blocked_until > now {
            let retry_secs = blocked_until.secs_since(now) + 1;
            return Err(IdentityError::TooManyAttempts { retry_secs });
        }
        let wait = self.throttle.wait_secs(attempts, free);
        if let Some(secs) = wait {
            store::block(work, by, now.plus_secs(secs)).await?;
        }
        Ok(wait.is_some())
    }

    async fn open(
        &self,
        database: &Database,
        account: Account,
        by: Counted<'_>,
        origin: &Origin,
    ) -> Result<SignedIn, IdentityError> {
        let mut work = database.begin(account.realm).await?;
        let signed_in = if second_factor::service::is_on(&mut work, account.realm, account.id).await? {
            // The attempts stay counted: a known password must not give free guesses at the code.
            let opened = session::service::open(&mut work, &self.sessions, (&account, true), origin).await?;
            let (token, session) = opened;
            SignedIn {
                token,
                session,
                account,
            }
        } else {
            self.enter(&mut work, account, by, origin).await?
        };
        work.commit().await?;
        Ok(signed_in)
    }

    /// Opens the real session, when everything that was asked for was right.
    async fn enter(
        &self,
        work: &mut Work,
        account: Account,
        by: Counted<'_>,
        origin: &Origin,
    ) -> Result<SignedIn, IdentityError> {
        store::clear(work, by).await?;
        account::store::set_signed_in(work, account.id).await?;
        let (token, session) =
            session::service::open(work, &self.sessions, (&account, false), origin).await?;
        let subject = Subject {
            kind: note::ACCOUNT,
            id: account.id.uuid(),
            digest: None,
        };
        let details = json!({ "session": session.id });
        note(
            work,
            &account.actor(origin.clone()),
            "session.signed-in",
            subject,
            details,
        )
        .await?;
        Ok(SignedIn {
            token,
            session,
            account,
        })
    }
}

/// Returns the account of a login name, with one query more when there is one.
async fn find(database: &Database, login_hash: &str) -> Result<Option<Account>, IdentityError> {
    let mut connection = database.read_across_realms().await?;
    match account::store::across_realms_find(&mut connection, login_hash).await? {
        Some((realm, id)) => Ok(account::store::by_id(&mut connection, realm, id).await?),
        None => Ok(None),
    }
}

/// Writes a refusal into the ledger of the account's realm; of an unknown login name, into that of the first realm.
async fn note_refusal(
    database: &Database,
    account: Option<&Account>,
    reason: &'static str,
    counting: Counting,
) -> Result<(), IdentityError> {
    let Some((realm, path)) = place_of(database, account).await? else {
        return Ok(());
    };
    let id = account.map_or(Uuid::nil(), |account| account.id.uuid());
    let actor = Actor::program("sign-in", realm, path);
    let mut work = database.begin(realm).await?;
    let subject = || Subject {
        kind: note::ACCOUNT,
        id,
        digest: None,
    };
    note(
        &mut work,
        &actor,
        "session.refused",
        subject(),
        json!({ "reason": reason }),
    )
    .await?;
    if counting.began_wait {
        note(&mut work, &actor, "session.locked-out", subject(), json!({})).await?;
    }
    Ok(work.commit().await?)
}

async fn place_of(
    database: &Database,
    account: Option<&Account>,
) -> Result<Option<(RealmId, OrgPath)>, IdentityError> {
    if let Some(account) = account {
        return Ok(Some((account.realm, account.org_path.clone())));
    }
    let mut connection = database.read_across_realms().await?;
    let realms = realm::across_realms_list(&mut connection).await?;
    Ok(realms.into_iter().next().map(|realm| (realm.id, realm.root_path)))
}
