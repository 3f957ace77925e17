//! An alert, without a database.

use super::evidence::Evidence;
use crate::activity::Subject;
use guildhall_identity::Power;
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use guildhall_store::coded;
use uuid::Uuid;

coded! {
    /// How far an alert has come (告警状态).
    AlertState {
        /// Nobody has looked at it.
        Open = "open",
        /// Somebody looks into it.
        Acknowledged = "acknowledged",
        /// It was found out what it was.
        Closed = "closed",
    }
}

/// Something that was noticed.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its id.
    pub id: Uuid,
    /// The code of the rule.
    pub rule: String,
    /// Whom it is about.
    pub subject: Subject,
    /// Her first role when it was raised; `none` of a network.
    pub role: String,
    /// The power that she held.
    pub power: Option<Power>,
    /// How far it has come.
    pub state: AlertState,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When it was last noticed.
    pub last_at: Timestamp,
    /// What was counted at the height of it.
    pub acts: i64,
    /// From how many on it is odd.
    pub threshold: i64,
    /// What is usual for the role at that hour, when enough was known.
    pub usual: Option<i64>,
    /// What was seen.
    pub evidence: Evidence,
    /// Who looks into it, and since when.
    pub acknowledged: Option<(AccountId, Timestamp)>,
    /// Who closed it, and when.
    pub closed: Option<(AccountId, Timestamp)>,
    /// What she found out; empty until it is closed.
    pub finding: String,
}

impl Alert {
    /// Returns the digest of what does not grow while the alert is open.
    pub(crate) fn digest(&self) -> ContentHash {
        let by = |step: Option<(AccountId, Timestamp)>| step.map(|(who, when)| (who, when.as_micros()));
        let state = serde_json::json!([
            self.id,
            self.rule,
            self.subject.to_string(),
            self.power,
            self.state,
            self.raised_at.as_micros(),
            by(self.acknowledged),
            by(self.closed),
            self.finding,
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
