//! Who is asked at a step: those who hold its right near the subject, and one of its posts where it names any.

use super::model::Run;
use crate::{Workflow, WorkflowError};
use guildhall_identity::Account;
use guildhall_identity::rights::holders::holders;
use guildhall_kernel::AccountId;
use guildhall_store::Connection;

impl Workflow {
    /// Returns the people of the present step of a run, without whoever started it: nobody decides about her own matter.
    pub(super) async fn people(
        &self,
        connection: &mut Connection,
        run: &Run,
    ) -> Result<Vec<AccountId>, WorkflowError> {
        let holders = self.able(connection, run).await?;
        let posts = match (run.step(), run.state.escalated) {
            (Some(step), false) => step.posts.as_slice(),
            _ => &[],
        };
        let is_asked = |account: &&Account| posts.is_empty() || posts.contains(&account.standing.post);
        Ok(holders
            .iter()
            .filter(is_asked)
            .map(|account| account.id)
            .collect())
    }

    /// Returns those who may decide at the present step, with whatever post; to these a task can be handed on.
    pub(super) async fn able(
        &self,
        connection: &mut Connection,
        run: &Run,
    ) -> Result<Vec<Account>, WorkflowError> {
        let right = run.right().ok_or(WorkflowError::Ended)?;
        let mut able = holders(connection, &self.rights, right, (&run.place(), run.secrecy)).await?;
        able.retain(|account| account.id != run.started_by);
        Ok(able)
    }
}
