//! The rule between the counters of item numbers and the records that carry the numbers.
//!
//! A number is taken in the transaction that files the record, and a filed record stays, so there are as many numbers
//! taken as the ledger tells of filings, and of numbers that came with records from another house. A counter set back
//! would give a number twice.

use super::receive::{RECEIVED, Receipt};
use guildhall_ledger::LedgerError;
use guildhall_ledger::check::{Breach, Check};
use guildhall_ledger::history;
use guildhall_store::{Connection, counter};

/// How the names of the counters of item numbers begin.
pub(crate) const ITEM: &str = "item:";

/// Entries read at once.
const PAGE: u32 = 1_000;

/// That item numbers were taken by filing, and by receiving, alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct ItemNumbers;

#[async_trait::async_trait]
impl Check for ItemNumbers {
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError> {
        let taken = counter::taken(connection, ITEM).await?;
        let filings = history::count(connection, "record.filed").await? + taken_over(connection).await?;
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

/// Returns how many numbers came with records from elsewhere, as the ledger tells.
async fn taken_over(connection: &mut Connection) -> Result<i64, LedgerError> {
    let (mut sum, mut after) = (0, None);
    loop {
        let page = history::details_of(connection, RECEIVED, after, PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(sum);
        };
        after = Some(*last);
        // What cannot be read counts for nothing, so the sums differ and the breach is told.
        let receipts = page
            .iter()
            .filter_map(|(_, text)| serde_json::from_str::<Receipt>(text).ok());
        sum += receipts.map(|receipt| receipt.numbers).sum::<i64>();
    }
}
