//! What an edition is; without a database.

use guildhall_identity::power::ChangeState;
use guildhall_identity::rights::impact::Impact;
use guildhall_identity::rights::rules::{LAW, PolicyFile, PolicyRules};
use guildhall_kernel::{AccountId, ContentHash, Grant, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest text of a file or of the cases, in bytes: some ten times what ships.
pub const TEXT_MAX: usize = 64 * 1024;

/// Texts of policies as somebody wants them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The files that differ from those of the installation, by name.
    pub files: Vec<PolicyFile>,
    /// Cases of the union's own beside those of the installation (TOML); may be empty.
    pub cases: String,
}

impl Draft {
    /// Takes from `files` what differs from the installation's; line ends are made one kind.
    pub fn over(rules: &PolicyRules, files: Vec<PolicyFile>, cases: &str) -> Self {
        let differs = |file: &PolicyFile| !rules.files().contains(file);
        let lines = |file: PolicyFile| PolicyFile {
            text: file.text.replace("\r\n", "\n"),
            ..file
        };
        let mut files: Vec<PolicyFile> = files.into_iter().map(lines).filter(differs).collect();
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Self {
            files,
            cases: cases.replace("\r\n", "\n").trim().to_owned(),
        }
    }

    /// Returns the name of a file that an edition may not change: the law, or one that the installation does not have.
    pub(crate) fn stranger(&self, rules: &PolicyRules) -> Option<&str> {
        let known = |name: &str| name != LAW && rules.files().iter().any(|file| file.name == name);
        let names = self.files.iter().map(|file| file.name.as_str());
        let mut strangers = names.filter(|name| !known(name));
        strangers.next()
    }

    pub(crate) fn is_too_long(&self) -> bool {
        self.cases.len() > TEXT_MAX || self.files.iter().any(|file| file.text.len() > TEXT_MAX)
    }
}

/// What a change of policies does to those who hold the same grants, in one action (影响).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The grants that they hold.
    pub grants: Vec<Grant>,
    /// How many they are.
    pub people: usize,
    /// The action.
    pub action: String,
    /// Things on which they may act then, but not before.
    pub gained: u64,
    /// Things on which they may act before, but not then.
    pub lost: u64,
}

impl From<Impact> for Effect {
    fn from(impact: Impact) -> Self {
        Self {
            grants: impact.grants,
            people: impact.people.len(),
            action: impact.action,
            gained: impact.gained,
            lost: impact.lost,
        }
    }
}

/// A proposal to be made.
#[derive(Debug, Clone)]
pub struct NewEdition {
    /// What it does to the people and things that there are, as the program found it.
    pub effects: Vec<Effect>,
    /// Why.
    pub reason: String,
}

/// An edition, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its id.
    pub id: Uuid,
    /// Which of the approved ones it is, from 1; nothing before it is approved.
    pub number: Option<u32>,
    /// Its texts.
    pub draft: Draft,
    /// What it did to the people and things that there were when it was proposed.
    pub effects: Vec<Effect>,
    /// Why it was proposed.
    pub reason: String,
    /// Who proposed it; nobody when the console set an edition aside.
    pub proposed_by: Option<AccountId>,
    /// When.
    pub proposed_at: Timestamp,
    /// When it lapses.
    pub lapses_at: Timestamp,
    /// How far it has come.
    pub state: ChangeState,
    /// Who decided or took it back; nobody when it lapsed or the console did it.
    pub decided_by: Option<AccountId>,
    /// When that was.
    pub decided_at: Option<Timestamp>,
    /// What she said to it.
    pub decision: String,
}

impl Edition {
    /// Says whether it can be decided.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == ChangeState::Proposed && now < self.lapses_at
    }

    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.number,
            self.draft.files,
            self.draft.cases,
            self.effects,
            self.reason,
            self.proposed_by,
            [Some(self.proposed_at), Some(self.lapses_at), self.decided_at],
            self.state.code(),
            self.decided_by,
            self.decision,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
