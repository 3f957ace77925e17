//! What can be asked about retention: what falls due, and how much with each year.

use super::model::{DueKey, DueYear};
use super::store::{self, Ending};
use crate::record::Record;
use crate::{Archive, ArchiveError};
use guildhall_kernel::Actor;
use guildhall_store::Connection;
use std::collections::BTreeMap;

/// Most records in a page.
pub const PAGE_MAX: u32 = 500;

/// A record with the year in which it falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRecord {
    /// The record.
    pub record: Record,
    /// The year on whose first day it falls due.
    pub year: i64,
}

impl DueRecord {
    /// Returns its place in the list.
    pub fn key(&self) -> DueKey {
        DueKey {
            year: self.year,
            id: self.record.id,
        }
    }
}

impl Archive {
    /// Returns the filed records in the actor's care whose period ends by the first day of a year, the earliest first,
    /// behind a key.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn due(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        by_year: i64,
        (after, limit): (Option<DueKey>, u32),
    ) -> Result<Vec<DueRecord>, ArchiveError> {
        let limit = limit.clamp(1, PAGE_MAX);
        let filter = self.rights.filter(actor, "fileRecord");
        let mut found = Vec::new();
        // A few codes, each read by its own index and no further than the page is long.
        for (code, distance) in self.retention.distances() {
            let ending = Ending { code, distance };
            let page = store::due(connection, (&filter, &ending), by_year, (after, limit)).await?;
            found.extend(page.into_iter().map(|record| DueRecord {
                year: record.year + distance,
                record,
            }));
        }
        found.sort_by_key(DueRecord::key);
        found.truncate(limit as usize);
        Ok(found)
    }

    /// Returns how many filed records in the actor's care fall due with each year up to one; years without any are left
    /// out.
    ///
    /// # Errors
    /// [`ArchiveError::Store`].
    pub async fn due_years(
        &self,
        connection: &mut Connection,
        actor: &Actor,
        by_year: i64,
    ) -> Result<Vec<DueYear>, ArchiveError> {
        let filter = self.rights.filter(actor, "fileRecord");
        let mut years: BTreeMap<i64, u64> = BTreeMap::new();
        for (code, distance) in self.retention.distances() {
            let ending = Ending { code, distance };
            for of_year in store::years(connection, (&filter, &ending), by_year).await? {
                *years.entry(of_year.year).or_default() += of_year.records;
            }
        }
        let all = years.into_iter();
        Ok(all.map(|(year, records)| DueYear { year, records }).collect())
    }
}
