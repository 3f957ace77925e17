//! Deciding that a paper which is held back is no state secret.

use super::service::Inbox;
use crate::IntakeError;
use guildhall_archive::Record;
use guildhall_kernel::{Actor, RecordId};
use guildhall_store::{Connection, Work};

impl Inbox {
    /// Decides that a paper which is held back bears no mark of state secrecy (解除扣留), and has it read again.
    ///
    /// # Errors
    /// As [`guildhall_archive::Archive::release`]; [`IntakeError::NoSuchItem`] when it did not come through the inbox.
    pub async fn release(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Record, IntakeError> {
        let released = self.archive.release(work, actor, record).await?;
        self.read_again(work, actor, record).await?;
        Ok(released)
    }

    /// Returns a paper that is held back, to who may decide about it.
    ///
    /// # Errors
    /// As [`guildhall_archive::Archive::held`].
    pub async fn held(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Record, IntakeError> {
        Ok(self.archive.held(connection, actor, record).await?)
    }
}
