//! The rule between the counters of item numbers and the records that carry the numbers.
//!
//! A number is taken in the transaction that files the record, and a filed record stays, so there are as many numbers
//! taken as the ledger tells of filings. A counter set back would give a number twice.

use guildhall_ledger::LedgerError;
use guildhall_ledger::check::{Breach, Check};
use guildhall_store::{Connection, counter};

/// How the names of the counters of item numbers begin.
pub(super) const ITEM: &str = "item:";

/// That item numbers were taken by filing alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct ItemNumbers;

#[async_trait::async_trait]
impl Check for ItemNumbers {
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError> {
        let taken = counter::taken(connection, ITEM).await?;
        let filings = guildhall_ledger::history::count(connection, "record.filed").await?;
        let breach = Breach {
            kind: "counter",
            which: format!("{taken} item numbers taken, {filings} records filed"),
            what: "a counter was changed",
        };
        Ok(if taken == filings {
            Vec::new()
        } else {
            vec![breach]
        })
    }
}
