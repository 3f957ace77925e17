//! What the archive can say for the case file of a breach (知悉范围): who looked at records that name people, and whom
//! records name. Ids only; title and content stay behind the rights of everybody.

use super::look::{self, SHOWN_IN_CLEAR};
use super::service::Archive;
use super::store;
use crate::ArchiveError;
use guildhall_kernel::{AccountId, PersonId, RecordId, Timestamp};
use guildhall_store::{Connection, Row, StoreError, args};
use std::collections::{BTreeSet, HashMap};

const BY_ACCOUNT: &str = "SELECT person_id, at, record_id, action FROM look
    WHERE realm_id = $1 AND account_id = $2 AND at >= $3 AND at <= $4 ORDER BY at DESC, id DESC LIMIT $5";
/// Records that are looked at with one query.
const PART: usize = 200;

/// That an account looked at a record in which a person is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAtPerson {
    /// When.
    pub at: Timestamp,
    /// The record.
    pub record: RecordId,
    /// Whom it named then.
    pub person: PersonId,
    /// Whether personal data were shown in clear.
    pub is_clear: bool,
}

/// Whom a record names, and under which code it is filed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Its archival code; none of a paper that is not filed.
    pub archival_code: Option<String>,
    /// The persons of the staff directory whom it names beyond doubt.
    pub persons: BTreeSet<PersonId>,
}

impl Archive {
    /// Returns the looks of an account within a time, the newest first and at most `limit`. Who may ask is decided where
    /// the case file is kept.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn looks_by(
        &self,
        connection: &mut Connection,
        account: AccountId,
        (since, until): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<LookAtPerson>, ArchiveError> {
        let values = args![connection.realm(), account, since, until, limit];
        let rows = connection.fetch_all(BY_ACCOUNT, values).await?;
        let looks: Result<Vec<LookAtPerson>, StoreError> = rows.iter().map(read).collect();
        Ok(looks?)
    }

    /// Returns codes and named persons of records. Who may ask is decided where the case file is kept.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn named_in(
        &self,
        connection: &mut Connection,
        records: &[RecordId],
    ) -> Result<HashMap<RecordId, Named>, ArchiveError> {
        let mut named = HashMap::new();
        for part in records.chunks(PART) {
            for record in store::get_many(connection, part).await? {
                let persons = look::persons(connection, &self.dictionary, &record).await?;
                let archival_code = record.archival_code;
                named.insert(
                    record.id,
                    Named {
                        archival_code,
                        persons,
                    },
                );
            }
        }
        Ok(named)
    }
}

fn read(row: &Row) -> Result<LookAtPerson, StoreError> {
    let action: String = row.get("action")?;
    Ok(LookAtPerson {
        at: row.get("at")?,
        record: row.get("record_id")?,
        person: row.get("person_id")?,
        is_clear: action == SHOWN_IN_CLEAR,
    })
}
