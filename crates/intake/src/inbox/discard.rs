//! Taking papers out of the inbox and putting them back; also by handing in the same bytes again.

use super::model::{InboxItem, Received};
use super::service::Inbox;
use super::store;
use crate::IntakeError;
use guildhall_archive::{ArchiveError, Record, Standing};
use guildhall_kernel::{Actor, ContentHash, RecordId, Timestamp};
use guildhall_store::{Connection, Work};
use std::collections::{HashMap, HashSet};

impl Inbox {
    /// Takes a paper out of the inbox (弃置); its bytes stay. The reason may be empty.
    ///
    /// # Errors
    /// [`IntakeError::NoSuchItem`] when the record did not come through the inbox, and as
    /// [`guildhall_archive::Archive::discard`].
    pub async fn discard(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: RecordId,
        reason: &str,
    ) -> Result<(Record, InboxItem), IntakeError> {
        let discarded = self.archive.discard(work, actor, record, reason).await?;
        let item = store::of_record(work, record).await?;
        Ok((discarded, item.ok_or(IntakeError::NoSuchItem)?))
    }

    /// Puts a discarded paper back into the inbox (放回).
    ///
    /// # Errors
    /// As [`guildhall_archive::Archive::restore`].
    pub async fn restore(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Record, IntakeError> {
        Ok(self.archive.restore(work, actor, record).await?)
    }

    /// Returns a discarded paper that the actor may see.
    ///
    /// # Errors
    /// [`IntakeError::NoSuchItem`], also when the actor may not know of it and when it is not discarded.
    pub async fn discarded(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        id: RecordId,
    ) -> Result<(Record, InboxItem), IntakeError> {
        let record = match self.archive.discarded(connection, actor, id).await {
            Err(ArchiveError::NoSuchRecord) => return Err(IntakeError::NoSuchItem),
            found => found?,
        };
        let item = store::of_record(connection, id).await?;
        Ok((record, item.ok_or(IntakeError::NoSuchItem)?))
    }

    /// Returns the discarded papers, those that came in last first, with their records, behind a key.
    ///
    /// # Errors
    /// [`IntakeError::Store`].
    pub async fn list_discarded(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        page: (Option<(Timestamp, RecordId)>, u32),
    ) -> Result<Vec<(Record, Option<InboxItem>)>, IntakeError> {
        let records = self.archive.list_discarded(connection, actor, page).await?;
        Ok(store::with_items(connection, records).await?)
    }

    /// Answers for contents that are here already. A discarded paper is put back when somebody hands in its content
    /// by hand; a folder that is gone through again brings nothing back.
    pub(super) async fn answer_known(
        &self,
        work: &mut Work,
        actor: &Actor,
        known: Vec<(ContentHash, RecordId)>,
        by_hand: &HashSet<ContentHash>,
    ) -> Result<HashMap<ContentHash, Received>, IntakeError> {
        let ids: Vec<RecordId> = known.iter().map(|(_, record)| *record).collect();
        let standings = self.archive.standings(work, actor, &ids).await?;
        let mut answers = HashMap::with_capacity(known.len());
        for ((hash, record), (_, standing)) in known.into_iter().zip(standings) {
            let answer = match standing {
                Standing::Hidden => Received::KnownElsewhere,
                Standing::Discarded if by_hand.contains(&hash) => self.put_back(work, actor, record).await?,
                Standing::Present | Standing::Discarded => Received::AlreadyKnown { record },
            };
            answers.insert(hash, answer);
        }
        Ok(answers)
    }

    async fn put_back(
        &self,
        work: &mut Work,
        actor: &Actor,
        record: RecordId,
    ) -> Result<Received, IntakeError> {
        match self.archive.restore(work, actor, record).await {
            Ok(_) => Ok(Received::PutBack { record }),
            // She may see it among the discarded papers, but not change it.
            Err(ArchiveError::Denied(_)) => Ok(Received::AlreadyKnown { record }),
            Err(error) => Err(error.into()),
        }
    }
}
