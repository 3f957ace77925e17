//! An assessment, without a database.

use crate::PrivacyError;
use crate::text::filled;
use guildhall_kernel::{AccountId, ContentHash, Timestamp};
use guildhall_store::coded;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

coded! {
    /// How far an assessment has come (评估状态).
    AssessmentState {
        /// It waits for a decision.
        Submitted = "submitted",
        /// It was given back to be revised.
        Returned = "returned",
        /// It was approved.
        Approved = "approved",
    }
}

/// What is assessed: the processing, and the three contents that Article 56 names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What is done, with which data, how.
    pub what: String,
    /// Whether purpose and manner are lawful, legitimate and necessary (合法、正当、必要), case 1.
    pub necessity: String,
    /// Effects on people's rights, and risks to security (对个人权益的影响及安全风险), case 2.
    pub risks: String,
    /// Whether the measures are lawful, effective and fit the risk (保护措施是否合法、有效并与风险程度相适应), case 3.
    pub measures: String,
}

/// An assessment to be drafted, or a revision of one that was returned.
#[derive(Debug, Clone)]
pub struct NewAssessment {
    /// Code of the entry of the register.
    pub activity: String,
    /// What is assessed.
    pub content: Content,
}

/// An assessment, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Its id.
    pub id: Uuid,
    /// Code of the entry of the register.
    pub activity: String,
    /// The version of the entry that was assessed.
    pub activity_version: u32,
    /// How often it was written, from 1.
    pub revision: u32,
    /// What is assessed.
    pub content: Content,
    /// How far it has come.
    pub state: AssessmentState,
    /// Who drafted it.
    pub drafted_by: AccountId,
    /// When it was last drafted.
    pub drafted_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What she said to it.
    pub decision: String,
    /// Until when it is kept at the least, once it was approved.
    pub keep_until: Option<Timestamp>,
}

impl Content {
    /// Returns the content with its texts tidied.
    pub(crate) fn checked(self) -> Result<Self, PrivacyError> {
        Ok(Self {
            what: filled("what", &self.what)?,
            necessity: filled("necessity", &self.necessity)?,
            risks: filled("risks", &self.risks)?,
            measures: filled("measures", &self.measures)?,
        })
    }
}

impl Assessment {
    /// Returns the digest of the row, as the ledger keeps it.
    pub(crate) fn digest(&self) -> ContentHash {
        let state = serde_json::json!([
            self.id,
            self.activity,
            [self.activity_version, self.revision],
            self.content,
            self.state,
            self.drafted_by,
            self.drafted_at.as_micros(),
            self.decided_by,
            self.decided_at.map(Timestamp::as_micros),
            self.decision,
            self.keep_until.map(Timestamp::as_micros),
        ]);
        ContentHash::of(state.to_string().as_bytes())
    }
}
