//! Rules that hold between the rows of a room, whatever the ledger tells of each of them.
//!
//! For rows that have no entry of their own, such as the reservation of a login name, a counter or a session: a row
//! changed behind the program's back breaks the rule. Each room hands in its own.

use crate::LedgerError;
use async_trait::async_trait;
use guildhall_store::Connection;

/// A row, or the lack of one, that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// What kind of row it is.
    pub kind: &'static str,
    /// Which one, by an id or name without personal data.
    pub which: String,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Implemented by each room for each of its rules.
#[async_trait]
pub trait Check: Send + Sync {
    /// Returns what breaks the rule; at most a thousand.
    async fn breaches(&self, connection: &mut Connection) -> Result<Vec<Breach>, LedgerError>;
}
