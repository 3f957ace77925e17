//! What this room wants to know of emergency plans; who keeps them tells it, and the program brings the two together.

use async_trait::async_trait;
use guildhall_kernel::Timestamp;
use guildhall_store::{Connection, StoreError};

/// How an emergency plan (应急预案) stands with its rehearsals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    /// Its name, in Chinese and English.
    pub title: String,
    /// When it was last carried out to the end.
    pub last: Option<Timestamp>,
    /// Whether it should have been rehearsed by now.
    pub is_overdue: bool,
}

/// Who knows of the plans.
#[async_trait]
pub trait Rehearsals: Send + Sync {
    /// Returns how every plan stands, in the connection's realm.
    ///
    /// # Errors
    /// When the database refuses.
    async fn standings(
        &self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<Vec<Rehearsed>, StoreError>;
}
