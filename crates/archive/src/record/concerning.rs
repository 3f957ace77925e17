//! The filed records that name the person behind an account (涉及本人的档案), for the copy of her own data.
//!
//! She is told that they are kept and for how long, not what they say of others: title and content stay behind the
//! rights of everybody.

use super::look;
use super::model::{Record, RecordState};
use super::service::Archive;
use super::store;
use crate::ArchiveError;
use guildhall_kernel::{Actor, RecordId, Timestamp};
use guildhall_store::Connection;

/// Records that are looked at with one query.
const PART: usize = 200;

/// A filed record that names somebody beyond doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concerning {
    /// Archive type.
    pub type_code: String,
    /// Year.
    pub year: i64,
    /// Archival code.
    pub archival_code: Option<String>,
    /// Retention period.
    pub retention: String,
    /// When it was filed.
    pub filed_at: Option<Timestamp>,
    /// Its title with personal data hidden, where she may see the record herself.
    pub title: Option<String>,
}

impl Archive {
    /// Returns those of some records that are filed and name the actor's own person; nothing for an account without a
    /// person.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn concerning(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        candidates: &[RecordId],
    ) -> Result<Vec<Concerning>, ArchiveError> {
        let Some(person) = actor.person else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for part in candidates.chunks(PART) {
            let records = store::get_many(connection, part).await?;
            for record in records.iter().filter(|record| record.state == RecordState::Filed) {
                let named = look::persons(connection, &self.dictionary, record).await?;
                if named.contains(&person) {
                    found.push(self.told_of(actor, record));
                }
            }
        }
        Ok(found)
    }

    fn told_of(&self, actor: &Actor, record: &Record) -> Concerning {
        let may_see = self.rights.allows(actor, "viewRecord", &record.as_resource());
        Concerning {
            type_code: record.type_code.clone(),
            year: record.year,
            archival_code: record.archival_code.clone(),
            retention: record.retention.clone(),
            filed_at: record.filed_at,
            title: may_see.then(|| self.masks.mask_text(&record.title).text),
        }
    }
}
