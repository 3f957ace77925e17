//! Rights (权限): the acting person held against the policies.
//!
//! Every service asks here before it changes anything, and every list is filtered by what comes from here. An
//! error of the policies means no. Who may not list a thing is told that it does not exist; that is decided by
//! the caller, who alone knows what was asked.

mod denied;
pub mod holders;
pub mod impact;
mod list_query;
pub mod oversight;
mod places;
pub mod rules;

pub use denied::Denied;
pub use list_query::ListQuery;
pub use places::Places;

use arc_swap::ArcSwap;
use guildhall_kernel::{Actor, ActorId, Clock, OrgPath, RealmId, Timestamp};
use guildhall_policy::{
    Circumstances, Explanation, Filter, Grant, ORG_PATH, PolicyError, PolicySet, Resource, Standing, Subject,
};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Action: make, change and lock accounts and give rights.
pub const MANAGE_ACCOUNTS: &str = "manageAccounts";
/// Action: change the organisation tree, the staff directory and settings.
pub const MANAGE_SYSTEM: &str = "manageSystem";
/// Action: read the ledger and the audit trail.
pub const VIEW_LEDGER: &str = "viewLedger";
/// Action: propose who holds which of the three powers.
pub const PROPOSE_POWERS: &str = "proposePowers";
/// Action: propose the same about the power that proposes, which cannot do so about itself.
pub const PROPOSE_SECURITY_POWER: &str = "proposeSecurityPower";
/// Action: decide what another power proposed.
pub const DECIDE_POWERS: &str = "decidePowers";
/// Action: answer what people ask for about their own data, and change the directory for it.
pub const ANSWER_PRIVACY_REQUESTS: &str = "answerPrivacyRequests";
/// Role of the program's own parts; never given to an account.
pub const PROGRAM: &str = "program";
/// Type of an organisation in the policies.
const ORGANISATION: &str = "Organisation";
/// The zone by which policies tell the hour; all of China keeps it.
const ZONE: &str = "Asia/Shanghai";

/// The policies in force, asked on behalf of an [`Actor`]. Cheap to clone; what is put in force through one clone holds
/// in all.
#[derive(Clone)]
pub struct Rights {
    /// Those of the installation, in force where a realm has no edition of its own.
    installed: Arc<PolicySet>,
    editions: Arc<ArcSwap<HashMap<RealmId, InForce>>>,
    clock: Arc<dyn Clock>,
}

/// An edition of a realm's policies, compiled.
#[derive(Clone)]
struct InForce {
    number: u32,
    policies: Arc<PolicySet>,
}

impl std::fmt::Debug for Rights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rights")
            .field("installed", &self.installed)
            .finish_non_exhaustive()
    }
}

impl Rights {
    /// Wraps loaded policies; the clock tells the hour to those that ask for it.
    pub fn new(policies: PolicySet, clock: Arc<dyn Clock>) -> Self {
        Self {
            installed: Arc::new(policies),
            editions: Arc::default(),
            clock,
        }
    }

    /// Returns the policies in force in a realm.
    pub fn policies(&self, realm: RealmId) -> Arc<PolicySet> {
        match self.editions.load().get(&realm) {
            Some(edition) => Arc::clone(&edition.policies),
            None => Arc::clone(&self.installed),
        }
    }

    /// Returns the number of the edition in force in a realm; none while those of the installation are.
    pub fn edition_of(&self, realm: RealmId) -> Option<u32> {
        self.editions.load().get(&realm).map(|edition| edition.number)
    }

    /// Puts an edition of a realm's policies in force, from the next question on.
    pub fn put_in_force(&self, realm: RealmId, number: u32, policies: PolicySet) {
        let edition = InForce {
            number,
            policies: Arc::new(policies),
        };
        self.editions.rcu(|editions| {
            let mut editions = HashMap::clone(editions);
            editions.insert(realm, edition.clone());
            editions
        });
    }

    /// Returns the codes of the roles (角色) that may be given to accounts, sorted.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.installed.roles().filter(|role| *role != PROGRAM)
    }

    /// Says whether the policies of the installation know an action that is asked in an organisation.
    pub fn is_action_in_organisations(&self, action: &str) -> bool {
        self.installed
            .acts_on(action)
            .is_ok_and(|resource| resource == ORGANISATION)
    }

    /// Refuses what the actor may not do.
    ///
    /// # Errors
    /// [`Denied`], also when the policies cannot answer; that is logged.
    pub fn require(&self, actor: &Actor, action: &str, resource: &Resource) -> Result<(), Denied> {
        match self
            .policies(actor.realm)
            .decide(&self.subject(actor), action, resource)
        {
            Ok(decision) if decision.allowed => Ok(()),
            Ok(decision) => Err(Denied {
                action: action.to_owned(),
                policies: decision.reasons,
            }),
            Err(error) => {
                tracing::error!(action, %error, "the policies could not answer; denied");
                Err(Denied {
                    action: action.to_owned(),
                    policies: Vec::new(),
                })
            }
        }
    }

    /// Refuses what the actor may not do in an organisation.
    ///
    /// # Errors
    /// As [`Rights::require`].
    pub fn require_in(&self, actor: &Actor, action: &str, organisation: &OrgPath) -> Result<(), Denied> {
        self.require(actor, action, &Resource::new(ORGANISATION, organisation.as_str()))
    }

    /// Returns what each grant of somebody says to a question, for whoever asks why.
    ///
    /// # Errors
    /// [`PolicyError`] for an action or a resource that the policies do not know.
    pub fn explain(
        &self,
        actor: &Actor,
        action: &str,
        resource: &Resource,
    ) -> Result<Explanation, PolicyError> {
        self.policies(actor.realm)
            .explain(&self.subject(actor), action, resource)
    }

    fn subject(&self, actor: &Actor) -> Subject {
        subject(actor, self.clock.now())
    }

    /// Says whether the actor may do this.
    pub fn allows(&self, actor: &Actor, action: &str, resource: &Resource) -> bool {
        self.require(actor, action, resource).is_ok()
    }

    /// Says whether the actor may do this in an organisation.
    pub fn allows_in(&self, actor: &Actor, action: &str, organisation: &OrgPath) -> bool {
        self.require_in(actor, action, organisation).is_ok()
    }

    /// Returns the filter of everything on which the actor may do this.
    ///
    /// When the policies cannot answer, that is logged and nothing is in the filter.
    pub fn filter(&self, actor: &Actor, action: &str) -> Arc<Filter> {
        self.policies(actor.realm)
            .filter(&self.subject(actor), action)
            .unwrap_or_else(|error| {
                tracing::error!(action, %error, "the policies could not answer; nothing is listed");
                Arc::new(Filter::Nothing)
            })
    }

    /// Returns the filter of the branches over which the actor holds any role that exists.
    ///
    /// Names of organisations and colleagues are shown within these (house rule: the directory of a branch is open
    /// to whoever works in it).
    pub fn branches(&self, actor: &Actor) -> Filter {
        let roles: BTreeSet<&str> = self.installed.roles().collect();
        let held = actor
            .grants
            .iter()
            .filter(|grant| roles.contains(grant.role.as_str()));
        let under = |path: &OrgPath| Filter::PathUnder {
            field: ORG_PATH.to_owned(),
            path: path.as_str().to_owned(),
        };
        Filter::Or(held.map(|grant| under(&grant.org_path)).collect()).normalised()
    }
}

fn subject(actor: &Actor, now: Timestamp) -> Subject {
    let id = match &actor.id {
        ActorId::Account(id) => id.to_string(),
        ActorId::Program(name) => (*name).to_owned(),
    };
    let grants = actor.grants.iter().map(|grant| Grant {
        role: grant.role.clone(),
        org_path: grant.org_path.as_str().to_owned(),
        clearance: grant.clearance,
    });
    Subject {
        id,
        grants: grants.collect(),
        standing: Standing {
            post: actor.standing.post.clone(),
            rank: actor.standing.rank,
        },
        circumstances: circumstances(actor, now),
    }
}

fn circumstances(actor: &Actor, now: Timestamp) -> Circumstances {
    let local = now.civil_in(ZONE);
    Circumstances {
        hour: i64::from(local.hour()),
        weekday: i64::from(local.weekday().to_monday_one_offset()),
        purpose: actor.purpose.clone().unwrap_or_default(),
    }
}
