//! Leading a browser to an identity provider, and taking it in when it comes back.
//!
//! It opens its own units of work: an attempt stays used up whatever its answer was, no transaction may be open while a
//! provider is asked, and a refusal must be kept although the caller gets an error.

use crate::binding::{self, NewBinding, Outside};
use crate::oidc::{self, Attempt, BindRule, Claims, Fetch, KnownProvider, Provider, ProviderFault};
use crate::scim::Directories;
use crate::{FederationError, GroupMapping, granted};
use guildhall_identity::account::{self, Account, AccountState, outside};
use guildhall_identity::device::Visitor;
use guildhall_identity::sign_in::{OutsideProof, SignedIn};
use guildhall_identity::{Authenticated, IdentityError, Power, Rights, SignIn};
use guildhall_kernel::{Actor, OrgPath, RealmId, SessionId};
use guildhall_store::{Connection, Database, Work, realm};
use openidconnect::RedirectUrl;
use std::fmt;
use std::sync::Arc;

/// The part of the program that acts when a provider says something about an account.
const PROGRAM: &str = "single-sign-on";
/// Most characters of a provider's error code that are logged.
const CODE_CHARS_MAX: usize = 64;

/// What was configured.
#[derive(Clone, Default)]
pub struct FederationSettings {
    /// The providers.
    pub providers: Vec<Provider>,
    /// Which groups give which rights.
    pub mapping: GroupMapping,
    /// The address at which browsers reach the house.
    pub public_url: Option<String>,
}

/// Takes people in whom somebody outside knows. Cheap to clone.
#[derive(Clone)]
pub struct Federation {
    providers: Arc<[KnownProvider]>,
    mapping: GroupMapping,
    rights: Rights,
    directories: Directories,
    public_url: String,
}

/// The secret of a browser that was sent to a provider: only it may come back.
#[derive(Clone)]
pub struct BrowserToken(String);

impl BrowserToken {
    /// Takes the text of a cookie.
    pub fn from_cookie(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Returns the text for the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BrowserToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BrowserToken(…)")
    }
}

/// A way to a provider that begins.
#[derive(Debug)]
pub struct Begun {
    /// The address at the provider.
    pub address: String,
    /// What belongs into a cookie of the browser.
    pub browser: BrowserToken,
}

/// What a provider handed to the browser that comes back.
#[derive(Debug, Default)]
pub struct Answer {
    /// The state that was sent along.
    pub state: String,
    /// The code, when it let somebody in.
    pub code: Option<String>,
    /// Who answers (RFC 9207).
    pub issuer: Option<String>,
    /// Its own code of a refusal.
    pub error: Option<String>,
}

/// Who comes back.
pub struct Returning<'a> {
    /// The cookie that the browser was given.
    pub browser: &'a BrowserToken,
    /// From where, and with what browser.
    pub visitor: &'a Visitor,
    /// Who is signed in there, when somebody is.
    pub signed_in: Option<&'a Authenticated>,
}

/// What came of a way to a provider.
#[derive(Debug)]
pub enum Finished {
    /// Somebody signed in.
    SignedIn {
        /// Her session, pending when the house asks for a second factor.
        signed_in: Box<SignedIn>,
        /// Where she wanted to go.
        next: String,
    },
    /// An identity was bound to the account of the session.
    Bound,
}

/// Where a provider's people are.
struct Place {
    realm: RealmId,
    branch: OrgPath,
}

impl Place {
    fn arm(&self) -> Actor {
        outside::arm(PROGRAM, self.realm, self.branch.clone())
    }
}

impl Federation {
    /// Makes the service.
    ///
    /// # Errors
    /// [`ProviderFault`] for the first provider that cannot be used.
    pub fn new(settings: FederationSettings, rights: Rights) -> Result<Self, ProviderFault> {
        let mut known: Vec<KnownProvider> = Vec::with_capacity(settings.providers.len());
        let public_url = match settings.public_url {
            None if !settings.providers.is_empty() => return Err(ProviderFault::PublicUrl),
            url => url.unwrap_or_default().trim_end_matches('/').to_owned(),
        };
        for provider in settings.providers {
            provider.check()?;
            if known.iter().any(|other| other.provider.key == provider.key) {
                return Err(ProviderFault::Key(provider.key));
            }
            let fetch = Fetch::new().map_err(|_| ProviderFault::Issuer(provider.issuer.clone()))?;
            known.push(KnownProvider::new(provider, fetch));
        }
        Ok(Self {
            providers: known.into(),
            directories: Directories::new(rights.clone(), settings.mapping.clone()),
            mapping: settings.mapping,
            rights,
            public_url,
        })
    }

    /// Returns what directories may do.
    pub fn directories(&self) -> &Directories {
        &self.directories
    }

    /// Returns the providers, in the order of the configuration.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.providers.iter().map(|known| &known.provider)
    }

    /// Begins a sign-in by a provider; afterwards the browser goes to `next`.
    ///
    /// # Errors
    /// [`FederationError::UnknownProvider`], [`FederationError::ProviderUnusable`].
    pub async fn begin_sign_in(
        &self,
        database: &Database,
        key: &str,
        next: String,
    ) -> Result<Begun, FederationError> {
        self.begin(database, key, (None, next)).await
    }

    /// Begins to bind an identity at a provider to the account of a session; the caller has asked for a fresh proof.
    ///
    /// # Errors
    /// As [`Self::begin_sign_in`].
    pub async fn begin_binding(
        &self,
        database: &Database,
        signed_in: &Authenticated,
        key: &str,
    ) -> Result<Begun, FederationError> {
        let session = Some(signed_in.session.id);
        self.begin(database, key, (session, String::new())).await
    }

    async fn begin(
        &self,
        database: &Database,
        key: &str,
        purpose: (Option<SessionId>, String),
    ) -> Result<Begun, FederationError> {
        let known = self.known(key)?;
        let random = database.random();
        let chance = (database.clock().now(), &*random);
        let way = oidc::authorize(known, &self.redirect(key)?, purpose, chance).await?;
        let browser = BrowserToken(oidc::secret(&*random));
        let mut work = database.begin_outside_realms().await?;
        let held = (way.state.as_str(), browser.as_str());
        way.attempt.keep(&mut work, key, held).await?;
        work.commit().await?;
        Ok(Begun {
            address: way.address,
            browser,
        })
    }

    /// Takes a browser back from a provider: opens a session, or binds the identity to the account of the session in
    /// which that was begun.
    ///
    /// # Errors
    /// [`FederationError::AttemptOver`], [`FederationError::ProviderRefused`], [`FederationError::AnswerRefused`],
    /// [`FederationError::ProviderUnusable`]; for a sign-in [`FederationError::NotBound`] and
    /// [`IdentityError::AccountNotActive`]; for a binding [`FederationError::BindingTaken`],
    /// [`FederationError::TooManyBindings`].
    pub async fn finish(
        &self,
        (database, sign_in): (&Database, &SignIn),
        key: &str,
        answer: Answer,
        returning: Returning<'_>,
    ) -> Result<Finished, FederationError> {
        let known = self.known(key)?;
        let attempt = take(database, key, (&answer.state, returning.browser)).await?;
        let believed = self.believe(known, database, answer, &attempt).await;
        let claims = match believed {
            Ok(claims) => claims,
            Err(error) => {
                if let FederationError::AnswerRefused { reason } = &error {
                    sign_in.refuse_outside(database, None, reason).await?;
                }
                return Err(error);
            }
        };
        match attempt.session {
            Some(session) => {
                let present = returning
                    .signed_in
                    .filter(|present| present.session.id == session);
                let present = present.ok_or(FederationError::AttemptOver)?;
                self.bind(database, known, (present, &claims)).await
            }
            None => {
                let signed_in = self
                    .enter((database, sign_in), known, &claims, returning.visitor)
                    .await?;
                Ok(Finished::SignedIn {
                    signed_in: Box::new(signed_in),
                    next: attempt.next,
                })
            }
        }
    }

    /// Returns what the provider says of the person, when that can be believed.
    async fn believe(
        &self,
        known: &KnownProvider,
        database: &Database,
        answer: Answer,
        attempt: &Attempt,
    ) -> Result<Claims, FederationError> {
        let provider = &known.provider;
        if answer.issuer.is_some_and(|issuer| issuer != provider.issuer) {
            return Err(FederationError::AnswerRefused { reason: "issuer" });
        }
        let Some(code) = answer.code else {
            let reason = answer.error.unwrap_or_default();
            return Err(FederationError::ProviderRefused {
                reason: reason.chars().take(CODE_CHARS_MAX).collect(),
            });
        };
        let redirect = self.redirect(&provider.key)?;
        let proof = (attempt.nonce.clone(), attempt.verifier.clone());
        oidc::exchange(known, (code, &redirect), proof, database.clock().now()).await
    }

    async fn enter(
        &self,
        (database, sign_in): (&Database, &SignIn),
        known: &KnownProvider,
        claims: &Claims,
        visitor: &Visitor,
    ) -> Result<SignedIn, FederationError> {
        let provider = &known.provider;
        let place = place(database, provider).await?;
        let mut work = database.begin(place.realm).await?;
        let account = self.account_of(&mut work, (known, &place), claims).await?;
        let account = account.filter(|account| place.branch.contains(&account.org_path));
        let Some(account) = account else {
            drop(work);
            sign_in
                .refuse_outside(database, None, "outside-not-bound")
                .await?;
            return Err(FederationError::NotBound);
        };
        if account.state != AccountState::Active {
            drop(work);
            sign_in
                .refuse_outside(database, Some(&account), "not-active")
                .await?;
            return Err(IdentityError::AccountNotActive.into());
        }
        let account = self
            .follow_groups(&mut work, (provider, &place), (account, claims))
            .await?;
        let proof = OutsideProof {
            source: &provider.key,
            is_whole: counts_as_two(provider, claims),
        };
        let signed_in = sign_in.admit(&mut work, account, (proof, visitor)).await?;
        work.commit().await?;
        Ok(signed_in)
    }

    /// Returns the account of a person; of one who comes for the first time, the one that the rule names, bound from now
    /// on.
    async fn account_of(
        &self,
        work: &mut Work,
        (known, place): (&KnownProvider, &Place),
        claims: &Claims,
    ) -> Result<Option<Account>, FederationError> {
        let provider = &known.provider;
        let subject = claims.subject();
        let outside = identity(provider, &subject);
        if let Some((realm, binding)) = binding::store::across_realms_find(work, outside).await? {
            if realm != place.realm {
                return Ok(None);
            }
            binding::service::used(work, &binding).await?;
            return Ok(outside::find(work, binding.account).await?);
        }
        let Some(account) = self.first_time(work, provider, (&place.arm(), claims)).await? else {
            return Ok(None);
        };
        let label = claims.label();
        let new = NewBinding {
            outside,
            label: &label,
        };
        binding::service::bind(work, &place.arm(), (account.id, new)).await?;
        Ok(Some(account))
    }

    /// Returns the account that the rule names for somebody who comes for the first time. It is never one that holds one
    /// of the three powers: whoever runs the provider would hold it then.
    async fn first_time(
        &self,
        work: &mut Work,
        provider: &Provider,
        (arm, claims): (&Actor, &Claims),
    ) -> Result<Option<Account>, FederationError> {
        let Some(named) = claims.text(&provider.bind_claim) else {
            return Ok(None);
        };
        let rights = &self.rights;
        let found = match provider.bind {
            BindRule::OwnAccount => None,
            BindRule::StaffNumber => outside::by_staff_number(work, rights, arm, &named).await?,
            BindRule::Login => outside::by_login(work, rights, arm, &named).await?,
        };
        let may_be_bound =
            |account: &Account| account.state == AccountState::Active && Power::of(&account.grants).is_none();
        Ok(found.filter(may_be_bound))
    }

    async fn follow_groups(
        &self,
        work: &mut Work,
        (provider, place): (&Provider, &Place),
        (account, claims): (Account, &Claims),
    ) -> Result<Account, FederationError> {
        let Some(claim) = &provider.groups_claim else {
            return Ok(account);
        };
        let groups = claims.texts(claim);
        let wanted = self.mapping.grants(&provider.key, &groups, &place.branch);
        let change = (account, provider.key.as_str(), wanted);
        granted::follow(work, &self.rights, &place.arm(), change).await
    }

    async fn bind(
        &self,
        database: &Database,
        known: &KnownProvider,
        (present, claims): (&Authenticated, &Claims),
    ) -> Result<Finished, FederationError> {
        let provider = &known.provider;
        let place = place(database, provider).await?;
        let mut work = database.begin(present.actor.realm).await?;
        let own = account::service::own(&mut work, &present.actor).await?;
        if own.realm != place.realm || !place.branch.contains(&own.org_path) {
            return Err(FederationError::NotBound);
        }
        let (subject, label) = (claims.subject(), claims.label());
        let outside = identity(provider, &subject);
        match binding::store::across_realms_find(&mut work, outside).await? {
            Some((_, binding)) if binding.account == own.id => return Ok(Finished::Bound),
            Some(_) => return Err(FederationError::BindingTaken),
            None => {}
        }
        let new = NewBinding {
            outside,
            label: &label,
        };
        binding::service::bind(&mut work, &present.actor, (own.id, new)).await?;
        work.commit().await?;
        Ok(Finished::Bound)
    }

    fn known(&self, key: &str) -> Result<&KnownProvider, FederationError> {
        let mut all = self.providers.iter();
        all.find(|known| known.provider.key == key)
            .ok_or(FederationError::UnknownProvider)
    }

    /// Returns the address to which a provider sends browsers back; each has its own, so that one cannot answer for
    /// another.
    fn redirect(&self, key: &str) -> Result<RedirectUrl, FederationError> {
        let address = format!("{}/sign-in/with/{key}/return", self.public_url);
        RedirectUrl::new(address).map_err(|error| FederationError::ProviderUnusable {
            reason: error.to_string(),
        })
    }
}

impl fmt::Debug for Federation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.providers().map(|provider| &provider.key);
        f.debug_list().entries(keys).finish()
    }
}

/// Takes an attempt out, in a unit of work of its own.
async fn take(
    database: &Database,
    key: &str,
    (state, browser): (&str, &BrowserToken),
) -> Result<Attempt, FederationError> {
    let mut work = database.begin_outside_realms().await?;
    let attempt = Attempt::take(&mut work, key, (state, browser.as_str())).await;
    work.commit().await?;
    attempt
}

/// Returns realm and branch of a provider's people.
async fn place(database: &Database, provider: &Provider) -> Result<Place, FederationError> {
    let mut connection: Connection = database.read_across_realms().await?;
    let realms = realm::across_realms_list(&mut connection).await?;
    let is_here = |root: &OrgPath| {
        let branch = provider.organisation.as_ref();
        branch.is_none_or(|branch| root.contains(branch))
    };
    let found = realms.into_iter().find(|realm| is_here(&realm.root_path));
    let found = found.ok_or(FederationError::NotBound)?;
    Ok(Place {
        realm: found.id,
        branch: provider.organisation.clone().unwrap_or(found.root_path),
    })
}

fn identity<'a>(provider: &'a Provider, subject: &'a str) -> Outside<'a> {
    Outside {
        issuer: &provider.issuer,
        subject,
    }
}

/// Says whether the provider asked for a second factor in a way that counts here.
fn counts_as_two(provider: &Provider, claims: &Claims) -> bool {
    let rule = &provider.second_factor;
    let has = |claim: &str, wanted: &[String]| claims.texts(claim).iter().any(|value| wanted.contains(value));
    has("amr", &rule.amr) || has("acr", &rule.acr)
}
