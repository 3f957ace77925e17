//! What a power is, and what is proposed about one; without a database.

use crate::account::Account;
use guildhall_kernel::{AccountId, ContentHash, Grant, OrgPath, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

/// Days after which a proposal that nobody decided lapses: longer than the longest public holiday with leave on both
/// sides, and short enough that whoever approves still knows why it was made.
pub const LAPSE_DAYS: i64 = 14;

coded! {
    /// One of the three powers (三权); its code is the role in rules/policies.
    Power {
        /// System administration (系统管理员): organisation, storage, jobs, backup.
        System = "systemAdministrator",
        /// Security administration (安全管理员): accounts, rights, policies.
        Security = "securityAdministrator",
        /// Audit administration (审计管理员): the ledger and what is proved by it.
        Audit = "auditAdministrator",
    }
}

coded! {
    /// What is to happen to an account that holds a power, or is to hold one (变更事项).
    PowerAct {
        /// It gets the power.
        Give = "give",
        /// It loses the power.
        Take = "take",
        /// It is stopped for a while.
        Lock = "lock",
        /// It is stopped for good.
        Disable = "disable",
        /// It may sign in again.
        Enable = "enable",
        /// It gets a new first password.
        ResetPassword = "reset-password",
        /// It loses its second factor.
        RemoveSecondFactor = "remove-second-factor",
    }
}

coded! {
    /// How far a proposal has come (变更状态).
    ChangeState {
        /// It waits for a decision.
        Proposed = "proposed",
        /// It was approved and has happened.
        Approved = "approved",
        /// It was refused.
        Refused = "refused",
        /// Who made it took it back.
        Withdrawn = "withdrawn",
        /// Nobody decided in time.
        Lapsed = "lapsed",
    }
}

impl Power {
    /// Returns the power among these grants, when there is one.
    pub fn of(grants: &[Grant]) -> Option<Self> {
        grants.iter().find_map(|grant| Self::from_code(&grant.role))
    }

    /// Returns the grant of this power over a branch. It opens no record, so its clearance is the lowest.
    pub(crate) fn over(self, org_path: OrgPath) -> Grant {
        Grant {
            role: self.code().to_owned(),
            org_path,
            clearance: 0,
        }
    }
}

impl PowerAct {
    /// Says whether the account can do less afterwards, so that its sessions end.
    pub(crate) fn shrinks(self) -> bool {
        !matches!(self, Self::Give | Self::Enable)
    }

    /// Says whether the account no longer exercises its power afterwards.
    pub(crate) fn ends_power(self) -> bool {
        matches!(self, Self::Take | Self::Lock | Self::Disable)
    }
}

/// A proposal to be made.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// Whom it is about.
    pub account: AccountId,
    /// What is to happen.
    pub act: PowerAct,
    /// The power to be given; otherwise that which the account holds is meant.
    pub power: Option<Power>,
    /// Why.
    pub reason: String,
}

/// A proposal about a power, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PowerChange {
    /// Its id.
    pub id: Uuid,
    /// Whom it is about.
    pub account: AccountId,
    /// The branch to which that account belongs.
    pub org_path: OrgPath,
    /// What is to happen.
    pub act: PowerAct,
    /// The power in question.
    pub power: Power,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub proposed_by: AccountId,
    /// The power in which she made it.
    pub proposed_as: Power,
    /// When.
    pub proposed_at: Timestamp,
    /// When it lapses.
    pub lapses_at: Timestamp,
    /// How far it has come.
    pub state: ChangeState,
    /// Who decided or took it back; nobody when it lapsed.
    pub decided_by: Option<AccountId>,
    /// When that was.
    pub decided_at: Option<Timestamp>,
    /// What she said to it.
    pub decision: String,
    /// The half of a new first password that the proposer has; only while the proposal waits.
    pub(crate) first_half: Option<String>,
}

impl PowerChange {
    /// Says whether it can be decided.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == ChangeState::Proposed && now < self.lapses_at
    }

    /// Returns the digest of everything but the half of a password.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.account,
            self.org_path,
            [self.act.code(), self.power.code(), self.proposed_as.code()],
            [&self.reason, &self.decision],
            self.proposed_by,
            self.proposed_at.as_micros(),
            self.lapses_at.as_micros(),
            self.state,
            self.decided_by,
            self.decided_at.map(Timestamp::as_micros),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}

/// A decision about a proposal.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Whether it is approved.
    pub approves: bool,
    /// Why; may be empty when it is approved.
    pub reason: String,
}

/// What a step left behind: the proposal, and a half of a new first password to be handed over on paper.
///
/// The proposer is shown one half and who approves the other, so that neither can sign in as the person whose
/// password it is.
#[derive(Clone)]
pub struct Slip {
    /// The proposal as it is now.
    pub change: PowerChange,
    /// The half, shown only here.
    pub half: Option<String>,
}

/// Returns every branch in which an act on an account must be allowed.
pub(crate) fn branches(account: &Account) -> impl Iterator<Item = &OrgPath> {
    let held = account.grants.iter().map(|grant| &grant.org_path);
    std::iter::once(&account.org_path).chain(held)
}
