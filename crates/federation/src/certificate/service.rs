//! Binding, listing and removing client certificates, and signing in by one.
//!
//! [`ClientCertificates::sign_in`] opens its own units of work, as every door does: a refusal must be kept although the
//! caller gets an error.

use super::authorities::Authorities;
use super::chain::CertificateChain;
use super::model::{CERTIFICATES_MAX, Certificate, Presented};
use super::store;
use crate::FederationError;
use crate::subject_kind::CERTIFICATE;
use guildhall_identity::account::{self, Account, outside};
use guildhall_identity::device::Visitor;
use guildhall_identity::sign_in::{Knock, OutsideProof, SignedIn};
use guildhall_identity::{IdentityError, Rights, SignIn};
use guildhall_kernel::{AccountId, Actor, CertificateId, ContentHash, Timestamp};
use guildhall_ledger::{Subject, note};
use guildhall_store::{Connection, Database, Work};
use serde_json::json;
use std::sync::{Arc, PoisonError, RwLock};

/// How the ledger names the proof.
const SOURCE: &str = "client-certificate";
/// Written when a certificate was removed.
pub(super) const REMOVED: &str = "account.certificate-removed";

/// Takes people in by their certificates; without authorities there is no such door. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct ClientCertificates {
    trust: Option<Arc<Trust>>,
}

#[derive(Debug)]
struct Trust {
    authorities: RwLock<Arc<Authorities>>,
    in_hardware: bool,
}

impl ClientCertificates {
    /// Opens the door for certificates of these authorities. When their keys lie in hardware that asks for a PIN, which
    /// only the house can know, a certificate counts as two factors.
    pub fn new(authorities: Authorities, in_hardware: bool) -> Self {
        let authorities = RwLock::new(Arc::new(authorities));
        Self {
            trust: Some(Arc::new(Trust {
                authorities,
                in_hardware,
            })),
        }
    }

    /// Says whether anybody may sign in by a certificate.
    pub fn are_on(&self) -> bool {
        self.trust.is_some()
    }

    /// Says whether a certificate counts as two factors.
    pub fn count_as_two(&self) -> bool {
        self.trust.as_ref().is_some_and(|trust| trust.in_hardware)
    }

    /// Takes authorities and lists over that were read anew.
    pub fn replace(&self, authorities: Authorities) {
        if let Some(trust) = &self.trust {
            let mut present = trust.authorities.write().unwrap_or_else(PoisonError::into_inner);
            *present = Arc::new(authorities);
        }
    }

    /// Returns what a certificate says that counts at this moment.
    ///
    /// # Errors
    /// [`FederationError::CertificatesOff`], [`FederationError::CertificateRefused`].
    pub fn look(&self, chain: &CertificateChain, now: Timestamp) -> Result<Presented, FederationError> {
        let trust = self.trust.as_ref().ok_or(FederationError::CertificatesOff)?;
        let authorities = Arc::clone(&trust.authorities.read().unwrap_or_else(PoisonError::into_inner));
        let looked = authorities.check(chain, now);
        looked.map_err(|reason| FederationError::CertificateRefused { reason })
    }

    /// Gives the certificate that the actor's browser shows to her own account; the caller has asked for a fresh proof.
    ///
    /// # Errors
    /// As [`Self::look`]; [`FederationError::CertificateTaken`], [`FederationError::TooManyCertificates`].
    pub async fn bind(
        &self,
        work: &mut Work,
        actor: &Actor,
        chain: &CertificateChain,
    ) -> Result<Certificate, FederationError> {
        let shown = self.look(chain, work.now())?;
        let own = account::service::own(work, actor).await?;
        if store::of_account(work, own.id).await?.len() >= CERTIFICATES_MAX {
            return Err(FederationError::TooManyCertificates);
        }
        let certificate = Certificate {
            id: work.new_id(),
            account: own.id,
            shown,
            made_at: work.now(),
            used_at: None,
        };
        if !store::insert(work, &certificate).await? {
            return Err(FederationError::CertificateTaken);
        }
        let digest = Some(certificate.digest());
        note_change(work, actor, "account.certificate-bound", (&certificate, digest)).await?;
        Ok(certificate)
    }

    /// Opens a session for the owner of a certificate: pending for an account with a second factor, unless certificates
    /// count as two. Attempts are counted and slowed down as at every other door.
    ///
    /// # Errors
    /// [`FederationError::CertificateRefused`], the same for a certificate that does not count and for one that belongs to
    /// nobody; [`IdentityError::AccountNotActive`] only for one that belongs to somebody;
    /// [`FederationError::CertificatesOff`]; [`IdentityError::TooManyAttempts`].
    pub async fn sign_in(
        &self,
        (database, door): (&Database, &SignIn),
        (chain, visitor): (&CertificateChain, &Visitor),
    ) -> Result<SignedIn, FederationError> {
        if !self.are_on() {
            return Err(FederationError::CertificatesOff);
        }
        let knock = door.knock(database, chain.attempt_key(), visitor).await?;
        let (certificate, account) = match self.owner(database, chain).await {
            Err(error @ FederationError::CertificateRefused { .. }) => {
                let reason = "wrong-certificate";
                door.refuse_knock(database, (None, reason), &knock).await?;
                return Err(error);
            }
            found => found?,
        };
        self.admit((database, door), (certificate, account), (&knock, visitor))
            .await
    }

    /// Returns a certificate that counts, with the account that it belongs to.
    async fn owner(
        &self,
        database: &Database,
        chain: &CertificateChain,
    ) -> Result<(Certificate, Account), FederationError> {
        let unbound = || FederationError::CertificateRefused {
            reason: "it belongs to nobody".to_owned(),
        };
        let presented = self.look(chain, database.clock().now())?;
        let mut connection = database.read_across_realms().await?;
        let found = store::across_realms_find(&mut connection, &presented.fingerprint).await?;
        drop(connection);
        let (realm, mut certificate) = found.ok_or_else(unbound)?;
        let mut connection = database.read(realm).await?;
        let account = outside::find(&mut connection, certificate.account).await?;
        certificate.shown = presented;
        Ok((certificate, account.ok_or_else(unbound)?))
    }

    async fn admit(
        &self,
        (database, door): (&Database, &SignIn),
        (certificate, account): (Certificate, Account),
        (knock, visitor): (&Knock, &Visitor),
    ) -> Result<SignedIn, FederationError> {
        let proof = OutsideProof {
            source: SOURCE,
            is_whole: self.count_as_two(),
        };
        let mut work = database.begin(account.realm).await?;
        door.forgive(&mut work, knock).await?;
        note_use(&mut work, &account, &certificate).await?;
        match door.admit(&mut work, account.clone(), (proof, visitor)).await {
            Ok(signed_in) => {
                work.commit().await?;
                Ok(signed_in)
            }
            Err(error @ IdentityError::AccountNotActive) => {
                drop(work);
                door.refuse_knock(database, (Some(&account), "not-active"), knock)
                    .await?;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Returns the actor's own certificates, the oldest first.
///
/// # Errors
/// [`FederationError::Identity`] when a part of the program acts.
pub async fn list_own(
    connection: &mut Connection,
    actor: &Actor,
) -> Result<Vec<Certificate>, FederationError> {
    let own = account::service::own(connection, actor).await?;
    Ok(store::of_account(connection, own.id).await?)
}

/// Removes one of the actor's own certificates.
///
/// # Errors
/// [`FederationError::CertificateNotFound`] when it is not hers.
pub async fn remove_own(work: &mut Work, actor: &Actor, id: CertificateId) -> Result<(), FederationError> {
    let own = account::service::own(work, actor).await?;
    remove(work, actor, (own.id, id)).await
}

/// Returns the certificates of an account that the actor manages, the oldest first.
///
/// # Errors
/// [`FederationError::Identity`] when she does not manage it.
pub async fn list_managed(
    connection: &mut Connection,
    rights: &Rights,
    actor: &Actor,
    account: AccountId,
) -> Result<Vec<Certificate>, FederationError> {
    let account = account::service::get(connection, rights, actor, account).await?;
    Ok(store::of_account(connection, account.id).await?)
}

/// Removes a certificate of an account that the actor manages. It only ever takes away, so it is allowed for an account
/// with one of the three powers, too.
///
/// # Errors
/// [`FederationError::Identity`] when she does not manage the account, [`FederationError::CertificateNotFound`].
pub async fn remove_managed(
    work: &mut Work,
    rights: &Rights,
    actor: &Actor,
    (account, id): (AccountId, CertificateId),
) -> Result<(), FederationError> {
    let account = account::service::get(work, rights, actor, account).await?;
    remove(work, actor, (account.id, id)).await
}

async fn remove(
    work: &mut Work,
    actor: &Actor,
    (account, id): (AccountId, CertificateId),
) -> Result<(), FederationError> {
    let certificate = store::by_id(work, id).await?;
    let certificate = certificate.filter(|certificate| certificate.account == account);
    let certificate = certificate.ok_or(FederationError::CertificateNotFound)?;
    store::remove(work, &certificate).await?;
    note_change(work, actor, REMOVED, (&certificate, None)).await
}

/// Writes a use down, and what a newer certificate for the same key says.
async fn note_use(
    work: &mut Work,
    account: &Account,
    certificate: &Certificate,
) -> Result<(), FederationError> {
    store::used(work, certificate.id).await?;
    let before = store::by_id(work, certificate.id).await?;
    if before.is_some_and(|before| before.shown != certificate.shown) {
        store::renewed(work, certificate).await?;
        let actor = Actor::program("sign-in", account.realm, account.org_path.clone());
        let digest = Some(certificate.digest());
        note_change(work, &actor, "account.certificate-renewed", (certificate, digest)).await?;
    }
    Ok(())
}

async fn note_change(
    work: &mut Work,
    actor: &Actor,
    action: &'static str,
    (certificate, digest): (&Certificate, Option<ContentHash>),
) -> Result<(), FederationError> {
    let subject = Subject {
        kind: CERTIFICATE,
        id: certificate.id.uuid(),
        digest,
    };
    let shown = &certificate.shown;
    let details = json!({
        "account": certificate.account, "issuer": shown.issuer, "serial": shown.serial,
        "fingerprint": shown.fingerprint,
    });
    Ok(note(work, actor, action, subject, details).await?)
}
