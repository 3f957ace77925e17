//! Who is acting: the account or the part of the program on whose behalf something is done.

use crate::{AccountId, OrgPath, PersonId, RealmId};
use std::net::IpAddr;

/// The identity behind an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorId {
    /// A person with an account.
    Account(AccountId),
    /// A part of the program itself, such as `reading` or `import`.
    Program(&'static str),
}

impl ActorId {
    /// Returns the id as the ledger writes it: `account:<uuid>` or `program:<name>`.
    pub fn as_text(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Program(name) => format!("program:{name}"),
        }
    }
}

/// A role held over a branch, with the highest secrecy level it may see (授权).
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Grant {
    /// Role code, as rules/policies names it.
    pub role: String,
    /// The branch; the role holds for it and everything below.
    pub org_path: OrgPath,
    /// Highest secrecy level, 0 (public) to 4 (top secret).
    pub clearance: i64,
}

/// What somebody is beside the roles that she holds (职务与级别); policies may look at it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Standing {
    /// Her union post, a code of `HOUSE_UNION_POST`; empty when she has none.
    pub post: String,
    /// Her rank as the union counts it, the higher the larger; 0 when she has none.
    pub rank: i64,
}

/// From where an act comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Address of the client, when the act came over the network.
    pub address: Option<IpAddr>,
}

/// The acting person or program with everything that decides what may be done.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who acts.
    pub id: ActorId,
    /// The person behind the account, when known.
    pub person: Option<PersonId>,
    /// Name to show.
    pub name: String,
    /// The realm in which the actor works.
    pub realm: RealmId,
    /// Roles held.
    pub grants: Vec<Grant>,
    /// Post and rank.
    pub standing: Standing,
    /// The purpose that was stated for this act, by its code.
    pub purpose: Option<String>,
    /// From where.
    pub origin: Origin,
}

impl Actor {
    /// Returns an actor for a part of the program, with the role `program` over the whole realm and no limit of clearance.
    ///
    /// `root` is the path of the realm's top organisation.
    pub fn program(name: &'static str, realm: RealmId, root: OrgPath) -> Self {
        Self {
            id: ActorId::Program(name),
            person: None,
            name: name.to_owned(),
            realm,
            grants: vec![Grant {
                role: "program".to_owned(),
                org_path: root,
                clearance: 4,
            }],
            standing: Standing::default(),
            purpose: None,
            origin: Origin::default(),
        }
    }

    /// Returns the actor as she acts for a stated purpose (用途).
    #[must_use]
    pub fn stating(&self, purpose: &str) -> Self {
        Self {
            purpose: Some(purpose.to_owned()),
            ..self.clone()
        }
    }

    /// Returns the actor with those grants only that are cleared for a secrecy level.
    #[must_use]
    pub fn cleared_for(&self, secrecy: i64) -> Self {
        let grants = self.grants.iter().filter(|grant| grant.clearance >= secrecy);
        Self {
            grants: grants.cloned().collect(),
            ..self.clone()
        }
    }

    /// Returns the account behind the act, if a person acts.
    pub fn account(&self) -> Option<AccountId> {
        match self.id {
            ActorId::Account(id) => Some(id),
            ActorId::Program(_) => None,
        }
    }
}
