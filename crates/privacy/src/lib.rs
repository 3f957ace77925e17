//! Duties to people (个人信息保护): what is done with personal data and why, and what people may ask for.
//!
//! Begin at [`Privacy`], then at the folder of a noun: [`register`] (what is done with data), [`request`] (what people
//! ask for), [`consent`] (what they agreed to), [`assessment`] (what was thought through before). The texts and clocks
//! that a union sets are data, read by [`rules`]. The law is the Personal Information Protection Law (个人信息保护法).
//!
//! Invariants: this crate knows no record of the archive and no web framework; what the archive holds about a person is
//! gathered above. What people write here stays out of the ledger, which keeps digests of it. Nothing here is deleted.

pub mod assessment;
pub mod consent;
pub mod error;
pub mod register;
pub mod request;
pub mod rules;
mod subject_kind;
mod subjects;
mod text;

use guildhall_identity::person::Directory;
use guildhall_identity::{Rights, organisation};
use guildhall_kernel::{Actor, OrgPath};
use guildhall_store::{Connection, Migration};
use std::sync::Arc;

pub use assessment::{Assessment, AssessmentState, Content, NewAssessment};
pub use consent::{ConsentAct, ConsentText, OwnConsent, Standing};
pub use error::PrivacyError;
pub use register::{Activity, Basis, Entry, Kept, NewVersion};
pub use request::{Answer, Done, Erasure, NewRequest, Outcome, Request, RequestKind, RequestState};
pub use rules::{PrivacyFiles, PrivacyRules, Words};
pub use subjects::{AssessmentSubjects, ConsentSubjects, ProcessingSubjects, RequestSubjects};

/// Action: change the register of processing.
pub const KEEP_REGISTER: &str = "keepPrivacyRegister";
/// Action: draft an impact assessment.
pub const DRAFT_ASSESSMENT: &str = "draftImpactAssessment";
/// Action: approve or return an impact assessment that somebody else drafted.
pub const APPROVE_ASSESSMENT: &str = "approveImpactAssessment";
/// Action: answer what people ask for; identity, which changes the directory for it, asks for it too.
pub use guildhall_identity::rights::ANSWER_PRIVACY_REQUESTS;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "privacy.0001_privacy",
    sql: include_str!("../migrations/0001_privacy.sql"),
}];

/// The services of this room. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Privacy {
    /// What the union set as data.
    pub rules: Arc<PrivacyRules>,
    /// The policies.
    pub rights: Rights,
    /// The staff directory, in which requests are carried out.
    pub directory: Directory,
}

impl Privacy {
    /// Says whether the actor may do something that concerns the whole realm.
    ///
    /// # Errors
    /// [`PrivacyError::Identity`] when the database refuses.
    pub async fn may(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        action: &str,
    ) -> Result<bool, PrivacyError> {
        let top = top(connection, actor).await?;
        Ok(self.rights.allows_in(actor, action, &top))
    }

    /// Refuses what the actor may not do in the whole realm.
    pub(crate) async fn require(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        action: &str,
    ) -> Result<(), PrivacyError> {
        let top = top(connection, actor).await?;
        Ok(self.rights.require_in(actor, action, &top)?)
    }
}

async fn top(connection: &mut Connection, actor: &Actor) -> Result<OrgPath, PrivacyError> {
    Ok(organisation::service::top(connection, actor.realm).await?.path)
}
