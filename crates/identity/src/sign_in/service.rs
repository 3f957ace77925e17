//! One attempt to sign in, from what was typed to a session.
//!
//! It opens its own units of work, because a refusal must be kept although the caller gets an error, and because
//! no transaction may be open while the password is hashed. The attempt is counted as failed before the password
//! is looked at and taken off when it was right, so that attempts at the same moment gain nothing.

use super::lane::Lane;
use super::refusal::Refusals;
use super::store;
use super::throttle::ThrottleConfig;
use crate::IdentityError;
use crate::account::service::PasswordChange;
use crate::account::{self, Account, AccountState, PasswordFlaw, Passwords};
use crate::device::{self, DeviceCookie, DeviceTokens, Visitor};
use crate::passkey::{self, Assertion, Holder, Passkeys, UserVerification};
use crate::second_factor::{self, SecondFactors};
use crate::session::{self, Authenticated, Session, SessionConfig, SessionToken, Sessions};
use crate::subject_kind;
use guildhall_kernel::SessionId;
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Database, Work};
use serde_json::json;
use std::sync::Arc;

/// What was typed, and from where.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// Login name as typed.
    pub login: &'a str,
    /// Password as typed.
    pub password: &'a str,
    /// Who stands at the door.
    pub visitor: &'a Visitor,
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
    /// The cookie of the browser's device; none while the session is pending.
    pub device: Option<DeviceCookie>,
}

/// Signs people in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SignIn {
    passwords: Passwords,
    pub(super) sessions: SessionConfig,
    pub(super) throttle: ThrottleConfig,
    second_factors: SecondFactors,
    pub(super) passkeys: Passkeys,
    pub(super) devices: DeviceTokens,
    pub(super) refusals: Option<Arc<dyn Refusals>>,
}

/// What somebody shows to prove who she is.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// A code of her app or a recovery code; to confirm an account that has neither app nor passkey, its password.
    Typed(&'a str),
    /// A challenge signed by her passkey.
    Passkey(&'a Assertion),
}

/// What an account has besides its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proofs {
    /// An authenticator app.
    pub app: bool,
    /// A passkey for this house.
    pub passkey: bool,
}

impl Proofs {
    /// Says whether the password alone is not enough.
    pub fn any(self) -> bool {
        self.app || self.passkey
    }
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
            devices: DeviceTokens::new(Arc::clone(second_factors.keys())),
            second_factors,
            passkeys: Passkeys::default(),
            refusals: None,
        }
    }

    /// Lets people in with passkeys, too.
    #[must_use]
    pub fn with_passkeys(mut self, passkeys: Passkeys) -> Self {
        self.passkeys = passkeys;
        self
    }

    /// Tells somebody of refused sign-ins, too.
    #[must_use]
    pub fn telling(mut self, refusals: Arc<dyn Refusals>) -> Self {
        self.refusals = Some(refusals);
        self
    }

    /// Returns the passkeys, for those who make them.
    pub fn passkeys(&self) -> &Passkeys {
        &self.passkeys
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
        let login_hash = account::login_key(attempt.login);
        let lane = self.lane(login_hash.clone(), attempt.visitor);
        let counting = self.count(database, &lane).await?;
        let account = find(database, &login_hash).await?;
        let kept = account.as_ref().map(|account| &account.password_hash);
        let is_right = self.passwords.verify(attempt.password, kept).await?;
        let refusal = match account {
            Some(account) if is_right && account.state == AccountState::Active => {
                return self.open(database, account, &lane, attempt.visitor).await;
            }
            Some(account) if is_right => (Some(account), "not-active", IdentityError::AccountNotActive),
            Some(account) => (Some(account), "wrong-password", IdentityError::SignInRefused),
            None => (None, "unknown-login", IdentityError::SignInRefused),
        };
        let (account, reason, error) = refusal;
        tracing::info!(reason, address = attempt.visitor.address(), "sign-in refused");
        self.note_refusal(database, account.as_ref(), reason, counting)
            .await?;
        Err(error)
    }

    /// Takes the second proof for a pending session and opens the real one, with a new token.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] when no session waits, [`IdentityError::WrongCode`],
    /// [`IdentityError::PasskeyRefused`], [`IdentityError::PasskeyCopied`], [`IdentityError::ChallengeOver`],
    /// [`IdentityError::TooManyAttempts`].
    pub async fn finish(
        &self,
        database: &Database,
        pending: &SessionToken,
        (proof, visitor): (Proof<'_>, &Visitor),
    ) -> Result<SignedIn, IdentityError> {
        let (session, account) = self.find_pending(database, pending).await?;
        let lane = self.lane(account.login.key(), visitor);
        let shown = (proof, UserVerification::Presence);
        let mut work = self
            .begin_with_proof(database, (&account, session.id), shown, &lane)
            .await?;
        session::store::delete(&mut work, account.id, session.id).await?;
        let signed_in = self.enter(&mut work, account, &lane, visitor).await?;
        work.commit().await?;
        Ok(signed_in)
    }

    /// Returns what the owner of a pending session may show.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] when no session waits.
    pub async fn proofs_of_pending(
        &self,
        database: &Database,
        pending: &SessionToken,
    ) -> Result<Proofs, IdentityError> {
        let (_, account) = self.find_pending(database, pending).await?;
        let mut connection = database.read(account.realm).await?;
        self.proofs(&mut connection, &account).await
    }

    async fn find_pending(
        &self,
        database: &Database,
        pending: &SessionToken,
    ) -> Result<(Session, Account), IdentityError> {
        let found = Sessions::new(self.sessions).find(database, pending).await?;
        if found.0.pending {
            Ok(found)
        } else {
            Err(IdentityError::NotSignedIn)
        }
    }

    /// Returns what an account has besides its password.
    ///
    /// # Errors
    /// [`IdentityError::Store`].
    pub async fn proofs(
        &self,
        connection: &mut Connection,
        account: &Account,
    ) -> Result<Proofs, IdentityError> {
        Ok(Proofs {
            app: second_factor::service::is_on(connection, account.realm, account.id).await?,
            passkey: self.passkeys.has_any(connection, account).await?,
        })
    }

    /// Has somebody who is signed in prove again who she is: by passkey, by a code when she has an app, else by her
    /// password. Her session is fresh then.
    ///
    /// # Errors
    /// [`IdentityError::WrongCode`], [`IdentityError::WrongPassword`], [`IdentityError::PasskeyRefused`],
    /// [`IdentityError::PasskeyCopied`], [`IdentityError::ChallengeOver`], [`IdentityError::TooManyAttempts`].
    pub async fn confirm(
        &self,
        database: &Database,
        signed_in: &Authenticated,
        proof: Proof<'_>,
    ) -> Result<(), IdentityError> {
        let (account, session) = (&signed_in.account, &signed_in.session);
        let lane = Lane::of_session(account, session, &signed_in.actor.origin);
        let mut connection = database.read(account.realm).await?;
        let proofs = self.proofs(&mut connection, account).await?;
        drop(connection);
        let mut work = match proof {
            Proof::Typed(password) if !proofs.any() => {
                self.check_password(database, account, password, &lane).await?;
                database.begin(account.realm).await?
            }
            proof => {
                let shown = (proof, UserVerification::Required);
                self.begin_with_proof(database, (account, session.id), shown, &lane)
                    .await?
            }
        };
        store::clear(&mut work, lane.counted()).await?;
        session::store::confirmed(&mut work, account.id, session.id).await?;
        Ok(work.commit().await?)
    }

    /// Counts the attempt, uses the proof up and returns the unit of work in which it was used.
    async fn begin_with_proof(
        &self,
        database: &Database,
        (account, session): (&Account, SessionId),
        (proof, verification): (Proof<'_>, UserVerification),
        lane: &Lane,
    ) -> Result<Work, IdentityError> {
        match proof {
            Proof::Typed(code) => self.begin_with_code(database, account, (code, lane)).await,
            Proof::Passkey(answer) => {
                let challenge = passkey::take(database, Holder::Proof(session)).await?;
                let shown = (answer, challenge.as_slice(), verification);
                self.begin_with_passkey(database, account, (shown, lane)).await
            }
        }
    }

    /// Counts the attempt, uses the code up and returns the unit of work in which it was used.
    async fn begin_with_code(
        &self,
        database: &Database,
        account: &Account,
        (code, lane): (&str, &Lane),
    ) -> Result<Work, IdentityError> {
        let counting = self.count(database, lane).await?;
        let mut work = database.begin(account.realm).await?;
        match self.second_factors.use_code(&mut work, account, code).await {
            Ok(()) => Ok(work),
            Err(error) => {
                drop(work);
                if matches!(error, IdentityError::WrongCode) {
                    self.note_refusal(database, Some(account), "wrong-code", counting)
                        .await?;
                }
                Err(error)
            }
        }
    }

    /// Checks the password of somebody who is signed in already; wrong ones are counted and slowed down as at
    /// sign-in, so that a browser left open is no place to guess at it.
    async fn check_password(
        &self,
        database: &Database,
        account: &Account,
        password: &str,
        lane: &Lane,
    ) -> Result<(), IdentityError> {
        let counting = self.count(database, lane).await?;
        let is_right = self
            .passwords
            .verify(password, Some(&account.password_hash))
            .await?;
        if !is_right {
            self.note_refusal(database, Some(account), "wrong-password", counting)
                .await?;
            return Err(IdentityError::WrongPassword);
        }
        Ok(())
    }

    /// Checks the present password of somebody who is signed in and hashes the new one; slow, so no transaction may be
    /// open meanwhile.
    ///
    /// # Errors
    /// [`IdentityError::WrongPassword`], [`IdentityError::TooManyAttempts`], [`IdentityError::Busy`];
    /// [`IdentityError::WeakPassword`].
    pub async fn prepare_password_change(
        &self,
        database: &Database,
        signed_in: &Authenticated,
        (present, new): (&str, &str),
    ) -> Result<PasswordChange, IdentityError> {
        let actor = &signed_in.actor;
        let mut connection = database.read(actor.realm).await?;
        let account = account::service::own(&mut connection, actor).await?;
        drop(connection);
        let lane = Lane::of_session(&account, &signed_in.session, &actor.origin);
        self.check_password(database, &account, present, &lane).await?;
        let mut work = database.begin(actor.realm).await?;
        store::clear(&mut work, lane.counted()).await?;
        work.commit().await?;
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

    /// Returns the lane of a visitor who names this login.
    pub(super) fn lane(&self, login_key: String, visitor: &Visitor) -> Lane {
        let device = self.devices.known(&login_key, &visitor.cookies);
        Lane::of_visitor(login_key, visitor, device.as_ref())
    }

    async fn open(
        &self,
        database: &Database,
        account: Account,
        lane: &Lane,
        visitor: &Visitor,
    ) -> Result<SignedIn, IdentityError> {
        let mut work = database.begin(account.realm).await?;
        let signed_in = self.enter_or_wait(&mut work, account, (lane, visitor)).await?;
        work.commit().await?;
        Ok(signed_in)
    }

    /// Opens a session after the first proof: a pending one when the account has anything for a second.
    pub(super) async fn enter_or_wait(
        &self,
        work: &mut Work,
        account: Account,
        (lane, visitor): (&Lane, &Visitor),
    ) -> Result<SignedIn, IdentityError> {
        if !self.proofs(work, &account).await?.any() {
            return self.enter(work, account, lane, visitor).await;
        }
        // The attempts stay counted: a known password must not give free guesses at the code.
        let opened = session::service::open(work, &self.sessions, (&account, None), visitor).await?;
        let (token, session) = opened;
        Ok(SignedIn {
            token,
            session,
            account,
            device: None,
        })
    }

    /// Opens the real session, when everything that was asked for was right, and remembers the device.
    pub(super) async fn enter(
        &self,
        work: &mut Work,
        account: Account,
        lane: &Lane,
        visitor: &Visitor,
    ) -> Result<SignedIn, IdentityError> {
        store::clear(work, lane.counted()).await?;
        account::store::set_signed_in(work, account.id).await?;
        let login_key = account.login.key();
        let known = self.devices.known(&login_key, &visitor.cookies);
        let token = known.unwrap_or_else(|| self.devices.issue(&login_key, work.random()));
        let device = Some(token.cookie(&login_key));
        let arrival = device::service::arrive(work, &account, token.hash, visitor).await?;
        let is_new = arrival.is_new;
        let (token, session) =
            session::service::open(work, &self.sessions, (&account, Some(arrival)), visitor).await?;
        let subject = Subject {
            kind: subject_kind::ACCOUNT,
            id: account.id.uuid(),
            digest: None,
        };
        let details = json!({ "session": session.id, "new_device": is_new });
        let actor = account.actor(visitor.origin.clone());
        note(work, &actor, "session.signed-in", subject, details).await?;
        Ok(SignedIn {
            token,
            session,
            account,
            device,
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
